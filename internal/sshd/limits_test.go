package sshd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/termtest"
	gossh "golang.org/x/crypto/ssh"
)

// Attack: one source opens as many connections as it can, to keep all others out.
func TestOneSourceHasItsShare(t *testing.T) {
	h, watcher := watched(t)
	var raws []net.Conn
	t.Cleanup(func() {
		for _, raw := range raws {
			_ = raw.Close()
		}
	})
	for range 400 {
		raw, err := rawFrom(h, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		raws = append(raws, raw)
		// The server speaks first, and on a connection that it refuses it says why.
		_ = raw.SetReadDeadline(time.Now().Add(patience))
		heard := make([]byte, 4)
		if _, err := io.ReadFull(raw, heard); err != nil {
			t.Fatal("a refusal without a word:", err)
		}
	}
	if kept, want := 400-watcher.refused(causeSource), DefaultLimits().PerSource; kept != want {
		t.Errorf("%d connections of one source are kept, want %d", kept, want)
	}
	began := time.Now()
	client, err := h.dialFrom(t, "127.0.0.3")
	if err != nil {
		t.Fatalf("a stranger is not served: %v", err)
	}
	term := h.terminal(t, client)
	term.shows(t, "Pete")
	t.Logf("a stranger's first frame came after %v", time.Since(began))
	for _, raw := range raws {
		_ = raw.Close()
	}
	eventually(t, "the source may come again", func() bool {
		client, err := h.dialFrom(t, "127.0.0.2")
		if err != nil {
			return false
		}
		_ = client.Close()
		return true
	})
}

// TestRefusedIsTold has a refused client read why, whatever it has sent, and then the end. A
// few clients at a time get a disconnect packet, which the server waits for them to read, and
// the others a line. OpenSSH sends its version at once.
func TestRefusedIsTold(t *testing.T) {
	share := func(c *Config) { c.Limits.PerSource = 0 }
	const many = "too many connections from your address (--max-per-source): close one"
	for name, want := range map[string]struct {
		tune   func(*Config)
		reason string
	}{
		"share": {share, many},
		"penalty": {
			func(c *Config) { c.Table = penalized(c.Limits.Limits, "127.0.0.2") },
			"too many connections without a session from your address (--max-penalty): wait",
		},
		"behind a balancer": {
			func(c *Config) {
				share(c)
				c.Balancers = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
			},
			many,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := serve(t, rooms(), want.tune)
			first := "SSH-2.0-" + version + "\r\n"
			for range refusalsWaiting {
				raw := refusedFrom(t, h, strings.Contains(name, "balancer"))
				got := make([]byte, len(first)+len(disconnectPacket(want.reason)))
				if _, err := io.ReadFull(raw, got); err != nil {
					t.Fatal(err)
				}
				if packet, ok := strings.CutPrefix(string(got), first); !ok || disconnectReason(t, packet) != want.reason {
					t.Errorf("it reads %q", got)
				}
			}
			raw := refusedFrom(t, h, strings.Contains(name, "balancer"))
			got, err := io.ReadAll(raw)
			if string(got) != "Pete: "+want.reason+"\r\n" || err != nil && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("while the server waits for %d others, it reads %q, %v", refusalsWaiting, got, err)
			}
		})
	}
}

// refusedFrom opens a connection that is refused, and sends what a client sends first.
func refusedFrom(t *testing.T, h *house, balanced bool) net.Conn {
	t.Helper()
	raw, err := rawFrom(h, "127.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	if balanced {
		_, _ = io.WriteString(raw, "PROXY TCP4 192.0.2.7 127.0.0.1 40000 22\r\n")
	}
	_, _ = io.WriteString(raw, "SSH-2.0-OpenSSH_9.2p1\r\n")
	_ = raw.SetReadDeadline(time.Now().Add(patience))
	return raw
}

