package web

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// patience is how long a test waits for something before it fails. Nothing waits that long
// when all is well.
const patience = 20 * time.Second

// smallBlog is what the servers of these tests serve.
func smallBlog() fstest.MapFS {
	return fstest.MapFS{
		"site.yaml":        {Data: []byte("title: A Small Blog\nhost: blog.example\n")},
		"pages/about.md":   {Data: []byte("# About\n\nA blog for tests.\n")},
		"posts/short.md":   {Data: []byte("---\ntitle: Short\ndate: 2026-01-02\nsummary: A short post.\ntags: [one]\n---\n\nOf a lighthouse.\n")},
		"posts/long.md":    {Data: []byte("---\ntitle: Long\ndate: 2026-01-01\nsummary: A long post.\ntags: [one]\n---\n\n" + strings.Repeat(strings.Repeat("A paragraph of a long post, about nothing in particular. ", 100)+"\n\n", 400))},
		"posts/planned.md": {Data: []byte("---\ntitle: Planned\ndraft: true\n---\n\nA secret.\n")},
	}
}

// testDoor is a running server.
type testDoor struct {
	*Server

	address string
	log     *journal
	tally   *tally
	cancel  context.CancelFunc
	served  chan error
}

// testQuota are the bounds of sources that Pete has unless told otherwise.
func testQuota() quota.Limits {
	return quota.Limits{
		PerSource: 16, HandshakeRate: 20, HandshakeBurst: 100, MaxPenalty: 10 * time.Minute,
		InputRate: 64 << 10, InputBurst: 256 << 10, CPUShare: 0.25,
		AuthorRate: 1 << 20, AuthorBurst: 1 << 20, AuthorCPUShare: 1, AuthorSessions: 1,
		SweepPeriod: 20 * time.Millisecond,
	}
}

// startDoor starts a server of smallBlog, and stops it when the test is over.
func startDoor(t testing.TB, tune ...func(*Config)) *testDoor {
	t.Helper()
	d := newDoor(t, tune...)
	d.start(t)
	return d
}

// newDoor returns a server that does not listen yet.
func newDoor(t testing.TB, tune ...func(*Config)) *testDoor {
	t.Helper()
	d := &testDoor{log: &journal{}, tally: &tally{refused: map[string]int{}}, served: make(chan error, 1)}
	config := Config{
		Listen: []string{"127.0.0.1:0"}, Cache: lru.NewShared(16 << 20), Limits: DefaultLimits(), Watcher: d.tally,
		Log: logger(d.log),
	}
	for _, f := range tune {
		f(&config)
	}
	config.Table = cmp.Or(config.Table, quota.NewTable(testQuota()))
	if config.Snapshots == nil {
		store, report, err := site.Open(t.Context(), site.Files(smallBlog()), site.Options{})
		if err != nil || store == nil || len(report.Problems) > 0 {
			t.Fatal(report, err)
		}
		t.Cleanup(func() { _ = store.Close() })
		config.Snapshots = store
	}
	d.Server = New(config)
	return d
}

func (d *testDoor) start(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d.cancel = cancel
	if err := d.Listen(ctx); err != nil {
		t.Fatal(err)
	}
	d.address = d.listeners[0].Addr().String()
	go func() { d.served <- d.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-d.served:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Errorf("the server does not stop\n%s", stacks())
		}
	})
}

// stop stops the server and returns how long that takes.
func (d *testDoor) stop(t testing.TB) time.Duration {
	t.Helper()
	begun := time.Now()
	d.cancel()
	select {
	case err := <-d.served:
		if err != nil {
			t.Error(err)
		}
		d.served <- nil // for the clean-up
	case <-time.After(patience):
		t.Fatalf("the server does not stop\n%s", stacks())
	}
	return time.Since(begun)
}

