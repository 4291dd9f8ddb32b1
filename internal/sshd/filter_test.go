package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/guard"
	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// raw opens a session channel without a client's manners.
func raw(t testing.TB, client *gossh.Client) gossh.Channel {
	t.Helper()
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	return channel
}

// ask sends a request and returns whether it was granted.
func ask(t testing.TB, channel gossh.Channel, kind string, payload any) bool {
	t.Helper()
	var data []byte
	switch payload := payload.(type) {
	case nil:
	case []byte:
		data = payload
	default:
		data = gossh.Marshal(payload)
	}
	granted, err := channel.SendRequest(kind, true, data)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return granted
}

// Trap: bubbletea bounds the size in messages but not the first: a pty-req of
// 4294967295² killed the process, one of 4096×256 cost 230 MB.
func TestHugeWindow(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	for _, test := range []struct {
		columns, rows uint32
		want          string
	}{
		{1<<32 - 1, 1<<32 - 1, "400x120"},
		{0, 0, "80x24"},
		{1, 50, "1x50"},
	} {
		sizes := make(chan string, 100)
		h.config.Doors.Room = func(g Client, _ string) Room {
			sizes <- fmt.Sprintf("%dx%d", g.Columns, g.Rows)
			return testRoom{seen: func(msg tea.Msg) {
				if size, ok := msg.(tea.WindowSizeMsg); ok {
					sizes <- fmt.Sprintf("%dx%d", size.Width, size.Height)
				}
			}}
		}
		channel := raw(t, client)
		if !ask(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: test.columns, Rows: test.rows}) ||
			!ask(t, channel, "shell", nil) {
			t.Fatal("no shell")
		}
		for _, what := range []string{"guest", "first message"} {
			if got := received(t, what, sizes); got != test.want {
				t.Errorf("pty-req of %d×%d: the %s says %s, want %s", test.columns, test.rows, what, got, test.want)
			}
		}
		ask(t, channel, "window-change", windowChange{Columns: 100, Rows: 0})
		first := strings.Split(test.want, "x")[1]
		if got, want := received(t, "a size", sizes), "100x"+first; got != want {
			t.Errorf("window-change to 100×0 after %s: %s, want %s", test.want, got, want)
		}
		ask(t, channel, "window-change", windowChange{Columns: 1<<32 - 1, Rows: 1<<32 - 1})
		if got := received(t, "a size", sizes); got != "400x120" {
			t.Errorf("window-change to 2³²-1: %s", got)
		}
		_ = channel.Close()
	}
}

func TestClamp(t *testing.T) {
	was := window{Columns: 90, Rows: 30}
	for _, test := range []struct {
		columns, rows uint32
		want          window
	}{
		{1<<32 - 1, 1<<32 - 1, window{Columns: 400, Rows: 120}},
		{60_000, 60_000, window{Columns: 400, Rows: 120}},
		{4096, 256, window{Columns: 400, Rows: 120}},
		{400, 120, window{Columns: 400, Rows: 120}},
		{0, 0, was},
		{100, 0, window{Columns: 100, Rows: 30}},
		{1, 50, window{Columns: 1, Rows: 50}},
	} {
		if got := clamp(test.columns, test.rows, was); got != test.want {
			t.Errorf("%d×%d is clamped to %v, want %v", test.columns, test.rows, got, test.want)
		}
	}
}

// Trap: the library's size channel holds one and blocks the connection's mux: a
// window-change before a shell, or during a command, leaked the connection.
func TestFloodOfWindowChanges(t *testing.T) {
	const flood = 10_000
	stop := make(chan struct{})
	doors := rooms()
	doors.Command = func(context.Context, Client, string, io.Writer, io.Writer) int {
		<-stop
		return 0
	}
	h := serve(t, doors, unhurried)
	before := h.baseline(t)
	for _, start := range []string{"", "shell", "exec"} {
		client := h.dial(t)
		channel := raw(t, client)
		if !ask(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: 80, Rows: 24}) {
			t.Fatal("no pty")
		}
		if start != "" && !ask(t, channel, start, execRequest{Line: "wait"}) {
			t.Fatalf("no %s", start)
		}
		go func() { _, _ = io.Copy(io.Discard, channel) }()
		for i := range uint32(flood) {
			change := gossh.Marshal(windowChange{Columns: 20 + i%100, Rows: 10 + i%50})
			if _, err := channel.SendRequest("window-change", false, change); err != nil {
				t.Fatal(err)
			}
		}
		// The connection still answers.
		if _, _, err := client.SendRequest("keepalive@openssh.com", true, nil); err != nil {
			t.Fatal(err)
		}
		_ = client.Close()
	}
	close(stop)
	eventually(t, "every connection is forgotten", h.empty)
	quiet(t, before)
}

