package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog/blogtest"
	"golang.org/x/crypto/ssh"
)

// mostResident is the memory that 2,500 posts may take: they take 150 MB.
const mostResident = 220 << 20

// TestLargeArchive serves 2,500 posts, one of which has no date. It checks what the server
// finds and how much memory it has, and logs times. It runs when PETE_LONG is set.
func TestLargeArchive(t *testing.T) {
	const how = "PETE_LONG=1 go test ./cmd/pete -run LargeArchive -v"
	if underRace {
		t.Skip("the race detector takes ten times the memory that this is about: " + how)
	}
	takesLong(t, how)
	const posts = 2_500
	shelf := blogtest.Generate(posts - 1)
	dir := t.TempDir()
	if err := os.CopyFS(dir, shelf.Files); err != nil {
		t.Fatal(err)
	}
	undated := "---\ntitle: Undated\nsummary: S.\n---\nThe zeppelin is gone.\n"
	putFile(t, filepath.Join(dir, "posts", "undated.md"), undated)
	begun := time.Now()
	s := startProcess(t, "pete", "serve", "--content", dir, "--listen", "127.0.0.1:0", "--log-format", "json")
	if found := s.await(t, "content"); found["level"] != "warn" || !strings.HasSuffix(found["path"].(string), "undated.md") {
		t.Errorf("of the post without a date is logged %v", found)
	}
	client := dialAt(t, s.await(t, "ready")["address"].(string))
	t.Logf("ready after %v", time.Since(begun).Round(time.Millisecond))

	// Readers are served while the index is being made.
	if listed, status := over(t, client, "ls -1"); strings.Count(listed, "\n") != posts || status != 0 {
		t.Errorf("%d posts are listed, status %d", strings.Count(listed, "\n"), status)
	}
	if text, status := over(t, client, "cat undated"); text != undated || status != 0 {
		t.Errorf("cat: status %d, %q", status, text)
	}
	if indexed := s.await(t, "posts indexed")["posts"]; indexed != float64(posts) {
		t.Errorf("%v posts are indexed", indexed)
	}
	t.Logf("indexed after %v", time.Since(begun).Round(time.Millisecond))
	for query, want := range map[string]int{shelf.Words[0]: 100, shelf.Words[0] + " --tag go": 100, "zeppelin": 1, shelf.Words[20]: 100} {
		begun := time.Now()
		answer, _ := over(t, client, "search -n 100 "+query)
		if got := strings.Count(answer, "\n"); got != want {
			t.Errorf("search %s: %d hits, want %d", query, got, want)
		}
		t.Logf("search -n 100 %s: %v", query, time.Since(begun).Round(time.Millisecond))
	}
	if at := s.used(t).rss; at > mostResident {
		t.Errorf("%d MB are resident, want at most %d MB", at>>20, mostResident>>20)
	} else {
		t.Logf("%d MB are resident", at>>20)
	}
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
}

// dialAt connects to a server.
func dialAt(t *testing.T, address string) *ssh.Client {
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
	stdout, _, status = overBoth(t, client, line)
	return stdout, status
}

// overBoth is [over] with what the command writes to stderr.
func overBoth(t *testing.T, client *ssh.Client, line string) (stdout, stderr string, status int) {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	var errs strings.Builder
	session.Stderr = &errs
	out, err := session.Output(line)
	if exit, ok := err.(*ssh.ExitError); ok { //nolint:errorlint // it wraps nothing
		return string(out), errs.String(), exit.ExitStatus()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out), errs.String(), 0
}
