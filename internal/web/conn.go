package web

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
)

// conn is one raw connection, below TLS, with bounds on what its client may send and how
// long it may leave unread what it is sent.
type conn struct {
	net.Conn

	registry *conns
	tls      bool
	balanced bool // a load balancer's, whose header is still to be read

	// Set under registry.mu, before anything is read.
	source  *quota.Source
	name    string // of the source, for the log
	trusted bool   // a proxy's
	budget  *quota.Budget

	state   atomicState
	arrived atomic.Int64 // bytes that the client has sent
	unpaid  int          // of these, those that the budget has not paid for; of the reader
	ctx     context.Context
	end     context.CancelFunc
}

func newConn(raw net.Conn, registry *conns, tls bool) *conn {
	ctx, end := context.WithCancel(context.Background())
	if tcp, ok := listen.TCPOf(raw); ok {
		// Where one fails, the system's choice serves.
		_ = tcp.SetWriteBuffer(outputBuffer)
		_ = tcp.SetReadBuffer(inputBuffer)
	}
	return &conn{Conn: raw, registry: registry, tls: tls, unpaid: connectionPrice, ctx: ctx, end: end}
}

// connBelow returns the connection below TLS.
func connBelow(c net.Conn) (*conn, bool) {
	if over, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = over.NetConn()
	}
	below, ok := c.(*conn)
	return below, ok
}

// The states of a connection.
const (
	stateNew     connState = iota // nothing was asked yet
	stateBusy                     // something is asked
	stateIdle                     // nothing is asked now; it has its place
	stateResting                  // nothing is asked now; it has given its place back
)

type connState int32

// The states by the names that they have in metrics.
const (
	connNew  = "new"
	connBusy = "busy"
	connIdle = "idle"
)

// String returns the state as metrics have it.
func (s connState) String() string {
	switch s {
	case stateNew:
		return connNew
	case stateBusy:
		return connBusy
	}
	return connIdle
}

// atomicState is a connState that goroutines set and compare without a lock.
type atomicState struct{ value atomic.Int32 }

func (a *atomicState) Load() connState   { return connState(a.value.Load()) }
func (a *atomicState) Store(s connState) { a.value.Store(int32(s)) }
func (a *atomicState) CompareAndSwap(from, to connState) bool {
	return a.value.CompareAndSwap(int32(from), int32(to))
}

// Sweep implements quota.Swept.
func (c *conn) Sweep(time.Time) {
	if c.state.Load() == stateIdle {
		c.registry.mu.Lock()
		defer c.registry.mu.Unlock()
		c.registry.rest(c)
	}
}

// Read reads what the client sends, no faster than its budget allows. So a client waits
// that floods the server with frames or requests.
func (c *conn) Read(p []byte) (int, error) {
	if c.balanced {
		if c.balanced = false; !c.registry.reassign(c) {
			c.abort()
			return 0, net.ErrClosed
		}
	}
	n, err := c.Conn.Read(p[:min(len(p), inputChunk)])
	if n > 0 && !c.trusted {
		if c.tls && c.arrived.Load() == 0 && !c.awaitHandshake() {
			return 0, net.ErrClosed
		}
		c.count(n)
	}
	return n, err
}

// count counts bytes that the client has sent, and waits until its budget has paid for them.
func (c *conn) count(n int) {
	c.arrived.Add(int64(n))
	if c.unpaid += n; c.unpaid >= paidAtOnce {
		c.budget.Spend(c.ctx, c.unpaid)
		c.unpaid = 0
	}
}

// awaitHandshake waits until the source may make another handshake, or drops the connection
// when its time is over: a client that is dropped at once comes back at once. It is called
// when the client has sent something. A silent client uses no handshake up.
func (c *conn) awaitHandshake() bool {
	ctx, cancel := context.WithTimeout(c.ctx, c.registry.limits.HeaderTimeout)
	defer cancel()
	if c.source.Handshake(ctx) == nil {
		return true
	}
	<-ctx.Done() // Handshake returns early when it would wait in vain
	c.registry.watcher.Refused(causeRate, c.name)
	c.abort()
	return false
}

// stallChecks is how often within WriteTimeout it is looked at whether a client takes what
// it is sent.
const stallChecks = 4

// Write fails and closes the connection when the client takes nothing within WriteTimeout.
// A client that goes on taking may take as long as it likes. The kernel takes more only once
// a third of its buffer is free, so what the client has taken shows in the rest of that.
func (c *conn) Write(p []byte) (n int, err error) {
	queued, quiet := 0, 0
	for {
		if err := c.SetWriteDeadline(time.Now().Add(c.registry.limits.WriteTimeout / stallChecks)); err != nil {
			return n, err
		}
		taken, err := c.Conn.Write(p[n:])
		n += taken
		if err == nil {
			return n, nil
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			before := queued
			if queued = c.queued(); taken > 0 || queued < before {
				quiet = 0
			}
			if quiet++; quiet <= stallChecks {
				continue
			}
			c.registry.watcher.Refused(causeUnread, c.name)
		}
		c.abort() // the rest would be missing
		return n, err
	}
}

// queued returns how many bytes the kernel has that the client has not taken, or 0 if that
// is not known.
func (c *conn) queued() int {
	tcp, ok := listen.TCPOf(c.Conn)
	if !ok {
		return 0
	}
	n, _ := listen.Queued(tcp)
	return n
}

// address returns the address of the client, which a load balancer's header says.
func (c *conn) address() netip.Addr { return listen.AddrOf(c.RemoteAddr()) }

// CloseWrite tells the client that nothing more comes. net/http does so before it closes a
// connection on which something is unread, so that the client gets the answer.
func (c *conn) CloseWrite() error {
	if tcp, ok := listen.TCPOf(c.Conn); ok {
		return tcp.CloseWrite()
	}
	return nil
}

// abort closes the connection below the http server, which notices at its next read and
// then calls Close.
func (c *conn) abort() {
	c.end()
	_ = c.Conn.Close() // fails only if it is closed
}

// Close closes the connection and forgets it.
func (c *conn) Close() error {
	c.end()
	c.registry.forget(c)
	return c.Conn.Close()
}
