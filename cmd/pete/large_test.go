package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog/blogtest"
	"golang.org/x/crypto/ssh"
)

// What ten thousand posts may take of a host that has 512 MB for everything.
const mostResident = 400 << 20

// TestLargeArchive serves ten thousand posts, one of which has a dead link, and
// tells how long what took. It holds the server to what it finds and to its memory,
// not to a clock. It is for who sets PETE_LONG.
func TestLargeArchive(t *testing.T) {
	if os.Getenv("PETE_LONG") == "" || underRace {
		t.Skip("takes half a minute, and the race detector ten times the memory: PETE_LONG=1 go test ./cmd/pete -run LargeArchive -v")
	}
	const posts = 10_000
	shelf := blogtest.Generate(posts - 1)
	dir := t.TempDir()
	if err := os.CopyFS(dir, shelf.Files); err != nil {
		t.Fatal(err)
	}
	dead := "---\ntitle: Dead\ndate: 2020-01-01\nsummary: S.\n---\nThe zeppelin [is gone](hangar.md).\n"
	if err := os.WriteFile(filepath.Join(dir, "posts", "dead.md"), []byte(dead), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveLarge(t, dir)
	client := s.dial(t, s.await(t, "ready")["address"].(string))

	// Readers are served while the index is being made.
	if listed, status := over(t, client, "ls -1"); strings.Count(listed, "\n") != posts || status != 0 {
		t.Errorf("%d posts are listed, status %d", strings.Count(listed, "\n"), status)
	}
	if text, status := over(t, client, "cat dead"); text != dead || status != 0 {
		t.Errorf("cat: status %d, %q", status, text)
	}
	if indexed := s.await(t, "indexed")["posts"]; indexed != float64(posts) {
		t.Errorf("%v posts are indexed", indexed)
	}
	if found := s.await(t, "content"); found["line"] != 6.0 || found["level"] != "error" {
		t.Errorf("of the dead link is logged %v", found)
	}
	for query, want := range map[string]int{shelf.Words[0]: 100, shelf.Words[0] + " --tag go": 100, "zeppelin": 1, shelf.Words[20]: 100} {
		begun := time.Now()
		answer, _ := over(t, client, "search -n 100 "+query)
		if got := strings.Count(answer, "\n"); got != want {
			t.Errorf("search %s: %d hits, want %d", query, got, want)
		}
		t.Logf("search -n 100 %s: %v", query, time.Since(begun).Round(time.Millisecond))
	}
	if at := resident(t, s.cmd.Process.Pid); at > mostResident {
		t.Errorf("%d MB are resident, want at most %d MB", at>>20, mostResident>>20)
	} else {
		t.Logf("%d MB are resident", at>>20)
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// large is a server of a large archive, and its log.
type large struct {
	cmd   *exec.Cmd
	log   *bufio.Scanner
	begun time.Time
}

func serveLarge(t *testing.T, dir string) *large {
	t.Helper()
	key := filepath.Join(t.TempDir(), "key")
	s := &large{begun: time.Now()}
	s.cmd = exec.CommandContext(t.Context(), "pete", "serve", "--content", dir, "--listen", "127.0.0.1:0", "--host-key", key, "--log-format", "json")
	stderr, err := s.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.log = bufio.NewScanner(stderr)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// await reads the log up to a message and returns it.
func (s *large) await(t *testing.T, msg string) map[string]any {
	t.Helper()
	for s.log.Scan() {
		var line map[string]any
		if err := json.Unmarshal(s.log.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", s.log.Text(), err)
		}
		if line["msg"] == msg {
			t.Logf("%s after %v", msg, time.Since(s.begun).Round(time.Millisecond))
			return line
		}
	}
	t.Fatalf("the log ends without %q", msg)
	return nil
}

func (s *large) dial(t *testing.T, address string) *ssh.Client {
	t.Helper()
	client, err := ssh.Dial("tcp", address, &ssh.ClientConfig{
		User:            "reader",
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// over runs a command over SSH.
func over(t *testing.T, client *ssh.Client, line string) (stdout string, status int) {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	session.Stderr = io.Discard
	out, err := session.Output(line)
	if exit, ok := err.(*ssh.ExitError); ok { //nolint:errorlint // it wraps nothing
		return string(out), exit.ExitStatus()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

// resident is the memory of a process, in bytes, where the system tells.
func resident(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Skip("there is no /proc here")
	}
	var size, pages int
	if _, err := fmt.Sscan(string(status), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