// dialFrom opens a connection from an address of the loopback, which is a source of its own.
func (d *testDoor) dialFrom(t testing.TB, from string) net.Conn {
	t.Helper()
	raw, err := dial(d.address, from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	return raw
}

func dial(address, from string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	raw, err := dialer.Dial("tcp", address)
	if err == nil {
		err = raw.SetDeadline(time.Now().Add(patience))
	}
	return raw, err
}

// asks sends a request over a connection and returns the answer.
func asks(t testing.TB, raw net.Conn, request string) *http.Response {
	t.Helper()
	if _, err := io.WriteString(raw, request); err != nil {
		t.Fatal(err)
	}
	return answers(t, bufio.NewReader(raw))
}

// answers reads an answer and its body.
func answers(t testing.TB, r *bufio.Reader) *http.Response {
	t.Helper()
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response
}

// text returns the body of an answer.
func text(r *http.Response) string {
	body, _ := io.ReadAll(r.Body) // in memory
	return string(body)
}

// get is a request for a path.
func get(path string, headers ...string) string {
	var more strings.Builder
	for _, h := range headers {
		more.WriteString(h + "\r\n")
	}
	return "GET " + path + " HTTP/1.1\r\nHost: blog.example\r\n" + more.String() + "\r\n"
}

// stranger asks for a post from an address, on a connection of its own, and returns how long
// it takes to get it.
func (d *testDoor) stranger(t testing.TB, from string) time.Duration {
	t.Helper()
	begun := time.Now()
	if got := asks(t, d.dialFrom(t, from), get("/short", "Connection: close")); got.StatusCode != http.StatusOK || !strings.Contains(text(got), "lighthouse") {
		t.Errorf("a stranger gets %s", got.Status)
	}
	return time.Since(begun)
}

// connections returns how many connections are open.
func (d *testDoor) connections() (n int) {
	for _, of := range d.Connections() {
		n += of
	}
	return n
}

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
			t.Fatalf("waited in vain until %s\n%s", what, stacks())
		}
	}
}

// stacks returns those of all goroutines.
func stacks() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}

// descriptors returns how many files the process has open.
func descriptors(t testing.TB) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("no /proc to count descriptors in")
	}
	return len(entries)
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

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// lines returns the fields of every line logged with a message.
func (j *journal) lines(t testing.TB, msg string) (found []map[string]any) {
	t.Helper()
	for line := range strings.Lines(j.String()) {
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

// tally counts what a Watcher is told.
type tally struct {
	mu       sync.Mutex
	refused  map[string]int
	answered []string
}

func (w *tally) Refused(cause, _ string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refused[cause]++
}

func (w *tally) AcceptFailed() {}

func (w *tally) Answered(kind, code string, bytes int64, _ time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answered = append(w.answered, fmt.Sprint(kind, " ", code, " ", bytes > 0))
}

func (w *tally) count(cause string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused[cause]
}

// quotaTable returns a table with bounds of a test.
func quotaTable(limits quota.Limits) *quota.Table { return quota.NewTable(limits) }

// cpu returns the CPU time that the process has used, that of clients in the test included.
func cpu(t testing.TB) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// arrivedFrom returns how many bytes have arrived on the open connections of a source, and
// counts those that were closed in the meantime as none.
func (d *testDoor) arrivedFrom(source string) (n int64) {
	d.conns.mu.Lock()
	defer d.conns.mu.Unlock()
	for of, all := range d.conns.open {
		for one := range all {
			if of.String() == source {
				n += one.arrived.Load()
			}
		}
	}
	return n
}

// connectionsFrom returns how many connections a source has open.
func (d *testDoor) connectionsFrom(source string) int {
	d.conns.mu.Lock()
	defer d.conns.mu.Unlock()
	for of, all := range d.conns.open {
		if of.String() == source {
			return len(all)
		}
	}
	return 0
}

// logger returns a log that writes to a journal.
func logger(j *journal) *log.Logger {
	return log.NewWithOptions(j, log.Options{Formatter: log.JSONFormatter})
}