// disconnectReason returns the reason in a disconnect packet.
func disconnectReason(t *testing.T, packet string) string {
	t.Helper()
	if len(packet)%8 != 0 || len(packet) < 6 {
		t.Fatalf("a packet of %d bytes", len(packet))
	}
	content := packet[5 : len(packet)-int(packet[4])]
	var message struct {
		Code             uint32 `sshtype:"1"`
		Reason, Language string
	}
	if err := gossh.Unmarshal([]byte(content), &message); err != nil || message.Code != 12 {
		t.Fatalf("%+v, %v", message, err)
	}
	return message.Reason
}

// TestRefusedIsNotWaitedForLong has a client that is told and does not close be closed.
func TestRefusedIsNotWaitedForLong(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.PerSource = 0 })
	began := time.Now()
	raw := refusedFrom(t, h, false)
	if _, err := io.Copy(io.Discard, raw); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
	t.Logf("closed after %v, want about %v", time.Since(began), refusalWait)
}

// penalized returns a table in which an address is refused.
func penalized(limits quota.Limits, address string) *quota.Table {
	table := quota.NewTable(limits)
	for range 100 {
		if source, err := table.Connect(netip.MustParseAddr(address)); err == nil {
			source.Disconnect(quota.PenaltyTimeout)
		}
	}
	return table
}

// Attack: thousands of connections from everywhere that never shake hands, each of
// which claims a packet of 256 KB, so that memory runs out or no other client gets in.
func TestHalfOpenConnections(t *testing.T) {
	const flood, deadline = 3000, 2 * time.Second
	h := serve(t, rooms(), func(c *Config) { c.Limits.HandshakeTimeout = deadline })
	before := h.baseline(t)
	runtime.GC()
	var memory, grown runtime.MemStats
	runtime.ReadMemStats(&memory)

	claim := binary.BigEndian.AppendUint32(nil, 256<<10)
	var raws []net.Conn
	defer func() {
		for _, raw := range raws {
			_ = raw.Close()
		}
	}()
	slowest := time.Duration(0)
	for i := range flood {
		raw, err := rawFrom(h, fmt.Sprintf("127.1.%d.%d", i/200, 1+i%200))
		if err != nil {
			t.Fatal(err)
		}
		raws = append(raws, raw)
		if i%2 == 0 {
			_, _ = raw.Write(append([]byte("SSH-2.0-half\r\n"), claim...)) // the server may have closed it
		}
		if i%500 == 499 {
			began := time.Now()
			client, err := h.dialFrom(t, fmt.Sprintf("127.0.1.%d", 1+i/500))
			if err != nil {
				t.Fatalf("behind %d half-open connections a stranger is not served: %v", i+1, err)
			}
			term := h.terminal(t, client)
			term.shows(t, "Pete")
			slowest = max(slowest, time.Since(began))
			_ = client.Close()
			term.Close()
		}
	}
	runtime.ReadMemStats(&grown)
	heap := (int64(grown.HeapAlloc) - int64(memory.HeapAlloc)) >> 20
	t.Logf("a stranger's first frame came after at most %v; the heap has grown by %d MB", slowest, heap)
	if heap > 100 {
		t.Errorf("the heap has grown by %d MB, want at most 100", heap)
	}
	limit := DefaultLimits().PreAuthConns
	eventually(t, "no more than may be are open", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		return len(h.conns.open) <= limit
	})
	eventually(t, "all are gone after the deadline", h.empty)
	quiet(t, before)
}

// Attack: more readers than there is room for.
func TestFull(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.MaxReaders = 2 })
	one, two := h.terminal(t, h.dial(t)), h.terminal(t, h.dial(t))
	one.shows(t, "Pete")
	two.shows(t, "Pete")
	if got := h.Unready(); got != "full" {
		t.Errorf("the server says that it is %q", got)
	}
	session, err := h.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	said, err := session.CombinedOutput("ls")
	if got := status(t, err); got != 1 || string(said) != errFull.why+"\n" {
		t.Errorf("the third is told %q, and status %d", said, got)
	}
	if line := h.log.ended(t, 0); line["end"] != endRefused {
		t.Errorf("the log has %v", line)
	}
	one.press(t, "q")
	one.ends(t)
	eventually(t, "there is room again", func() bool { return h.Unready() == "" })
	three := h.terminal(t, h.dial(t))
	three.shows(t, "Pete")
}

