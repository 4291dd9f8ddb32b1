package sshd

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// visitor is a session whose output can be waited for, without an emulator's cost.
type visitor struct {
	stdin  io.WriteCloser
	stdout io.Reader
	buf    []byte
}

// enter opens a room.
func enter(b *testing.B, client *gossh.Client) visitor {
	session, err := client.NewSession()
	if err != nil {
		b.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		b.Fatal(err)
	}
	stdin, err := session.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := session.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		b.Fatal(err)
	}
	return visitor{stdin: stdin, stdout: stdout, buf: make([]byte, 32<<10)}
}

// sees waits for the next bytes and returns how many there were.
func (v visitor) sees(b *testing.B) int {
	n, err := v.stdout.Read(v.buf)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// listRoom is a room with a full screen, one line of it marked.
type listRoom struct {
	rows, marked int
}

func (r listRoom) Init() tea.Cmd { return nil }

func (r listRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		r.marked = (r.marked + 1) % r.rows
	}
	return r, nil
}

func (r listRoom) View() tea.View {
	var b strings.Builder
	for i := range r.rows {
		mark := "  "
		if i == r.marked {
			mark = "> "
		}
		fmt.Fprintf(&b, "%s\x1b[38;5;99m%2d min\x1b[m  A post about something or other\n", mark, i)
	}
	return tea.NewView(strings.TrimSuffix(b.String(), "\n"))
}

func (r listRoom) Farewell(string) string { return "" }
func (r listRoom) Suspend()               {}

func (r listRoom) Clipboard() string { return "" }

func listRooms() Doors {
	doors := rooms()
	doors.Room = func(g Client, _ string) Room { return listRoom{rows: g.Rows} }
	return doors
}

// BenchmarkVisit measures a visit opened over loopback: from the TCP connection to
// the first frame.
func BenchmarkVisit(b *testing.B) {
	h := serve(b, listRooms())
	b.ReportAllocs()
	for b.Loop() {
		client := h.dial(b)
		enter(b, client).sees(b)
		_ = client.Close()
	}
}

// BenchmarkKey measures one key over loopback: from the press to the bytes that
// show it.
func BenchmarkKey(b *testing.B) {
	h := serve(b, listRooms())
	v := enter(b, h.dial(b))
	v.sees(b)
	sent := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := io.WriteString(v.stdin, "j"); err != nil {
			b.Fatal(err)
		}
		sent += v.sees(b)
	}
	b.ReportMetric(float64(sent)/float64(b.N), "bytes/key")
}

// BenchmarkCommand measures a command over a new connection each.
func BenchmarkCommand(b *testing.B) {
	h := serve(b, rooms())
	for b.Loop() {
		client := h.dial(b)
		session, err := client.NewSession()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := session.Output("ls"); err != nil {
			b.Fatal(err)
		}
		_ = client.Close()
	}
}

// BenchmarkWaking measures one key to a visit that rests, as BenchmarkKey does to one
// that does not.
func BenchmarkWaking(b *testing.B) {
	h := serve(b, listRooms(), impatient)
	v := enter(b, h.dial(b))
	v.sees(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		h.rests(b, 1)
		b.StartTimer()
		if _, err := io.WriteString(v.stdin, "j"); err != nil {
			b.Fatal(err)
		}
		v.sees(b)
	}
}

// BenchmarkResting measures what a suspended room costs: the heap and the stacks, those
// of the client's end of the connection included.
func BenchmarkResting(b *testing.B) {
	for _, size := range []window{defaultWindow, {Columns: 200, Rows: 60}} {
		b.Run(fmt.Sprintf("%dx%d", size.Columns, size.Rows), func(b *testing.B) {
			h := serve(b, listRooms(), tired, func(c *Config) { c.Limits.MaxReaders = b.N + 1 })
			h.enter(b, "127.0.8.255", defaultWindow)
			h.rests(b, 1)
			memory := func() float64 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				return float64(m.HeapAlloc + m.StackInuse)
			}
			before := memory()
			b.ResetTimer()
			for i := range b.N {
				h.enter(b, fmt.Sprintf("127.0.9.%d", 1+i%250), size)
			}
			h.rests(b, int64(1+b.N))
			b.StopTimer()
			b.ReportMetric((memory()-before)/float64(b.N)/1024, "KiB/reader")
		})
	}
}
