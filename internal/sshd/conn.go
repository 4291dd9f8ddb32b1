package sshd

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
	"golang.org/x/sync/semaphore"
)

// conn is one raw connection, with bounds on what its client may send, how long it may
// send nothing, and how long it may leave unread what it is sent.
type conn struct {
	net.Conn

	registry *conns
	origin   *quota.Source // of its address; set before the library gets the connection
	source   *quota.Source // whose limits it has: origin, or that of authors; set under registry.mu
	budget   atomic.Pointer[quota.Budget]
	accepted time.Time
	places   *semaphore.Weighted // of session channels, before and while they are open
	channels channels
	gate     gate
	arrived  atomic.Int64    // bytes that the client has sent
	writing  atomic.Int64    // writes to its sessions that are going on
	heard    quota.Timestamp // when the client sent something; before authentication, when it was accepted
	ctx      context.Context // ends when the connection is closed
	end      context.CancelFunc

	login         login
	signing       atomic.Bool               // it has offered an author's key
	author        atomic.Pointer[AuthorKey] // that it was authenticated with; nil for a reader
	revoked       quota.Timestamp           // when that key was found to be removed
	authenticated atomic.Bool
	served        atomic.Bool  // a session was asked for
	spared        atomic.Bool  // the server closes it, for no fault of the client
	sessions      atomic.Int64 // that were let in; set under registry.mu
}

// newConn returns a connection that was just accepted and belongs to no source yet.
func newConn(raw net.Conn, registry *conns) *conn {
	ctx, end := context.WithCancel(context.Background())
	c := &conn{
		Conn:     raw,
		registry: registry,
		accepted: time.Now(),
		gate:     newGate(),
		places:   semaphore.NewWeighted(maxChannels),
		ctx:      ctx,
		end:      end,
	}
	if tcp, ok := listen.TCPOf(raw); ok {
		// Where one fails, the system's choice serves.
		_ = tcp.SetKeepAlive(true)
		_ = tcp.SetWriteBuffer(outputBuffer)
		_ = tcp.SetReadBuffer(inputBuffer)
	}
	c.heard.Set(c.accepted)
	return c
}

// widenBuffers gives the connection of an author the buffers for AuthorRate over a line of
// some milliseconds.
func (c *conn) widenBuffers() {
	if tcp, ok := listen.TCPOf(c.Conn); ok {
		// Where one fails, the others' serve.
		_ = tcp.SetReadBuffer(authorInputBuffer)
		_ = tcp.SetWriteBuffer(authorOutputBuffer)
	}
}

// comesFrom sets the source of the connection's address.
func (c *conn) comesFrom(source *quota.Source) {
	c.origin = source
	c.belongsTo(source)
}

// belongsTo sets the source whose limits the connection has.
func (c *conn) belongsTo(source *quota.Source) {
	c.source = source
	c.budget.Store(source.NewBudget())
}

// RemoteAddr returns the address of the client. It leads back to the connection: the
// library wraps connections, and passes the wrapped ones to its callbacks.
func (c *conn) RemoteAddr() net.Addr { return clientAddr{c.Conn.RemoteAddr(), c} }

// clientAddr is the address of a connection's client.
type clientAddr struct {
	net.Addr

	conn *conn
}

// idleGrace is how much longer than a session a connection may be idle: two sweeps by
// default. The session has that time for its farewell.
const idleGrace = 500 * time.Millisecond

// Sweep implements quota.Swept.
func (c *conn) Sweep(now time.Time) {
	limits := c.registry.limits
	limit := limits.HandshakeTimeout
	switch {
	case c.authenticated.Load():
		limit = limits.IdleTimeout + idleGrace
	case c.signing.Load():
		limit = limits.SigningTimeout
	}
	if c.heard.Past(now, limit) || c.revoked.Past(now, limits.CloseTimeout) {
		c.abort()
	}
}

const (
	// outputBuffer is how much of what a client is sent waits in the kernel, in bytes.
	// It bounds what an unread connection costs there, and how slow a network may be: a
	// write that waits goes on once a third of the buffer is sent, for which a few KB a
	// second suffice within WriteTimeout. The kernel's own choice is megabytes.
	outputBuffer = 64 << 10

	// inputBuffer is how much of what a client sends waits in the kernel, in bytes: a
	// second of Limits.InputRate. The kernel's own choice is up to 6 MB.
	inputBuffer = 64 << 10

	// authorOutputBuffer and authorInputBuffer are the same for authors. What has to be
	// taken within WriteTimeout of the first is 8 KB a second.
	authorOutputBuffer = 256 << 10
	authorInputBuffer  = 1 << 20

	// inputChunk is how much is read from a connection at once, in bytes. It bounds how
	// long the next read of each connection of the source waits.
	inputChunk = 4 << 10

	// libraryBuffer is how much the library asks for when it does not know how long
	// the packet is. When it asks for more it knows, and has allocated as much.
	libraryBuffer = 4 << 10
)

