package sshd

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// start runs a command of a source and does not wait for it.
func start(t *testing.T, h *house, from, command string) *gossh.Session {
	t.Helper()
	client, err := h.dialFrom(t, from)
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StdoutPipe(); err != nil { // which the test does not read
		t.Fatal(err)
	}
	if err := session.Start(command); err != nil {
		t.Fatal(err)
	}
	return session
}

// Attack: one source has sixteen commands compute all the time, so that the share of
// a stranger becomes a seventeenth.
func TestOneSourceHasItsShareOfWork(t *testing.T) {
	half := max(runtime.GOMAXPROCS(0)/2, 1)
	doors := rooms()
	var busy, most atomic.Int64
	finish := make(chan struct{})
	plain := doors.Command
	doors.Command = func(ctx context.Context, g Client, line string, stdout, stderr io.Writer) int {
		if line != "compute" {
			return plain(ctx, g, line, stdout, stderr)
		}
		most.Store(max(most.Load(), busy.Add(1)))
		defer busy.Add(-1)
		<-finish
		return 0
	}
	h := serve(t, doors)
	var all []*gossh.Session
	for range DefaultLimits().PerSource {
		all = append(all, start(t, h, "127.0.0.2", "compute"))
	}
	eventually(t, "all have come in", func() bool { return h.sessions.count() == len(all) })
	eventually(t, "one of them computes", func() bool { return busy.Load() == int64(half) })
	stranger, err := h.dialFrom(t, "127.0.0.3")
	if err != nil {
		t.Fatal(err)
	}
	session, err := stranger.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("ls"); err != nil || string(out) != "ran \"ls\" tty=false\n" {
		t.Errorf("a stranger is told %q, %v", out, err)
	}
	close(finish)
	for _, session := range all {
		if err := session.Wait(); err != nil {
			t.Error(err)
		}
	}
	if most.Load() != int64(half) {
		t.Errorf("%d commands of one source computed at once, want %d", most.Load(), half)
	}
}

// Attack: a command whose client does not read keeps its turn, and everybody behind
// the same address waits for it.
func TestWhoWritesHasNoTurn(t *testing.T) {
	doors := rooms()
	plain := doors.Command
	var written atomic.Int64
	doors.Command = func(ctx context.Context, g Client, line string, stdout, stderr io.Writer) int {
		if line != "endless" {
			return plain(ctx, g, line, stdout, stderr)
		}
		for {
			n, err := stdout.Write(make([]byte, 32<<10))
			written.Add(int64(n))
			if err != nil {
				return 1
			}
		}
	}
	h := serve(t, doors)
	for range 4 {
		start(t, h, "127.0.0.2", "endless")
	}
	const window = 2 << 20 // of x/crypto's client
	eventually(t, "all have written what fits", func() bool { return written.Load() >= 4*window })
	for range 3 {
		neighbour, err := h.dialFrom(t, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		session, err := neighbour.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := session.Output("ls"); err != nil {
			t.Errorf("behind the same address: %v", err)
		}
	}
}

// slow is a room whose commands take until they are let go.
type slow struct {
	testRoom

	begun, finish chan struct{}
}

func (r slow) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := r.testRoom.Update(msg)
	r.testRoom = next.(testRoom)
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "w" {
		return r, func() tea.Msg { r.begun <- struct{}{}; <-r.finish; return nil }
	}
	return r, cmd
}

// Attack: a room that has much to do holds up the keys of its neighbours behind the
// same address, or its own.
func TestWorkHoldsUpNoKeys(t *testing.T) {
	doors := rooms()
	begun, finish := make(chan struct{}, 100), make(chan struct{})
	doors.Room = func(g Client, _ string) Room {
		return slow{testRoom{columns: g.Columns, rows: g.Rows}, begun, finish}
	}
	h := serve(t, doors)
	half := max(runtime.GOMAXPROCS(0)/2, 1)
	one, two := h.terminal(t, h.dial(t)), h.terminal(t, h.dial(t))
	for range half + 2 {
		one.press(t, "w")
	}
	for range half {
		received(t, "a command to begin", begun)
	}
	one.press(t, "x")
	one.shows(t, "x.")
	two.press(t, "wy")
	two.shows(t, "keys=wy.")
	if n := len(begun); n != 0 {
		t.Errorf("%d commands more than may be are running", n)
	}
	two.press(t, "q") // waits for no turn
	if got := two.ends(t); got != 0 {
		t.Errorf("status %d", got)
	}
	close(finish)
	for range 2 {
		received(t, "the other commands", begun)
	}
	one.press(t, "q")
	one.ends(t)
}

// Attack: connections from everywhere that shake hands and then want nothing, until
// memory or descriptors run out.
func TestConnectionsThatWantNothing(t *testing.T) {
	const most = 8
	h := serve(t, rooms(), func(c *Config) { c.Limits.Unused = most })
	reader := h.terminal(t, h.dial(t))
	reader.shows(t, "Pete")
	kept, err := h.dialFrom(t, "127.0.0.2") // as a ControlMaster does
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 * most {
		if _, err := h.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i)); err != nil {
			t.Fatal(err)
		}
		if i%(most/2) > 0 {
			continue
		}
		session, err := kept.NewSession()
		if err != nil {
			t.Fatalf("after %d others, who comes back finds its connection closed: %v", i, err)
		}
		if _, err := session.Output("ls"); err != nil {
			t.Error(err)
		}
	}
	eventually(t, "no more than may be are open", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		return len(h.conns.open) == most+1 && h.conns.unused.Len() == most
	})
	reader.press(t, "j")
	reader.shows(t, "keys=j.")
	eventually(t, "no source is remembered that has nothing", func() bool {
		return h.conns.table.Known() <= most+1
	})
}

// Commands that wait for a CPU slot when Pete stops have not run, and exit with an error:
// a script may have written their output into a file.
func TestStoppedBeforeItsTurn(t *testing.T) {
	t.Parallel()
	half := max(runtime.GOMAXPROCS(0)/2, 1)
	doors := rooms()
	var busy atomic.Int64
	doors.Command = func(ctx context.Context, _ Client, _ string, _, _ io.Writer) int {
		busy.Add(1)
		<-ctx.Done()
		return 7
	}
	h := serve(t, doors, func(c *Config) { c.Limits.DrainTimeout = time.Second })
	var all []*gossh.Session
	for range half + 2 {
		all = append(all, start(t, h, "127.0.0.2", "compute"))
	}
	eventually(t, "all have come in", func() bool { return h.sessions.count() == len(all) && busy.Load() == int64(half) })
	h.stop(t)
	for i, session := range all {
		// One whose turn comes at the last moment says so itself.
		if got := status(t, session.Wait()); got != 1 && got != 7 {
			t.Errorf("command %d ended with %d, want 1, or 7 if it has run", i, got)
		}
	}
}
