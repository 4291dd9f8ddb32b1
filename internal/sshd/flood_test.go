package sshd

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/quota"
	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// heap is the live heap, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// cpu is the processor time that the process has used, test and clients included.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Attack: sequences and pastes that never end, twenty million bytes of each, so that
// they are kept and memory runs out.
func TestEndlessSequences(t *testing.T) {
	for name, begins := range map[string]string{
		"paste": "\x1b[200~", "OSC": "\x1b]0;", "DCS": "\x1bP", "CSI": "\x1b[",
	} {
		t.Run(name, func(t *testing.T) {
			h := serve(t, rooms(), unhurried)
			term := h.terminal(t, h.dial(t))
			term.shows(t, "Pete")
			term.hasAnswered(t)
			before := heap()
			piece := strings.Repeat("x", 1<<20)
			if name == "CSI" {
				piece = strings.Repeat("1;", 1<<19)
			}
			// In one packet with what follows: after 50 ms alone it would be a key.
			term.press(t, begins+piece)
			pieces := int64(8)
			if underRace {
				pieces = 4
			}
			for range pieces - 1 {
				term.press(t, piece)
			}
			eventually(t, fmt.Sprintf("of %d MB that were sent, the heap has %d at most", pieces, pieces-1), func() bool {
				return heap()-before <= (pieces-1)<<20
			})
			term.press(t, "\x03") // the reader can leave
			term.ends(t)
		})
	}
}

// Attack: data for a command that reads none, in packets of a byte, of which each
// costs the library fifty to keep.
func TestStuffedChannels(t *testing.T) {
	started := make(chan struct{})
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, _, _ io.Writer) int {
		close(started)
		<-ctx.Done()
		return 1
	}
	h := serve(t, doors, unhurried)
	goroutines := h.baseline(t)
	client := h.dial(t)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("wait"); err != nil {
		t.Fatal(err)
	}
	received(t, "the command to start", started)
	before := heap()
	for range 150_000 {
		if _, err := stdin.Write([]byte{'x'}); err != nil {
			t.Fatal(err)
		}
	}
	grown := heap() - before
	t.Logf("the heap has grown by %d KB", grown>>10)
	if grown > 4<<20 {
		t.Errorf("the heap has grown by %d bytes, want at most 4 MB", grown)
	}
	_ = client.Close()
	eventually(t, "no client is connected", h.empty)
	quiet(t, goroutines)
}

// Attack: floods of what costs a server more than its sender: requests that want an
// answer, and new keys for every few bytes. The budget of a connection makes the
// flood as slow as itself, and a stranger is served meanwhile.
func TestFloodsAreSlowed(t *testing.T) {
	floods := map[string]func(h *house, stop <-chan struct{}){
		"requests": func(h *house, stop <-chan struct{}) {
			client := h.dial(t)
			for {
				select {
				case <-stop:
					return
				default:
					if _, _, err := client.SendRequest("keepalive@openssh.com", false, nil); err != nil {
						return
					}
				}
			}
		},
		"keys": func(h *house, stop <-chan struct{}) {
			config := clientConfig(h)
			config.RekeyThreshold = 1 // as often as the library lets it
			client, err := gossh.Dial("tcp", h.Addr().String(), config)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = client.Close() }()
			for {
				select {
				case <-stop:
					return
				default:
					if _, _, err := client.SendRequest("keepalive@openssh.com", true, make([]byte, 300)); err != nil {
						return
					}
				}
			}
		},
	}
	const strangers = 10
	for name, flood := range floods {
		t.Run(name, func(t *testing.T) {
			h := serve(t, rooms(), func(c *Config) { c.Limits.InputBurst = 64 << 10 })
			stop, done := make(chan struct{}), make(chan struct{})
			go func() { defer close(done); flood(h, stop) }()
			began, used := time.Now(), cpu()
			// A stranger comes every fifth of a second.
			arrivals := time.NewTicker(200 * time.Millisecond)
			defer arrivals.Stop()
			slowest := time.Duration(0)
			for range strangers {
				<-arrivals.C
				arrived := time.Now()
				client := h.dial(t)
				term := h.terminal(t, client)
				term.shows(t, "Pete")
				slowest = max(slowest, time.Since(arrived))
				_ = client.Close()
				term.Close()
			}
			share := 100 * float64(cpu()-used) / float64(time.Since(began))
			t.Logf("%d strangers were served, the slowest in %v; all of it, the flood's own part included, took %.0f %% of a core", strangers, slowest, share)
			eventually(t, "the flood comes to the end of its budget", h.slowed)
			close(stop)
			h.conns.closeWhere(func(*conn) bool { return true })
			received(t, "the flood to end", done)
		})
	}
}

// owes reports whether a connection has spent more than its budget has.
func owes(b *quota.Budget) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	b.Wait(ctx)
	return time.Since(began) > 5*time.Millisecond
}

// slowed reports that a connection has used up its budget for now.
func (h *house) slowed() bool {
	h.conns.mu.Lock()
	defer h.conns.mu.Unlock()
	for c := range h.conns.open {
		if owes(c.budget.Load()) {
			return true
		}
	}
	return false
}

// Attack: a client sends data as its stderr, a byte a packet. No session reads that, and
// the library keeps it.
func TestStderrOfAClient(t *testing.T) {
	h := serve(t, rooms())
	before := h.baseline(t)
	channel := h.enter(t, "127.0.0.1", defaultWindow)
	if _, err := channel.Stderr().Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if line := h.log.ended(t, 0); line["end"] != endFlood || line["layer"] != "server" {
		t.Errorf("the log has %v", line)
	}
	eventually(t, "the connection is gone", h.empty)
	quiet(t, before)
}

