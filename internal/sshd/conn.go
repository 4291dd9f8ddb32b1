package sshd

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// conn is one raw connection, with bounds on what its client may send, on how long
// it may say nothing, and on how long it may leave unread what it is sent.
type conn struct {
	net.Conn

	registry *conns
	source   *source
	accepted time.Time
	channels channels
	sessions int           // that were let in, of registry.mu
	writing  atomic.Int64  // writes to its sessions that are going on
	input    *rate.Limiter // bytes
	arrived  atomic.Int64  // bytes that the client has sent
	idle     *time.Timer
	ctx      context.Context // ends when the connection is closed
	end      context.CancelFunc
}

func newConn(raw net.Conn, registry *conns, from *source) *conn {
	ctx, end := context.WithCancel(context.Background())
	limits := registry.limits
	c := &conn{
		Conn:     raw,
		registry: registry,
		source:   from,
		accepted: time.Now(),
		input:    rate.NewLimiter(rate.Limit(limits.InputRate), limits.InputBurst),
		ctx:      ctx,
		end:      end,
	}
	if line, ok := lineOf(raw); ok {
		_ = line.SetWriteBuffer(outputBuffer) // or it is the kernel's choice
	}
	c.idle = time.AfterFunc(limits.IdleTimeout+idleGrace, func() { _ = raw.Close() })
	return c
}

// inputChunk is how much is read from a connection at once, in bytes. It bounds how
// long one read makes the next one wait.
const inputChunk = 16 << 10

// Read reads no faster than the budget allows, so that whoever floods a server with
// what costs it more than them (new keys, requests that want an answer) waits for
// it. All that a reader types, and every request of a file, is far below.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:min(len(p), inputChunk)])
	if n > 0 {
		c.arrived.Add(int64(n))
		c.channels.heed(c.arrived.Load(), c.registry.limits.Unread)
		c.idle.Reset(c.registry.limits.IdleTimeout + idleGrace)
		if c.ctx.Err() != nil {
			c.idle.Stop() // it was closed meanwhile, and is not to be kept for so long
		}
		// Its error says that the connection was closed meanwhile, as the next
		// read will.
		_ = c.input.WaitN(c.ctx, min(n, c.input.Burst()))
	}
	return n, err
}

// outputBuffer is how much of what a client is sent waits in the kernel, in bytes. It
// bounds what an unread connection costs there, and decides which lines are fast
// enough: a write that waits goes on once a third of it is sent, so within
// WriteTimeout a line of a few KB a second does, where megabytes of the kernel's own
// choice would not be through.
const outputBuffer = 64 << 10

// Write fails, and has the connection closed, when the client has not taken what it
// is sent for too long. Nobody else would notice: a blocked write holds up all that
// the connection does.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.registry.limits.WriteTimeout)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Conn.Close() // half a packet is no use to anybody
	}
	return n, err
}

// Close closes the connection and forgets it. The library calls it when it has
// done all it will do for the connection.
func (c *conn) Close() error {
	c.end()
	c.idle.Stop()
	c.registry.forget(c)
	return c.Conn.Close()
}
