package admin

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard refuses what a page in the operator's browser can send. Such a page reads an
// answer if its own name resolves to this address (DNS rebinding); then the Host header
// is that name. It can have a request sent without reading the answer; then the browser
// says that the request comes from elsewhere.
type guard struct {
	next  http.Handler
	names []string // that requests may call the listener by, in lower case
	open  bool     // the listener has another address than the loopback's
}

// newGuard returns the guard of a listener that was asked to listen on host, listens on
// addr and has further names.
func newGuard(next http.Handler, host string, addr net.Addr, further []string) guard {
	g := guard{next: next}
	for _, name := range append([]string{"localhost", host}, further...) {
		g.names = append(g.names, strings.ToLower(name))
	}
	if tcp, ok := addr.(*net.TCPAddr); ok {
		g.open = !tcp.IP.IsLoopback()
	}
	return g
}

// ServeHTTP implements http.Handler.
func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
	switch {
	case !g.known(r.Host):
		refuse(w, http.StatusMisdirectedRequest, "this host name is not known: use an IP address, or start pete with --admin-host NAME\n")
	case foreign(r):
		refuse(w, http.StatusForbidden, "requests from other sites are not answered\n")
	default:
		g.next.ServeHTTP(w, r)
	}
}

func refuse(w http.ResponseWriter, status int, line string) {
	w.Header().Set("Content-Type", typePlainText)
	w.Header().Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, line) // the client is gone
}

// foreign reports whether a browser says that another site causes the request. What is
// no browser sends neither header.
func foreign(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	from, err := url.Parse(origin)
	return err != nil || from.Host == "" || !strings.EqualFold(from.Host, r.Host)
}

// fromOwnPage refuses a browser what costs much, unless a page of this listener links to it.
// Sec-Fetch-Site is none when the operator typed the address, but also when the operator
// followed a link in a mail, and its site redirected the browser here.
func fromOwnPage(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Sec-Fetch-Site") == "none" {
			refuse(w, http.StatusForbidden, "open /debug/pprof/ and choose it there, or use curl\n")
			return
		}
		next(w, r)
	}
}

// known reports whether the value of a Host header, a name or address with or without a
// port, is one of the listener's. An IP address cannot be rebound, so any is known where
// the listener is open to others, and those of the loopback everywhere. But 0.0.0.0, ::
// and ::ffff:127.0.0.1 lead to the loopback as well, and to them browsers send no
// Sec-Fetch-Site. So no IPv4 address is known that is mapped to IPv6.
func (g guard) known(host string) bool {
	name := host
	if before, _, err := net.SplitHostPort(host); err == nil {
		name = before
	}
	name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"))
	if name == "" {
		return false
	}
	ip, err := netip.ParseAddr(name)
	switch ip = ip.WithZone(""); {
	case err != nil:
		return slices.Contains(g.names, name)
	case ip.IsUnspecified(), ip.Is4In6():
		return false
	}
	return g.open || ip.IsLoopback() || slices.Contains(g.names, name)
}
