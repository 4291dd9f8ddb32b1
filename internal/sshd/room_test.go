package sshd

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// baseline returns how many goroutines there are while no client is connected, after
// one client was.
func (h *house) baseline(t testing.TB) int {
	t.Helper()
	client := h.dial(t)
	_ = client.Close()
	_ = client.Wait()
	eventually(t, "no client is connected", h.empty)
	return runtime.NumGoroutine()
}

// empty reports whether no client is connected.
func (h *house) empty() bool {
	h.conns.mu.Lock()
	defer h.conns.mu.Unlock()
	return len(h.conns.open) == 0
}

// quiet waits until there are no more goroutines than before.
func quiet(t testing.TB, before int) {
	t.Helper()
	eventually(t, fmt.Sprintf("there are %d goroutines again", before), func() bool {
		return runtime.NumGoroutine() <= before
	})
}

// Trap: a channel that is closed while its connection is kept left wish's
// bubbletea middleware reading a closed channel, a whole core for each.
func TestChannelClosedConnectionKept(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	before := 0
	for i := range 3 {
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		if err := term.session.Close(); err != nil {
			t.Fatal(err)
		}
		if line := h.log.ended(t, i); line["end"] != endGone {
			t.Errorf("the log has %v", line)
		}
		// Only the first leaves something: the test's own emulator.
		_ = received(t, "the session to end", term.done) // as ssh would exit, or not
		term.Close()
		if before == 0 {
			eventually(t, "the session is over", func() bool { return h.sessions.count() == 0 })
			before = runtime.NumGoroutine()
			continue
		}
		quiet(t, before)
	}
	// The connection is as good as new.
	term := h.terminal(t, client)
	term.shows(t, "Pete")
	term.press(t, "q")
	term.ends(t)
}

// Trap: end of input while the channel stays open has to end the visit as well.
func TestEndOfInput(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	term.hangUp(t)
	term.ends(t)
	term.restored(t)
}

// A client that vanishes did not leave by choice.
func TestConnectionLost(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	term := h.terminal(t, client)
	term.shows(t, "Pete")
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if line := h.log.ended(t, 0); line["end"] != endGone {
		t.Errorf("the log has %v", line)
	}
	eventually(t, "no client is connected", h.empty)
}

// Trap: keys typed after q left a goroutine that waited for ever for a reader of them.
func TestTypeAheadAfterQuit(t *testing.T) {
	h := serve(t, rooms())
	before := h.baseline(t)

	for range 5 {
		client := h.dial(t)
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		term.press(t, "jq"+strings.Repeat("j\x1b[A", 5000))
		term.ends(t)
		term.restored(t)
		term.Close()
		_ = client.Close()
	}
	quiet(t, before)
}

// Trap: a panic in Update, View, a Cmd or a member of a batch ended the program
// with a stack on the server's stderr; without bubbletea's recovery it ends Pete.
func TestPanicEndsOneVisit(t *testing.T) {
	h := serve(t, rooms())
	other := h.terminal(t, h.dial(t))
	other.shows(t, "Pete")
	for i, test := range []struct{ name, key, farewell string }{
		{"Update", "U", "ssh -t pete"},
		{"View", "V", "ssh -t pete V"},
		{"Cmd", "C", "ssh -t pete C"},
		{"Batch", "B", "ssh -t pete B"},
		{"Sequence", "S", "ssh -t pete S"},
		{"no Room", "N", "ssh -t pete"},
		{"Farewell", "Fq", whyBroken},
	} {
		t.Run(test.name, func(t *testing.T) {
			term := h.terminal(t, h.dial(t))
			term.shows(t, "Pete")
			term.press(t, test.key)
			if got := term.ends(t); got != 1 {
				t.Errorf("status %d, want 1", got)
			}
			term.restored(t)
			if text := term.text(); !strings.Contains(text, whyBroken) || !strings.Contains(text, test.farewell) {
				t.Errorf("the screen shows %q, want %q and %q", text, whyBroken, test.farewell)
			}
			if line := h.log.ended(t, i); line["end"] != endPanicked {
				t.Errorf("the log has %v", line)
			}
			panics := h.log.lines(t, "panic contained")
			if len(panics) != i+1 {
				t.Fatalf("%d panics were logged, want %d", len(panics), i+1)
			}
			said, stack := panics[i]["panic"].(string), panics[i]["stack"].(string)
			if strings.ContainsAny(said, "\x1b\n") || !strings.Contains(stack, ".go:") || strings.Contains(stack, "\n") {
				t.Errorf("the log has %v", panics[i])
			}
		})
	}
	other.press(t, "j")
	other.shows(t, "keys=j.")
}

