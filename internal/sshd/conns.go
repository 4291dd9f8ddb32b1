package sshd

import (
	"net"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
)

// conns knows every raw connection from accept to close. The ssh library knows
// only those that have shaken hands, and its Close leaves the others open. It is
// where a source, and those who come for nothing, are bounded: before anything has
// been spent on them.
type conns struct {
	limits   Limits
	watcher  Watcher
	balanced balancers
	sources  *sources

	mu      sync.Mutex
	open    map[*conn]struct{}
	greeted queue // that have not shaken hands yet
	vacant  queue // that have, and in which nobody was let in, or is any more
	closed  bool
	none    chan struct{} // closed when somebody asked and nothing is open
}

func newConns(limits Limits, watcher Watcher, balanced balancers, sources *sources) *conns {
	return &conns{limits: limits, watcher: watcher, balanced: balanced, sources: sources, open: map[*conn]struct{}{}}
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
// never that, and who only holds the door is. It is the same for those who have
// shaken hands and want nothing.
func (c *conns) admit(ctx ssh.Context, raw net.Conn) net.Conn {
	name := sourceOf(c.balanced.origin(raw)) // before anybody has to wait for it
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	from, ok := c.sources.connect(name)
	if !ok {
		c.watcher.Refused(causeSource)
		return nil
	}
	noted := newConn(raw, c, from)
	c.open[noted] = struct{}{}
	c.line(&c.greeted, noted, c.limits.Handshakes, causeHandshake)
	ctx.SetValue(connKey{}, noted)
	return noted
}

// shaken takes note that a connection has shaken hands.
func (c *conns) shaken(done *conn) {
	c.watcher.Shaken(time.Since(done.accepted))
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[done]; !ok {
		return // it was closed meanwhile
	}
	c.greeted.remove(done)
	c.line(&c.vacant, done, c.limits.Vacant, causeUnused)
}

// occupy takes note of a session that was let in on a connection.
func (c *conns) occupy(by *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	by.sessions++
	c.vacant.remove(by)
}

// vacate undoes occupy. Whoever keeps the connection for later (a ControlMaster) is
// the youngest of those who do.
func (c *conns) vacate(by *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	by.sessions--
	if _, ok := c.open[by]; ok && by.sessions == 0 {
		c.line(&c.vacant, by, c.limits.Vacant, causeUnused)
	}
}

// alive is how many sessions a connection has.
func (c *conns) alive(of *conn) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return of.sessions
}

// line puts a connection at the end of a queue, and closes the oldest if there are
// too many. The caller holds mu.
func (c *conns) line(q *queue, last *conn, limit int, cause string) {
	*q = append(*q, last)
	if len(*q) > limit {
		c.watcher.Refused(cause)
		_ = (*q)[0].Conn.Close() // the library forgets it when it notices
		*q = (*q)[1:]
	}
}

// queue is connections in the order in which they came, the oldest first.
type queue []*conn

// remove takes a connection out, if it is in.
func (q *queue) remove(gone *conn) {
	if i := slices.Index(*q, gone); i >= 0 {
		*q = slices.Delete(*q, i, i+1)
	}
}

func (c *conns) forget(gone *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.open[gone]; !ok {
		return // it was closed before
	}
	delete(c.open, gone)
	c.sources.disconnect(gone.source)
	c.greeted.remove(gone)
	c.vacant.remove(gone)
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
