package sshd

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/quota"
	"charm.land/log/v2"
)

// Serve promises to return within nine tenths of DrainTimeout, whatever does not end. The
// clock is that of the bubble, so a busy machine changes nothing: each case takes exactly
// as long as the phases in drain.go say.
func TestDrainTime(t *testing.T) {
	const never = time.Hour
	for name, test := range map[string]struct {
		door     string        // of a session; "" for a connection that is not authenticated
		finishes time.Duration // when the session ends by itself
		told     bool          // the session ends when it is told to
		hangsUp  bool          // the client closes the connection after its session
		stuck    bool          // the library does not notice that the connection is closed
		want     time.Duration
	}{
		"half a handshake":                   {want: 0},
		"half a handshake that stays":        {stuck: true, want: 500 * time.Millisecond},
		"a room":                             {door: doorRoom, finishes: never, told: true, hangsUp: true, want: 0},
		"a client that does not hang up":     {door: doorRoom, finishes: never, told: true, want: 500 * time.Millisecond},
		"a command that finishes":            {door: doorCommand, finishes: time.Second, hangsUp: true, want: time.Second},
		"a command that is cancelled":        {door: doorCommand, finishes: never, told: true, want: 3500 * time.Millisecond},
		"a command that is not cancelled":    {door: doorCommand, finishes: never, want: 4500 * time.Millisecond},
		"a room and a connection that stay":  {door: doorRoom, finishes: never, stuck: true, want: 4500 * time.Millisecond},
		"a command that ends in the cleanup": {door: doorCommand, finishes: 4300 * time.Millisecond, want: 4300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limits := DefaultLimits()
				s := &Server{
					log:      newSessionLog(log.New(io.Discard), nil),
					limits:   &limits,
					conns:    newConns(limits, noWatcher{}, nil, quota.NewTable(limits.Limits)),
					sessions: newSessions(limits),
				}
				near, far := net.Pipe()
				defer func() { _ = far.Close() }()
				c, _ := s.conns.accept(near) // the first may
				defer func() { _ = c.Close() }()
				if !test.stuck { // as the library does
					go func() {
						<-c.ctx.Done()
						_ = c.Close()
					}()
				}
				if test.door != "" {
					s.conns.authenticated(c)
					ctx, end := context.WithCancelCause(t.Context())
					visit := &session{door: test.door, channel: &channel{conn: c}, ctx: ctx, end: end}
					if refused := s.sessions.enter(visit); refused != nil {
						t.Fatal(refused)
					}
					if !test.told {
						ctx = t.Context()
					}
					go func() {
						select {
						case <-time.After(test.finishes):
						case <-ctx.Done():
						}
						s.sessions.reported(visit)
						if test.hangsUp {
							_ = c.Close()
						}
					}()
				}
				begun := time.Now()
				s.drain()
				if took := time.Since(begun); took != test.want || took > limits.DrainTimeout*9/10 {
					t.Errorf("the drain takes %v, want %v", took, test.want)
				}
			})
		})
	}
}