func TestPanicWhileMakingARoom(t *testing.T) {
	doors := rooms()
	doors.Room = func(Client, string) Room { panic(stumble) }
	h := serve(t, doors)
	term := h.terminal(t, h.dial(t))
	if got := term.ends(t); got != 1 {
		t.Errorf("status %d, want 1", got)
	}
	if got, want := term.sent(), whyBroken+"\r\n"; got != want {
		t.Errorf("the terminal got %q, want %q", got, want)
	}
}

// Trap: SIGTERM ended the program of one visit and left the server running;
// Shutdown waits for readers for ever, and Close skips half-open connections.
func TestDrain(t *testing.T) {
	before := runtime.NumGoroutine()
	h := serve(t, rooms())
	var terms []*emulated
	var clients []*gossh.Client
	for i := range 50 {
		client, err := h.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		terms, clients = append(terms, term), append(clients, client)
	}
	var halfOpen []net.Conn
	for range 5 {
		raw, err := rawFrom(h, "127.0.2.200")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = raw.Close() }()
		if _, err := io.ReadFull(raw, make([]byte, len("SSH-2.0-Pete"))); err != nil {
			t.Fatal(err)
		}
		halfOpen = append(halfOpen, raw)
	}

	began := time.Now()
	h.stop(t)
	t.Logf("50 readers and 5 half-open connections were drained in %v", time.Since(began))
	for _, term := range terms {
		if got := term.ends(t); got != 0 {
			t.Errorf("status %d, want 0", got)
		}
		term.restored(t)
		if !strings.Contains(term.text(), whyDrained) {
			t.Errorf("the screen shows %q, want %q", term.text(), whyDrained)
		}
		term.Close()
	}
	if lines := h.log.lines(t, "session ended"); len(lines) != len(terms) || lines[0]["end"] != endDrained {
		t.Errorf("the log has %v", lines)
	}
	for _, client := range clients {
		_ = client.Wait()
	}
	for _, raw := range halfOpen {
		if _, err := io.Copy(io.Discard, raw); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("a half-open connection ended with %v", err)
		}
	}
	quiet(t, before)
}

// When Pete stops, clients hang up by themselves: to one whose connection the server closes
// first, ssh says below the farewell that it was reset.
func TestDrainLetsClientsHangUp(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.DrainTimeout = 10 * patience })
	for i := range 10 {
		client, err := h.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		go func() {
			err := <-term.done
			_ = client.Close()
			term.done <- err
		}()
	}
	h.conns.mu.Lock()
	open := slices.Collect(maps.Keys(h.conns.open))
	h.conns.mu.Unlock()
	h.stop(t)
	for _, c := range open {
		if c.spared.Load() {
			t.Errorf("the server has closed the connection from %s", c.RemoteAddr())
		}
	}
}

// A client that never reads must not hold up a drain: its window is full, so the
// screen's write blocks until the connection is closed.
func TestDrainWithoutReader(t *testing.T) {
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, stdout, _ io.Writer) int {
		for ctx.Err() == nil {
			if _, err := io.WriteString(stdout, strings.Repeat("line\n", 10_000)); err != nil {
				return 1
			}
		}
		return 1
	}
	h := serve(t, doors, func(c *Config) { c.Limits.DrainTimeout = time.Second })
	client := h.dial(t)
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	if _, err := channel.SendRequest("exec", true, gossh.Marshal(execRequest{Line: "flood"})); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(channel, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	h.stop(t)
	if len(h.log.lines(t, "session ended")) == 0 && len(h.log.lines(t, "sessions were abandoned")) == 0 {
		t.Error("the server has stopped before the session, and does not say so")
	}
	// On a busy machine the session has not noticed within the 50 ms that are left for that.
	eventually(t, "its line is in the log", func() bool { return len(h.log.lines(t, "session ended")) == 1 })
}

func TestCommandIsToldOfDrain(t *testing.T) {
	t.Parallel()
	started := make(chan struct{})
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, _, _ io.Writer) int {
		close(started)
		<-ctx.Done()
		return 4
	}
	h := serve(t, doors, func(c *Config) { c.Limits.DrainTimeout = 200 * time.Millisecond })
	session, err := h.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	session.Stderr = &stderr
	if err := session.Start("slow"); err != nil {
		t.Fatal(err)
	}
	received(t, "the command to start", started)
	h.stop(t)
	if got := status(t, session.Wait()); got != 4 || stderr.String() != whyDrained+"\n" {
		t.Errorf("status %d and %q, want 4 and %q", got, &stderr, whyDrained)
	}
}

func TestCommandEndsWithItsClient(t *testing.T) {
	for _, test := range []struct {
		name string
		end  string
		act  func(*testing.T, *emulated)
	}{
		{"hang up", endGone, func(_ *testing.T, term *emulated) { _ = term.session.Close() }},
		{"ctrl+c", endLeft, func(t *testing.T, term *emulated) { term.press(t, "x\x03") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			started := make(chan struct{})
			doors := rooms()
			doors.Command = func(ctx context.Context, _ Client, _ string, _, _ io.Writer) int {
				close(started)
				<-ctx.Done()
				return 130
			}
			h := serve(t, doors)
			term := h.terminal(t, h.dial(t), "slow")
			received(t, "the command to start", started)
			test.act(t, term)
			if line := h.log.ended(t, 0); line["end"] != test.end || line["status"] != float64(130) {
				t.Errorf("the log has %v", line)
			}
		})
	}
}