// chatter has a client say that it is there until its connection is closed.
func chatter(client *gossh.Client) {
	for {
		if _, _, err := client.SendRequest("keepalive@openssh.com", true, nil); err != nil {
			return
		}
	}
}

// Attack: a client that never reads what it is sent, though it takes part otherwise.
func TestClientThatNeverReads(t *testing.T) {
	doors := rooms()
	ended := make(chan error, 1)
	doors.Command = func(_ context.Context, _ Client, _ string, stdout, _ io.Writer) int {
		for {
			if _, err := stdout.Write(make([]byte, 32<<10)); err != nil {
				ended <- err
				return 1
			}
		}
	}
	h := serve(t, doors, func(c *Config) { c.Limits.WriteTimeout = 200 * time.Millisecond })
	before := h.baseline(t)
	client := h.dial(t)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StdoutPipe(); err != nil { // which the test does not read
		t.Fatal(err)
	}
	if err := session.Start("endless"); err != nil {
		t.Fatal(err)
	}
	go chatter(client)
	if err := received(t, "the command to end", ended); err == nil {
		t.Error("the command ended without an error")
	}
	_ = client.Wait()
	if line := h.log.ended(t, 0); line["end"] != endUnread || line["layer"] != "server" {
		t.Errorf("the log has %v", line)
	}
	eventually(t, "the connection is gone", h.empty)
	quiet(t, before)
}

// Attack: a client that stops to take bytes at all, so that a write blocks for ever.
func TestBlockedWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		near, far := net.Pipe()
		defer func() { _ = far.Close() }()
		c := newTestConn(near, limits)
		defer func() { _ = c.Close() }()
		begun := time.Now()
		if _, err := c.Write(make([]byte, 64)); err == nil {
			t.Error("the write did not fail")
		}
		if _, err := far.Read(make([]byte, 1)); err == nil {
			t.Error("the connection is still open")
		}
		if took := time.Since(begun); took != limits.WriteTimeout {
			t.Errorf("the connection is closed after %v, want %v", took, limits.WriteTimeout)
		}
	})
}

// Attack: a flood of whatever costs a server more than its sender.
func TestInputIsBudgeted(t *testing.T) {
	t.Parallel()
	limits := DefaultLimits()
	limits.InputRate, limits.InputBurst = 128<<10, 64<<10 // of which one connection has half
	near, far := net.Pipe()
	c := newTestConn(near, limits)
	defer func() { _ = c.Close() }()
	c.authenticated.Store(true) // else it may not send as much
	began := time.Now()
	go func() {
		defer func() { _ = far.Close() }()
		_, _ = far.Write(make([]byte, 96<<10))
	}()
	n, _ := io.Copy(io.Discard, c)
	elapsed := time.Since(began)
	t.Logf("96 KB were read in %v", elapsed)
	// A slow machine takes longer, and none less than the budget says: a second for
	// what is over the burst. The last read does not wait for itself.
	if least := time.Second - time.Duration(inputChunk)*time.Second/(64<<10); n != 96<<10 || elapsed < least {
		t.Errorf("%d bytes were read in %v, want at least %v", n, elapsed, least)
	}
}

// A read that waits for its budget ends when the connection is closed.
func TestCloseEndsWaitingReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.InputRate, limits.InputBurst = 1, 2
		near, far := net.Pipe()
		defer func() { _ = far.Close() }()
		c := newTestConn(near, limits)
		c.authenticated.Store(true)
		done := make(chan struct{})
		go func() { _, _ = far.Write(make([]byte, 1<<20)) }()
		go func() {
			defer close(done)
			_, _ = io.Copy(io.Discard, c)
		}()
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("the read does not wait")
		default:
		}
		begun := time.Now()
		_ = c.Close()
		if <-done; time.Since(begun) != 0 {
			t.Errorf("the read goes on for %v", time.Since(begun))
		}
	})
}

