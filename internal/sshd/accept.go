package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"blog.example/pete/internal/listen"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Listen listens on every address of [Config.Listen], or on none: the error names the
// address that cannot be had. Connections wait until Serve is called.
func (s *Server) Listen(ctx context.Context) error {
	opened, err := listen.All(ctx, s.config.Listen)
	if err != nil {
		return fmt.Errorf("%w: free it, or listen on another address", err)
	}
	failed := listen.Failures(s.watcher.AcceptFailed, func(errors int, latest error) {
		s.log.Error("connections cannot be accepted", "errors", errors, "error", latest)
	})
	for _, l := range append(opened, s.config.Listeners...) {
		s.listeners = append(s.listeners, s.conns.balanced.behind(listen.Retrying(l, failed), s.limits.HandshakeTimeout))
	}
	return nil
}

// accept accepts connections on all listeners. The channel that it returns gets an error
// when one of them fails. Until ctx is done, refused connections may be held.
func (s *Server) accept(ctx context.Context) <-chan error {
	failed := make(chan error, len(s.listeners))
	for _, l := range s.listeners {
		s.accepting.Go(func() {
			if err := s.acceptOn(ctx, l); !errors.Is(err, net.ErrClosed) {
				failed <- fmt.Errorf("accept on %s: %w", l.Addr(), err)
			}
		})
	}
	return failed
}

func (s *Server) acceptOn(ctx context.Context, l net.Listener) error {
	for {
		raw, err := l.Accept()
		if err != nil {
			return err
		}
		if c, ok := s.conns.accept(raw); ok {
			go s.ssh.HandleConn(c) // it recovers from panics
		} else {
			s.refused.close(ctx, raw)
		}
	}
}

// refusals closes connections that were refused. To accept and close a connection costs
// some 100 µs, and a client that is refused at once comes back at once. So when there
// are many, each is held for a while first, at the cost of a descriptor and a goroutine.
type refusals struct {
	rate *rate.Limiter
	held *semaphore.Weighted
}

const (
	refusalRate  = 50  // connections a second that are closed at once
	refusalBurst = 500 // without a pause
	refusalsHeld = 256 // at a time; more are closed at once
	refusalTime  = time.Second
)

func newRefusals() *refusals {
	return &refusals{rate: rate.NewLimiter(refusalRate, refusalBurst), held: semaphore.NewWeighted(refusalsHeld)}
}

// close closes a connection now, or after refusalTime or when ctx is done.
func (r *refusals) close(ctx context.Context, conn net.Conn) {
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

// stopAccepting closes all listeners and waits until no more connections are accepted.
// systemd keeps the sockets open that it has passed.
func (s *Server) stopAccepting() {
	for _, l := range s.listeners {
		_ = l.Close() // it is not used any more
	}
	s.accepting.Wait()
}
