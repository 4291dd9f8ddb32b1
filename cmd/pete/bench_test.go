package main

import (
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// The benchmarks of the whole program speak SSH to it over the loopback, each as
// often to the two programs that it is compared with. Whatever they print is of one
// run on one machine: it is the ratios that say something.

// measured is a server that is measured.
type measured struct {
	*process

	address string
	dialled int
}

// programs are what is measured: the floor, what most would write, and pete.
var programs = map[string][]string{
	"floor": {"floor"},
	"hello": {"hello"},
	"pete":  {"pete", "serve", "--listen", "127.0.0.1:0", "--log-format", "json"},
}

// against runs a benchmark with each of these programs.
func against(b *testing.B, names []string, run func(b *testing.B, m *measured)) {
	for _, name := range names {
		b.Run(name, func(b *testing.B) { run(b, startMeasured(b, programs[name])) })
	}
}

// everyone are all programs.
var everyone = []string{"floor", "hello", "pete"}

func startMeasured(b *testing.B, line []string) *measured {
	b.Helper()
	p := startProcess(b, line...)
	address := p.await(b, "ready")["address"].(string)
	go func() {
		for p.log.Scan() { // or its log fills the pipe
		}
	}()
	return &measured{process: p, address: address}
}

// dial connects from the next of many addresses, as readers do.
func (m *measured) dial(b *testing.B) *gossh.Client {
	m.dialled++
	from := net.IPv4(127, 1+byte(m.dialled/250/250), byte(m.dialled/250), 1+byte(m.dialled%250))
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, Timeout: patience}
	raw, err := dialer.Dial("tcp", m.address)
	if err != nil {
		b.Fatal(err)
	}
	conn, channels, requests, err := gossh.NewClientConn(raw, m.address, &gossh.ClientConfig{
		User:            "reader",
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // started here
		Timeout:         patience,
	})
	if err != nil {
		b.Fatal(err)
	}
	return gossh.NewClient(conn, channels, requests)
}

// seat is a reader in front of a terminal.
type seat struct {
	client *gossh.Client
	keys   io.Writer
	screen io.Reader
	buf    []byte
}

// sit opens a terminal and returns when something is on it.
func (m *measured) sit(b *testing.B, columns, rows int) *seat {
	client := m.dial(b)
	session, err := client.NewSession()
	if err != nil {
		b.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", rows, columns, nil); err != nil {
		b.Fatal(err)
	}
	s := &seat{client: client, buf: make([]byte, 64<<10)}
	if s.keys, err = session.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	if s.screen, err = session.StdoutPipe(); err != nil {
		b.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		b.Fatal(err)
	}
	s.sees(b)
	return s
}

// press sends keys and returns how many bytes came first in answer.
func (s *seat) press(b *testing.B, keys string) int {
	if _, err := io.WriteString(s.keys, keys); err != nil {
		b.Fatal(err)
	}
	return s.sees(b)
}

