package sshd

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// errGone is why a session ends whose client closed the channel, hung up, or can
// no longer be written to.
var errGone = errors.New("the client is gone")

// errFlood is why a session ends whose client sends what it does not read, or what
// nobody could: the stderr of a client.
var errFlood = errors.New("the client sends what nobody reads")

// errUnread is why a session ends whose client went on talking and took nothing of
// what it was sent.
var errUnread = errors.New("the client reads nothing")

// channel is one session channel: what the library writes and closes, and beside
// it what the library does not keep: the latest window, how many bytes went out,
// and whether the client is still there.
type channel struct {
	gossh.Channel

	limits  Limits
	conn    *conn
	ctx     context.Context // ends when the client is gone or was dropped, with the cause
	lose    context.CancelCauseFunc
	closing sync.Once
	sent    atomic.Int64

	reading  atomic.Bool  // the session waits for what comes next
	readUpTo atomic.Int64 // of conn.arrived, at least so much has been read

	// resized has a token in it when the window has changed since the last look.
	resized chan struct{}

	mu   sync.Mutex
	size window
}

// writePiece is how much is written to a channel at once, in bytes: what a client
// has to take within Limits.WriteTimeout.
const writePiece = 4 << 10

// willRead says that a session is about to read, so that the client is not taken for
// one that sends what is not read because the session's goroutine has not run yet.
func (c *channel) willRead() { c.reading.Store(true) }

// mayNotRead takes willRead back.
func (c *channel) mayNotRead() {
	c.readUpTo.Store(c.conn.arrived.Load())
	c.reading.Store(false)
}

// leastPacket is how many bytes the least packet with a byte of data has. When a byte is
// read, at most so many that have arrived are not left unread any more.
const leastPacket = 36

// Read reads what the client has sent.
func (c *channel) Read(p []byte) (int, error) {
	c.willRead()
	n, err := c.Channel.Read(p)
	if err == nil { // else nothing comes any more that could be left unread
		c.readUpTo.Store(min(c.conn.arrived.Load(), c.readUpTo.Load()+int64(n)*leastPacket))
		c.reading.Store(false)
	}
	return n, err
}

// refuseStderr waits for what a client sends as its stderr, which none does: nobody
// reads it, and the library would keep it.
func (c *channel) refuseStderr() {
	if n, _ := c.Channel.Stderr().Read(make([]byte, 1)); n > 0 {
		c.drop(errFlood)
	}
}

// drop ends the session for a reason that is the client's fault, and its connection.
func (c *channel) drop(why error) {
	c.lose(why)
	c.conn.abort()
}

// accompanied reports that another session of the connection goes on: what the client
// says may be about that one.
func (c *channel) accompanied() bool {
	return c.conn.registry.alive(c.conn) > int(c.conn.writing.Load())
}

// Write writes to the client as is, and counts.
func (c *channel) Write(p []byte) (int, error) { return c.write(c.Channel, p) }

// write writes to the client's stdout or stderr. A client that has opened no window
// to write into, and opens none for too long though it goes on talking, loses its
// connection.
func (c *channel) write(w io.Writer, p []byte) (int, error) {
	c.conn.writing.Add(1)
	defer c.conn.writing.Add(-1)
	dog := watch(c.limits.WriteTimeout, c.conn.arrived.Load, c.accompanied, func() { c.drop(errUnread) })
	defer dog.callOff()
	done := 0
	for {
		n, err := w.Write(p[done:min(len(p), done+writePiece)])
		done += n
		c.sent.Add(int64(n))
		if err != nil || done == len(p) {
			return done, err
		}
		dog.taken()
	}
}

// Stderr is the client's stderr, and what is written to it counts as well.
func (c *channel) Stderr() io.ReadWriter { return stderr{c.Channel.Stderr(), c} }

// stderr is a channel's stderr.
type stderr struct {
	io.ReadWriter

	channel *channel
}

// Write writes to the client's stderr.
func (s stderr) Write(p []byte) (int, error) {
	return s.channel.write(s.ReadWriter, p)
}

// Close closes the channel. A client that does not confirm it in time loses the
// connection: until then everything that reads from the channel has to stay.
func (c *channel) Close() error {
	c.closing.Do(func() {
		late := time.AfterFunc(c.limits.CloseTimeout, func() { _ = c.conn.Close() })
		context.AfterFunc(c.ctx, func() { late.Stop() })
	})
	return c.Channel.Close()
}

// window returns the latest size of the terminal.
func (c *channel) window() window {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}

// setWindow sets the size of the terminal and reports whether it was another.
func (c *channel) setWindow(size window) (changed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed = c.size != size
	c.size = size
	return changed
}

// resize sets the size of the terminal and has the session notice. It never
// blocks.
func (c *channel) resize(size window) {
	if !c.setWindow(size) {
		return
	}
	select {
	case c.resized <- struct{}{}:
	default: // there is a token already, and the next look sees this size
	}
}

// sessionContext is the context of one session. The library's own belongs to the
// connection: its sessions would share their values, and none would notice that
// its channel was closed.
type sessionContext struct {
	ssh.Context

	channel *channel

	mu     sync.Mutex
	values map[any]any
}

// newSessionContext makes the context and the channel of a session that was just
// opened. The channel's lose has to be called when the client is gone.
func newSessionContext(parent ssh.Context, raw gossh.Channel, c *conn, limits Limits) *sessionContext {
	// The parent ends without a cause when the connection is lost, which would
	// pass for a reader who left. The end of the channel's requests tells as soon.
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	session := &sessionContext{
		Context: parent,
		values:  make(map[any]any),
		channel: &channel{
			Channel: raw,
			limits:  limits,
			conn:    c,
			ctx:     ctx,
			lose:    cancel,
			resized: make(chan struct{}, 1),
			size:    defaultWindow,
		},
	}
	session.channel.readUpTo.Store(c.arrived.Load())
	return session
}

// channelOf returns the channel of a session that openSession opened.
func channelOf(sess ssh.Session) *channel {
	return sess.Context().(*sessionContext).channel // every session has one
}

// Deadline implements context.Context.
func (c *sessionContext) Deadline() (time.Time, bool) { return c.channel.ctx.Deadline() }

// Done implements context.Context. It closes when the client is gone.
func (c *sessionContext) Done() <-chan struct{} { return c.channel.ctx.Done() }

// Err implements context.Context.
func (c *sessionContext) Err() error { return c.channel.ctx.Err() }

// Value returns what belongs to the session, else what belongs to its connection.
func (c *sessionContext) Value(key any) any {
	c.mu.Lock()
	value, ok := c.values[key]
	c.mu.Unlock()
	if ok {
		return value
	}
	return c.channel.ctx.Value(key)
}

// SetValue keeps a value for the session alone.
func (c *sessionContext) SetValue(key, value any) {
	c.mu.Lock()
	c.values[key] = value
	c.mu.Unlock()
}
