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

	// heavyPeriod is how long a count of the heavy sources serves.
	heavyPeriod = time.Second

	// cpuShare is the part of one core that a source may use when it spends its
	// budget on nothing else.
	cpuShare = 0.25

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
	l := s.table.limits
	return &Budget{
		own:    rate.NewLimiter(connectionShare*rate.Limit(l.InputRate), max(int(connectionShare*float64(l.InputBurst)), 1)),
		source: s,
	}
}

// Spend takes bytes from the budget and waits until it had them, or ctx is done.
func (b *Budget) Spend(ctx context.Context, bytes int) { sleep(ctx, b.take(bytes)) }

// Owe takes bytes from the budget and does not wait: the next Spend or Wait does.
func (b *Budget) Owe(bytes int) { b.take(bytes) }

// OweTime takes the price of CPU time from the budget and does not wait.
func (b *Budget) OweTime(used time.Duration) {
	b.take(int(used.Seconds() * float64(b.source.table.limits.InputRate) / cpuShare))
}

// Wait waits until nothing is owed, or ctx is done.
func (b *Budget) Wait(ctx context.Context) { sleep(ctx, b.take(0)) }

// Low reports whether more than half of the budget is spent.
func (b *Budget) Low() bool { return b.own.Tokens() < float64(b.own.Burst())/2 }

// take takes bytes from the budget and returns how long it takes until it had them.
func (b *Budget) take(bytes int) time.Duration {
	now := time.Now()
	b.source.setRate(now)
	return max(reserve(b.own, now, bytes), reserve(b.source.budget, now, bytes))
}

// setRate sets the rate of the source's budget: the whole, or its part of what all
// heavy sources have.
func (s *Source) setRate(now time.Time) {
	limit := rate.Limit(s.table.limits.InputRate)
	if s.isHeavy(now) {
		if heavy := s.table.countHeavy(now); heavy > heavyShare {
			limit *= rate.Limit(heavyShare) / rate.Limit(heavy)
		}
	}
	if limit != s.budget.Limit() {
		s.budget.SetLimitAt(now, limit)
	}
}

// isHeavy reports whether the source has spent more than half of its budget.
func (s *Source) isHeavy(now time.Time) bool {
	return s.budget.TokensAt(now) < float64(s.budget.Burst())/2
}

// countHeavy returns how many sources are heavy, as of less than heavyPeriod ago.
func (t *Table) countHeavy(now time.Time) int64 {
	last := t.counted.Load()
	if now.UnixNano()-last < int64(heavyPeriod) || !t.counted.CompareAndSwap(last, now.UnixNano()) {
		return t.heavy.Load()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	heavy := int64(0)
	for _, s := range t.sources {
		if s.isHeavy(now) {
			heavy++
		}
	}
	t.heavy.Store(heavy)
	return heavy
}

// reserve takes tokens, and returns how long it takes until there were as many.
func reserve(l *rate.Limiter, now time.Time, tokens int) time.Duration {
	for ; tokens > l.Burst(); tokens -= l.Burst() {
		l.ReserveN(now, l.Burst())
	}
	return l.ReserveN(now, tokens).DelayFrom(now)
}

// sleep waits for some time, or until ctx is done.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
