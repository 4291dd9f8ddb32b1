package sshd

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"strings"
	"sync"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
)

// runCommand runs one command line to its end.
func (s *Server) runCommand(session *session, line string) ending {
	conn := session.channel.conn
	work := conn.source.Work.NewSlot(conn.budget.Load())
	out := &output{
		ctx:     session.ctx,
		channel: session.channel,
		slot:    work,
		crlf:    session.client.TTY,
		lost:    func() { session.end(errGone) },
	}
	var stdin io.Reader = strings.NewReader("")
	if session.client.Author != "" && !session.client.TTY {
		stdin = newInput(session, out)
	} else {
		go watchKeys(session)
	}
	status := 1
	if caught := guard.Run(func() {
		conn.budget.Load().Wait(session.ctx)
		if !work.Acquire(session.ctx) {
			return // the session has ended, and its cause says how
		}
		defer work.Release()
		status = s.config.Doors.Command(session.ctx, session.client, line, stdin, out, errorOutput{out})
	}); caught != nil {
		session.fail(caught)
	}
	how, why := session.ended()
	if why != "" {
		why += "\n"
	}
	out.finish(why)
	return ending{how: cmp.Or(how, endDone), status: status}
}

// watchKeys reads what is sent to a command. From a terminal, a client sends ctrl+c as a
// byte, and no tty of the server turns it into a signal. All else is dropped, since the
// library would keep two megabytes of it, and in packets of one byte fifty times as much.
// It ends with the channel.
func watchKeys(session *session) {
	const interrupt = 0x03
	buf := make([]byte, 64)
	for {
		n, err := session.channel.Read(buf)
		if session.client.TTY && bytes.IndexByte(buf[:n], interrupt) >= 0 {
			session.end(errLeft)
		}
		if err != nil {
			return
		}
	}
}

// input is what an author sends to a command. A read ends with the session, and while it
// waits it holds no CPU slot. It first sends what is held back of the output, since the
// client may wait for that.
type input struct {
	*io.PipeReader
	session *session
	out     *output
}

func newInput(session *session, out *output) input {
	from, to := io.Pipe()
	context.AfterFunc(session.ctx, func() { _ = to.CloseWithError(context.Cause(session.ctx)) }) // returns nil
	go func() {
		_, err := io.Copy(to, session.channel) // it ends with the channel
		if err == nil {
			// The library ends alike what a client has sent all of and what a lost connection
			// has cut off. A client that is there answers every request, if only that it
			// does not know it.
			if _, gone := session.channel.SendRequest("eof@pete", true, nil); gone != nil {
				err = io.ErrUnexpectedEOF
			}
		}
		_ = to.CloseWithError(err) // returns nil; without an error it is the end
	}()
	return input{from, session, out}
}

// Read reads from the client's stdin.
func (i input) Read(p []byte) (int, error) {
	i.out.mu.Lock()
	err := i.out.flush()
	i.out.mu.Unlock()
	if err != nil {
		return 0, err
	}
	i.session.channel.setActive()
	defer i.session.channel.active.Clear()
	if i.out.slot.Release() {
		defer i.out.slot.Acquire(context.Background())
	}
	return i.PipeReader.Read(p)
}

// output is the one writer between a command and its client: a buffer for stdout, which
// is sent in few large packets, and before anything on stderr. It fails once the context
// has ended, also in the middle of a large write. The CPU slot is released while it sends,
// because a slow client must not hold it.
type output struct {
	ctx     context.Context
	channel *channel
	slot    *quota.CPUSlot
	crlf    bool   // LF becomes CRLF: there is a pty, and no line discipline
	lost    func() // called when the client cannot be written to

	mu   sync.Mutex
	held []byte // of stdout
}

// packet is how much of stdout is held back, in bytes: half of the largest data
// packet that every client takes.
const packet = 16 << 10

// Write writes to stdout.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for done := 0; ; {
		if o.ctx.Err() != nil {
			return done, context.Cause(o.ctx)
		}
		n := min(len(p)-done, packet-len(o.held))
		o.held = append(o.held, p[done:done+n]...)
		if done += n; len(o.held) == packet {
			if err := o.flush(); err != nil {
				return done, err
			}
		}
		if done == len(p) {
			return done, nil
		}
	}
}

// flush sends what is held back. The caller holds mu.
func (o *output) flush() error {
	held := o.held
	o.held = o.held[:0]
	return o.send(o.channel, held)
}

// send sends to the client's stdout or stderr. The caller holds mu.
func (o *output) send(w io.Writer, p []byte) error {
	if len(p) == 0 {
		return nil
	}
	if o.crlf {
		p = bytes.ReplaceAll(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}
	if o.slot.Release() {
		defer o.slot.Acquire(context.Background())
	}
	_, err := w.Write(p)
	if err != nil {
		o.lost()
	}
	return err
}

// finish sends what is held back, also when the context has ended, and then words on
// stderr.
func (o *output) finish(words string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.flush() == nil {
		_ = o.send(o.channel.Stderr(), []byte(words)) // lost is called if it fails
	}
}

// errorOutput writes to the stderr of an output, after all of its stdout so far.
type errorOutput struct{ *output }

// Write writes to stderr.
func (e errorOutput) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ctx.Err() != nil {
		return 0, context.Cause(e.ctx)
	}
	if err := e.flush(); err != nil {
		return 0, err
	}
	if err := e.send(e.channel.Stderr(), p); err != nil {
		return 0, err
	}
	return len(p), nil
}
