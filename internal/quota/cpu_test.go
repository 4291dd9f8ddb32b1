package quota

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Attack: every source computes as much as it can. One goroutine fewer than there
// are cores does so at once, keys and work each, so that a handshake finds one.
func TestSlotsOfAllSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var running, most atomic.Int64
		var workers sync.WaitGroup
		for i := range 24 {
			s := connect(t, table, from(1+i))
			for range 4 {
				workers.Go(func() {
					slot := s.Keys.NewSlot(s.NewBudget())
					for slot.Acquire(ctx) {
						most.Store(max(most.Load(), running.Add(1)))
						time.Sleep(time.Millisecond)
						running.Add(-1)
						slot.Release()
					}
				})
			}
		}
		workers.Wait()
		if want := int64(max(cores()-1, 1)); most.Load() != want {
			t.Errorf("%d goroutines computed at once, want %d", most.Load(), want)
		}
	})
}

// Work that holds a slot for seconds, such as the wait for an index, does not keep
// that of other sources waiting for as long.
func TestWorkHasPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for i := range max(cores()-1, 1) {
			s := connect(t, table, from(1+i))
			if !s.Work.NewSlot(s.NewBudget()).Acquire(t.Context()) {
				t.Fatal("no slot")
			}
		}
		s := connect(t, table, from(100))
		began := time.Now()
		slot := s.Work.NewSlot(s.NewBudget())
		if !slot.Acquire(t.Context()) {
			t.Fatal("no slot")
		}
		if waited := time.Since(began); waited > workPatience {
			t.Errorf("it has waited for %v", waited)
		}
		slot.Release()
		if tokens, burst := s.budget.Tokens(), float64(s.budget.Burst()); tokens != burst {
			t.Errorf("to wait has cost %.0f bytes", burst-tokens)
		}
		// There is one spare slot, however long one waits.
		other := connect(t, table, from(200))
		if !other.Work.NewSlot(other.NewBudget()).Acquire(t.Context()) {
			t.Fatal("no slot")
		}
		late := connect(t, table, from(300))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if late.Work.NewSlot(late.NewBudget()).Acquire(ctx) {
			t.Error("there is a slot for everyone")
		}
	})
}

// Work that has waited for longer than its patience, while the spare slot is held for
// seconds too, gets the first slot that is free.
func TestWorkDoesNotWaitForTheSpareSlotAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		hold := func(i int, during time.Duration) {
			s := connect(t, table, from(1+i))
			slot := s.Work.NewSlot(s.NewBudget())
			if !slot.Acquire(t.Context()) {
				t.Error("no slot")
			}
			time.AfterFunc(during, func() { slot.Release() })
		}
		for i := range max(cores()-1, 1) {
			hold(i, time.Second)
		}
		hold(100, time.Minute) // the spare one
		began := time.Now()
		hold(200, 0)
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("it has waited for %v, and slots were free after a second", waited)
		}
	})
}

// An Acquire whose context ends leaves the slots as they were.
func TestAcquireEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		s := connect(t, table, from(1))
		done, cancel := context.WithCancel(t.Context())
		cancel()
		var held []*CPUSlot
		for range cores() {
			slot := s.Keys.NewSlot(s.NewBudget())
			ctx, stop := context.WithTimeout(t.Context(), time.Millisecond)
			if slot.Acquire(ctx) {
				held = append(held, slot)
			}
			stop()
		}
		late := s.Keys.NewSlot(s.NewBudget())
		if late.Acquire(done) {
			t.Error("a slot was given to one that does not want it any more")
		}
		late.Release() // as a deferred call does
		for _, slot := range held {
			slot.Release()
		}
		other := connect(t, table, from(2))
		if !other.Keys.NewSlot(other.NewBudget()).Acquire(t.Context()) {
			t.Error("no slot is left")
		}
	})
}