// Attack: a client reads the reply of sftp so slowly that it never counts as unread, and
// sends bytes meanwhile that the session does not read.
func TestStuffingBehindASlowReply(t *testing.T) {
	doors := rooms()
	finish := make(chan struct{})
	doors.Files = func(context.Context, Client, io.ReadWriteCloser, io.Writer, func(func())) error {
		<-finish // it writes, and reads nothing
		return nil
	}
	h := serve(t, doors, unhurried, func(c *Config) { c.Limits.Unread = DefaultLimits().Unread })
	goroutines, before := h.baseline(t), heap()
	client := h.dial(t)
	channel, _ := sftpChannel(t, client)
	sent := 0
	for {
		if _, err := channel.Write([]byte("x")); err != nil {
			break
		}
		sent++
	}
	_ = client.Wait()
	grown := heap() - before
	t.Logf("after %d packets of a byte the connection was closed; the heap had grown by %d KB", sent, grown>>10)
	if most := 64 << 10; sent > most || grown > 4<<20 {
		t.Errorf("%d packets were taken and %d bytes kept, want at most %d and 4 MB", sent, grown, most)
	}
	close(finish)
	if line := h.log.ended(t, 0); line["end"] != endFlood {
		t.Errorf("the log has %v", line)
	}
	eventually(t, "the connection is gone", h.empty)
	quiet(t, goroutines)
}

// noisy is a room that changes every cell and its colour with every key: half a megabyte.
type noisy struct{ keys int }

func (n noisy) Init() tea.Cmd { return nil }

func (n noisy) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		n.keys++
	}
	return n, nil
}

func (n noisy) View() tea.View {
	var b strings.Builder
	for row := range 120 {
		for column := range 399 {
			change := row*7 + column*3 + n.keys*11 + n.keys*column
			fmt.Fprintf(&b, "\x1b[38;5;%dm%c", 16+change%200, 'a'+change%26)
		}
		b.WriteString("\x1b[m\n")
	}
	return tea.NewView(b.String())
}

func (n noisy) Farewell(string) string { return "" }
func (n noisy) Suspend()               {}
func (n noisy) Clipboard() string      { return "" }

// Attack: a client reads nothing and goes on to press keys, so that it never counts as
// idle and its frames pile up.
func TestReaderWhoNeverReads(t *testing.T) {
	doors := rooms()
	doors.Room = func(Client, string) Room { return noisy{} }
	h := serve(t, doors, unhurried, func(c *Config) { c.Limits.WriteTimeout = 200 * time.Millisecond })
	before := h.baseline(t)
	client := h.dial(t)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 120, 400, nil); err != nil {
		t.Fatal(err)
	}
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StdoutPipe(); err != nil { // which the test does not read
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() { defer close(gone); _ = client.Wait() }()
	for keys := 0; ; keys++ {
		select {
		case <-gone:
			t.Logf("the connection was closed after %d keys", keys)
			if line := h.log.ended(t, 0); line["end"] != endUnread {
				t.Errorf("the log has %v", line)
			}
			eventually(t, "the connection is gone", h.empty)
			quiet(t, before)
			return
		default:
			if _, err := stdin.Write([]byte("j")); err != nil {
				<-gone
			}
		}
	}
}

// A session whose client has sent all it will is not one that leaves anything unread,
// however much another one of the connection is sent.
func TestReadToItsEnd(t *testing.T) {
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, _, _ io.Writer) int {
		<-ctx.Done()
		return 0
	}
	const limit = 32 << 10
	h := serve(t, doors, unhurried, func(c *Config) { c.Limits.Unread = limit })
	client := h.dial(t)
	waiting, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	stdin, err := waiting.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := waiting.Start("wait"); err != nil {
		t.Fatal(err)
	}
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	channel, _ := sftpChannel(t, client)
	for range 8 * limit / 1024 {
		echoed(t, channel, strings.Repeat("x", 1024))
	}
}

// A read that finds something at once, as in a flood, does not make all that has arrived
// count as read. One that has to wait does.
func TestReadsInAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{}
		all := channels{open: []*channel{c}}
		c.willRead()
		all.dropFlooded(1000, 1<<20)
		if read := c.readUpTo.Load(); read != 0 {
			t.Errorf("as it begins to read, %d bytes count as read", read)
		}
		time.Sleep(readWaits)
		all.dropFlooded(2000, 1<<20)
		if read := c.readUpTo.Load(); read != 2000 {
			t.Errorf("when it has waited, %d bytes count as read", read)
		}
	})
}

// Attack: a room that is flooded with keys, a packet each: what it reads of them is paid
// for, so that more arrive than are read, and the library keeps the rest.
func TestMoreThanIsRead(t *testing.T) {
	doors := rooms()
	step := make(chan struct{})
	doors.Files = func(ctx context.Context, _ Client, client io.ReadWriteCloser, _ io.Writer, _ func(func())) error {
		buf := make([]byte, 16)
		for {
			select {
			case <-step:
			case <-ctx.Done():
				return nil
			}
			if _, err := client.Read(buf); err != nil {
				return nil
			}
		}
	}
	h := serve(t, doors, unhurried, func(c *Config) { c.Limits.Unread = 128 << 10 })
	client := h.dial(t)
	channel, _ := sftpChannel(t, client)
	sent := 0
	for range 200 {
		for range 200 {
			if _, err := channel.Write([]byte("j")); err == nil {
				sent++
			}
		}
		select {
		case step <- struct{}{}:
		case <-time.After(time.Second): // it has ended
		}
		if len(h.log.lines(t, "session ended")) > 0 {
			break
		}
	}
	// The server may still be at the first packets: they are only sent.
	if line := h.log.ended(t, 0); line["end"] != endFlood {
		t.Errorf("after %d packets the log has %v", sent, line)
	}
}
