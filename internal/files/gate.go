package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// maxRequest is the longest request that is read, in bytes: OpenSSH's own limit,
// although no request that only reads needs more than its path.
const maxRequest = 256 << 10

// Types of requests (draft-ietf-secsh-filexfer-02, section 3).
const (
	typeWrite    = 6
	typeFsetstat = 10
)

// gate stands between a client and pkg/sftp, and lets one request through at a
// time: the next is read when the reply to the last was written. pkg/sftp alone
// reads as long as there are requests, and keeps the replies to all those that
// overtake a slow one: behind one that takes a second, reads of 40 bytes each
// pile up replies of 32 KB each. Nothing is lost with that, as everything is in
// memory: what a client sends ahead waits in the stream.
type gate struct {
	ctx    context.Context
	client io.ReadWriteCloser

	turn   chan struct{} // full while there is no request without a reply
	unread []byte        // of the request that is let through
	unsent int           // bytes of the reply that is being written
	ended  atomic.Pointer[error]
}

func newGate(ctx context.Context, client io.ReadWriteCloser) *gate {
	g := &gate{ctx: ctx, client: client, turn: make(chan struct{}, 1)}
	g.turn <- struct{}{}
	return g
}

// end makes the request in hand the last one. The first reason is kept.
func (g *gate) end(why error) { g.ended.CompareAndSwap(nil, &why) }

// reason is why there are no more requests: io.EOF when the client ended the
// session, nil while there may be more.
func (g *gate) reason() error {
	if why := g.ended.Load(); why != nil {
		return *why
	}
	return nil
}

// Read reads of the client's requests.
func (g *gate) Read(p []byte) (int, error) {
	if len(g.unread) == 0 {
		request, err := g.next()
		if err != nil {
			g.end(err)
			return 0, g.reason()
		}
		g.unread = request
	}
	n := copy(p, g.unread)
	g.unread = g.unread[n:]
	return n, nil
}

// next waits for its turn, and reads a request with its length before it.
func (g *gate) next() ([]byte, error) {
	select {
	case <-g.turn:
	case <-g.ctx.Done():
		return nil, context.Cause(g.ctx)
	}
	if err := g.reason(); err != nil {
		return nil, err
	}
	var head [4]byte
	if _, err := io.ReadFull(g.client, head[:]); err != nil {
		return nil, g.broken(err)
	}
	length := binary.BigEndian.Uint32(head[:])
	if length == 0 || length > maxRequest {
		return nil, fmt.Errorf("a request of %d bytes: want 1 to %d", length, maxRequest)
	}
	// It grows as the bytes come: who only announces them gets no memory.
	whole := bytes.NewBuffer(head[:])
	if _, err := io.CopyN(whole, g.client, int64(length)); err != nil {
		return nil, g.broken(errors.Join(io.ErrUnexpectedEOF, err))
	}
	request := whole.Bytes()
	if request[4] == typeWrite {
		// pkg/sftp answers a write to a file that is open for reading as if it were
		// a read. Nor can this file's attributes be set, which it refuses properly,
		// and the id and the handle stand at the same place.
		request[4] = typeFsetstat
	}
	return request, nil
}

// broken is why reading failed: closing the stream is how ctx ends it.
func (g *gate) broken(err error) error {
	if g.ctx.Err() != nil {
		return context.Cause(g.ctx)
	}
	return err
}

// Write writes of a reply. Each begins in a call of its own.
func (g *gate) Write(p []byte) (int, error) {
	if g.unsent == 0 && len(p) >= 4 {
		g.unsent = 4 + int(binary.BigEndian.Uint32(p))
	}
	n, err := g.client.Write(p)
	g.unsent -= n
	if err != nil {
		g.end(g.broken(fmt.Errorf("reply: %w", err)))
	}
	if g.unsent <= 0 || err != nil {
		g.unsent = 0
		select {
		case g.turn <- struct{}{}:
		default: // a reply that nobody asked for
		}
	}
	return n, err
}

// Close closes the stream to the client.
func (g *gate) Close() error { return g.client.Close() }
