package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
)

// conns has every connection from accept to close. It bounds those of each source, in all
// doors together, and those of this door in all, before anything is spent on them.
//
// A connection that is kept for a further request gives its place among those of its source
// back. It does so when the sweeper finds it idle, or when its source needs the place, so
// that requests which follow each other take no lock.
type conns struct {
	limits   Limits
	table    *quota.Table
	watcher  Watcher
	balanced listen.Balancers // which send a PROXY header
	proxies  listen.Balancers // which name their clients in each request
	refused  *listen.Refusals

	mu   sync.Mutex
	open map[*quota.Source]map[*conn]struct{}

	// Connections of proxies are in no pool: the proxy bounds them.
	fresh, busy, idle *quota.Pool[*conn]
}

func newConns(c Config, watcher Watcher) *conns {
	return &conns{
		limits:   c.Limits,
		table:    c.Table,
		watcher:  watcher,
		balanced: c.Balancers,
		proxies:  c.Proxies,
		refused:  listen.NewRefusals(),
		open:     map[*quota.Source]map[*conn]struct{}{},
		fresh:    quota.NewPool[*conn](c.Limits.New),
		busy:     quota.NewOldestPool[*conn](c.Limits.Busy),
		idle:     quota.NewOldestPool[*conn](c.Limits.Idle),
	}
}

// listener accepts the connections that conns lets in.
type listener struct {
	net.Listener

	conns *conns
	tls   bool            // its connections begin with a handshake
	ctx   context.Context // ends when the server stops
}

// behind returns a listener of connections that are bounded.
func (c *conns) behind(ctx context.Context, l net.Listener, tls bool) net.Listener {
	return &listener{Listener: l, conns: c, tls: tls, ctx: ctx}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if accepted, ok := l.conns.accept(raw, l.tls); ok {
			return accepted, nil
		}
		l.conns.refused.Close(l.ctx, raw)
	}
}

// accept counts a new connection for its source, or refuses it before anything is spent on
// it. One that comes from a load balancer counts for that until its header has been read.
func (c *conns) accept(raw net.Conn, tls bool) (*conn, bool) {
	addr, balancer := c.balanced.Origin(raw)
	accepted := newConn(raw, c, tls)
	accepted.balanced = balancer
	source, trusted := c.connect(addr, balancer)
	if source == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.assign(accepted, source, trusted)
	return accepted, true
}

// connect counts a connection from an address, or counts it as refused and returns nil. A
// connection of a proxy or a balancer is trusted: it stands for many clients.
func (c *conns) connect(from netip.Addr, balancer bool) (source *quota.Source, trusted bool) {
	if balancer || c.proxies.Contain(from) {
		return c.table.ConnectTrusted(from), true
	}
	source, err := c.table.Connect(from)
	if errors.Is(err, quota.ErrShare) && c.makeRoom(from) {
		source, err = c.table.Connect(from)
	}
	switch {
	case errors.Is(err, quota.ErrPenalty):
		c.watcher.Refused(causePenalty, quota.SourceOf(from))
	case err != nil:
		c.watcher.Refused(causeSource, quota.SourceOf(from))
	}
	return source, false
}

// makeRoom has the idle connections of an address's source give their places back, and
// reports whether there were any.
func (c *conns) makeRoom(from netip.Addr) bool {
	source := c.table.Lookup(from)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.restAll(source)
}

// assign sets whose connection it is. The caller holds mu.
func (c *conns) assign(to *conn, source *quota.Source, trusted bool) {
	to.source, to.name, to.trusted = source, source.String(), trusted
	to.budget = source.NewBudget()
	of := c.open[source]
	if of == nil {
		of = map[*conn]struct{}{}
		c.open[source] = of
	}
	of[to] = struct{}{}
	if !trusted {
		c.add(c.fresh, to, causeNew)
	}
}

// reassign reads a load balancer's header and counts the connection for the source that it
// names. It returns false when that is refused.
func (c *conns) reassign(accepted *conn) bool {
	addr := listen.AddrOf(accepted.RemoteAddr()) // waits for the header
	if c.balanced.Contain(addr) {
		return true // a health check of its own, or no header: the first read tells
	}
	source, trusted := c.connect(addr, false)
	if source == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.remove(accepted) {
		source.Disconnect(0) // it was closed meanwhile
		return false
	}
	accepted.source.Disconnect(0)
	c.assign(accepted, source, trusted)
	return true
}

