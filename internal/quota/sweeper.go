package quota

import (
	"sync"
	"sync/atomic"
	"time"
)

// Swept is something that is open and has limits in time.
type Swept interface {
	// Sweep compares timestamps with the limits, and ends what is past them. now may be
	// up to a period after a limit. Sweep must not wait for anything: it would delay the
	// timeouts of all others. What may block is started in a goroutine.
	Sweep(now time.Time)
}

// Sweeper calls Sweep of everything that is open, once a period. It runs only while
// something is open. One such timer costs less than one timer for each limit of each
// session, and a timestamp is set without a lock.
type Sweeper struct {
	period time.Duration

	mu      sync.Mutex
	open    map[Swept]struct{}
	running bool // the next sweep is scheduled
}

// NewSweeper returns a sweeper with nothing to sweep.
func NewSweeper(period time.Duration) *Sweeper {
	return &Sweeper{period: period, open: map[Swept]struct{}{}}
}

// Add has something swept until it is removed. It may be added again.
func (s *Sweeper) Add(x Swept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[x] = struct{}{}
	if !s.running {
		s.running = true
		time.AfterFunc(s.period, s.sweep)
	}
}

// Remove undoes Add. A sweep that has begun may still reach what is removed.
func (s *Sweeper) Remove(x Swept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, x)
}

// sweep calls Sweep without the lock, so that it may add and remove.
func (s *Sweeper) sweep() {
	s.mu.Lock()
	open := make([]Swept, 0, len(s.open))
	for x := range s.open {
		open = append(open, x)
	}
	s.mu.Unlock()
	now := time.Now()
	for _, x := range open {
		x.Sweep(now)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running = len(s.open) > 0; s.running {
		time.AfterFunc(s.period, s.sweep)
	}
}

// Timestamp is a time that goroutines set and compare without a lock. The zero
// Timestamp is not set.
type Timestamp struct{ sinceEpoch atomic.Int64 }

// epoch is what timestamps are counted from, in monotonic time.
var epoch = time.Now()

// Set sets the timestamp.
func (t *Timestamp) Set(now time.Time) { t.sinceEpoch.Store(int64(now.Sub(epoch))) }

// Clear makes the timestamp one that is not set.
func (t *Timestamp) Clear() { t.sinceEpoch.Store(0) }

// IsSet reports whether the timestamp is set.
func (t *Timestamp) IsSet() bool { return t.sinceEpoch.Load() != 0 }

// Past reports whether the timestamp is set and as old as the limit.
func (t *Timestamp) Past(now time.Time, limit time.Duration) bool {
	set := t.sinceEpoch.Load()
	return set != 0 && int64(now.Sub(epoch))-set >= int64(limit)
}
