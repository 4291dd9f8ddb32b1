package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"blog.example/pete/content"
	"blog.example/pete/internal/sshd"
	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"
)

// server is a pete serve that a script has started.
type server struct {
	cmd  *exec.Cmd
	log  *logFile
	done chan struct{} // closed when it has exited
	err  error         // why; to be read after done
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serve start [FLAG…] | logged PATTERN | stop")
	}
	stage := stageOf(ts)
	if args[0] == "start" {
		stage.server = startServer(ts, args[1:])
		return
	}
	if stage.server == nil {
		ts.Fatalf("serve start first")
	}
	switch {
	case args[0] == "logged" && len(args) == 2:
		stage.server.logged(ts, regexp.MustCompile(args[1]))
	case args[0] == "stop" && len(args) == 1:
		stage.server.stop(ts)
	default:
		ts.Fatalf("usage: serve start [FLAG…] | logged PATTERN | stop")
	}
}

// startServer starts a server on a free port and waits until it is ready. It prints
// commands with the host of site.yaml, although clients come over the loopback, unless
// $HINTS is local.
func startServer(ts *testscript.TestScript, flags []string) *server {
	file, err := os.Create(ts.MkAbs("serve.log"))
	ts.Check(err)
	stage := stageOf(ts)
	line := append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, flags...)
	if ts.Getenv("SERVER") == "" && ts.Getenv("HINTS") != "local" {
		line = append(line, "--host", siteHost(ts, flags))
	}
	s := &server{
		cmd:  exec.CommandContext(stage.ctx, cmp.Or(ts.Getenv("SERVER"), "pete"), line...),
		log:  &logFile{file: file, changed: make(chan struct{})},
		done: make(chan struct{}),
	}
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = environ(ts)
	s.cmd.Stderr = s.log
	ts.Check(s.cmd.Start())
	go func() {
		s.err = s.cmd.Wait()
		close(s.done)
	}()
	ts.Defer(func() {
		stage.end()
		<-s.done
		_ = file.Close()
	})
	s.meet(ts, s.logged(ts, regexp.MustCompile(`"msg":"ready"`)))
	return s
}

// siteHost returns the host of the blog that a server is to serve.
func siteHost(ts *testscript.TestScript, flags []string) string {
	dir := ts.Getenv(contentVariable)
	if i := slices.Index(flags, "--content"); i >= 0 {
		dir = flags[i+1]
	}
	var fsys fs.FS = content.FS
	if dir != "" {
		fsys = os.DirFS(ts.MkAbs(dir))
	}
	text, err := fs.ReadFile(fsys, "site.yaml")
	ts.Check(err)
	var site struct{ Host string }
	ts.Check(yaml.Unmarshal(text, &site))
	return site.Host
}

// meet learns the server's port and key from the line that says it is ready, as
// an operator would, and tells the script.
func (s *server) meet(ts *testscript.TestScript, line string) {
	var ready struct {
		Address string `json:"address"`
		HostKey string `json:"host_key"`
	}
	ts.Check(json.Unmarshal([]byte(line), &ready))
	_, port, err := net.SplitHostPort(ready.Address)
	ts.Check(err)
	path := ready.HostKey
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.cmd.Dir, path)
	}
	key, err := sshd.ReadHostKey(path)
	ts.Check(err)
	ts.Setenv("PORT", port)
	ts.Setenv("FINGERPRINT", key.Fingerprint())
	lendClients(ts, port, key.AuthorizedKey())
}

// logged waits for a line in the log and returns it.
func (s *server) logged(ts *testscript.TestScript, pattern *regexp.Regexp) string {
	deadline := time.After(patience)
	for {
		line, changed := s.log.find(pattern)
		if line != "" {
			return line
		}
		select {
		case <-changed:
		case <-s.done:
			if line, _ := s.log.find(pattern); line != "" {
				return line
			}
			ts.Fatalf("the server has exited (%v) without logging %q:\n%s", s.err, pattern, s.log)
		case <-deadline:
			ts.Fatalf("the server does not log %q:\n%s", pattern, s.log)
		}
	}
}

// stop asks the server to end and waits until it has.
func (s *server) stop(ts *testscript.TestScript) {
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-s.done:
	case <-time.After(patience):
		ts.Fatalf("the server does not end on SIGTERM:\n%s", s.log)
	}
	if s.err != nil {
		ts.Fatalf("the server ended with %v:\n%s", s.err, s.log)
	}
}

// cmdSSH runs a command on the server, without a terminal.
func cmdSSH(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec("ssh", append([]string{host}, args...)...)
	switch {
	case neg && err == nil:
		ts.Fatalf("ssh succeeded, which it should not")
	case !neg && err != nil:
		ts.Fatalf("ssh: %v", err)
	}
}

// logFile is a server's log: a file for the script, and lines to wait for.
type logFile struct {
	file *os.File

	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // closed at the next write
}

// Write adds to the log.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	close(l.changed)
	l.changed = make(chan struct{})
	return l.file.Write(p)
}

// find is the first whole line that matches, and what to wait for if there is
// none.
func (l *logFile) find(pattern *regexp.Regexp) (line string, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.HasSuffix(line, "\n") && pattern.MatchString(line) {
			return line, l.changed
		}
	}
	return "", l.changed
}

func (l *logFile) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
