package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
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
			sayRefused(raw, err)
			s.refused.Close(ctx, raw)
		}
	}
}

// sayRefused writes one line to a connection that is refused. A server may send lines
// before its version, RFC 4253 section 4.2, and OpenSSH's client shows them with -v. The
// buffer of a new connection is empty, so that the line fits and the write does not wait;
// the deadline is there for a system where that is not so.
func sayRefused(raw net.Conn, why error) {
	line := "Pete: too many connections from your address (--max-per-source): close one\r\n"
	if errors.Is(why, quota.ErrPenalty) {
		line = "Pete: too many connections without a session from your address (--max-penalty): wait\r\n"
	}
	if tcp, ok := listen.TCPOf(raw); ok {
		_ = tcp.SetWriteDeadline(time.Now().Add(refusalWrite))
		_, _ = io.WriteString(tcp, line) // a client that is gone needs no reason
	}
}

// refusalWrite is how long sayRefused may wait.
const refusalWrite = 10 * time.Millisecond

// stopAccepting closes all listeners and waits until no more connections are accepted.
// systemd keeps the sockets open that it has passed.
func (s *Server) stopAccepting() {
	for _, l := range s.listeners {
		_ = l.Close() // it is not used any more
	}
	s.accepting.Wait()
}
