package admin

import (
	"net"
	"net/http"
	"slices"
	"sync"
)

// places bounds how many connections are open. When all places are taken, the oldest
// connection that waits for a request, or for the rest of one, makes room for the next;
// if every connection is being answered, the oldest of those. So slow clients do not
// keep a scrape out, and hold no descriptors beyond the bound.
type places struct {
	net.Listener

	limit int

	mu   sync.Mutex
	open []*placed // the oldest first
}

// placed is a connection that has a place.
type placed struct {
	net.Conn

	places *places
	busy   bool // a request is being answered; of places.mu
}

// Accept implements net.Listener.
func (p *places) Accept() (net.Conn, error) {
	raw, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	conn := &placed{Conn: raw, places: p}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) >= p.limit {
		_ = p.oldest().Conn.Close() // net/http notices, and calls Close
	}
	p.open = append(p.open, conn)
	return conn, nil
}

// oldest takes out the connection that makes room. The caller holds mu.
func (p *places) oldest() *placed {
	at := max(0, slices.IndexFunc(p.open, func(conn *placed) bool { return !conn.busy }))
	gone := p.open[at]
	p.open = slices.Delete(p.open, at, at+1)
	return gone
}

// Close implements net.Conn.
func (c *placed) Close() error {
	c.places.mu.Lock()
	c.places.open = slices.DeleteFunc(c.places.open, func(open *placed) bool { return open == c })
	c.places.mu.Unlock()
	return c.Conn.Close()
}

func (c *placed) setBusy(busy bool) {
	c.places.mu.Lock()
	defer c.places.mu.Unlock()
	c.busy = busy
}

// placedKey finds the connection of a request in its context.
type placedKey struct{}

// answering marks the connection of a request while next answers it.
func answering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, ok := r.Context().Value(placedKey{}).(*placed); ok {
			conn.setBusy(true)
			defer conn.setBusy(false)
		}
		next.ServeHTTP(w, r)
	})
}
