package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pipeDaemon is a server whose stderr is a pipe that the test reads, or does not.
type pipeDaemon struct {
	daemon

	read, write *os.File
	size        int // of the pipe, in bytes
	lines       *bufio.Scanner
}

// startOnPipe starts pete with its stderr on a pipe as small as pipes get.
func startOnPipe(t *testing.T, full bool, flags ...string) *pipeDaemon {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = read.Close(), write.Close() })
	p := &pipeDaemon{read: read, write: write, lines: bufio.NewScanner(read)}
	if p.size, err = unix.FcntlInt(write.Fd(), unix.F_SETPIPE_SZ, 4096); err != nil {
		t.Fatal(err)
	}
	p.done = make(chan struct{})
	p.Cmd = exec.CommandContext(t.Context(), "pete", append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, flags...)...)
	p.Dir = t.TempDir()
	p.Stderr = write
	p.Env = os.Environ()
	if full {
		p.fill(t)
	}
	p.start(t)
	return p
}

// fill fills the pipe, and whatever becomes free in it, until the test ends.
func (p *pipeDaemon) fill(t *testing.T) {
	t.Helper()
	go func() { _, _ = p.write.Write(make([]byte, 1<<20)) }() // until the read end is closed
	p.awaitFull(t)
}

// awaitFull waits until the pipe has no room for another line.
func (p *pipeDaemon) awaitFull(t *testing.T) {
	t.Helper()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	deadline := time.After(patience)
	for {
		if n, err := unix.IoctlGetInt(int(p.read.Fd()), unix.TIOCINQ); err != nil || n > p.size-512 {
			return
		}
		select {
		case <-poll.C:
		case <-deadline:
			t.Fatal("the pipe is not full")
		}
	}
}

// await reads the log up to a line with this message.
func (p *pipeDaemon) await(t *testing.T, msg string) map[string]any {
	t.Helper()
	return (&process{Cmd: p.Cmd, log: p.lines}).await(t, msg)
}

// metric reads a metric from the operator's listener.
func metric(t testing.TB, client *http.Client, address, name string) string {
	t.Helper()
	_, text := ask(t, client, address, "/metrics")
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (.*)$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("there is no metric %s", name)
	}
	return found[1]
}

// Attack: the program that reads Pete's stderr goes away, and every line raises SIGPIPE.
func TestLogReaderGoesAway(t *testing.T) {
	p := startOnPipe(t, false, "--admin", "127.0.0.1:0")
	operator := p.await(t, "admin")["address"].(string)
	address := p.await(t, "ready")["address"].(string)
	_, _ = p.read.Close(), p.write.Close()
	for range 3 {
		if out, status := over(t, dialAt(t, address), "ls -1"); status != 0 || out == "" {
			t.Fatalf("a command without a log: status %d, %q", status, out)
		}
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	if n := metric(t, client, operator, "pete_log_dropped_total"); n == "0" {
		t.Error("lines that cannot be written are not counted")
	}
	p.log = &logFile{}
	t.Logf("SIGTERM takes %v", p.stop(t))
}

// Attack: stderr is a pipe that nothing reads. Sessions end, new ones are served, and
// SIGTERM ends the server in time.
func TestLogIsNotRead(t *testing.T) {
	p := startOnPipe(t, false, "--admin", "127.0.0.1:0", "--max-readers", "8", "--max-per-source", "8")
	operator := p.await(t, "admin")["address"].(string)
	address := p.await(t, "ready")["address"].(string)
	p.fill(t)
	for range 30 {
		client := dialAt(t, address)
		if out, status := over(t, client, "ls -1"); status != 0 || out == "" {
			t.Fatalf("a command while the log is stuck: status %d, %q", status, out)
		}
		_ = client.Close()
	}
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	if n := metric(t, client, operator, `pete_sessions{door="command"}`); n != "0" {
		t.Errorf("%s sessions are still open", n)
	}
	p.log = &logFile{}
	took := p.stop(t)
	t.Logf("SIGTERM takes %v", took)
	if took > 5*time.Second { // it takes half a second: there is nothing to drain
		t.Errorf("SIGTERM takes %v, want less than 5s", took)
	}
}

// Attack: stderr is full before Pete starts, and there is an error to print.
func TestStartErrorOnStuckStderr(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(broken, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startOnPipe(t, true, "--host-key", broken)
	select {
	case <-p.done:
	case <-time.After(patience):
		t.Fatal("an error that cannot be printed keeps the process from ending")
	}
	if exitStatus(p.err) != 1 {
		t.Errorf("the process ends with %v, want status 1", p.err)
	}
}

// The log has what was logged before an error at the start, and the error.
func TestStartErrorIsPrinted(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(broken, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The lines of these problems are more than a pipe holds. If there are more, or more than
	// ten of one kind, the log has only their number. The line after them has the count.
	const posts = 20
	long := strings.Repeat("a-long-name-", 20)
	blog := putBlog(t, t.TempDir(), article("Dated", "Text."))
	for i := range posts {
		text := []string{"title: Undated\n---\nText.", "date: 2026-01-05\n---\n# A\n[dead](nowhere.md)", "date: 2026-01-05\n---\n# A\n[empty]()"}[i%3]
		putFile(t, fmt.Sprintf("%s/posts/%s%d.md", blog, long, i), "---\n"+text+"\n")
	}
	p := startOnPipe(t, false, "--content", blog, "--host-key", broken)
	p.awaitFull(t) // the process is ahead of its log
	_ = p.write.Close()
	said, err := io.ReadAll(p.read)
	if err != nil {
		t.Fatal(err)
	}
	<-p.done
	lines := strings.Split(strings.TrimSuffix(string(said), "\n"), "\n")
	last := lines[len(lines)-1]
	if exitStatus(p.err) != 1 || len(lines) != posts+2 || !json.Valid([]byte(lines[posts-1])) || !strings.HasPrefix(last, "pete: host key ") {
		t.Errorf("%v, %d lines, the last is %q", p.err, len(lines), last)
	}
}
