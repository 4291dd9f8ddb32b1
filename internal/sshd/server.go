package sshd

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/logqueue"
	"blog.example/pete/internal/quota"
	"charm.land/log/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// Config is what a Server is made of.
type Config struct {
	// Listen are the TCP addresses to listen on, such as ":2222". Port 0 picks one. All
	// share every limit.
	Listen []string

	// Listeners are TCP listeners that are open already, such as those of a systemd
	// socket unit. The server closes them.
	Listeners []net.Listener

	// HostKey is the path of the host key, made on first start.
	HostKey string

	// Authors is the path of the file with the public keys of authors, as
	// [ParseAuthorKeys] reads it. It need not exist; "" means that there are no authors.
	// It may change at any time.
	Authors string

	// Shown is the directory that readers see, in which the file of Authors must not lie;
	// "" for none.
	Shown string

	// ReadCommand returns what a reader types to read what is served at an address; nil
	// for an example.
	ReadCommand func(local netip.AddrPort) string

	// Balancers are the networks of load balancers in front of the server. Their
	// connections begin with a PROXY header, version 1 or 2, that says where they
	// come from; any other that begins with one is refused. None means that there
	// are no balancers.
	Balancers []netip.Prefix

	// Log gets a line when the server is ready, stops and has stopped, and one for
	// every session, as far as Events allows. Its writer should not
	// block: a session ends only when its line is written, though it gives its place
	// back before. The ssh library reports what it recovers from to
	// slog's default, which is the program's to set.
	Log *log.Logger

	// Events bounds the lines about sessions, panics and refusals, in all doors; nil for
	// bounds of this door alone.
	Events *logqueue.Events

	// Limits bound what clients may do: see [DefaultLimits].
	Limits Limits

	// Table has what each source has open and may still spend, in all doors; nil for a
	// table of this door alone, with the bounds of Limits.
	Table *quota.Table

	// Watcher counts what happens.
	Watcher Watcher

	// Doors are what sessions lead to.
	Doors Doors
}

// Server serves Pete over SSH.
type Server struct {
	config    Config
	key       HostKey
	log       *sessionLog
	limits    *Limits
	watcher   Watcher
	ssh       *ssh.Server
	conns     *conns
	sessions  *sessions
	authors   *authors
	revoker   *revoker
	memory    memory
	suspended atomic.Int64   // how many rooms are suspended
	listeners []net.Listener // none before Listen
	accepting sync.WaitGroup // a goroutine for each listener
}

// version is the server's version for clients, after "SSH-2.0-".
const version = "Pete"

// New makes a server and its host key, unless there is one: see [LoadHostKey] for
// the errors. It does not listen yet.
func New(config Config) (*Server, error) {
	key, err := LoadHostKey(config.HostKey)
	if err != nil {
		return nil, err
	}
	s := &Server{config: config, key: key, log: newSessionLog(config.Log, config.Events)}
	s.limits = &s.config.Limits
	s.watcher = loggingWatcher{config.Watcher, s.log.events}
	s.conns = newConns(config.Limits, s.watcher, config.Balancers, cmp.Or(config.Table, quota.NewTable(config.Limits.Limits)))
	s.sessions = newSessions(config.Limits)
	s.authors = &authors{path: config.Authors, shown: config.Shown, log: config.Log}
	s.revoker = newRevoker(s)
	if err := s.authors.start(); err != nil {
		return nil, err
	}
	s.ssh, err = wish.NewServer(wish.WithVersion(version), ssh.EmulatePty(), s.configure)
	return s, err
}

// configure sets the handlers of the ssh server. wish's bubbletea middleware is not among
// them, because it spins on a closed window channel and leaks what is typed after the end.
// Without request handlers every global request is refused, port forwarding included. The
// one type of channel is "session", and the one subsystem sftp.
func (s *Server) configure(srv *ssh.Server) error {
	srv.AddHostKey(s.key.signer)
	srv.Handler = s.handle
	srv.ConnCallback = s.conns.admit
	srv.ServerConfigCallback = s.loginConfig
	srv.HandshakeTimeout = max(s.limits.HandshakeTimeout, s.limits.SigningTimeout) // conn.Sweep has the shorter one
	srv.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.openSession}
	srv.RequestHandlers = map[string]ssh.RequestHandler{}
	srv.SubsystemHandlers = map[string]ssh.SubsystemHandler{sftp: s.handle}
	srv.ConnectionFailedCallback = s.handshakeFailed
	return nil
}

// handshakeFailed logs why a handshake has failed. A client without a common algorithm is
// logged for the operator, because its reader cannot do anything about it.
func (s *Server) handshakeFailed(c net.Conn, err error) {
	if mismatch, ok := errors.AsType[*gossh.AlgorithmNegotiationError](err); ok {
		s.log.noCommonAlgorithm(quota.SourceOf(listen.AddrOf(c.RemoteAddr())), mismatch.What, mismatch.RequestedAlgorithms)
		return
	}
	if addr, ok := c.RemoteAddr().(clientAddr); ok {
		s.loginFailed(addr.conn, err)
	}
	s.log.Debug("handshake failed", "source", host(c.RemoteAddr()), "error", logged(err.Error()))
}

// Unready returns why another session would be refused now: "draining", "full", or "" if it
// would be admitted.
func (s *Server) Unready() (cause string) { return s.sessions.unready() }

// Alive takes the locks that every connection and session needs. It never returns if there
// is a deadlock.
func (s *Server) Alive() {
	s.sessions.count()
	s.conns.mu.Lock()
	defer s.conns.mu.Unlock()
	_ = len(s.conns.open)
}

// Serve accepts connections until ctx is done. Then it ends every session, restores every
// terminal, closes every connection and returns nil, within nine tenths of
// [Limits.DrainTimeout]. It is called once, after Listen.
func (s *Server) Serve(ctx context.Context) error {
	s.log.Info("ready",
		"address", listen.Addresses(s.listeners),
		"host_key", s.key.Path,
		"fingerprint", s.key.Fingerprint(),
		"key", s.key.origin(),
	)
	var err error
	select {
	case err = <-s.accept(ctx):
	case <-ctx.Done():
	}
	s.log.Info("stopping", "sessions", s.sessions.count(), "suspended", s.suspended.Load())
	s.stopAccepting()
	s.drain()
	s.log.events.Close()
	s.log.Info("stopped")
	return err
}

// HasAuthors reports whether the file of authors has a key at this moment.
func (s *Server) HasAuthors() bool {
	s.authors.mu.Lock()
	defer s.authors.mu.Unlock()
	return len(s.authors.keys) > 0
}
