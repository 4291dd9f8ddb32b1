package quota

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

const (
	// heavyShare is how many sources' rates all heavy sources have together: those that
	// have spent more than half of what may come at once. A source that has not is
	// never slowed by the others.
	heavyShare = 2

	// heavyLeast is the least part of its own rate that a heavy source has, however
	// many there are: 4 KB a second.
	heavyLeast = 1. / 16

	// heavyPeriod is how long a count of the heavy sources serves.
	heavyPeriod = time.Second

	// connectionShare is the part of a source's budget that one connection may have:
	// a flood on one leaves something for the others of a household.
	connectionShare = 0.5
)

// Budget is what one connection may still spend: bytes, and what costs the server
// CPU time at their price. It draws on the budget of its source.
type Budget struct {
	own    *rate.Limiter
	source *Source
}

// NewBudget returns the budget of a new connection.
func (s *Source) NewBudget() *Budget {
	return &Budget{
		own:    rate.NewLimiter(rate.Limit(s.perConn)*s.inputRate, max(int(s.perConn*float64(s.budget.Burst())), 1)),
		source: s,
	}
}

// Spend takes bytes from the budget and waits until it had them, or ctx is done.
func (b *Budget) Spend(ctx context.Context, bytes int) {
	b.Owe(bytes)
	b.Wait(ctx)
}

// Owe takes bytes from the budget and does not wait: the next Spend or Wait does. It
// takes no more than the budget can pay back within a few seconds.
func (b *Budget) Owe(bytes int) {
	now := time.Now()
	b.source.setRate(now)
	for _, l := range []*rate.Limiter{b.own, b.source.budget} {
		if burst := l.Burst(); l.TokensAt(now) > -float64(burst) {
			l.ReserveN(now, min(bytes, burst))
		}
	}
}

// maxCharge is the longest time that is charged at once. What takes longer has waited
// for something, such as the search's one connection.
const maxCharge = 250 * time.Millisecond

// OweTime takes the price of CPU time from the budget and does not wait.
func (b *Budget) OweTime(used time.Duration) {
	used = min(used, maxCharge)
	b.Owe(int(used.Seconds() * float64(b.source.inputRate) / b.source.cpuShare))
}

// Wait waits until nothing is owed, or ctx is done. The rate may change meanwhile.
func (b *Budget) Wait(ctx context.Context) {
	for ctx.Err() == nil {
		now := time.Now()
		b.source.setRate(now)
		owed := max(untilPaid(b.own, now), untilPaid(b.source.budget, now))
		if owed <= 0 {
			return
		}
		select {
		case <-time.After(min(owed, heavyPeriod)):
		case <-ctx.Done():
		}
	}
}

// untilPaid returns how long it takes at the rate of now until nothing is owed.
func untilPaid(l *rate.Limiter, now time.Time) time.Duration {
	return time.Duration(-l.TokensAt(now) / float64(l.Limit()) * float64(time.Second))
}

// setRate sets the rate of the source's budget: the whole, or its part of what all
// heavy sources have.
func (s *Source) setRate(now time.Time) {
	if s.isAuthors() {
		return // they are slowed by no other
	}
	whole := s.inputRate
	limit := whole
	if s.isHeavy(now) {
		if heavy := s.table.countHeavy(now); heavy > heavyShare {
			limit = max(whole*heavyShare/rate.Limit(heavy), whole*heavyLeast)
		}
	}
	if limit != s.budget.Limit() {
		s.budget.SetLimitAt(now, limit)
	}
}

// Tokens returns how many bytes the source may still spend, less than zero if it owes some.
func (s *Source) Tokens(now time.Time) float64 { return s.budget.TokensAt(now) }

// isHeavy reports whether the source has spent more than half of its budget.
func (s *Source) isHeavy(now time.Time) bool {
	return s.Tokens(now) < float64(s.budget.Burst())/2
}

// countHeavy returns how many sources with something open are heavy, as of less than
// heavyPeriod ago.
func (t *Table) countHeavy(now time.Time) int64 {
	last := t.counted.Load()
	if now.UnixNano()-last < int64(heavyPeriod) || !t.counted.CompareAndSwap(last, now.UnixNano()) {
		return t.heavy.Load()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	heavy := int64(0)
	for _, s := range t.sources {
		if !s.idle() && s.isHeavy(now) {
			heavy++
		}
	}
	t.heavy.Store(heavy)
	return heavy
}
