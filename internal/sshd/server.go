package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"

	"blog.example/pete/internal/quota"
	"charm.land/log/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// Config is what a Server is made of.
type Config struct {
	// Listen is the TCP address to listen on, such as ":2222". Port 0 picks one.
	Listen string

	// HostKey is the path of the host key, made on first start.
	HostKey string

	// Balancers are the networks of load balancers in front of the server. Their
	// connections begin with a PROXY header, version 1 or 2, that says where they
	// come from; any other that begins with one is refused. None means that there
	// are no balancers.
	Balancers []netip.Prefix

	// Log gets a line when the server is ready, stops and has stopped, and one for every session; nil
	// means none. The ssh library reports what it recovers from to slog's
	// default, which is the program's to set.
	Log *log.Logger

	// Limits bound what clients may do. The zero value means [DefaultLimits].
	Limits Limits

	// Watcher is told what happens; nil means nobody.
	Watcher Watcher

	// Doors are what readers and scripts find inside.
	Doors Doors
}

// Server serves Pete over SSH.
type Server struct {
	address  string
	balanced balancers
	key      HostKey
	log      *log.Logger
	limits   Limits
	doors    Doors
	watcher  Watcher
	ssh      *ssh.Server
	conns    *conns
	visits   *visits
	memory   memory
	resting  atomic.Int64 // how many visits rest
	listener net.Listener
}

// version is what Pete calls itself to clients, after "SSH-2.0-".
const version = "Pete"

// New makes a server and its host key, unless there is one: see [LoadHostKey] for
// the errors. It does not listen yet.
func New(config Config) (*Server, error) {
	if doors := config.Doors; doors.Room == nil || doors.Command == nil || doors.Files == nil || doors.Opens == nil {
		return nil, errors.New("sshd: a door is missing: Room, Command, Files and Opens are all needed")
	}
	key, err := LoadHostKey(config.HostKey)
	if err != nil {
		return nil, err
	}
	s := &Server{
		address:  config.Listen,
		balanced: config.Balancers,
		key:      key,
		log:      config.Log,
		limits:   config.Limits,
		doors:    config.Doors,
		watcher:  config.Watcher,
	}
	if s.watcher == nil {
		s.watcher = nobody{}
	}
	if s.log == nil {
		s.log = log.New(io.Discard)
	}
	if s.limits == (Limits{}) {
		s.limits = DefaultLimits()
	}
	s.conns, s.visits = newConns(s.limits, s.watcher, s.balanced, quota.NewTable(s.limits.quota())), newVisits(s.limits)
	s.ssh, err = wish.NewServer(wish.WithVersion(version), ssh.EmulatePty(), s.configure)
	return s, err
}

// configure makes the ssh server ours. It leaves out wish's bubbletea middleware,
// which spins on a closed window channel and leaks what is typed after the end.
// There are no request handlers, so every global request, port forwarding among
// them, is refused; no channel but "session" is known, and no subsystem but sftp.
func (s *Server) configure(srv *ssh.Server) error {
	srv.AddHostKey(s.key.signer)
	srv.Handler = s.handle
	srv.ConnCallback = s.conns.admit
	srv.ServerConfigCallback = serverConfig
	srv.HandshakeTimeout = s.limits.HandshakeTimeout
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.openSession}
	srv.RequestHandlers = map[string]ssh.RequestHandler{}
	srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{sftp: s.handle}
	srv.ConnectionFailedCallback = s.handshakeFailed
	return nil
}

// handshakeFailed logs why a handshake has failed. Of a client that knows none of the
// algorithms the operator should hear, since its reader cannot do anything.
func (s *Server) handshakeFailed(c net.Conn, err error) {
	source := host(c.RemoteAddr())
	if mismatch, ok := errors.AsType[*gossh.AlgorithmNegotiationError](err); ok {
		s.log.Info("no common algorithm",
			"source", source,
			"for", mismatch.What,
			"offered", logged(strings.Join(mismatch.RequestedAlgorithms, ",")),
		)
		return
	}
	s.log.Debug("handshake failed", "source", source, "error", logged(err.Error()))
}

// Listen starts to listen, so that Addr is known before Serve accepts anybody.
// The error names the address.
func (s *Server) Listen(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.address)
	if err != nil {
		return fmt.Errorf("%w: free it, or listen on another address", err)
	}
	s.listener = s.conns.listener(s.balanced.behind(listener, s.limits.HandshakeTimeout))
	return nil
}

// Addr returns the address that the server really listens on, or nil before
// Listen.
func (s *Server) Addr() net.Addr {
	if s.listener == nil {
		return nil
	}
	return s.listener.Addr()
}

// Unready says why another session would be turned away now: "draining", "full", or
// "" when it would not.
func (s *Server) Unready() (cause string) { return s.visits.unready() }

// HostKey returns the key that the server identifies itself with.
func (s *Server) HostKey() HostKey { return s.key }

// Serve accepts connections until ctx is done. Then it drains: it ends every
// visit, gives every terminal back, closes every connection and returns nil, at
// most [Limits.DrainTimeout] and two seconds later. It listens first if Listen was
// not called. It may be called once.
func (s *Server) Serve(ctx context.Context) error {
	if s.listener == nil {
		if err := s.Listen(ctx); err != nil {
			return err
		}
	}
	s.log.Info("ready",
		"address", s.Addr().String(),
		"host_key", s.key.Path,
		"fingerprint", s.key.Fingerprint(),
		"key", s.key.origin(),
	)
	stopped := make(chan error, 1)
	go func() { stopped <- s.ssh.Serve(s.listener) }()
	select {
	case err := <-stopped:
		s.drain()
		return fmt.Errorf("accept on %s: %w", s.Addr(), err)
	case <-ctx.Done():
	}
	s.log.Info("stopping", "sessions", s.visits.count(), "resting", s.resting.Load())
	_ = s.listener.Close() // nothing follows that could go wrong with it
	s.log.Debug("listener closed", "error", <-stopped)
	s.drain()
	s.log.Info("stopped")
	return nil
}
