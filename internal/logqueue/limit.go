package logqueue

import (
	"context"
	"log/slog"
	"sync/atomic"

	"golang.org/x/time/rate"
)

// Limit returns a handler that passes at most burst records at once, and perSecond
// a second, to next. The first record that passes after others did not has an
// attribute "suppressed" with their number. It is for records whose number clients
// decide, such as what a library recovers from.
func Limit(next slog.Handler, perSecond float64, burst int) slog.Handler {
	return &limited{Handler: next, budget: &budget{rate: rate.NewLimiter(rate.Limit(perSecond), burst)}}
}

// limited is the handler that Limit returns, or one derived from it.
type limited struct {
	slog.Handler

	budget *budget
}

// budget is shared by all handlers that are derived from one.
type budget struct {
	rate       *rate.Limiter
	suppressed atomic.Int64 // since the last record that passed
}

// Handle implements slog.Handler.
func (l *limited) Handle(ctx context.Context, r slog.Record) error {
	if !l.budget.rate.Allow() {
		l.budget.suppressed.Add(1)
		return nil
	}
	if n := l.budget.suppressed.Swap(0); n > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int64("suppressed", n))
	}
	return l.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (l *limited) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &limited{Handler: l.Handler.WithAttrs(attrs), budget: l.budget}
}

// WithGroup implements slog.Handler.
func (l *limited) WithGroup(name string) slog.Handler {
	return &limited{Handler: l.Handler.WithGroup(name), budget: l.budget}
}
