package listen

import (
	"context"
	"net"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Refusals closes connections that were refused. To accept and close a connection costs
// some 100 µs, and a client that is refused at once comes back at once. So when there
// are many, each is held for a while first, at the cost of a descriptor and a goroutine.
type Refusals struct {
	rate *rate.Limiter
	held *semaphore.Weighted
}

const (
	refusalRate  = 50  // connections a second that are closed at once
	refusalBurst = 500 // without a pause
	refusalsHeld = 256 // at a time; more are closed at once
	refusalTime  = time.Second
)

// NewRefusals returns the refusals of a server that has refused nothing yet.
func NewRefusals() *Refusals {
	return &Refusals{rate: rate.NewLimiter(refusalRate, refusalBurst), held: semaphore.NewWeighted(refusalsHeld)}
}

// Close closes a connection now, or after refusalTime or when ctx is done.
func (r *Refusals) Close(ctx context.Context, conn net.Conn) {
	if r.rate.Allow() || !r.held.TryAcquire(1) {
		_ = conn.Close() // it was refused
		return
	}
	go func() {
		defer r.held.Release(1)
		select {
		case <-ctx.Done():
		case <-time.After(refusalTime):
		}
		_ = conn.Close() // it was refused
	}()
}