// remove takes a connection out of everything, and reports whether it was there. The caller
// holds mu.
func (c *conns) remove(gone *conn) bool {
	of := c.open[gone.source]
	if _, ok := of[gone]; !ok {
		return false
	}
	delete(of, gone)
	if len(of) == 0 {
		delete(c.open, gone.source)
	}
	for _, pool := range []*quota.Pool[*conn]{c.fresh, c.busy, c.idle} {
		pool.Remove(gone.source, gone)
	}
	return true
}

// forget removes a connection that is closed.
func (c *conns) forget(gone *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.remove(gone) {
		return // it was closed before
	}
	c.table.Sweeper.Remove(gone)
	if gone.state.Load() == stateResting {
		gone.source.DisconnectResting()
	} else {
		gone.source.Disconnect(0)
	}
}

// add adds a connection to a pool and closes the one that has to make room for it. The
// caller holds mu.
func (c *conns) add(pool *quota.Pool[*conn], entry *conn, cause string) {
	if dropped, ok := pool.Add(entry.source, entry); ok {
		c.watcher.Refused(cause, dropped.name)
		dropped.abort()
	}
}

// changed is the ConnState of the http server. It takes no lock, but for the first request
// of a connection.
func (c *conns) changed(by net.Conn, state http.ConnState) {
	one, ok := connBelow(by)
	if !ok {
		return
	}
	switch state {
	case http.StateActive:
		if one.state.Load() == stateNew {
			c.begin(one)
		}
		one.state.CompareAndSwap(stateIdle, stateBusy)
	case http.StateIdle:
		one.state.CompareAndSwap(stateBusy, stateIdle)
	}
}

// begin moves a connection on which something is asked for the first time from fresh to
// busy.
func (c *conns) begin(one *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[one.source][one]; !ok {
		return // it was closed meanwhile
	}
	one.state.Store(stateBusy)
	if one.trusted {
		return
	}
	c.fresh.Remove(one.source, one)
	c.add(c.busy, one, causeBusy)
	c.table.Sweeper.Add(one)
}

// rest gives the place of an idle connection back. The caller holds mu.
func (c *conns) rest(one *conn) bool {
	if _, ok := c.open[one.source][one]; !ok || !one.state.CompareAndSwap(stateIdle, stateResting) {
		return false
	}
	one.source.Rest()
	c.busy.Remove(one.source, one)
	c.add(c.idle, one, causeIdle)
	return true
}

// restAll does so for all idle connections of a source, and reports whether there were any.
// The caller holds mu.
func (c *conns) restAll(source *quota.Source) (rested bool) {
	for one := range c.open[source] {
		rested = c.rest(one) || rested
	}
	return rested
}

// resume gives a connection on which something is asked its place again, and waits for one
// while its source has none. It returns false when that takes too long, or ctx is done.
func (c *conns) resume(ctx context.Context, one *conn) bool {
	return one.state.Load() != stateResting || c.wait(ctx, func() bool { return c.tryResume(one) })
}

func (c *conns) tryResume(one *conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if one.state.Load() != stateResting {
		return true // another request of HTTP/2 has the place
	}
	if _, ok := c.open[one.source][one]; !ok {
		return false
	}
	has := one.source.Resume() || c.restAll(one.source) && one.source.Resume()
	if !has {
		return false
	}
	one.state.Store(stateBusy)
	c.idle.Remove(one.source, one)
	c.add(c.busy, one, causeBusy)
	return true
}

// wait calls try until it succeeds, for at most PlaceTimeout.
func (c *conns) wait(ctx context.Context, try func() bool) bool {
	if try() {
		return true
	}
	again := time.NewTicker(placePeriod)
	defer again.Stop()
	for end := time.Now().Add(c.limits.PlaceTimeout); time.Now().Before(end); {
		select {
		case <-again.C:
		case <-ctx.Done():
			return false
		}
		if try() {
			return true
		}
	}
	return false
}

// closeUnasked closes the connections on which nothing was asked, or nothing more.
func (c *conns) closeUnasked() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, of := range c.open {
		for one := range of {
			if one.state.Load() == stateNew {
				one.abort()
			}
		}
	}
}

// count returns how many connections are open, by state.
func (c *conns) count() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := map[string]int{connNew: 0, connBusy: 0, connIdle: 0}
	for _, of := range c.open {
		for one := range of {
			n[one.state.Load().String()]++
		}
	}
	return n
}