// Attack: one source opens as many sessions as its connections have channels for.
func TestOneSourceHasItsShareOfSessions(t *testing.T) {
	h := serve(t, rooms())
	let, told := 0, 0
	for range 6 {
		client, err := h.dialFrom(t, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		for range maxChannels {
			session, err := client.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := session.StdinPipe(); err != nil { // else it ends at once
				t.Fatal(err)
			}
			stdout, err := session.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			stderr, err := session.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := session.Shell(); err != nil {
				t.Fatal(err)
			}
			first := make(chan string, 2)
			for _, from := range []io.Reader{stdout, stderr} {
				go func() {
					buf := make([]byte, 1024)
					if n, _ := from.Read(buf); n > 0 {
						first <- string(buf[:n])
					}
				}()
			}
			if strings.Contains(received(t, "a word", first), "Your address") {
				told++
			} else {
				let++
			}
		}
	}
	if limit := DefaultLimits().PerSource; let != limit || told != 24-limit {
		t.Errorf("%d sessions were let in and %d refused, want %d and %d", let, told, limit, 24-limit)
	}
	other := h.terminal(t, h.dial(t))
	other.shows(t, "Pete")
}

// Attack: a command that complains, and a client that opens no window to hear it.
func TestClientThatHearsNoComplaint(t *testing.T) {
	doors := rooms()
	ended := make(chan error, 1)
	doors.Command = func(_ context.Context, _ Client, _ string, _, stderr io.Writer) int {
		for {
			if _, err := stderr.Write(make([]byte, 32<<10)); err != nil {
				ended <- err
				return 1
			}
		}
	}
	h := serve(t, doors, func(c *Config) { c.Limits.WriteTimeout = 200 * time.Millisecond })
	client := h.dial(t)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.StderrPipe(); err != nil { // which the test does not read
		t.Fatal(err)
	}
	if err := session.Start("complain"); err != nil {
		t.Fatal(err)
	}
	go chatter(client)
	if err := received(t, "the command to end", ended); err == nil {
		t.Error("the command ended without an error")
	}
	eventually(t, "the connection is gone", h.empty)
}

// Attack: a client that connects, shakes hands and then says nothing for ever.
func TestSilentConnection(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.IdleTimeout = 50 * time.Millisecond })
	before := h.baseline(t)
	client := h.dial(t)
	if err := client.Wait(); err == nil {
		t.Error("the connection ended without an error")
	}
	eventually(t, "the connection is gone", h.empty)
	quiet(t, before)
}

// Attack: windows as large as they may be, one reader after the other, until memory
// runs out. Each source leaves three quarters of what it finds to the next, so a
// stranger gets an ordinary window whole.
func TestCellsAreShared(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.Cells = 200_000 })
	open := opener(t, h)
	first := open("127.0.0.2", 60_000, 60_000)
	first.shows(t, "400x120") // 46,080 of 50,000
	open("127.0.0.2", 400, 120).shows(t, "80x24")
	open("127.0.0.3", 300, 120).shows(t, "300x120") // 34,080 of 38,480
	third := open("127.0.0.4", 400, 120)
	third.shows(t, "400x79") // all of 29,960
	open("127.0.0.5", 200, 40).shows(t, "200x40")
	first.press(t, "q")
	first.ends(t)
	for _, rows := range []int{119, 118} { // the first may come before the cells are free
		if err := third.session.WindowChange(rows, 400); err != nil {
			t.Fatal(err)
		}
	}
	third.shows(t, "400x104")
}

// A size that the terminal reports when it is asked is bounded as one that its client sends,
// and shares the same cells.
func TestReportedSizesAreBounded(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.Cells = 200_000 })
	open := opener(t, h)
	first := open("127.0.0.2", 80, 24)
	first.shows(t, "80x24")
	report := func(term *emulated, columns, rows int) {
		term.SetHabits(termtest.Habits{Columns: columns, Rows: rows})
		term.press(t, "L")
	}
	report(first, 60_000, 60_000)
	first.shows(t, "400x120")
	report(first, 100, 30)
	first.shows(t, "100x30")
	report(first, 0, 0) // no answer
	first.press(t, "k")
	first.shows(t, "100x30 keys=LLLk.")
	report(first, 400, 120)
	first.shows(t, "400x120 keys=LLLkL.") // 46,080 of 50,000
	second := open("127.0.0.2", 80, 24)
	second.shows(t, "80x24")
	report(second, 400, 120)
	report(second, 90, 20)
	second.shows(t, "90x20 keys=LL.")
	if sent := second.sent(); strings.Contains(sent, "400x120") {
		t.Error("a reported size has more cells than there are")
	}
}

