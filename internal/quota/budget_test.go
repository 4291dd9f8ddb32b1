package quota

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// spent returns how many bytes connections spend in so long when each spends all it
// can.
func spent(t *testing.T, budgets []*Budget, during time.Duration) int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	var bytes atomic.Int64
	for _, b := range budgets {
		go func() {
			for ctx.Err() == nil {
				b.Spend(ctx, 1000)
				bytes.Add(1000)
			}
		}()
	}
	<-ctx.Done()
	synctest.Wait()
	return bytes.Load()
}

// Attack: one source spends all it can, on one connection or on sixteen.
func TestBudgetOfASource(t *testing.T) {
	const during = 100 * time.Second
	for connections, rate := range map[int]int{1: 32 << 10, 2: 64 << 10, 16: 64 << 10} {
		synctest.Test(t, func(t *testing.T) {
			s := connect(t, NewTable(limits()), from(1))
			var all []*Budget
			for range connections {
				all = append(all, s.NewBudget())
			}
			got := int(spent(t, all, during))
			// And what comes at once: four seconds' worth.
			if want := rate * 104; got < want*98/100 || got > want*102/100 {
				t.Errorf("%d connections spent %d bytes, want %d", connections, got, want)
			}
		})
	}
}

// Attack: many sources spend all they can. Together they get no more than two would,
// and one that spends little does not notice.
func TestBudgetOfAllSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		var all []*Budget
		for i := range 24 {
			s := connect(t, table, from(1+i))
			all = append(all, s.NewBudget(), s.NewBudget())
		}
		spent(t, all, 10*time.Second) // what comes at once
		const during = 100 * time.Second
		little := connect(t, table, from(100)).NewBudget()
		slowest := time.Duration(0)
		go func() {
			for range 50 {
				time.Sleep(time.Second)
				began := time.Now()
				little.Spend(t.Context(), 4000)
				slowest = max(slowest, time.Since(began))
			}
		}()
		got := spent(t, all, during)
		if most := int64(heavyShare*(64<<10)) * 105; got > most {
			t.Errorf("24 sources spent %d bytes in %v, want at most %d", got, during, most)
		}
		if slowest > 0 {
			t.Errorf("a source that spends little has waited for %v", slowest)
		}
	})
}

// Attack: one source has the server compute all the time.
func TestBudgetOfCPUTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := connect(t, NewTable(limits()), from(1))
		b, c := s.NewBudget(), s.NewBudget()
		computed, began := time.Duration(0), time.Now()
		for time.Since(began) < 100*time.Second {
			for _, b := range []*Budget{b, c} {
				b.Wait(t.Context())
				slot := s.Work.NewSlot(b)
				if !slot.Acquire(t.Context()) {
					t.Fatal("no slot")
				}
				time.Sleep(10 * time.Millisecond)
				slot.Release()
				computed += 10 * time.Millisecond
			}
		}
		share := float64(computed) / float64(time.Since(began))
		if want := limits().CPUShare; share < want*0.98 || share > want*1.08 {
			t.Errorf("one source computes %.2f of the time, want %.2f", share, want)
		}
	})
}

// A wait ends with its context, and what was owed is still owed.
func TestSpendEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := connect(t, NewTable(limits()), from(1)).NewBudget()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		b.Spend(ctx, 128<<10)
		b.Spend(ctx, 128<<10)
		if took := time.Since(began); took != time.Second {
			t.Errorf("the wait took %v", took)
		}
		b.Wait(t.Context())
		// 128 KB over what comes at once, at 32 KB a second.
		if took := time.Since(began).Round(10 * time.Millisecond); took != 4*time.Second {
			t.Errorf("the debt took %v, want 4 s", took)
		}
	})
}

// Attack: debts that no one waits for are piled up on one connection, so that the
// others behind its address wait for minutes.
func TestDebtIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := connect(t, NewTable(limits()), from(1))
		attacker, neighbour := s.NewBudget(), s.NewBudget()
		for range 1000 {
			attacker.Owe(1 << 20)
			attacker.OweTime(time.Hour)
		}
		began := time.Now()
		neighbour.Spend(t.Context(), 100)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("the neighbour waits for %v", took)
		}
	})
}

// Attack: many sources spend all they can and are gone; one that owes something does
// not have to wait as if they were still there.
func TestRateRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for i := range 500 {
			s := connect(t, table, from(2+i))
			s.NewBudget().Owe(1 << 20)
			s.NewBudget().Owe(1 << 20)
			defer s.Disconnect(0)
			if i%2 == 0 {
				s.Disconnect(0)
				s.connections++ // for the deferred one
			}
		}
		b := connect(t, table, from(1)).NewBudget()
		began := time.Now()
		b.Owe(128 << 10)
		b.Owe(128 << 10)
		b.Wait(t.Context())
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("256 KB take %v", took)
		}
	})
}
