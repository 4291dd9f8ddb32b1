package quota

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Attack: an author's key that was stolen. All that comes in by it is bounded, whatever the
// number of its connections, and so is what goes out.
func TestBudgetOfAuthors(t *testing.T) {
	const during = 10 * time.Second
	for connections := range 4 {
		synctest.Test(t, func(t *testing.T) {
			authors := NewTable(limits()).Authors()
			var all []*Budget
			for range connections + 1 {
				all = append(all, authors.NewBudget())
			}
			got := int(spent(t, all, during))
			if want := 12 * limits().AuthorRate; got < want*95/100 || got > want*105/100 {
				t.Errorf("%d connections spent %d bytes, want %d", connections+1, got, want)
			}
			ctx, cancel := context.WithCancel(t.Context()) // like that of a connection, without a deadline
			defer time.AfterFunc(during, cancel).Stop()
			sent := 0
			for ctx.Err() == nil {
				authors.SpendSent(ctx, 4<<10)
				sent += 4 << 10
			}
			if want := 12 * limits().AuthorRate; sent < want*95/100 || sent > want*105/100 {
				t.Errorf("they were sent %d bytes, want %d", sent, want)
			}
		})
	}
}

// Attack: many sources spend all that they can. Authors are not slowed, and neither wait
// for the CPU slots of others.
func TestAuthorsBesideOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		var all []*Budget
		for i := range 24 {
			s := connect(t, table, from(1+i))
			all = append(all, s.NewBudget(), s.NewBudget())
		}
		spent(t, all, 10*time.Second)
		for table.work.TryAcquire(1) {
		}
		for table.keys.TryAcquire(1) {
		}
		authors := table.Authors()
		budget := authors.NewBudget()
		if got, want := int(spent(t, []*Budget{budget}, 10*time.Second)), 12*limits().AuthorRate; got < want*95/100 {
			t.Errorf("an author spent %d bytes, want %d", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for _, slot := range []*CPUSlot{authors.Work.NewSlot(budget), authors.Keys.NewSlot(budget)} {
			if !slot.Acquire(ctx) {
				t.Fatal("an author waits for readers")
			}
		}
	})
}

// Authors have so many sessions together.
func TestSessionsOfAuthors(t *testing.T) {
	authors := NewTable(limits()).Authors()
	for i := range 4 {
		if got, want := authors.Enter(), i < 3; got != want {
			t.Errorf("session %d: %t, want %t", i+1, got, want)
		}
	}
	authors.Leave()
	if !authors.Enter() {
		t.Error("a session that has ended makes no room")
	}
}

// Attack: a neighbour behind the author's router, or on the same host, opens connections for
// nothing. The address is slowed, and not refused, where an author has logged in before.
func TestPenaltyOfANeighbourDoesNotRefuseAnAuthor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		connect(t, table, from(1)).MarkAuthor(time.Now())
		for i := range 2 {
			s := connect(t, table, from(1+i))
			s.Penalize(limits().MaxPenalty)
			_, err := table.Connect(from(1 + i))
			if want := []error{nil, ErrPenalty}[i]; !errors.Is(err, want) {
				t.Errorf("source %d: %v, want %v", i+1, err, want)
			}
			if !s.isSlowed(time.Now()) {
				t.Errorf("source %d is not slowed", i+1)
			}
		}
	})
}

// A source with an author has room for more connections. So many are remembered: the one
// whose last author came the longest ago is forgotten.
func TestSourcesOfAuthorsAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for i := range maxAuthorSources + 1 {
			s := connect(t, table, from(i))
			s.MarkAuthor(time.Now())
			s.Disconnect(0)
			time.Sleep(time.Second)
			if i == 1 {
				connect(t, table, from(0)).MarkAuthor(time.Now())
			}
		}
		for i, want := range map[int]bool{0: true, 1: false, 2: true, maxAuthorSources: true, 1000: false} {
			s := connect(t, table, from(i))
			if s.HasAuthor() != want {
				t.Errorf("source %d: has an author: %t, want %t", i, !want, want)
			}
		}
		open := 1 // from above
		for _, err := table.Connect(from(2)); err == nil; _, err = table.Connect(from(2)) {
			open++
		}
		if want := limits().PerSource + authorReserve; open != want {
			t.Errorf("%d connections from there, want %d", open, want)
		}
	})
}