func TestNobodyEntersDuringDrain(t *testing.T) {
	started := make(chan struct{})
	release := make(chan struct{})
	doors := rooms()
	doors.Command = func(context.Context, Client, string, io.Writer, io.Writer) int {
		close(started)
		<-release
		return 0
	}
	h := serve(t, doors)
	client := h.dial(t)
	slow, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := slow.Start("slow"); err != nil {
		t.Fatal(err)
	}
	received(t, "the command to start", started)
	h.sessions.drain()
	late := h.terminal(t, client)
	if got := late.ends(t); got != 1 {
		t.Errorf("status %d, want 1", got)
	}
	if line := h.log.ended(t, 0); line["end"] != endRefused {
		t.Errorf("the log has %v", line)
	}
	close(release)
	if got := status(t, slow.Wait()); got != 0 {
		t.Errorf("the command that was running ended with %d", got)
	}
}

// Several events that come at once are drawn once.
func TestBatchIsDrawnOnce(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "dark=true")
	frames := func() int { return strings.Count(term.sent(), "\x1b[?2026h") }
	before := frames()
	term.press(t, strings.Repeat("j", 50))
	term.shows(t, strings.Repeat("j", 50)+".")
	if drawn := frames() - before; drawn != 1 {
		t.Errorf("50 keys were drawn in %d frames", drawn)
	}
}

func TestWindowChange(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "80x24")
	term.resize(t, window{Columns: 100, Rows: 30})
	term.shows(t, "100x30")
	// A terminal's report of its size is no change of it.
	term.press(t, "\x1b[8;50;50tj")
	term.shows(t, "100x30 keys=j.")
}

// A command of a room that outlives the room has nothing left to break.
func TestLateCommand(t *testing.T) {
	begun, late := make(chan struct{}), make(chan struct{})
	doors := rooms()
	doors.Room = func(Client, string) Room { return lateRoom{begun: begun, late: late} }
	h := serve(t, doors)
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	term.press(t, "x")
	received(t, "the command to begin", begun) // one that has no CPU slot yet would not run
	term.press(t, "q")
	term.ends(t)
	h.log.ended(t, 0)
	close(late)
	eventually(t, "the panic is logged", func() bool { return len(h.log.lines(t, "panic contained")) == 1 })
}

// lateRoom is a testRoom whose x starts a command that panics when late closes.
type lateRoom struct {
	testRoom

	begun, late chan struct{} // begun closes when the command has begun
}

func (r lateRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "x" {
		return r, func() tea.Msg {
			close(r.begun)
			<-r.late
			panic(stumble)
		}
	}
	next, cmd := r.testRoom.Update(msg)
	r.testRoom = next.(testRoom)
	return r, cmd
}

// A reader that presses no key for too long is told so, and how to come back; one
// that presses keys is not.
func TestIdle(t *testing.T) {
	t.Parallel()
	h := serve(t, rooms(), func(c *Config) { c.Limits.IdleTimeout = time.Second })
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	began := time.Now()
	if got := term.ends(t); got != 0 {
		t.Errorf("the exit status is %d", got)
	}
	if waited := time.Since(began); waited < time.Second/2 {
		t.Errorf("the visit was closed after %v", waited)
	}
	term.restored(t)
	term.shows(t, "Closed after 1 second without a key.")
	term.shows(t, "ssh -t pete")
	if line := h.log.ended(t, 0); line["end"] != endIdle || line["status"] != 0.0 {
		t.Errorf("the log has %v", line)
	}
}

func TestSpoken(t *testing.T) {
	for d, want := range map[time.Duration]string{
		30 * time.Minute: "30 minutes", time.Hour: "1 hour", 90 * time.Second: "90 seconds", time.Second: "1 second",
		1500 * time.Millisecond: "1.5s", 48 * time.Hour: "48 hours", 0: "0s",
	} {
		if got := spoken(d); got != want {
			t.Errorf("%v is spoken %q, want %q", d, got, want)
		}
	}
}

// The room's clipboard goes to the terminal as OSC 52.
func TestClipboard(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	term.press(t, "Y")
	term.shows(t, "keys=Y")
	term.press(t, "q")
	term.ends(t)
	// "what was copied", in base64.
	if want := "\x1b]52;c;d2hhdCB3YXMgY29waWVk\x1b\\"; strings.Count(term.sent(), want) != 1 {
		t.Errorf("%q was not sent once:\n%q", want, term.sent())
	}
}
