package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"

	"blog.example/pete/internal/listen"
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
		s.listeners = append(s.listeners, s.conns.balanced.Behind(listen.Retrying(l, failed), s.limits.HandshakeTimeout))
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
		if c, err := s.conns.accept(raw); err == nil {
			go s.ssh.HandleConn(c) // it recovers from panics
		} else {
			go func() {
				s.conns.refusals.tell(ctx, raw, err)
				s.conns.refusals.closing.Close(ctx, raw)
			}()
		}
	}
}

// stopAccepting closes all listeners and waits until no more connections are accepted.
// systemd keeps the sockets open that it has passed.
func (s *Server) stopAccepting() {
	for _, l := range s.listeners {
		_ = l.Close() // it is not used any more
	}
	s.accepting.Wait()
}
