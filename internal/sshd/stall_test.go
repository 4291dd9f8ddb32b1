package sshd

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestStall has a clock of its own, so an hour of it takes no time.
func TestStall(t *testing.T) {
	const patience = 10 * time.Second
	for name, c := range map[string]struct {
		takes, talks time.Duration // how often the client does; 0 is never
		room         time.Duration // how often it says that there is room, and takes
		excused      bool
		dropped      time.Duration // after which it is, or 0
	}{
		"a pager in which no key is pressed":     {},
		"a line on which a piece takes a while":  {takes: 9 * time.Second, talks: time.Second},
		"a client that sends what is not wanted": {talks: time.Second, dropped: patience * 3 / 2},
		"a client that keeps the connection up":  {talks: 15 * time.Second, dropped: patience * 5 / 2},
		"a client that talks more than it takes": {takes: time.Minute, talks: 14 * time.Second, dropped: patience * 5 / 2},
		"a silent client that reads in an hour":  {takes: 59 * time.Minute},
		"a client that takes before it is asked": {takes: time.Second},
		"a client that says that there is room":  {room: 29 * time.Second},
		"a pager, and a room on one connection":  {talks: time.Second, excused: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				var said atomic.Int64
				began, dropped := time.Now(), time.Duration(0)
				writes := &stall{timeout: patience, arrived: said.Load, excused: func() bool { return c.excused }}
				writes.begin(began)
				every := func(d time.Duration, do func()) {
					if d == 0 {
						return
					}
					ticks := time.NewTicker(d)
					go func() {
						defer ticks.Stop()
						for {
							select {
							case <-ticks.C:
								do()
							case <-ctx.Done():
								return
							}
						}
					}()
				}
				every(c.talks, func() { said.Add(1) })
				every(c.takes, func() { writes.taken(time.Now()) })
				every(c.room, func() { said.Add(1); writes.taken(time.Now()) })
				every(time.Second, func() {
					if writes.stalled(time.Now()) {
						dropped = time.Since(began)
						cancel()
					}
				})
				<-ctx.Done()
				writes.end()
				if writes.stalled(time.Now().Add(time.Hour)) {
					t.Error("stalled though nothing is written")
				}
				synctest.Wait()
				if dropped != c.dropped {
					t.Errorf("dropped after %v, want %v", dropped, c.dropped)
				}
			})
		})
	}
}
