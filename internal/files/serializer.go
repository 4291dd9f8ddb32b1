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
// although a request that only reads needs no more than its path.
const maxRequest = 256 << 10

// Types of requests (draft-ietf-secsh-filexfer-02, section 3).
const (
	typeWrite    = 6
	typeFsetstat = 10
)

// requestSerializer is the stream between a client and pkg/sftp. It passes one request
// at a time: it reads the next when the reply to the last has been written. pkg/sftp
// alone reads as long as there are requests, and keeps the replies to all that overtake
// a slow one: behind a request that takes a second, reads of 40 bytes each pile up
// replies of 32 KB each. Everything is in memory, so this loses nothing: requests that
// the client sends ahead wait in the stream.
type requestSerializer struct {
	ctx    context.Context
	client io.ReadWriteCloser

	ready  chan struct{} // holds one element while no request waits for its reply
	unread []byte        // of the current request
	unsent int           // bytes of the reply that is being written
	ended  atomic.Pointer[error]
}

func newRequestSerializer(ctx context.Context, client io.ReadWriteCloser) *requestSerializer {
	s := &requestSerializer{ctx: ctx, client: client, ready: make(chan struct{}, 1)}
	s.ready <- struct{}{}
	return s
}

// end makes the current request the last one. The first reason stays.
func (s *requestSerializer) end(reason error) { s.ended.CompareAndSwap(nil, &reason) }

// reason returns why there are no more requests: io.EOF if the client ended the
// session, nil while there may be more.
func (s *requestSerializer) reason() error {
	if reason := s.ended.Load(); reason != nil {
		return *reason
	}
	return nil
}

// Read reads from the client's requests.
func (s *requestSerializer) Read(p []byte) (int, error) {
	if len(s.unread) == 0 {
		request, err := s.next()
		if err != nil {
			s.end(err)
			return 0, s.reason()
		}
		s.unread = request
	}
	n := copy(p, s.unread)
	s.unread = s.unread[n:]
	return n, nil
}

// next waits for the last reply, and reads a request with its length before it.
func (s *requestSerializer) next() ([]byte, error) {
	select {
	case <-s.ready:
	case <-s.ctx.Done():
		return nil, context.Cause(s.ctx)
	}
	if err := s.reason(); err != nil {
		return nil, err
	}
	var head [4]byte
	if _, err := io.ReadFull(s.client, head[:]); err != nil {
		return nil, s.readError(err)
	}
	length := binary.BigEndian.Uint32(head[:])
	if length == 0 || length > maxRequest {
		return nil, fmt.Errorf("a request of %d bytes: want 1 to %d", length, maxRequest)
	}
	// The buffer grows as the bytes arrive, and not by the length that is announced.
	whole := bytes.NewBuffer(head[:])
	if _, err := io.CopyN(whole, s.client, int64(length)); err != nil {
		return nil, s.readError(errors.Join(io.ErrUnexpectedEOF, err))
	}
	request := whole.Bytes()
	if request[4] == typeWrite {
		// pkg/sftp answers a write to a file that is open for reading as if it were
		// a read. It refuses to set the attributes of such a file, and the id and the
		// handle are at the same place in that request.
		request[4] = typeFsetstat
	}
	return request, nil
}

// readError returns the cause of ctx instead of err if ctx has ended, since its end
// closes the stream.
func (s *requestSerializer) readError(err error) error {
	if s.ctx.Err() != nil {
		return context.Cause(s.ctx)
	}
	return err
}

// Write writes a part of a reply. Each reply begins in a call of its own.
func (s *requestSerializer) Write(p []byte) (int, error) {
	if s.unsent == 0 && len(p) >= 4 {
		s.unsent = 4 + int(binary.BigEndian.Uint32(p))
	}
	n, err := s.client.Write(p)
	s.unsent -= n
	if err != nil {
		s.end(s.readError(fmt.Errorf("reply: %w", err)))
	}
	if s.unsent <= 0 || err != nil {
		s.unsent = 0
		select {
		case s.ready <- struct{}{}:
		default: // a reply without a request
		}
	}
	return n, err
}

// Close closes the stream to the client.
func (s *requestSerializer) Close() error { return s.client.Close() }
