package sshd

import (
	"net"
	"sync"
	"time"

	"charm.land/ssh"
)

// conns knows every raw connection from accept to close. The ssh library knows
// only those that have shaken hands, and its Close leaves the others open. It is
// where a source, and those who do not shake hands, are bounded: before anything
// has been spent on them.
type conns struct {
	limits   Limits
	watcher  Watcher
	balanced balancers

	mu      sync.Mutex
	open    map[*conn]struct{}
	sources map[string]int // how many each has open
	greeted []*conn        // that have not shaken hands yet, the oldest first
	closed  bool
	none    chan struct{} // closed when somebody asked and nothing is open
}

func newConns(limits Limits, watcher Watcher, balanced balancers) *conns {
	return &conns{limits: limits, watcher: watcher, balanced: balanced, open: map[*conn]struct{}{}, sources: map[string]int{}}
}

// connKey finds the conn of a connection in its ssh.Context.
type connKey struct{}

// connOf returns the conn that admit put into the context.
func connOf(ctx ssh.Context) *conn {
	return ctx.Value(connKey{}).(*conn) // admit has seen every connection
}

// admit is the ssh library's ConnCallback: it takes note of a connection that
// was just accepted, or returns nil to have it closed.
//
// A connection costs up to a packet of 256 KB before it has said who it is, so
// there are not many such; but whoever fills their places must not keep others
// out. So the oldest of them makes room: who shakes hands as fast as clients do is
// never that, and who only holds the door is.
func (c *conns) admit(ctx ssh.Context, raw net.Conn) net.Conn {
	from := source(c.balanced.origin(raw)) // before anybody has to wait for it
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil
	case c.sources[from] >= c.limits.PerSource:
		c.watcher.Refused(causeSource)
		return nil
	}
	if len(c.greeted) >= c.limits.Handshakes {
		c.watcher.Refused(causeHandshake)
		_ = c.greeted[0].Conn.Close() // the library forgets it when it notices
		c.greeted = c.greeted[1:]
	}
	noted := newConn(raw, c, from)
	c.open[noted] = struct{}{}
	c.sources[from]++
	c.greeted = append(c.greeted, noted)
	ctx.SetValue(connKey{}, noted)
	return noted
}

// shaken takes note that a connection has shaken hands.
func (c *conns) shaken(done *conn) {
	c.watcher.Shaken(time.Since(done.accepted))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dismiss(done)
}

// dismiss takes a connection off the list of those that shake hands. The caller
// holds mu.
func (c *conns) dismiss(done *conn) {
	for i, greeted := range c.greeted {
		if greeted == done {
			c.greeted = append(c.greeted[:i:i], c.greeted[i+1:]...)
			return
		}
	}
}

func (c *conns) forget(gone *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[gone]; !ok {
		return // it was closed before
	}
	delete(c.open, gone)
	if c.sources[gone.source]--; c.sources[gone.source] == 0 {
		delete(c.sources, gone.source)
	}
	c.dismiss(gone)
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

// idleGrace is how much later than a reader's the idle clock of a connection rings:
// a room has the time to say good-bye.
const idleGrace = time.Second
