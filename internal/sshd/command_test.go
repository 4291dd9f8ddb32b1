package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// pipe is the raw channel of a client: a call of taken for each write says whether the
// client has taken it.
type pipe struct {
	gossh.Channel

	bytes.Buffer
	stderr bytes.Buffer
	taken  func() error
}

func (p *pipe) Read([]byte) (int, error) { return 0, io.EOF }

func (p *pipe) Write(b []byte) (int, error) {
	if err := p.taken(); err != nil {
		return 0, err
	}
	return p.Buffer.Write(b)
}

func (p *pipe) Stderr() io.ReadWriter { return &p.stderr }

// newTestOutput returns the output of a command whose client is at the other end of a pipe.
// The context ends with end, or when a write fails.
func newTestOutput(t *testing.T, p *pipe) (out *output, end context.CancelCauseFunc) {
	near, far := net.Pipe()
	t.Cleanup(func() { _ = far.Close() })
	limits := DefaultLimits()
	c := newTestConn(near, limits)
	ctx, end := context.WithCancelCause(t.Context())
	return &output{
		ctx: ctx,
		channel: &channel{
			Channel: p,
			conn:    c,
			stall:   stall{timeout: limits.WriteTimeout, arrived: c.arrived.Load, excused: func() bool { return false }},
		},
		slot: c.source.Work.NewSlot(c.budget.Load()),
		lost: func() { end(errGone) },
	}, end
}

// Attack: a client that asks for much, and interrupts or hangs up at the first bytes. The
// command is to end within a packet, whatever is left of the write.
func TestInterruptedWrite(t *testing.T) {
	var end context.CancelCauseFunc
	p := &pipe{taken: func() error { end(errLeft); return nil }}
	out, cancel := newTestOutput(t, p)
	end = cancel
	n, err := out.Write(make([]byte, 10<<20))
	if !errors.Is(err, errLeft) || n != packet || p.Len() != packet {
		t.Errorf("%d bytes written and %d sent, %v; want %d and %v", n, p.Len(), err, packet, errLeft)
	}
	if _, err := (errorOutput{out}).Write([]byte("more\n")); !errors.Is(err, errLeft) || p.stderr.Len() > 0 {
		t.Errorf("%q on stderr, %v", &p.stderr, err)
	}
}

// Nothing is sent to a client after a write that failed, neither of stdout nor of stderr,
// and the session ends.
func TestNothingFollowsAFailedWrite(t *testing.T) {
	writes := 0
	p := &pipe{taken: func() error { writes++; return io.EOF }}
	out, _ := newTestOutput(t, p)
	if _, err := out.Write(make([]byte, packet)); err == nil {
		t.Error("the write did not fail")
	}
	for _, w := range []io.Writer{out, errorOutput{out}} {
		if _, err := w.Write([]byte("more\n")); !errors.Is(err, errGone) {
			t.Errorf("the next write: %v, want %v", err, errGone)
		}
	}
	out.finish("")
	if writes != 1 || p.stderr.Len() > 0 {
		t.Errorf("%d writes, and %q on stderr", writes, &p.stderr)
	}
}

// What a command has printed in small pieces is sent in few, before anything on stderr.
func TestOutputIsHeldBack(t *testing.T) {
	writes := 0
	p := &pipe{taken: func() error { writes++; return nil }}
	out, _ := newTestOutput(t, p)
	for range 100 {
		if _, err := io.WriteString(out, "line\n"); err != nil {
			t.Fatal(err)
		}
	}
	if writes > 0 {
		t.Errorf("%d writes before the buffer is full", writes)
	}
	if _, err := io.WriteString(errorOutput{out}, "error\n"); err != nil || writes != 1 || p.Len() != 500 {
		t.Errorf("%d writes with %d bytes before stderr, %v", writes, p.Len(), err)
	}
}
