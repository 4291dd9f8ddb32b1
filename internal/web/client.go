package web

import (
	"context"
	"net"
	"net/http"

	"blog.example/pete/internal/quota"
)

// client is what a request counts for.
type client struct {
	source  *quota.Source
	name    string // of the source
	budget  *quota.Budget
	trusted bool // a proxy that has named no client: it has no budget
	https   bool // the client of a proxy came over TLS
}

// connKey finds the conn of a request in its context, clientKey the client that a proxy has
// named.
type (
	connKey   struct{}
	clientKey struct{}
)

// withConn is the ConnContext of the http server.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if below, ok := connBelow(c); ok {
		return context.WithValue(ctx, connKey{}, below)
	}
	return ctx
}

// connOf returns the connection of a request, or nil if it did not come over one of this
// server's listeners.
func connOf(r *http.Request) *conn {
	c, _ := r.Context().Value(connKey{}).(*conn)
	return c
}

// clientOf returns what a request counts for. ok is false if it did not come over one of
// this server's listeners.
func clientOf(r *http.Request) (c client, ok bool) {
	conn := connOf(r)
	if conn == nil {
		return client{}, false
	}
	if conn.trusted {
		if named, ok := r.Context().Value(clientKey{}).(*client); ok {
			return *named, true
		}
	}
	return client{source: conn.source, name: conn.name, budget: conn.budget, trusted: conn.trusted}, true
}

// compute runs what takes CPU time, such as making a page, when the budget of the request's
// source has paid for what it had before, and while the source has a CPU slot. It returns
// false, and does not run f, if the client is gone by then. f must not write to the client,
// because a slow client must not hold a slot, and must not wait for another request.
func (s *Server) compute(r *http.Request, f func()) bool {
	c, ok := clientOf(r)
	if !ok {
		f()
		return true
	}
	if !c.trusted {
		c.budget.Wait(r.Context())
	}
	slot := c.source.Work.NewSlot(c.budget)
	if !slot.Acquire(r.Context()) {
		return false
	}
	defer slot.Release()
	f()
	return true
}

// overHTTPS reports whether the client came over TLS, to this server or to a proxy.
func overHTTPS(r *http.Request) bool {
	c, _ := clientOf(r)
	return r.TLS != nil || c.https
}