// Trap: an agent was accepted by default.
func TestRefused(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))))
	author, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	for who, client := range map[string]*gossh.Client{"reader": h.dial(t), "author": author} {
		t.Run(who, func(t *testing.T) { refusesAll(t, client) })
	}
}

// refusesAll asks for what no client gets.
func refusesAll(t *testing.T, client *gossh.Client) {
	t.Helper()
	channel := raw(t, client)
	for kind, payload := range map[string]any{
		"auth-agent-req@openssh.com": nil,
		"x11-req":                    struct{ A, B string }{"MIT-MAGIC-COOKIE-1", "00"},
		"subsystem":                  subsystemRequest{"netconf"},
		"signal":                     struct{ Name string }{"INT"},
		"break":                      struct{ Length uint32 }{1},
		"nonsense":                   nil,
		"pty-req":                    []byte{0, 0, 0, 9, 'x'},
		"exec":                       []byte{0xff, 0xff, 0xff, 0xff},
	} {
		if ask(t, channel, kind, payload) {
			t.Errorf("%s was granted", kind)
		}
	}
	if ask(t, channel, "exec", execRequest{Line: strings.Repeat("a", maxCommand+1)}) {
		t.Error("a command line of more than 32 KiB was granted")
	}
	if !ask(t, channel, "exec", execRequest{Line: strings.Repeat("a", maxCommand)}) {
		t.Error("a command line of 32 KiB was refused")
	}
	for _, kind := range []string{"exec", "shell", "env", "pty-req"} {
		if granted, err := channel.SendRequest(kind, true, nil); err == nil && granted {
			t.Errorf("%s was granted to a session that has started", kind)
		}
	}

	for _, kind := range []string{"direct-tcpip", "direct-streamlocal@openssh.com", "x11", "nonsense"} {
		if _, _, err := client.OpenChannel(kind, nil); err == nil {
			t.Errorf("a channel of type %s was opened", kind)
		}
	}
	forward := gossh.Marshal(struct {
		Host string
		Port uint32
	}{"127.0.0.1", 0})
	for _, kind := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "nonsense"} {
		if granted, _, err := client.SendRequest(kind, true, forward); err != nil || granted {
			t.Errorf("%s: granted %t, %v", kind, granted, err)
		}
	}
}

// Trap: a thousand sessions could be opened on one connection.
func TestChannelsAreCounted(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	var open []gossh.Channel
	for range maxChannels {
		open = append(open, raw(t, client))
	}
	_, _, err := client.OpenChannel("session", nil)
	refused, ok := err.(*gossh.OpenChannelError) //nolint:errorlint // it is what x/crypto returns
	if !ok || refused.Reason != gossh.ResourceShortage {
		t.Fatalf("one session too many: %v", err)
	}
	_ = open[0].Close()
	eventually(t, "a closed channel makes room for another", func() bool {
		channel, requests, err := client.OpenChannel("session", nil)
		if err != nil {
			return false
		}
		go gossh.DiscardRequests(requests)
		_ = channel.Close()
		return true
	})
}

// Trap: any number of environment variables was kept.
func TestFloodOfEnv(t *testing.T) {
	guests := make(chan Client, 1)
	doors := rooms()
	doors.Room = func(g Client, _ string) Room {
		guests <- g
		return testRoom{}
	}
	h := serve(t, doors)
	channel := raw(t, h.dial(t))
	if ask(t, channel, "env", envRequest{"LD_PRELOAD", "evil.so"}) || ask(t, channel, "env", envRequest{"TERM", "evil"}) {
		t.Error("a variable that means nothing was kept")
	}
	if ask(t, channel, "env", envRequest{"LANG", strings.Repeat("x", maxEnvBytes)}) {
		t.Error("a variable of more than 1 KiB was kept")
	}
	granted := 0
	for range 1000 {
		if ask(t, channel, "env", envRequest{"LANG", "de_DE\x1b[31m.UTF-8"}) {
			granted++
		}
	}
	if granted != maxEnv {
		t.Errorf("%d variables were kept, want %d", granted, maxEnv)
	}
	if !ask(t, channel, "pty-req", ptyRequest{Term: "xterm\x1b]0;owned\a" + strings.Repeat("y", 100)}) || !ask(t, channel, "shell", nil) {
		t.Fatal("no shell")
	}
	guest := received(t, "a guest", guests)
	if want := maxEnv + 1; len(guest.Env) != want || guest.Env[0] != "LANG=de_DE[31m.UTF-8" {
		t.Errorf("the guest has %d variables, the first %q", len(guest.Env), guest.Env[0])
	}
	if guest.Term != "xterm]0;owned"+strings.Repeat("y", 51) {
		t.Errorf("TERM is %q", guest.Term)
	}
}

