package sshd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/termtest"
	tea "charm.land/bubbletea/v2"
	"charm.land/log/v2"
	gossh "golang.org/x/crypto/ssh"
)

// patience is how long a test waits for something before it fails. Nothing waits
// that long when all is well.
const patience = 20 * time.Second

// eventually waits until something is so.
func eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	poll := time.NewTicker(2 * time.Millisecond)
	defer poll.Stop()
	deadline := time.After(patience)
	for !so() {
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatalf("waited in vain until %s\n%s", what, goroutines())
		}
	}
}

// goroutines returns the stacks of all goroutines.
func goroutines() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}

// received waits for a channel to give or close.
func received[T any](t testing.TB, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s\n%s", what, goroutines())
		panic("unreachable")
	}
}

// journal is a log that tests read.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

// lines returns the fields of every line logged with a message.
func (j *journal) lines(t testing.TB, msg string) []map[string]any {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []map[string]any
	for line := range strings.Lines(j.buf.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("the log has a line that is no JSON: %q", line)
		}
		if fields["msg"] == msg {
			found = append(found, fields)
		}
	}
	return found
}

// forget drops the lines so far.
func (j *journal) forget() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.buf = bytes.Buffer{}
}

// ended waits for the next session's end to be logged, after those seen so far.
func (j *journal) ended(t testing.TB, seen int) map[string]any {
	t.Helper()
	eventually(t, "a session's end is in the log", func() bool { return len(j.lines(t, "session ended")) > seen })
	return j.lines(t, "session ended")[seen]
}

// house is a running server.
type house struct {
	*Server
	log    *journal
	cancel context.CancelFunc
	served chan error
}

// serve starts a server and stops it when the test is over.
func serve(t testing.TB, doors Doors, tune ...func(*Config)) *house {
	t.Helper()
	h := &house{log: &journal{}, served: make(chan error, 1)}
	config := Config{
		Listen:  []string{"127.0.0.1:0"},
		HostKey: filepath.Join(t.TempDir(), "keys", "host_ed25519"),
		Log:     log.NewWithOptions(h.log, log.Options{Formatter: log.JSONFormatter, Level: log.DebugLevel}),
		Limits:  DefaultLimits(),
		Watcher: noWatcher{},
		Doors:   doors,
	}
	config.Limits.SweepPeriod = 2 * time.Millisecond // limits of milliseconds are tested
	for _, f := range tune {
		f(&config)
	}
	server, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.Server = server
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel = cancel
	go func() { h.served <- server.Serve(ctx) }()
	t.Cleanup(func() { h.stop(t) })
	return h
}

// stop stops the server and returns what Serve returned. It may be called again.
func (h *house) stop(t testing.TB) {
	t.Helper()
	h.cancel()
	if err := received(t, "Serve to return", h.served); err != nil {
		t.Errorf("Serve returned %v", err)
	}
	h.served <- nil
}

// Addr returns the first address that the server listens on.
func (h *house) Addr() net.Addr { return h.listeners[0].Addr() }

// noWatcher does nothing.
type noWatcher struct{}

func (noWatcher) HandshakeDone(time.Duration) {}
func (noWatcher) Refused(string, string)      {}
func (noWatcher) AcceptFailed()               {}
func (noWatcher) Draining(int)                {}
func (noWatcher) Entered(string)              {}
func (noWatcher) Left(string)                 {}
func (noWatcher) FirstFrame(time.Duration)    {}

