package sshd

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/terminal"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Why a session ends.
var (
	// errGone: the client closed the channel or the connection, or it can no longer be
	// written to.
	errGone = terminal.ErrGone

	// errFlood: the client sends more than the session reads, or what no session reads: a
	// client's stderr.
	errFlood = errors.New("the client sends what is not read")

	// errUnread: the client goes on sending and takes nothing of what it is sent.
	errUnread = errors.New("the client reads nothing")

	// errLeft: the room has quit, or the reader pressed ctrl+c during a command.
	errLeft = errors.New("the reader has left")

	// errIdle: the reader has pressed no key, or asked for no file, for too long.
	errIdle = errors.New("the client is idle")
)

// channel is one session channel of the library, with what the library does not have: the
// latest window, counts of bytes, limits in time, and a context that ends when the client
// is gone.
type channel struct {
	gossh.Channel

	conn  *conn
	ctx   context.Context // ends with the cause when the client is gone, was dropped or is idle
	lose  context.CancelCauseFunc
	sent  atomic.Int64
	stall stall

	waiting quota.Timestamp // since when the client has asked for no shell or command; then not set
	active  quota.Timestamp // when the session's client was active last; not set if it need not be
	closed  quota.Timestamp // when the server closed it

	reading  quota.Timestamp // since when the session reads; not set while it does not
	readUpTo atomic.Int64    // of conn.arrived, at least so much has been read

	// resized has a token when the window has changed since the last token was taken.
	resized chan struct{}

	mu   sync.Mutex
	size window
}

// writePiece is how much is written to a channel at once, in bytes: what a client
// has to take within Limits.WriteTimeout.
const writePiece = 4 << 10

// Sweep implements quota.Swept. Closing may wait for a write, so it has a goroutine. What
// has stalled is ended a period early, because stalls are promised an end.
func (c *channel) Sweep(now time.Time) {
	limits := c.conn.registry.limits
	switch {
	case c.waiting.Past(now, limits.StartTimeout):
		c.waiting.Clear()
		go func() { _ = c.Close() }()
	case c.closed.Past(now, limits.CloseTimeout):
		c.conn.abort()
	case c.active.Past(now, limits.IdleTimeout):
		c.lose(errIdle)
	case c.stall.stalled(now.Add(limits.SweepPeriod)):
		c.drop(errUnread)
	}
}

// setActive restarts the idle timeout of the session.
func (c *channel) setActive() { c.active.Set(time.Now()) }

// willRead says that the session is about to read. Until its goroutine runs, what arrives
// does not count as unread.
func (c *channel) willRead() { c.reading.Set(time.Now()) }

// mayNotRead undoes willRead.
func (c *channel) mayNotRead() {
	c.readUpTo.Store(c.conn.arrived.Load())
	c.reading.Clear()
}

// readWaits is how long a read has lasted that found nothing to read. One that finds
// something takes microseconds, and a flood must not count as read because of it.
const readWaits = time.Millisecond

// leastPacket is how many bytes the smallest packet with a byte of data has. For each byte
// that is read, at most as many that have arrived count as read.
const leastPacket = 36

// Read reads what the client has sent.
func (c *channel) Read(p []byte) (int, error) {
	c.willRead()
	n, err := c.Channel.Read(p)
	if err == nil { // else nothing more comes that could be left unread
		c.readUpTo.Store(min(c.conn.arrived.Load(), c.readUpTo.Load()+int64(n)*leastPacket))
		c.reading.Clear()
	}
	return n, err
}

// refuseStderr drops a client that sends data as its stderr. No client does, no session
// reads it, and the library would keep it.
func (c *channel) refuseStderr() {
	if n, _ := c.Channel.Stderr().Read(make([]byte, 1)); n > 0 {
		c.drop(errFlood)
	}
}

// drop ends the session and its connection for a cause that is the client's fault.
func (c *channel) drop(why error) {
	c.lose(why)
	c.conn.abort()
}

// accompanied reports whether another session of the connection goes on: what the client
// sends may be about that one.
func (c *channel) accompanied() bool {
	return c.conn.sessions.Load() > c.conn.writing.Load()
}