func (s *seat) sees(b *testing.B) int {
	n, err := s.screen.Read(s.buf)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkFirstFrame is from nothing to the first frame: a connection, a handshake, a
// terminal. A reader's own part is in it, and the same for all.
func BenchmarkFirstFrame(b *testing.B) {
	against(b, everyone, func(b *testing.B, m *measured) {
		before := m.used(b)
		for b.Loop() {
			_ = m.sit(b, 80, 24).client.Close()
		}
		b.ReportMetric(float64((m.used(b).cpu-before.cpu).Microseconds())/float64(b.N), "µs-cpu/op")
	})
}

// keysPerSeat is how many keys pete takes at once from one address at no charge, and
// some less: what is measured is the key, and not the wait after a thousand of them.
const keysPerSeat = 500

// BenchmarkKey is from a key to the bytes that change the screen: one line down and up
// again, in pete's list of posts.
func BenchmarkKey(b *testing.B) {
	against(b, everyone, func(b *testing.B, m *measured) {
		s := m.sit(b, 80, 24)
		defer func() { _ = s.client.Close() }() // the last
		bytes, keys := 0, [2]string{"j", "k"}
		for n := 0; b.Loop(); n++ {
			if n%keysPerSeat == keysPerSeat-1 {
				b.StopTimer()
				_ = s.client.Close()
				s = m.sit(b, 80, 24)
				b.StartTimer()
			}
			bytes += s.press(b, keys[n%2])
		}
		b.ReportMetric(float64(bytes)/float64(b.N), "B/key")
	})
}

// BenchmarkCommand is a post printed over a connection of its own.
func BenchmarkCommand(b *testing.B) {
	against(b, []string{"floor", "pete"}, func(b *testing.B, m *measured) {
		for b.Loop() {
			client := m.dial(b)
			session, err := client.NewSession()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := session.Output("cat from-one-to-eighty"); err != nil {
				b.Fatal(err)
			}
			_ = client.Close()
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "conn/s")
	})
}

// BenchmarkReaders has readers sit and read, each a while longer than it takes a room
// to rest: what each takes in memory, and all of them in processor time. It is done
// once, however often it is asked for.
func BenchmarkReaders(b *testing.B) {
	const readers = 200
	for _, size := range []struct{ columns, rows int }{{80, 24}, {200, 60}} {
		b.Run(fmt.Sprintf("%dx%d", size.columns, size.rows), func(b *testing.B) {
			against(b, everyone, func(b *testing.B, m *measured) {
				warm := m.sit(b, size.columns, size.rows)
				before := m.settled(b)
				seats := []*seat{warm}
				for range readers {
					seats = append(seats, m.sit(b, size.columns, size.rows))
				}
				after := m.settled(b)
				for _, s := range seats {
					_ = s.client.Close()
				}
				b.ReportMetric(float64(after.rss-before.rss)/1024/readers, "KiB/reader")
				b.ReportMetric(100*after.cpu.Seconds()/idleFor.Seconds(), "%cpu-idle")
			})
		})
	}
}

// idleFor is how long readers do nothing while the processor's time is taken.
const idleFor = 2 * time.Second

// quietTicks is how many times in a row a process must have taken no more memory, and
// given none back: long enough for rooms to rest, and for what they held to be given
// back.
const quietTicks = 4

// settled waits until a process's memory stays as it is, and says how much that is, and
// how much of the processor it has used in the last idleFor.
func (m *measured) settled(b *testing.B) (last use) {
	ticks := time.NewTicker(idleFor)
	defer ticks.Stop()
	before := m.used(b)
	for n, quiet := 0, 0; n < 3*quietTicks && quiet < quietTicks; n++ { // some never are
		<-ticks.C
		now := m.used(b)
		last = use{cpu: now.cpu - before.cpu, rss: now.rss}
		if grown := now.rss - before.rss; grown < 64<<10 && grown > -64<<10 {
			quiet++
		} else {
			quiet = 0
		}
		before = now
	}
	return last
}

// BenchmarkCrowd has a thousand readers come, fifty a second, read, and leave: what the
// whole process takes then, and what it still has when they are gone. It is done once.
func BenchmarkCrowd(b *testing.B) {
	const readers, apart = 1000, 20 * time.Millisecond
	m := startMeasured(b, append(programs["pete"], "--max-readers", fmt.Sprint(readers)))
	arrivals := time.NewTicker(apart)
	defer arrivals.Stop()
	seats := make([]*seat, readers)
	for i := range seats {
		<-arrivals.C
		seats[i] = m.sit(b, 80, 24)
	}
	reading := m.settled(b)
	for _, s := range seats {
		_ = s.client.Close()
	}
	left := m.settled(b)
	b.ReportMetric(float64(reading.rss)/1e6, "MB-reading")
	b.ReportMetric(100*reading.cpu.Seconds()/idleFor.Seconds(), "%cpu-idle")
	b.ReportMetric(float64(left.rss)/1e6, "MB-left")
}
