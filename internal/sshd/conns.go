package sshd

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
	"charm.land/ssh"
)

// conns has every raw connection from accept to close. The ssh library knows only those
// that have made their handshake, and its Close leaves the others open. conns bounds the
// connections of each source, and those without a session, before anything is spent on
// them.
type conns struct {
	limits   Limits
	watcher  Watcher
	balanced listen.Balancers
	table    *quota.Table
	refusals *refusals

	mu      sync.Mutex
	open    map[*conn]struct{}
	preAuth *quota.Pool[*conn] // not authenticated yet
	packets *quota.Pool[*conn] // of these, in the middle of a large packet
	unused  *quota.Pool[*conn] // authenticated, and without a session

	// What is kept for authors: the pools that correspond to preAuth and unused, and one
	// for connections that have still to sign.
	authorPreAuth, signing, unusedAuthors *quota.Pool[*conn]

	closing sync.WaitGroup // those that are open
}

func newConns(limits Limits, watcher Watcher, balanced listen.Balancers, table *quota.Table) *conns {
	return &conns{
		limits:   limits,
		watcher:  watcher,
		balanced: balanced,
		table:    table,
		refusals: newRefusals(),
		open:     map[*conn]struct{}{},
		preAuth:  quota.NewPool[*conn](limits.PreAuthConns),
		packets:  quota.NewPool[*conn](limits.PreAuthPackets),
		unused:   quota.NewOldestPool[*conn](limits.Unused),

		authorPreAuth: quota.NewPool[*conn](limits.AuthorConns),
		signing:       quota.NewPool[*conn](limits.Signing),
		unusedAuthors: quota.NewOldestPool[*conn](limits.UnusedAuthors),
	}
}

// accept counts a new connection for its source, or refuses it before anything is
// spent on it. One that comes from a load balancer counts for that until its header
// has been read.
func (c *conns) accept(raw net.Conn) (*conn, error) {
	var source *quota.Source
	if addr, trusted := c.balanced.Origin(raw); trusted {
		source = c.table.ConnectTrusted(addr)
	} else {
		var err error
		if source, err = c.connect(addr); err != nil {
			return nil, err
		}
	}
	accepted := newConn(raw, c)
	accepted.comesFrom(source)
	c.enter(accepted)
	return accepted, nil
}

// connect counts a connection from an address, or counts it as refused and returns why.
func (c *conns) connect(from netip.Addr) (*quota.Source, error) {
	source, err := c.table.Connect(from)
	switch {
	case errors.Is(err, quota.ErrPenalty):
		c.watcher.Refused(causePenalty, quota.SourceOf(from))
	case err != nil:
		c.watcher.Refused(causeSource, quota.SourceOf(from))
	}
	return source, err
}

// enter adds a connection that was accepted. It closes the connection that has to make
// room for it.
func (c *conns) enter(accepted *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[accepted] = struct{}{}
	c.closing.Add(1)
	c.table.Sweeper.Add(accepted)
	c.add(c.preAuthOf(accepted.source), accepted, causeHandshake)
}

// connKey finds the conn of a connection in its ssh.Context.
type connKey struct{}

// connOf returns the conn that admit put into the context.
func connOf(ctx ssh.Context) *conn {
	return ctx.Value(connKey{}).(*conn) // admit is called for every connection
}

// admit is the ssh library's ConnCallback. It returns nil to have the connection
// closed. It waits for the header of a load balancer.
func (c *conns) admit(ctx ssh.Context, raw net.Conn) net.Conn {
	accepted := raw.(*conn) // from accept
	ctx.SetValue(connKey{}, accepted)
	if _, trusted := c.balanced.Origin(accepted.Conn); trusted && !c.reassign(accepted) {
		accepted.spared.Store(true)
		_ = accepted.Close()
		return nil
	}
	return accepted
}

