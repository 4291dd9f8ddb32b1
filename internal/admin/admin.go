// Package admin answers the operator over HTTP, on an address of its own:
// whether Pete lives, whether it would let another reader in, and what its process
// uses. It promises to be bounded in time, headers and connections, to answer no page
// of another site, that /livez never looks at load (a restart cannot fix overload, as
// the post restart-cannot-fix-overload has it), and that /readyz names the one cause.
//
// It knows HTTP and metrics; it never knows readers, posts or SSH, and nothing
// can be changed through it.
//
// The files: admin.go (the listener and its pages), guard.go (refuses what other pages in a
// browser send), places.go (a bounded number of connections), metrics.go (what is counted),
// livez.go (the client that asks whether another Pete lives).
package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"blog.example/pete/internal/listen"
	"charm.land/log/v2"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The bounds of one request. A scrape takes milliseconds and has a few hundred
// bytes of headers.
const (
	headerTimeout = 3 * time.Second
	readTimeout   = 5 * time.Second
	writeTimeout  = 10 * time.Second
	idleTimeout   = 75 * time.Second // longer than scrapes are apart
	closeTimeout  = 500 * time.Millisecond
	headerBytes   = 8 << 10
	maxConns      = 32 // open at once; the oldest makes room for the next
	maxScrapes    = 4  // at once; more are told 503
	livez         = "ok\n"
	typePlainText = "text/plain; charset=utf-8"
)

// Options are what the listener answers with.
type Options struct {
	// Unready returns in a word why another reader would be refused now, or "".
	Unready func() (cause string)

	// Problems returns lines for /readyz about the content and the like, or "". Readers are
	// served all the same.
	Problems func() string

	Metrics *Metrics

	// Profiles serves net/http/pprof, which tells much and can be made to cost much.
	Profiles bool

	// Hosts are further names that requests may call the listener by, beside
	// localhost, the name it listens on, and IP addresses.
	Hosts []string

	// Log gets a line when connections cannot be accepted, at most one a second.
	Log *log.Logger
}

// Server is the admin listener.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen listens on address, host:port. Without a host (":9100") that is the
// loopback address and nothing else: metrics are the operator's, and what is
// open to the world should have been written down as such ("0.0.0.0:9100").
func Listen(ctx context.Context, address string, o Options) (*Server, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q: want HOST:PORT, such as 127.0.0.1:9100", address)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	failed := listen.Failures(o.Metrics.AcceptFailed, func(errors int, latest error) {
		o.Log.Error("admin connections cannot be accepted", "errors", errors, "error", latest)
	})
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // HTTP/2 has many requests on a connection
	return &Server{
		listener: &places{Listener: listen.Retrying(listener, failed), limit: maxConns},
		http: &http.Server{
			Handler:           answering(newGuard(handler(o), host, listener.Addr(), o.Hosts)),
			Protocols:         protocols,
			ReadTimeout:       readTimeout,
			ReadHeaderTimeout: headerTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    headerBytes,
			ConnContext: func(ctx context.Context, c net.Conn) context.Context {
				return context.WithValue(ctx, placedKey{}, c)
			},

			DisableGeneralOptionsHandler: true, // it would answer before guard
		},
	}, nil
}

// Addr is the address it listens on, with the real port.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Serve answers until ctx ends, and then at most closeTimeout longer.
func (s *Server) Serve(ctx context.Context) error {
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(s.listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	if err := s.http.Shutdown(closing); err != nil {
		_ = s.http.Close() // what is still open has had its time
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// handler serves /livez, /readyz and /metrics, and profiles if they are asked for.
func handler(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", typePlainText)
		_, _ = io.WriteString(w, livez) // the prober is gone
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", typePlainText)
		answer := livez
		if cause := o.Unready(); cause != "" {
			w.WriteHeader(http.StatusServiceUnavailable)
			answer = cause + "\n"
		} else if problems := o.Problems(); problems != "" {
			answer += problems + "\n"
		}
		_, _ = io.WriteString(w, answer) // the prober is gone
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.Metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes}))
	if o.Profiles {
		mux.HandleFunc("GET /debug/pprof/{$}", pprof.Index)
		for name, profile := range map[string]http.HandlerFunc{
			"":        pprof.Index, // all others
			"cmdline": pprof.Cmdline,
			"profile": pprof.Profile,
			"symbol":  pprof.Symbol,
			"trace":   pprof.Trace,
		} {
			mux.HandleFunc("GET /debug/pprof/"+name, fromOwnPage(profile))
		}
	}
	return mux
}
