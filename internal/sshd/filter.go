package sshd

import (
	"cmp"
	"slices"
	"strings"

	"blog.example/pete/internal/guard"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// sessionPrice is what a session takes from the budget, in bytes. To open and close one
// takes half a millisecond.
const sessionPrice = 2 << 10

// openSession handles one channel of type "session", from its opening until the client is
// gone. It puts a filter between the client and the ssh library, which by itself keeps any
// number of channels, variables and bytes, accepts an agent, and blocks the whole
// connection on the second window-change that is not read.
func (s *Server) openSession(srv *ssh.Server, sc *gossh.ServerConn, offer gossh.NewChannel, connCtx ssh.Context) {
	c := connOf(connCtx)
	if !c.places.TryAcquire(1) {
		s.watcher.Refused(causeChannels, c.origin.String())
		_ = offer.Reject(gossh.ResourceShortage, "too many sessions on this connection")
		return
	}
	defer c.places.Release(1)
	c.budget.Load().Owe(sessionPrice)

	raw, requests, err := offer.Accept()
	if err != nil {
		return // the connection is gone; the library would print it
	}
	channel := newChannel(connCtx, raw, c)
	defer channel.lose(errGone)
	c.channels.add(channel)
	defer c.channels.remove(channel)
	c.registry.table.Sweeper.Add(channel)
	defer c.registry.table.Sweeper.Remove(channel)
	go channel.refuseStderr()

	admitted := make(chan *gossh.Request)
	go (&filter{channel: channel, failed: func(caught *guard.Panic) {
		s.log.panicked(caught, "source", c.origin.String())
		channel.drop(caught)
	}}).run(requests, admitted)
	// The library returns from this when the requests end: the client has closed the
	// channel, or the connection is lost.
	ctx := &sessionContext{channel.ctx, connContext{connCtx}, channel}
	ssh.DefaultSessionHandler(srv, sc, accepted{offer, channel, admitted}, ctx)
}

// accepted is an offer that the filter has accepted, for the library to accept.
type accepted struct {
	gossh.NewChannel

	channel  gossh.Channel
	requests <-chan *gossh.Request
}

// Accept returns the filtered channel.
func (a accepted) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	return a.channel, a.requests, nil
}

// filter gets every request of a client for a session. What it admits is bounded and
// well-formed. It refuses all else, such as agent and X11 forwarding, subsystems other than
// sftp, signals and breaks.
type filter struct {
	channel *channel
	failed  func(*guard.Panic)

	pty      bool
	started  bool
	env      int
	envBytes int
}

// run answers requests or passes them on until there are no more. It never waits for the
// session, but only for the library's loop, which answers each at once. So no number of
// requests blocks the connection.
func (f *filter) run(requests <-chan *gossh.Request, admitted chan<- *gossh.Request) {
	defer close(admitted)
	for request := range requests {
		if !f.answer(request) {
			continue
		}
		if f.started {
			f.channel.waiting.Clear()
			f.channel.conn.served.Store(true)
			f.channel.willRead()
		}
		select {
		case admitted <- request:
		case <-f.channel.ctx.Done(): // the library has given up on the session
		}
	}
}

// answer admits or refuses a request. The goroutine of run waits as long as the session
// lasts, so its stack must not grow.
func (f *filter) answer(request *gossh.Request) (admitted bool) {
	caught := guard.RunOnFreshStack(func() {
		if admitted = f.admit(request); !admitted {
			_ = request.Reply(false, nil) // fails only when the client is gone
		}
	})
	if caught != nil {
		f.failed(caught)
	}
	return admitted
}

// admit decides about one request and rewrites it to what was admitted of it.
func (f *filter) admit(request *gossh.Request) bool {
	if request.Type == "window-change" {
		f.windowChange(request)
		return false // the session gets it from the channel
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
		f.started = ok && len(exec.Line) <= maxCommand
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
	if !ok || !slices.Contains(wanted, variable.Name) {
		return false
	}
	size := len(variable.Name) + len(variable.Value)
	if f.env == maxEnv || f.envBytes+size > maxEnvBytes {
		return false
	}
	f.env++
	f.envBytes += size
	variable.Value = printableASCII(variable.Value, size)
	request.Payload = gossh.Marshal(variable)
	return true
}

// wanted are the variables that Pete uses. TERM comes with the pty instead.
var wanted = []string{
	"LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_TIME", "NO_COLOR", "COLORTERM", "VTE_VERSION",
	"KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR",
}

// admitPty grants one pty, of a size within the limits. Terminal modes are dropped, because
// there is no line discipline.
func (f *filter) admitPty(request *gossh.Request) bool {
	pty, ok := parse[ptyRequest](request.Payload)
	if !ok || f.pty {
		return false
	}
	f.pty = true
	size := clamp(pty.Columns, pty.Rows, defaultWindow)
	f.channel.setWindow(size)
	request.Payload = gossh.Marshal(ptyRequest{
		Term:    cmp.Or(printableASCII(strings.TrimSpace(pty.Term), maxTerm), "dumb"), // without a name it can do nothing
		Columns: uint32(size.Columns),                                                 //nolint:gosec // clamped
		Rows:    uint32(size.Rows),                                                    //nolint:gosec // clamped
	})
	return true
}

// windowChange sets a new size. Only the last of many counts, so none waits for the
// session.
func (f *filter) windowChange(request *gossh.Request) {
	if change, ok := parse[windowChange](request.Payload); ok && f.pty {
		f.channel.resize(clamp(change.Columns, change.Rows, f.channel.window()))
	}
}