// reassign reads a load balancer's header and counts the connection for the source
// that it names. It returns false when that is refused.
func (c *conns) reassign(accepted *conn) bool {
	addr := listen.AddrOf(accepted.RemoteAddr()) // waits for the header
	if c.balanced.Contain(addr) {
		return true // a health check of its own, or no header: the first read tells
	}
	source, err := c.connect(addr)
	if err != nil {
		c.refusals.tell(accepted.ctx, accepted.Conn, err)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[accepted]; !ok {
		source.Disconnect(0) // it was closed meanwhile
		return false
	}
	c.leavePools(accepted)
	accepted.source.Disconnect(0)
	accepted.comesFrom(source)
	c.add(c.preAuthOf(source), accepted, causeHandshake)
	return true
}

// preAuthOf returns the pool for connections of a source that are not authenticated. Those
// from where an author has logged in are not dropped for what others open.
func (c *conns) preAuthOf(source *quota.Source) *quota.Pool[*conn] {
	if source.HasAuthor() {
		return c.authorPreAuth
	}
	return c.preAuth
}

// holdsPacket counts a connection that is not authenticated, and on which the library
// waits for the rest of a large packet.
func (c *conns) holdsPacket(waiting *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[waiting]; ok && !waiting.authenticated.Load() {
		c.packets.Remove(waiting.source, waiting)
		c.add(c.packets, waiting, causePacket)
	}
}

// offersAuthorsKey moves a connection that has offered an author's key to signing, unless it
// comes from where an author has logged in: others cannot push it out there.
func (c *conns) offersAuthorsKey(by *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[by]; ok && !by.signing.Swap(true) && c.preAuthOf(by.source) == c.preAuth {
		c.leavePools(by)
		c.add(c.signing, by, causeHandshake)
	}
}

// authenticated moves a connection that was authenticated from preAuth to unused.
func (c *conns) authenticated(done *conn) {
	done.heard.Set(time.Now())
	done.authenticated.Store(true)
	c.watcher.HandshakeDone(time.Since(done.accepted))
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[done]; !ok {
		return // it was closed meanwhile
	}
	c.leavePools(done)
	if done.author.Load() != nil {
		done.origin.MarkAuthor(time.Now())
		done.origin.Disconnect(0)
		done.belongsTo(c.table.Authors())
		done.widenBuffers()
	}
	c.add(c.unusedOf(done), done, causeUnused)
}

// unusedOf returns the pool for a connection that is authenticated and has no session.
func (c *conns) unusedOf(by *conn) *quota.Pool[*conn] {
	if by.author.Load() != nil {
		return c.unusedAuthors
	}
	return c.unused
}

// leavePools takes a connection out of all pools. The caller holds mu.
func (c *conns) leavePools(gone *conn) {
	for _, pool := range []*quota.Pool[*conn]{c.preAuth, c.packets, c.unused, c.authorPreAuth, c.signing, c.unusedAuthors} {
		pool.Remove(gone.source, gone)
	}
}

// sessionBegins counts a session of a connection.
func (c *conns) sessionBegins(by *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	by.sessions.Add(1)
	c.unusedOf(by).Remove(by.source, by)
}

// sessionEnds undoes sessionBegins.
func (c *conns) sessionEnds(by *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := by.sessions.Add(-1) == 0
	if _, ok := c.open[by]; ok && last {
		c.add(c.unusedOf(by), by, causeUnused)
	}
}

// add adds a connection to a pool and closes the one that has to make room for it. The
// caller holds mu.
func (c *conns) add(pool *quota.Pool[*conn], entry *conn, cause string) {
	if dropped, ok := pool.Add(entry.source, entry); ok {
		dropped.spared.Store(true)
		dropped.drop(cause)
	}
}

// forget removes a connection that is closed.
func (c *conns) forget(gone *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[gone]; !ok {
		return // it was closed before
	}
	delete(c.open, gone)
	c.table.Sweeper.Remove(gone)
	c.leavePools(gone)
	if gone.source == gone.origin { // else it is not counted for it any more
		gone.origin.Disconnect(gone.penalty())
	}
	c.closing.Done()
}

// closeWhere closes the connections for which chosen returns true.
func (c *conns) closeWhere(chosen func(*conn) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for open := range c.open {
		if chosen(open) {
			open.spared.Store(true)
			open.abort()
		}
	}
}