// What terminals report is a size at worst.
func TestReportedSizes(t *testing.T) {
	for _, test := range []struct{ columns, rows, wantColumns, wantRows int }{
		{120, 40, 120, 40},
		{30, 100, 100, 30}, // the wrong way round
		{100, 30, 100, 30},
		{0, 40, 100, 40},
		{-5, -1, 100, 30},
		{1 << 62, 1 << 32, maxColumns, maxRows},
	} {
		c := &channel{size: window{Columns: 100, Rows: 30}, resized: make(chan struct{}, 1)}
		c.report(test.columns, test.rows)
		want := window{Columns: test.wantColumns, Rows: test.wantRows}
		if got := c.window(); got != want || len(c.resized) > 0 != (want != window{Columns: 100, Rows: 30}) {
			t.Errorf("%d×%d becomes %v, want %v", test.columns, test.rows, got, want)
		}
	}
}

// opener returns a function that opens a room from a source in a window of a size.
func opener(t *testing.T, h *house) func(from string, columns, rows int) *emulated {
	return func(from string, columns, rows int) *emulated {
		client, err := h.dialFrom(t, from)
		if err != nil {
			t.Fatal(err)
		}
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := session.RequestPty("xterm-256color", rows, columns, nil); err != nil {
			t.Fatal(err)
		}
		term := attach(t, session, min(columns, 400), min(rows, 120)) // the emulator has no bounds of its own
		if err := session.Shell(); err != nil {
			t.Fatal(err)
		}
		go func() { term.done <- session.Wait() }()
		return term
	}
}

// BenchmarkHandshake is one connection from a new source, up to its first channel.
func BenchmarkHandshake(b *testing.B) {
	h := serve(b, rooms())
	for b.Loop() {
		client, err := gossh.Dial("tcp", h.Addr().String(), clientConfig(h))
		if err != nil {
			b.Fatal(err)
		}
		_ = client.Close()
	}
}

// Attack: the largest window that a number can say, for the memory that its cells
// take.
func TestHugeWindowCosts(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 1<<31-1, 1<<31-1, nil); err != nil {
		t.Fatal(err)
	}
	term := attach(t, session, 400, 120)
	before := heap()
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	term.shows(t, "400x120")
	grown := heap() - before
	t.Logf("the heap has grown by %.1f MB, the test's own emulator of that size included", float64(grown)/1e6)
	if grown > 15<<20 {
		t.Errorf("the heap has grown by %d bytes, want at most 15 MB", grown)
	}
}

// Attack: megabytes of the kernel's memory for each connection that is not read.
func TestSocketBuffers(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other kernels count otherwise")
	}
	l, err := (&net.ListenConfig{KeepAlive: -1}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	far, err := new(net.Dialer).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = far.Close() }()
	near, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	tcp := near.(*net.TCPConn)
	// Else the kernel may begin with the size that is wanted, and change it later.
	if err := errors.Join(tcp.SetReadBuffer(4*inputBuffer), tcp.SetWriteBuffer(4*outputBuffer)); err != nil {
		t.Fatal(err)
	}
	c := newTestConn(near, DefaultLimits())
	defer func() { _ = c.Close() }()
	raw, err := tcp.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	// Linux doubles the sizes, for what it needs itself.
	options := map[int]int{syscall.SO_SNDBUF: 2 * outputBuffer, syscall.SO_RCVBUF: 2 * inputBuffer, syscall.SO_KEEPALIVE: 1}
	if err := raw.Control(func(fd uintptr) {
		for option, want := range options {
			if got, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, option); got != want || err != nil {
				t.Errorf("socket option %d is %d, %v, want %d", option, got, err, want)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
}
