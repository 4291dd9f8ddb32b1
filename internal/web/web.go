// Package web serves the blog over HTTP, from the snapshot that the readers over SSH have:
// pages in HTML, the same texts as Markdown and as plain text, feeds, and the files of
// posts. It promises that a page needs no script, no cookie and nothing from elsewhere,
// that nothing which a client sends is shown without being escaped or makes more work than
// its bound, and that what readers may not see answers as what does not exist.
//
// It knows HTTP, HTML and how pages look. It does not know SSH or terminals.
//
//	web.go        Config, and a Server from its start to its end
//	limits.go     every bound of connections, with its reason
//	conns.go      the connections of each source, and all of them; conn.go is one of them
//	proxy.go      which client a request of a proxy counts for
//	client.go     what a request counts for; compute, in which work is done
//	handle.go     every request, before and after it is routed
//	log.go        its line in the log; watch.go counts it
//	routes.go     which page, file or other address a path is
//	negotiate.go  HTML, Markdown or text
//	pages.go      the pages of posts and lists; search.go and missing.go have the others
//	view.go       what the pages of one snapshot have in common
//	text.go       the same as the commands print it
//	feeds.go      feeds and what robots read; files.go has the files of posts
//	respond.go    bodies, compressed and cached, and conditional requests
//	tls.go        certificates by ACME; tlsplain.go answers on port 80, tlslog.go logs for certmagic
//	assets.go     the style sheet and the templates
package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/logqueue"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// Snapshots is where a request takes its snapshot from, when it begins.
type Snapshots interface{ Current() *site.Snapshot }

// Config is what a [Server] is made of.
type Config struct {
	// Listen are the TCP addresses to listen on, such as ":8080". Port 0 picks one.
	Listen []string

	// Listeners are TCP listeners that are open already, such as those of a systemd
	// socket unit. The server closes them.
	Listeners []net.Listener

	// Balancers are the networks of load balancers whose connections begin with a PROXY
	// header. Proxies are the networks of HTTP proxies whose X-Forwarded-For or Forwarded
	// says where a request comes from.
	Balancers, Proxies []netip.Prefix

	// LocalNames refuses requests that call the server by another name than those of the
	// loopback.
	LocalNames bool

	// Limits bound what clients may do: see [DefaultLimits].
	Limits Limits

	// Table has what each source has open and may still spend, in all doors.
	Table *quota.Table

	// Events bounds the lines about requests, panics and refusals, in all doors; nil for
	// bounds of this door alone.
	Events *logqueue.Events

	// Watcher counts what happens.
	Watcher Watcher

	// TLS is nil for plain HTTP.
	TLS *TLS

	// Snapshots is the blog: that of readers, or that of authors with drafts.
	Snapshots Snapshots

	// Host is what pages show behind ssh, instead of the host of the site; "" for none.
	Host string

	// Version is the version of Pete, for the command version.
	Version string

	// Cache bounds the pages that are kept, with their compressed forms, together with what
	// else is kept in it.
	Cache *lru.Shared

	// Log gets a line when the server is ready and when it has stopped.
	Log *log.Logger
}

// Server serves the blog over HTTP.
type Server struct {
	config    Config
	http      *http.Server
	listeners []net.Listener // none before Listen
	conns     *conns
	watcher   Watcher
	events    *logqueue.Events
	secure    *secure // nil without TLS, and before Listen
	bodies    lru.Part[bodyKey, *body]
	making    making
	gone      gone

	policy, remotePolicy, nosniff, referrer []string // headers of every answer
	hsts                                    []string // nil for none
}

// New makes a server. It does not listen yet.
func New(config Config) *Server {
	s := &Server{
		config: config,
		bodies: lru.NewPart(config.Cache, func(k bodyKey, b *body) int { return len(k.name) + b.bytes() }),
		policy: []string{policy + "; img-src 'self'"}, remotePolicy: []string{policy + "; img-src 'self' https:"}, nosniff: []string{"nosniff"}, referrer: []string{"strict-origin-when-cross-origin"},
	}
	s.events = cmp.Or(config.Events, logqueue.NewEvents(config.Log))
	s.watcher = loggingWatcher{config.Watcher, s.events}
	s.conns = newConns(config, s.watcher)
	s.http = s.newHTTP()
	return s
}

// newHTTP returns the http server, which bounds one request as conns bounds connections.
func (s *Server) newHTTP() *http.Server {
	limits := s.config.Limits
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true) // over TLS alone
	return &http.Server{
		Handler:           s.handling(s),
		Protocols:         protocols,
		ReadHeaderTimeout: limits.HeaderTimeout, // bodies are not read, and conn.Write bounds writes
		IdleTimeout:       limits.IdleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnState:         s.conns.changed,
		ConnContext:       withConn,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams:          maxStreams,
			MaxReadFrameSize:              maxFrame,
			MaxReceiveBufferPerConnection: maxReceived,
			MaxReceiveBufferPerStream:     maxReceived,
			MaxDecoderHeaderTableSize:     headerTable,
			MaxEncoderHeaderTableSize:     headerTable,
		},
		ErrorLog:                     stdlog.New(io.Discard, "", 0), // what clients cause, with their addresses
		DisableGeneralOptionsHandler: true,
	}
}

// Listen listens on every address of [Config.Listen], or on none: the error names the
// address that cannot be had.
func (s *Server) Listen(ctx context.Context) error {
	opened, err := listen.All(ctx, s.config.Listen)
	if err != nil {
		return fmt.Errorf("%w: free it, or serve the web on another address", err)
	}
	failed := listen.Failures(s.watcher.AcceptFailed, func(errors int, latest error) {
		s.config.Log.Error("web connections cannot be accepted", "errors", errors, "error", latest)
	})
	for _, l := range append(opened, s.config.Listeners...) {
		s.listeners = append(s.listeners, s.bounded(l, failed))
	}
	if s.config.TLS != nil {
		return s.listenPlain(ctx, failed)
	}
	return nil
}

// bounded returns a listener that goes on when connections cannot be accepted, and whose
// connections have the address that a load balancer says.
func (s *Server) bounded(l net.Listener, failed func(error)) net.Listener {
	return s.conns.balanced.Behind(listen.Retrying(l, failed), s.config.Limits.HeaderTimeout)
}

// Connections returns how many connections are open, by each of the States: none of a nil
// server.
func (s *Server) Connections() map[string]int {
	if s == nil {
		return map[string]int{connNew: 0, connBusy: 0, connIdle: 0}
	}
	return s.conns.count()
}

// Alive takes the lock that every connection needs. It never returns if there is a deadlock.
func (s *Server) Alive() { s.Connections() }

// Serve answers requests until ctx is done. Then it lets those end that have begun, for at
// most [Limits.DrainTimeout], and returns nil. It is called once, after Listen.
func (s *Server) Serve(ctx context.Context) error {
	s.config.Log.Info("web", "address", listen.Addresses(s.listeners))
	failed := make(chan error, len(s.listeners))
	var serving sync.WaitGroup
	serve := s.http.Serve
	if s.secure != nil {
		serve = func(l net.Listener) error { return s.http.ServeTLS(l, "", "") }
		stop := s.secure.start(ctx, s.conns)
		defer stop()
	}
	for _, l := range s.listeners {
		serving.Go(func() { failed <- serve(s.conns.behind(ctx, l, s.secure != nil)) })
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.Limits.DrainTimeout)
	defer cancel()
	s.conns.closeUnasked() // Shutdown would wait for them
	if s.http.Shutdown(closing) != nil {
		_ = s.http.Close() // what is still open has had its time
	}
	serving.Wait()
	s.events.Close()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
