package sshd

import (
	"context"
	"reflect"
	"sync/atomic"
	"unsafe"

	gossh "golang.org/x/crypto/ssh"
)

// This file frees what the library would leave of a connection that has ended.
//
// In x/crypto/ssh (0.58 and 0.59) the loop that reads packets puts each into a queue
// of 16. When the reader of the queue has ended, because of a malformed packet, the loop
// waits at a full queue for ever, and two goroutines with it: one connection with 17
// small packets behind a bad one leaves 42 KB, or 370 KB if a large one came before.
// So once the connection is closed, drain empties the queue until the loop closes it.
//
// The queue is in an unexported field of a connection that the library passes on only when
// the client has asked to be authenticated. Between the first key exchange and that, the
// queue could be filled. So the gate lets no more packets pass until then than the queue
// holds.

// gateBytes is how many bytes pass while the gate is closed: 14 packets of the least
// size, which is 26 bytes with ChaCha20-Poly1305. The service request has 40.
const gateBytes = 14 * 26

// gate limits the bytes of a connection that pass on to the library.
type gate struct {
	closed atomic.Bool                 // the first key exchange is over
	opened chan struct{}               // closed when the queue is known
	queue  atomic.Pointer[chan []byte] // nil while it is not known
	passed int                         // bytes since the gate was closed; only Read uses it
}

func newGate() gate { return gate{opened: make(chan struct{})} }

// watch closes the gate when the server sends the end of the first key exchange: a NEWKEYS
// packet in the clear, by itself in one write.
func (g *gate) watch(sent []byte) {
	const typeOffset, newKeys = 5, 21
	if len(sent) > typeOffset && sent[typeOffset] == newKeys && !g.closed.Load() {
		g.passed = 0 // the library reads nothing until this is sent
		g.closed.Store(true)
	}
}

// admits returns how many of the bytes that are asked for may pass now. It waits for
// the gate to open when none may, and reports false when ctx ends before.
func (g *gate) admits(ctx context.Context, asked int) (int, bool) {
	if !g.closed.Load() || g.queue.Load() != nil {
		return asked, true
	}
	if left := gateBytes - g.passed; left > 0 {
		return min(asked, left), true
	}
	select {
	case <-g.opened:
		return asked, true
	case <-ctx.Done():
		return 0, false
	}
}

// open opens the gate. It is the library's PreAuthConnCallback.
func (g *gate) open(conn gossh.ServerPreAuthConn) {
	if queue, ok := queueOf(conn); ok {
		g.queue.Store(&queue)
	}
	close(g.opened)
}

// drain empties the library's queue until the library closes it, at its next read from the
// closed connection. It calls changed with 1 when it begins and with -1 when that is done.
func (g *gate) drain(changed func(by int)) {
	queue := g.queue.Swap(nil)
	if queue == nil {
		return
	}
	changed(1)
	go func() {
		defer changed(-1)
		for range *queue {
		}
	}()
}

// queueOf returns the queue of packets that the library's read loop fills. ok is false for
// a version of the library that has no such field.
func queueOf(conn gossh.ServerPreAuthConn) (queue chan []byte, ok bool) {
	defer func() {
		if recover() != nil { // reflect found something else
			queue, ok = nil, false
		}
	}()
	transport := reflect.ValueOf(conn).Elem().FieldByName("transport").Elem() // a pointer in an interface
	field := reflect.Indirect(transport).FieldByName("incoming")
	pointer := unsafe.Pointer(field.UnsafeAddr()) //nolint:gosec // the one way to an unexported field
	queue, ok = reflect.NewAt(field.Type(), pointer).Elem().Interface().(chan []byte)
	return queue, ok && queue != nil
}