// dial connects as a client without any key.
func (h *house) dial(t testing.TB) *gossh.Client {
	t.Helper()
	client, err := gossh.Dial("tcp", h.Addr().String(), clientConfig(h))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func clientConfig(h *house) *gossh.ClientConfig {
	return &gossh.ClientConfig{
		User:            "reader",
		HostKeyCallback: gossh.FixedHostKey(h.key.Public()),
		Timeout:         patience,
	}
}

// emulated is a session with an emulated terminal at the reader's end.
type emulated struct {
	*termtest.Terminal

	session  *gossh.Session
	input    sync.Mutex // x/crypto's stdin is not for several goroutines
	stdin    io.WriteCloser
	done     chan error  // what the session ended with
	answered atomic.Bool // the last question
}

// terminal opens a session with a pty of 80×24 and asks for a shell, or for a
// command.
func (h *house) terminal(t testing.TB, client *gossh.Client, command ...string) *emulated {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	term := attach(t, session, 80, 24)
	if len(command) > 0 {
		err = session.Start(command[0])
	} else {
		err = session.Shell()
	}
	if err != nil {
		t.Fatal(err)
	}
	go func() { term.done <- session.Wait() }()
	return term
}

// attach connects an emulator to a session that has not started.
func attach(t testing.TB, session *gossh.Session, columns, rows int) *emulated {
	t.Helper()
	term := &emulated{Terminal: termtest.New(columns, rows), session: session, done: make(chan error, 1)}
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	term.stdin = stdin
	session.Stdout = term
	go term.Answer(answers{term})
	t.Cleanup(term.Close)
	return term
}

// answers passes what a terminal answers on to the server.
type answers struct{ term *emulated }

func (a answers) Write(p []byte) (int, error) {
	err := a.term.write(p)
	if bytes.HasPrefix(p, []byte("\x1b[?")) && bytes.HasSuffix(p, []byte("c")) {
		a.term.answered.Store(true)
	}
	return len(p), err
}

// hasAnswered waits until the terminal has answered the last question (DA1). Before that, its
// answers may come in the middle of what is pressed.
func (term *emulated) hasAnswered(t testing.TB) {
	t.Helper()
	eventually(t, "the terminal has answered", term.answered.Load)
}

// text returns what the screen shows.
func (term *emulated) text() string {
	view, _ := term.View()
	return view.Text()
}

// sent returns all bytes the server sent so far.
func (term *emulated) sent() string { return term.Raw() }

// shows waits until the screen shows some text.
func (term *emulated) shows(t testing.TB, want string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if !term.Wait(ctx.Done(), func(v termtest.View) bool { return v.Has(want) }) {
		t.Fatalf("the screen never showed %q, but\n%s\n%q", want, term.text(), term.sent())
	}
}

// press sends keys.
func (term *emulated) press(t testing.TB, keys string) {
	t.Helper()
	if err := term.write([]byte(keys)); err != nil {
		t.Fatal(err)
	}
}

func (term *emulated) write(p []byte) error {
	term.input.Lock()
	defer term.input.Unlock()
	_, err := term.stdin.Write(p)
	return err
}

// hangUp ends the reader's input.
func (term *emulated) hangUp(t testing.TB) {
	t.Helper()
	term.input.Lock()
	defer term.input.Unlock()
	if err := term.stdin.Close(); err != nil {
		t.Fatal(err)
	}
}

// ends waits for the session to end and returns its exit status.
func (term *emulated) ends(t testing.TB) int {
	t.Helper()
	return status(t, received(t, "the session to end", term.done))
}

// status returns the exit status that a session ended with.
func status(t testing.TB, err error) int {
	t.Helper()
	var exit *gossh.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitStatus()
	}
	t.Fatalf("the session ended without a status: %v", err)
	return -1
}

// restored fails unless the terminal is as it was before the session.
func (term *emulated) restored(t testing.TB) {
	t.Helper()
	if view, _ := term.View(); len(view.Modes) > 0 {
		t.Errorf("the modes %v were left as they were in the room", view.Modes)
	}
	const pushTitle, popTitle = "\x1b[22;2t", "\x1b[23;2t"
	if raw := term.sent(); strings.Count(raw, pushTitle) != strings.Count(raw, popTitle) {
		t.Error("the title was pushed and not popped")
	}
}

// testRoom is a room whose keys do what tests need.
type testRoom struct {
	columns, rows int
	keys          string
	place         string
	bang          bool
	dark          string
	seen          func(tea.Msg)
	copied        *string // since Clipboard was called last; Y sets it, if there is one
}

func (r testRoom) Init() tea.Cmd { return nil }

// stumble is what broken rooms panic with.
const stumble = "stumbled over \x1b[31mthe cat"

