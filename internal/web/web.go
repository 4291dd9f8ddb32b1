// Package web serves the blog over HTTP, from the snapshot that the readers over SSH have:
// pages in HTML, the same texts as Markdown and as plain text, feeds, and the files of
// posts. It promises that a page needs no script, no cookie and nothing from elsewhere,
// that nothing which a client sends is shown without being escaped or makes more work than
// its bound, and that what readers may not see answers as what does not exist.
//
// It knows HTTP, HTML and how pages look. It does not know SSH or terminals.
//
//	web.go        Config, and a Server from its start to its end
//	routes.go     which page, file or other address a path is
//	negotiate.go  HTML, Markdown or text
//	pages.go      the pages of posts and lists; search.go and missing.go have the others
//	view.go       what the pages of one snapshot have in common
//	text.go       the same as the commands print it
//	feeds.go      feeds and what robots read
//	respond.go    bodies, compressed and cached, and conditional requests
//	assets.go     the style sheet and the templates
package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// Snapshots is where a request takes its snapshot from, when it begins.
type Snapshots interface{ Current() *site.Snapshot }

// Config is what a [Server] is made of.
type Config struct {
	// Listen are the TCP addresses to listen on, such as ":8080". Port 0 picks one.
	Listen []string

	// Snapshots is the blog: that of readers, or that of authors with drafts.
	Snapshots Snapshots

	// Host is what pages show behind ssh, instead of the host of the site; "" for none.
	Host string

	// Version is the version of Pete, for the command version.
	Version string

	// CacheBytes bounds the pages that are kept, with their compressed forms.
	CacheBytes int

	// Log gets a line when the server is ready and when it has stopped.
	Log *log.Logger

	// DrainTimeout is how long requests may take to end when the server stops.
	DrainTimeout time.Duration
}

// Server serves the blog over HTTP.
type Server struct {
	config    Config
	http      *http.Server
	listeners []net.Listener // none before Listen
	bodies    *lru.Cache[bodyKey, *body]
	making    making
	gone      gone

	policy, nosniff, referrer []string // headers of every answer
}

// New makes a server. It does not listen yet.
func New(config Config) *Server {
	s := &Server{
		config: config,
		bodies: lru.New(config.CacheBytes, func(k bodyKey, b *body) int { return len(k.name) + b.bytes() }),
		policy: []string{policy}, nosniff: []string{"nosniff"}, referrer: []string{"strict-origin-when-cross-origin"},
	}
	s.http = &http.Server{
		Handler:                      s,
		ReadHeaderTimeout:            headerTimeout,
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		MaxHeaderBytes:               headerBytes,
		DisableGeneralOptionsHandler: true,
	}
	return s
}

// The bounds of one request.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 15 * time.Second
	writeTimeout  = 2 * time.Minute
	idleTimeout   = 2 * time.Minute
	headerBytes   = 16 << 10
)

// Listen listens on every address of [Config.Listen], or on none: the error names the
// address that cannot be had.
func (s *Server) Listen(ctx context.Context) error {
	opened, err := listen.All(ctx, s.config.Listen)
	if err != nil {
		return fmt.Errorf("%w: free it, or serve the web on another address", err)
	}
	s.listeners = opened
	return nil
}

// Serve answers requests until ctx is done. Then it lets those end that have begun, for at
// most [Config.DrainTimeout], and returns nil. It is called once, after Listen.
func (s *Server) Serve(ctx context.Context) error {
	s.config.Log.Info("web", "address", listen.Addresses(s.listeners))
	failed := make(chan error, len(s.listeners))
	var serving sync.WaitGroup
	for _, l := range s.listeners {
		serving.Go(func() { failed <- s.http.Serve(l) })
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.DrainTimeout)
	defer cancel()
	if s.http.Shutdown(closing) != nil {
		_ = s.http.Close() // what is still open has had its time
	}
	serving.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
