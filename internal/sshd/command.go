package sshd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"sync"

	"blog.example/pete/internal/quota"
	"charm.land/ssh"
)

// runCommand runs one command line to its end.
func (s *Server) runCommand(session *session, sess ssh.Session, line string) ending {
	conn := session.channel.conn
	work := conn.source.Work.NewSlot(conn.budget)
	out := newOutput(sess, work, func() { session.end(errGone) })
	go watchKeys(sess, session)
	end := ending{how: endDone}
	if caught := contain(func() {
		conn.budget.Wait(session.ctx)
		if !work.Acquire(session.ctx) {
			end.status = 1
			return // the session has ended, and its cause says how
		}
		defer work.Release()
		end.status = s.doors.Command(session.ctx, session.guest, line, out, out.stderr())
	}); caught != nil {
		session.fail(caught)
		end = ending{how: endPanicked, status: 1}
		out.say(whyBroken)
	}
	if how := endOf(session.cause()); how != "" && end.how != endPanicked {
		end.how = how
	}
	if end.how == endDrained {
		out.say(whyDrained)
	}
	out.flush()
	return end
}

// errInterrupted is why a command ends whose reader pressed ctrl+c.
var errInterrupted = errors.New("the reader pressed ctrl+c")

// watchKeys reads what is sent to a command. From a terminal, its client passes
// ctrl+c on as a byte, and there is no tty here that would turn it into a signal.
// All else is nobody's, and is not kept: the library would keep two megabytes of
// it, and in packets of one byte fifty times as much. It ends with the channel.
func watchKeys(r io.Reader, session *session) {
	const interrupt = 0x03
	buf := make([]byte, 64)
	for {
		n, err := r.Read(buf)
		for _, b := range buf[:n] {
			if b == interrupt && session.guest.TTY {
				session.end(errInterrupted)
			}
		}
		if err != nil {
			return
		}
	}
}

// output is the stdout and stderr of a command. It sends few large packets rather
// than one for each line, keeps the two in order, and calls lost when the client
// can no longer be written to.
type output struct {
	mu   sync.Mutex
	out  *bufio.Writer
	err  io.Writer
	lost func()
}

// packet is how much of stdout is held back, in bytes: half of the largest data
// packet that every client takes.
const packet = 16 << 10

func newOutput(sess ssh.Session, work *quota.CPUSlot, lost func()) *output {
	return &output{out: bufio.NewWriterSize(work.Writer(sess), packet), err: work.Writer(sess.Stderr()), lost: lost}
}

// Write writes to stdout.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.note(o.out.Write(p))
}

// flush sends what was held back.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, _ = o.note(0, o.out.Flush())
}

// note passes on the result of a write, and calls lost for a failed one.
func (o *output) note(n int, err error) (int, error) {
	if err != nil {
		o.lost()
	}
	return n, err
}

// say writes one line to stderr.
func (o *output) say(line string) {
	_, _ = fmt.Fprintln(o.stderr(), line) // lost has been called
}

// stderr returns the writer of stderr.
func (o *output) stderr() io.Writer { return errorOutput{o} }

// errorOutput writes to the stderr of an output, after all of its stdout so far.
type errorOutput struct{ *output }

// Write writes to stderr.
func (e errorOutput) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.out.Flush(); err != nil {
		return e.note(0, err)
	}
	return e.note(e.err.Write(p))
}