func (r testRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if r.seen != nil {
		r.seen(msg)
	}
	panics := func() tea.Msg { panic(stumble) }
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.columns, r.rows = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		r.dark = fmt.Sprintf(" dark=%t", msg.IsDark())
	case tea.KeyPressMsg:
		r.keys += msg.String()
		switch msg.String() {
		case "q", "ctrl+c":
			return r, tea.Quit
		case "U":
			panic(stumble)
		case "V":
			r.bang = true
		case "C":
			return r, panics
		case "B":
			return r, tea.Batch(func() tea.Msg { return nil }, panics)
		case "S":
			return r, tea.Sequence(func() tea.Msg { return nil }, tea.Batch(panics, func() tea.Msg { return nil }))
		case "N":
			return nil, nil
		case "L":
			return r, tea.ClearScreen
		case "Y":
			*r.copied = "what was copied"
		}
	}
	return r, nil
}

func (r testRoom) View() tea.View {
	if r.bang {
		panic(stumble)
	}
	view := tea.NewView(fmt.Sprintf("Pete %s %dx%d keys=%s.%s", r.place, r.columns, r.rows, r.keys, r.dark))
	view.WindowTitle = "Pete"
	return view
}

func (r testRoom) Suspend() {}

func (r testRoom) Farewell(why string) string {
	if strings.Contains(r.keys, "F") {
		panic(stumble)
	}
	return fmt.Sprintf("%s\nssh -t pete %s\n", why, r.keys)
}

func (r testRoom) Clipboard() (text string) {
	if r.copied != nil {
		text, *r.copied = *r.copied, ""
	}
	return text
}

// rooms are doors with a testRoom, with commands that say what they were asked, and
// with files that come back as they were sent.
func rooms() Doors {
	return Doors{
		Room: func(c Client, place string) Room {
			return testRoom{columns: c.Columns, rows: c.Rows, place: place, copied: new(string)}
		},
		Command: func(_ context.Context, c Client, line string, stdout, stderr io.Writer) int {
			switch line {
			case "fail":
				_, _ = fmt.Fprintln(stdout, "some")
				_, _ = fmt.Fprintln(stderr, "failed")
				return 3
			case "panic":
				panic(stumble)
			}
			_, _ = fmt.Fprintf(stdout, "ran %q tty=%t\n", line, c.TTY)
			return 0
		},
		Files: func(ctx context.Context, _ Client, client io.ReadWriteCloser, _ io.Writer, _ func(func())) error {
			defer context.AfterFunc(ctx, func() { _ = client.Close() })()
			_, err := io.Copy(client, client)
			return err
		},
		Opens: func(_ Client, line string) (string, bool) { return strings.CutPrefix(line, "read ") },
	}
}

// unhurried lets a client send as fast as it can, for tests of what is behind that.
func unhurried(c *Config) {
	c.Limits.InputRate, c.Limits.InputBurst, c.Limits.Unread = 1<<30, 1<<30, 1<<30
	c.Limits.HandshakeRate, c.Limits.MaxPenalty, c.Limits.CPUShare = 1<<30, 0, 1000
}

// dialFrom connects from another address of the loopback, as another source.
func (h *house) dialFrom(t testing.TB, address string) (*gossh.Client, error) {
	t.Helper()
	raw, err := rawFrom(h, address)
	if err != nil {
		return nil, err
	}
	conn, channels, requests, err := gossh.NewClientConn(raw, h.Addr().String(), clientConfig(h))
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	client := gossh.NewClient(conn, channels, requests)
	t.Cleanup(func() { _ = client.Close() })
	return client, nil
}

// rawFrom opens a connection from an address of the loopback, on which nothing is
// said.
func rawFrom(h *house, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return dialer.Dial("tcp", h.Addr().String())
}

// newTestConn is one end of a connection that no server has accepted.
func newTestConn(end net.Conn, limits Limits) *conn {
	limits.SweepPeriod = time.Millisecond
	registry := newConns(limits, noWatcher{}, nil, quota.NewTable(limits.Limits))
	c, _ := registry.accept(end) // the first may
	return c
}