// Write writes to the client as is, and counts.
func (c *channel) Write(p []byte) (int, error) { return c.write(c.Channel, p) }

// write writes to the client's stdout or stderr. A client that takes nothing for too long
// loses its connection: see stall.
func (c *channel) write(w io.Writer, p []byte) (int, error) {
	c.conn.writing.Add(1)
	defer c.conn.writing.Add(-1)
	c.stall.begin(time.Now())
	defer c.stall.end()
	done := 0
	for {
		n, err := w.Write(p[done:min(len(p), done+writePiece)])
		done += n
		c.sent.Add(int64(n))
		c.conn.source.SpendSent(c.conn.ctx, n)
		if err != nil || done == len(p) {
			return done, err
		}
		c.stall.taken(time.Now())
	}
}

// Stderr returns the client's stderr. What is written to it counts as well.
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

// Close closes the channel. A client that does not confirm that within CloseTimeout loses
// its connection, because the goroutines of the channel stay until then.
func (c *channel) Close() error {
	c.closed.Set(time.Now())
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

// resize sets the size of the terminal and tells the session. It never blocks.
func (c *channel) resize(size window) {
	if !c.setWindow(size) {
		return
	}
	select {
	case c.resized <- struct{}{}:
	default: // there is a token already
	}
}

// report sets the size that the terminal itself has reported, as a request of its client
// would. tmux 3.3a reports columns for rows and rows for columns; its client does not.
func (c *channel) report(columns, rows int) {
	was := c.window()
	if columns == was.Rows && rows == was.Columns {
		return
	}
	size := func(cells int) uint32 { return uint32(min(max(cells, 0), math.MaxUint32)) }
	c.resize(clamp(size(columns), size(rows), was))
}

// newChannel returns the channel of a session that was just opened. Its lose must be called
// when the client is gone.
func newChannel(connCtx context.Context, raw gossh.Channel, c *conn) *channel {
	// The connection's context ends without a cause when the connection is lost. The end
	// of the channel's requests comes as soon.
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(connCtx))
	channel := &channel{
		Channel: raw,
		conn:    c,
		ctx:     ctx,
		lose:    cancel,
		resized: make(chan struct{}, 1),
		size:    defaultWindow,
	}
	channel.readUpTo.Store(c.arrived.Load())
	channel.waiting.Set(time.Now())
	channel.stall = stall{timeout: c.registry.limits.WriteTimeout, arrived: c.arrived.Load, excused: channel.accompanied}
	return channel
}

// channels are the open session channels of a connection.
type channels struct {
	mu   sync.Mutex
	open []*channel
}

// add adds a channel that is open.
func (s *channels) add(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
}

// remove undoes add.
func (s *channels) remove(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(o *channel) bool { return o == c })
}

// dropFlooded drops the channels of which more than limit bytes were not read, of those
// that have arrived.
func (s *channels) dropFlooded(arrived int64, limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for _, c := range s.open {
		switch {
		case c.reading.Past(now, readWaits): // nothing is left unread
			c.readUpTo.Store(arrived)
		case !c.reading.IsSet() && arrived-c.readUpTo.Load() > int64(limit):
			c.drop(errFlood)
		}
	}
}

// sessionContext is the context of one session. The library's own belongs to the
// connection: all its sessions share the values, and it does not end with the channel.
type sessionContext struct {
	context.Context // of the channel, with the values of the session
	connContext     // for all other methods

	channel *channel
}

// connContext is the library's context of a connection. Below another type, its methods
// yield to those of context.Context that a session has.
type connContext struct{ ssh.Context }

// SetValue sets a value of the session alone. The library calls it only before the handler
// runs, so there is no lock.
func (c *sessionContext) SetValue(key, value any) {
	c.Context = context.WithValue(c.Context, key, value)
}

// channelOf returns the channel of a session that openSession opened.
func channelOf(sess ssh.Session) *channel {
	return sess.Context().(*sessionContext).channel // every session has one
}