// A channel that starts nothing is closed, and a client that does not confirm
// that loses its connection.
func TestChannelThatStartsNothing(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.StartTimeout = time.Millisecond })
	client := h.dial(t)
	channel := raw(t, client)
	if _, err := channel.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the channel ended with %v", err)
	}
	// x/crypto confirms by itself, so the connection stays.
	if _, _, err := client.SendRequest("keepalive@openssh.com", true, nil); err != nil {
		t.Error(err)
	}
}

// silent is a channel whose client confirms nothing.
type silent struct{ gossh.Channel }

func (silent) Close() error { return nil }

func TestUnconfirmedCloseCostsTheConnection(t *testing.T) {
	near, far := net.Pipe()
	defer func() { _ = far.Close() }()
	limits := DefaultLimits()
	limits.CloseTimeout = time.Millisecond
	c := &channel{
		Channel: silent{},
		conn:    newTestConn(near, limits),
		ctx:     t.Context(),
	}
	c.conn.registry.table.Sweeper.Add(c)
	defer c.conn.registry.table.Sweeper.Remove(c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the connection ended with %v", err)
	}
}

func TestLogged(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"a\n\a\x1b[2Jb":          `a\n\a\x1b[2Jb`,
		"a\u202eb\u009bc":        `a\u202eb\u009bc`,
		"\xff漢":                  `\xff漢`,
		`say "hi"`:               `say \"hi\"`,
		strings.Repeat("a", 200): strings.Repeat("a", 100) + "…",
	} {
		if got := logged(in); got != want {
			t.Errorf("%q is logged as %s, want %s", in, got, want)
		}
	}
}

// FuzzRequests feeds the parts of the filter that read strangers' bytes.
func FuzzRequests(f *testing.F) {
	f.Add("pty-req", gossh.Marshal(ptyRequest{Term: "xterm", Columns: 80, Rows: 24}))
	f.Add("window-change", gossh.Marshal(windowChange{Columns: 80, Rows: 24}))
	f.Add("env", gossh.Marshal(envRequest{"LANG", "C"}))
	f.Add("exec", gossh.Marshal(execRequest{Line: "ls"}))
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		channel := &channel{size: defaultWindow, resized: make(chan struct{}, 1)}
		in := &filter{channel: channel}
		in.admit(&gossh.Request{Type: kind, Payload: payload})
		in.pty = true
		in.admit(&gossh.Request{Type: "window-change", Payload: payload})
		size := channel.window()
		if size.Columns < 1 || size.Columns > 400 || size.Rows < 1 || size.Rows > 120 {
			t.Errorf("%s made a window of %v", kind, size)
		}
	})
}

// A panic while a request is filtered reaches the function that logs it.
func TestPanicInAFilter(t *testing.T) {
	var caught *guard.Panic
	f := &filter{failed: func(p *guard.Panic) { caught = p }}
	if f.answer(nil) || caught == nil { // there never is such a request
		t.Errorf("caught %v", caught)
	}
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	h.sessions.mu.Lock()
	for s := range h.sessions.open {
		s.channel.drop(caught)
	}
	h.sessions.mu.Unlock()
	if line := h.log.ended(t, 0); line["end"] != endPanicked || line["status"] != 1.0 {
		t.Errorf("the log has %v", line)
	}
}

// The goroutine that waits for a client's requests keeps the stack that it begins with.
func TestStackOfAFilter(t *testing.T) {
	if underRace {
		t.Skip("the race detector needs stacks of its own")
	}
	const filters = 200
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which shrinks stacks
	stacks := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.StackInuse
	}
	requests, admitted := make([]chan *gossh.Request, filters), make(chan *gossh.Request)
	before := stacks()
	for i := range filters {
		requests[i] = make(chan *gossh.Request)
		c := &channel{ctx: t.Context(), size: defaultWindow}
		passed := make(chan *gossh.Request)
		go func() {
			for request := range passed {
				admitted <- request
			}
		}()
		go (&filter{channel: c}).run(requests[i], passed)
		requests[i] <- &gossh.Request{Type: "pty-req", Payload: gossh.Marshal(ptyRequest{Term: "xterm", Columns: 80, Rows: 24})}
		<-admitted
	}
	const smallest = 2 << 10 // of the two goroutines each
	if grown := (int64(stacks()) - int64(before)) / filters; grown > 2*smallest+smallest/2 {
		t.Errorf("the goroutines of a filter have %d bytes of stacks", grown)
	}
	for i := range filters {
		close(requests[i])
	}
}
