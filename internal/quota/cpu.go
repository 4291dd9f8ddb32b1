package quota

import (
	"context"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
)

// cores is how many goroutines run at once. One of them is always left for those
// that only pass bytes on: with all of them busy, every step of a handshake waits
// for a layout of ten milliseconds. So the program should let three run even on one
// core: one source may have half of them.
func cores() int { return runtime.GOMAXPROCS(0) }

// CPULimit bounds how many goroutines of a source, and of all sources, compute at
// once. Sixteen sessions of one address do not get sixteen times what another
// address gets.
type CPULimit struct {
	source, all *semaphore.Weighted

	// spare has one slot more, for goroutines that have waited for one of all longer
	// than patience. nil means that there is none.
	spare    *semaphore.Weighted
	patience time.Duration
}

// workPatience is how long a layout, a search or a command waits for the slots of all.
// Most hold one for milliseconds. One that holds it for seconds must not keep all others
// waiting.
const workPatience = 100 * time.Millisecond

// CPUSlot is held by a goroutine while it computes, and not while it writes to its
// client, because a slow client must not hold it.
type CPUSlot struct {
	limit  CPULimit
	budget *Budget

	held  bool
	from  *semaphore.Weighted // all or spare
	since time.Time
}

// NewSlot returns a slot that is not held yet. The time for which it is held is
// taken from the budget.
func (l CPULimit) NewSlot(budget *Budget) *CPUSlot { return &CPUSlot{limit: l, budget: budget} }

// Acquire waits for the slot, or returns false when ctx is done before.
func (s *CPUSlot) Acquire(ctx context.Context) bool {
	if s.limit.source.Acquire(ctx, 1) != nil {
		return false
	}
	if s.from = s.limit.acquireAll(ctx); s.from == nil {
		s.limit.source.Release(1)
		return false
	}
	s.held, s.since = true, time.Now()
	return true
}

// acquireAll waits for a slot of all sources, or for a spare one when that takes too
// long. It never waits for the spare one alone, because a slot of all sources may be
// free before. It returns nil when ctx is done before.
func (l CPULimit) acquireAll(ctx context.Context) *semaphore.Weighted {
	if l.all.TryAcquire(1) {
		return l.all
	}
	if l.spare == nil {
		if l.all.Acquire(ctx, 1) != nil {
			return nil
		}
		return l.all
	}
	for {
		switch {
		case l.acquireSoon(ctx):
			return l.all
		case ctx.Err() != nil:
			return nil
		case l.spare.TryAcquire(1):
			return l.spare
		}
	}
}

// acquireSoon waits for a slot of all sources, but no longer than patience, and reports
// whether there was one.
func (l CPULimit) acquireSoon(ctx context.Context) bool {
	soon, cancel := context.WithTimeout(ctx, l.patience)
	defer cancel()
	return l.all.Acquire(soon, 1) == nil
}

// Release gives the slot back, and reports whether it was held.
func (s *CPUSlot) Release() bool {
	if !s.held {
		return false
	}
	s.budget.OweTime(time.Since(s.since))
	s.from.Release(1)
	s.limit.source.Release(1)
	s.held = false
	return true
}

// leastProcs is how many goroutines run at once at least, whatever the number of cores.
// Go looks for what has come from the network when a goroutine has nothing to do: on one
// core, while a post is laid out, that is every ten milliseconds or later, and a
// handshake has a dozen such steps. With three, of which two compute, the kernel shares
// the core out instead, and favours threads that have slept.
const leastProcs = 3

// RaiseProcs sets GOMAXPROCS to at least leastProcs. It is for the whole process.
func RaiseProcs() {
	if runtime.GOMAXPROCS(0) < leastProcs {
		runtime.GOMAXPROCS(leastProcs)
	}
}
