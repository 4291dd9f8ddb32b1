package sshd

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/quota"
)

// conn is one raw connection, with bounds on what its client may send, on how long
// it may say nothing, and on how long it may leave unread what it is sent.
type conn struct {
	net.Conn

	registry *conns
	source   *quota.Source // set before the library gets the connection
	budget   *quota.Budget // likewise
	accepted time.Time
	channels channels
	gate     gate
	arrived  atomic.Int64 // bytes that the client has sent
	writing  atomic.Int64 // writes to its sessions that are going on
	idle     *time.Timer
	ctx      context.Context // ends when the connection is closed
	end      context.CancelFunc

	authenticated atomic.Bool
	failures      atomic.Int32 // ways to authenticate that were refused
	served        atomic.Bool  // a session was asked for
	spared        atomic.Bool  // the server closes it, for no fault of the client

	// Guarded by registry.mu.
	sessions int // that were let in
}

// newConn returns a connection that was just accepted and belongs to no source yet.
func newConn(raw net.Conn, registry *conns) *conn {
	ctx, end := context.WithCancel(context.Background())
	c := &conn{
		Conn:     raw,
		registry: registry,
		accepted: time.Now(),
		gate:     newGate(),
		ctx:      ctx,
		end:      end,
	}
	if line, ok := lineOf(raw); ok {
		// Where one fails, the system's choice serves.
		_ = line.SetKeepAlive(true)
		_ = line.SetWriteBuffer(outputBuffer)
		_ = line.SetReadBuffer(inputBuffer)
	}
	c.idle = time.AfterFunc(registry.limits.HandshakeTimeout, c.abort) // until it is authenticated
	return c
}

// belongsTo says what the connection counts for.
func (c *conn) belongsTo(source *quota.Source) {
	c.source, c.budget = source, source.NewBudget()
}

// idleGrace is how much later than a reader's the idle timer of a connection fires:
// the room has that time for its farewell.
const idleGrace = time.Second

const (
	// outputBuffer is how much of what a client is sent waits in the kernel, in bytes.
	// It bounds what an unread connection costs there, and decides which lines are
	// fast enough: a write that waits goes on once a third of it is sent, so within
	// WriteTimeout a line of a few KB a second does, where megabytes of the kernel's
	// own choice would not be through.
	outputBuffer = 64 << 10

	// inputBuffer is how much of what a client sends waits in the kernel, in bytes: a
	// second of Limits.InputRate. The kernel's own choice is up to 6 MB.
	inputBuffer = 64 << 10

	// inputChunk is how much is read from a connection at once, in bytes. It bounds how
	// long the next read waits, of this connection and of the others of its source.
	inputChunk = 4 << 10

	// libraryBuffer is how much the library asks for when it does not know how long
	// the packet is. When it asks for more it knows, and has allocated as much.
	libraryBuffer = 4 << 10
)

// errPacket is why the library's read fails when a packet is larger than it may be.
var errPacket = errors.New("the packet is too large")

// Read reads what the client sends, no faster than its budget allows: a client that
// floods the server with what costs it more than the client (new keys, requests
// that want an answer) waits for it. What a reader types and every request for a
// file is far below.
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
	limits := c.registry.limits
	switch {
	case asked <= libraryBuffer:
		return nil
	case asked > limits.Packet:
		c.drop(causePacket)
		return errPacket
	case !c.authenticated.Load():
		c.registry.holdsPacket(c)
	}
	return nil
}

// count takes note of n bytes that the client has sent, and waits until its budget
// has paid for them. What belongs to a client's first key exchange costs nothing: it is
// counted as a handshake. Further ones have to be paid for, authenticated or not.
func (c *conn) count(n int) {
	limits := c.registry.limits
	arrived := c.arrived.Add(int64(n))
	if !c.authenticated.Load() {
		if arrived == int64(n) && !c.awaitHandshake() {
			return
		}
		if arrived > int64(limits.PreAuth) {
			c.drop(causePacket)
			return
		}
		if !c.gate.closed.Load() {
			return
		}
	} else {
		c.channels.heed(arrived, limits.Unread)
		c.idle.Reset(limits.IdleTimeout + idleGrace)
		if c.ctx.Err() != nil {
			c.idle.Stop() // it was closed meanwhile, and is not to be kept for so long
		}
	}
	c.budget.Spend(c.ctx, n)
}

// awaitHandshake waits until the source may make another handshake, or closes the
// connection when its time is over; a client that is not kept waiting would only come
// back. It is called when the client has said something, and before anything is
// computed: a client that says nothing uses nothing up.
func (c *conn) awaitHandshake() bool {
	ctx, cancel := context.WithDeadline(c.ctx, c.accepted.Add(c.registry.limits.HandshakeTimeout))
	defer cancel()
	if c.source.Handshake(ctx) == nil {
		return true
	}
	<-ctx.Done() // Handshake does not wait when it would be in vain
	c.spared.Store(true)
	c.drop(causeRate)
	return false
}

// Write fails, and has the connection closed, when the client has not taken what it
// is sent for too long: a blocked write holds up all that the connection does.
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

// drop closes the connection, and counts it as refused for a cause.
func (c *conn) drop(cause string) {
	c.registry.watcher.Refused(cause)
	c.abort()
}

// abort closes the connection below the library, which notices at its next read and
// then calls Close.
func (c *conn) abort() {
	c.end()
	_ = c.Conn.Close() // an error would say that it is closed
}

// Close closes the connection and forgets it. The library calls it when it has done
// all that it will do for the connection, but for what [gate] is for.
func (c *conn) Close() error {
	c.end()
	c.idle.Stop()
	c.registry.forget(c)
	err := c.Conn.Close()
	c.gate.drain(c.registry.drains)
	return err
}

// penalty returns what the source pays for a connection that is over.
func (c *conn) penalty() time.Duration {
	switch {
	case c.served.Load(), c.spared.Load():
		return 0
	case c.authenticated.Load():
		return quota.PenaltyNoAuth
	case c.failures.Load() >= maxAuthTries:
		return quota.PenaltyAuthFailed
	case time.Since(c.accepted) >= c.registry.limits.HandshakeTimeout:
		return quota.PenaltyTimeout
	}
	return quota.PenaltyNoAuth
}
