package web

import (
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The bounds of a request in plain HTTP, whose answer is a redirect or a challenge of the CA.
const (
	plainTimeout     = 5 * time.Second
	plainHeaderBytes = 8 << 10
)

// newPlain returns the server for plain HTTP. It closes each connection after the answer.
func newPlain(c *certificates, s *Server) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{
		Handler:                      s.handling(c),
		Protocols:                    protocols,
		ReadHeaderTimeout:            plainTimeout,
		ReadTimeout:                  plainTimeout,
		WriteTimeout:                 plainTimeout,
		MaxHeaderBytes:               plainHeaderBytes,
		ConnState:                    s.conns.changed,
		ConnContext:                  withConn,
		ErrorLog:                     stdlog.New(io.Discard, "", 0), // what clients cause, with their addresses
		DisableGeneralOptionsHandler: true,
	}
	server.SetKeepAlivesEnabled(false)
	return server
}

// ServeHTTP answers in plain HTTP: the challenge HTTP-01 for the names of the blog (RFC 8555
// section 8.3), and for all else a redirect to HTTPS.
func (c *certificates) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := hostName(r.Host)
	if !c.has(name) {
		name = c.config.Names[0] // the host that the client sends is never in an answer
	} else if c.acme.HandleHTTPChallenge(w, r) {
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this blog is only read: want GET", http.StatusMethodNotAllowed)
		return
	}
	to := url.URL{Scheme: "https", Host: strings.TrimSuffix(strings.ToLower(name), "."), Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	if to.Path == "" {
		to.Path = "/"
	}
	h.Set("Cache-Control", "public, max-age=3600") // else a browser may never ask again
	as(w, kindRedirect)
	http.Redirect(w, r, to.String(), http.StatusMovedPermanently)
}

// hostName returns a host without its port.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}