// errPacket is why the library's read fails when a packet is larger than it may be.
var errPacket = errors.New("the packet is too large")

// Read reads what the client sends, no faster than its budget allows. So a client waits
// that floods the server with what costs the server more than the client: new keys,
// requests that want an answer. Typing and requests for files are far below.
func (c *conn) Read(p []byte) (int, error) {
	if err := c.allow(len(p)); err != nil {
		return 0, err
	}
	most, ok := c.gate.admits(c.ctx, min(len(p), inputChunk))
	if !ok {
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(p[:most])
	if n > 0 {
		c.gate.passed += n
		c.count(n)
	}
	return n, err
}

// allow decides whether the library may wait for asked more bytes.
func (c *conn) allow(asked int) error {
	switch {
	case asked <= libraryBuffer:
		return nil
	case asked > maxPacket:
		c.drop(causePacket)
		return errPacket
	case !c.authenticated.Load():
		c.registry.holdsPacket(c)
	}
	return nil
}

// count counts n bytes that the client has sent, and waits until its budget has paid for
// them. The first key exchange costs nothing, since it is counted as a handshake. Further
// ones are paid for, authenticated or not.
func (c *conn) count(n int) {
	arrived := c.arrived.Add(int64(n))
	if !c.authenticated.Load() {
		if arrived == int64(n) && !c.awaitHandshake() {
			return
		}
		if arrived > maxPreAuth {
			c.drop(causePacket)
			return
		}
		if !c.gate.closed.Load() {
			return
		}
	} else {
		unread := c.registry.limits.Unread
		if c.author.Load() != nil {
			unread = c.registry.limits.AuthorUnread
		}
		c.channels.dropFlooded(arrived, unread)
		c.heard.Set(time.Now())
	}
	c.budget.Load().Spend(c.ctx, n)
}

// awaitHandshake waits until the source may make another handshake, or drops the
// connection when its time is over: a client that is dropped at once comes back at once.
// It is called when the client has sent something, before anything is computed. A silent
// client uses no handshake up.
func (c *conn) awaitHandshake() bool {
	ctx, cancel := context.WithDeadline(c.ctx, c.accepted.Add(c.registry.limits.HandshakeTimeout))
	defer cancel()
	if c.origin.Handshake(ctx) == nil {
		return true
	}
	<-ctx.Done() // Handshake returns early when it would wait in vain
	c.spared.Store(true)
	c.drop(causeRate)
	return false
}

// Write fails and closes the connection when the client does not take the data within
// WriteTimeout: a blocked write blocks everything on the connection.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.registry.limits.WriteTimeout)); err != nil {
		return 0, err
	}
	c.gate.watch(p)
	n, err := c.Conn.Write(p)
	if err != nil {
		c.abort() // the rest of the packet would be missing
	}
	return n, err
}

// drop closes the connection and counts it as refused for a cause.
func (c *conn) drop(cause string) {
	c.registry.watcher.Refused(cause, c.origin.String())
	c.abort()
}

// abort closes the connection below the library, which notices at its next read and then
// calls Close.
func (c *conn) abort() {
	c.end()
	_ = c.Conn.Close() // fails only if it is closed
}

// Close closes the connection and forgets it. The library calls it when it is done with
// the connection, but for the queue that [gate] drains.
func (c *conn) Close() error {
	c.end()
	c.registry.forget(c)
	err := c.Conn.Close()
	c.gate.drain(c.registry.watcher.Draining)
	return err
}

// penalty returns what the source pays for a connection that is over.
func (c *conn) penalty() time.Duration {
	switch {
	case c.served.Load(), c.spared.Load():
		return 0
	case c.authenticated.Load():
		return quota.PenaltyNoAuth
	case c.login.exhausted.Load():
		return quota.PenaltyAuthFailed
	case c.signing.Load():
		return quota.PenaltyNoAuth
	case time.Since(c.accepted) >= c.registry.limits.HandshakeTimeout:
		return quota.PenaltyTimeout
	}
	return quota.PenaltyNoAuth
}
