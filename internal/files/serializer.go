package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
)

// maxRequest is the longest request that is read, in bytes: OpenSSH's own limit,
// although a request that only reads needs no more than its path.
const maxRequest = 256 << 10

// Types of packets (draft-ietf-secsh-filexfer-02, section 3).
const (
	typeVersion  = 2
	typeWrite    = 6
	typeFsetstat = 10
	typeExtended = 200
)

// requestSerializer is the stream between a client and pkg/sftp. It passes one request
// at a time: it reads the next when the reply to the last has been written. pkg/sftp
// alone reads as long as there are requests, and keeps the replies to all that overtake
// a slow one: behind a request that takes a second, reads of 40 bytes each pile up
// replies of 32 KB each. Everything is in memory, so this loses nothing: requests that
// the client sends ahead wait in the stream.
type requestSerializer struct {
	ctx      context.Context
	client   io.ReadWriteCloser
	writable bool // the files can be written

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
	switch {
	case s.writable:
		return syncless(request), nil
	case request[4] == typeWrite:
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
	sent := p
	if s.unsent == 0 && len(p) > 4 {
		s.unsent = 4 + int(binary.BigEndian.Uint32(p))
		if s.writable && p[4] == typeVersion {
			sent = offerSync(p)
		}
	}
	n, err := s.client.Write(sent)
	n = min(n, len(p))
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

// fsync is the request of OpenSSH that pkg/sftp does not know (OpenSSH's PROTOCOL, section
// 4.3.6). What is written is synced when the file is closed, before anyone sees it.
const fsync = "fsync@openssh.com"

// offerSync returns the first reply with fsync among its extensions.
func offerSync(reply []byte) []byte {
	reply = append(appendString(slices.Clone(reply), fsync), 0, 0, 0, 1, '1')
	binary.BigEndian.PutUint32(reply, uint32(len(reply)-4)) //nolint:gosec // some hundred bytes
	return reply
}

// syncless returns an fsync as the request that changes no attribute of the file, and other
// requests as they are.
func syncless(request []byte) []byte {
	name := appendString(nil, fsync)
	const head = 4 + 1 + 4 // length, type and id
	if request[4] != typeExtended || len(request) < head || !bytes.HasPrefix(request[head:], name) {
		return request
	}
	handle := request[head+len(name):]
	other := slices.Concat(request[:head], handle, []byte{0, 0, 0, 0})
	other[4] = typeFsetstat
	binary.BigEndian.PutUint32(other, uint32(len(other)-4)) //nolint:gosec // at most maxRequest
	return other
}

func appendString(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...) //nolint:gosec // a name of this file
}
