package sshd

import (
	"strings"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// sessionPrice is what a session takes from the budget, in bytes: to open and to close
// one takes half a millisecond.
const sessionPrice = 2 << 10

// openSession handles one channel of type "session", from its opening until the
// client is gone. It puts a filter between the client and the ssh library, which
// by itself keeps any number of channels, variables and bytes, accepts an agent,
// and blocks the whole connection on the second window-change nobody reads.
func (s *Server) openSession(srv *ssh.Server, sc *gossh.ServerConn, offer gossh.NewChannel, connCtx ssh.Context) {
	c := connOf(connCtx)
	if !c.channels.take(s.limits.Channels) {
		s.watcher.Refused(causeChannels)
		_ = offer.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	defer c.channels.release()
	c.budget.Owe(sessionPrice)

	raw, requests, err := offer.Accept()
	if err != nil {
		return // the connection is gone; the library would print it
	}
	ctx := newSessionContext(connCtx, raw, c, s.limits)
	defer ctx.channel.lose(errGone)
	c.channels.add(ctx.channel)
	defer c.channels.remove(ctx.channel)
	go ctx.channel.refuseStderr()

	admitted := make(chan *gossh.Request)
	go (&filter{limits: s.limits, channel: ctx.channel, fail: func(caught *Panic) {
		logPanic(s.log, caught, "source", c.source.String())
		ctx.channel.drop(caught)
	}}).run(requests, admitted)
	// The library returns from this when the requests end, which they do when
	// the client has closed the channel or the connection is lost.
	ssh.DefaultSessionHandler(srv, sc, accepted{offer, ctx.channel, admitted}, ctx)
}

// accepted is a channel that was accepted already, as the library wants it.
type accepted struct {
	gossh.NewChannel

	channel  gossh.Channel
	requests <-chan *gossh.Request
}

// Accept returns the filtered channel.
func (a accepted) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	return a.channel, a.requests, nil
}

// filter is the one seam through which everything that a client asks of a
// session passes: what it admits is bounded and well-formed, and all else gets
// "no" for an answer. Agent and X11 forwarding, subsystems other than sftp,
// signals and breaks are among all else.
type filter struct {
	limits  Limits
	channel *channel
	fail    func(*Panic)

	pty      bool
	started  bool
	env      int
	envBytes int
}

// run answers requests or passes them on until there are no more. It never waits
// for the session, only for the library's loop, which answers each at once; so
// however many requests there are, the connection they came on keeps moving.
func (f *filter) run(requests <-chan *gossh.Request, admitted chan<- *gossh.Request) {
	defer close(admitted)
	idle := time.AfterFunc(f.limits.StartTimeout, func() { _ = f.channel.Close() })
	defer idle.Stop()
	for request := range requests {
		if !f.answer(request) {
			continue
		}
		if f.started {
			idle.Stop()
			f.channel.conn.served.Store(true)
			f.channel.willRead()
		}
		select {
		case admitted <- request:
		case <-f.channel.ctx.Done(): // the library has given up on the session
		}
	}
}

// answer admits a request, or refuses it, on a stack of its own: this one's waits for
// as long as the session lasts.
func (f *filter) answer(request *gossh.Request) (admitted bool) {
	caught := aside(func() {
		if admitted = f.admit(request); !admitted {
			_ = request.Reply(false, nil) // fails only when the client is gone
		}
	})
	if caught != nil {
		f.fail(caught)
	}
	return admitted
}

// admit decides about one request and rewrites it to what was admitted of it.
func (f *filter) admit(request *gossh.Request) bool {
	if request.Type == "window-change" {
		f.windowChange(request)
		return false // the session learns of it from the channel
	}
	if f.started {
		return false
	}
	switch request.Type {
	case "env":
		return f.admitEnv(request)
	case "pty-req":
		return f.admitPty(request)
	case "exec":
		exec, ok := parse[execRequest](request.Payload)
		f.started = ok && len(exec.Line) <= f.limits.Command
	case "subsystem":
		subsystem, ok := parse[subsystemRequest](request.Payload)
		f.started = ok && subsystem.Name == sftp
	case "shell":
		f.started = true
	}
	return f.started
}

// admitEnv keeps the few variables that change what a reader sees.
func (f *filter) admitEnv(request *gossh.Request) bool {
	variable, ok := parse[envRequest](request.Payload)
	if !ok || !wanted(variable.Name) {
		return false
	}
	size := len(variable.Name) + len(variable.Value)
	if f.env == f.limits.Env || f.envBytes+size > f.limits.EnvBytes {
		return false
	}
	f.env++
	f.envBytes += size
	variable.Value = cleanASCII(variable.Value, size)
	request.Payload = gossh.Marshal(variable)
	return true
}

// wanted says whether a variable means anything to Pete. TERM is not among them:
// it belongs to the pty.
func wanted(name string) bool {
	switch name {
	case "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "NO_COLOR", "COLORTERM":
		return true
	}
	return false
}

// admitPty grants one pty, of a size that can be paid for. Terminal modes are
// dropped: there is no line discipline here that could heed them.
func (f *filter) admitPty(request *gossh.Request) bool {
	pty, ok := parse[ptyRequest](request.Payload)
	if !ok || f.pty {
		return false
	}
	f.pty = true
	size := f.limits.clamp(pty.Columns, pty.Rows, defaultWindow)
	f.channel.setWindow(size)
	request.Payload = gossh.Marshal(ptyRequest{
		Term:    termName(pty.Term, f.limits.Term),
		Columns: uint32(size.Columns), //nolint:gosec // clamped
		Rows:    uint32(size.Rows),    //nolint:gosec // clamped
	})
	return true
}

// termName cleans a TERM. A terminal without a name can do nothing.
func termName(term string, limit int) string {
	if term = cleanASCII(strings.TrimSpace(term), limit); term == "" {
		return "dumb"
	}
	return term
}

// windowChange takes note of a new size. Only the last of many counts, so none of
// them ever waits for somebody to look.
func (f *filter) windowChange(request *gossh.Request) {
	if change, ok := parse[windowChange](request.Payload); ok && f.pty {
		f.channel.resize(f.limits.clamp(change.Columns, change.Rows, f.channel.window()))
	}
}
