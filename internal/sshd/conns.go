package sshd

import (
	"net"
	"sync"

	"charm.land/ssh"
)

// conns knows every raw connection from accept to close. The ssh library knows
// only those that have shaken hands, and its Close leaves the others open. What
// limits a source or the server as a whole has its place here.
type conns struct {
	mu     sync.Mutex
	open   map[*conn]struct{}
	closed bool
	none   chan struct{} // closed when somebody asked and nothing is open
}

// conn is one raw connection.
type conn struct {
	net.Conn

	registry *conns
	channels slots
}

// connKey finds the conn of a connection in its ssh.Context.
type connKey struct{}

// connOf returns the conn that admit put into the context.
func connOf(ctx ssh.Context) *conn {
	return ctx.Value(connKey{}).(*conn) // admit has seen every connection
}

// admit is the ssh library's ConnCallback: it takes note of a connection that
// was just accepted, or returns nil to have it closed.
func (c *conns) admit(ctx ssh.Context, raw net.Conn) net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	if c.open == nil {
		c.open = make(map[*conn]struct{})
	}
	noted := &conn{Conn: raw, registry: c}
	c.open[noted] = struct{}{}
	ctx.SetValue(connKey{}, noted)
	return noted
}

// Close closes the connection and forgets it. The library calls it when it has
// done all it will do for the connection.
func (c *conn) Close() error {
	c.registry.forget(c)
	return c.Conn.Close()
}

func (c *conns) forget(gone *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, gone)
	c.settle()
}

// emptied returns a channel that closes once no connection is open. It is
// called once, when nobody is accepted any more.
func (c *conns) emptied() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.none = make(chan struct{})
	c.settle()
	return c.none
}

// settle closes none once there is nothing left to wait for. The caller holds mu.
func (c *conns) settle() {
	if c.none == nil || len(c.open) > 0 {
		return
	}
	select {
	case <-c.none:
	default:
		close(c.none)
	}
}

// closeAll closes every connection and admits no further one.
func (c *conns) closeAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for open := range c.open {
		_ = open.Conn.Close() // there is nobody left to tell
	}
}

// slots counts what a connection has open.
type slots struct {
	mu    sync.Mutex
	taken int
}

// take takes one of limit slots, or returns false when all are taken.
func (s *slots) take(limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= limit {
		return false
	}
	s.taken++
	return true
}

// release gives back a slot that was taken.
func (s *slots) release() {
	s.mu.Lock()
	s.taken--
	s.mu.Unlock()
}
