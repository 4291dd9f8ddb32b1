package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// daemon is pete serve in a process of its own, whose log can be waited for again and
// again.
type daemon struct {
	*exec.Cmd

	log     *logFile
	done    chan struct{} // closed when it has exited
	err     error         // to be read after done
	address string        // of its first listener
}

// startDaemon starts pete serve with these flags and waits until it is ready. prepare
// may change the command, such as to pass it a socket.
func startDaemon(t testing.TB, prepare func(*exec.Cmd), flags ...string) *daemon {
	t.Helper()
	devnull, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = devnull.Close() })
	line := append([]string{"pete", "serve", "--listen", "127.0.0.1:0", "--log-format", "json"}, flags...)
	d := &daemon{
		Cmd:  exec.CommandContext(t.Context(), line[0], line[1:]...),
		log:  &logFile{file: devnull, changed: make(chan struct{})},
		done: make(chan struct{}),
	}
	d.Dir = t.TempDir()
	d.Stderr = d.log
	d.Env = os.Environ()
	if prepare != nil {
		prepare(d.Cmd)
	}
	d.start(t)
	d.address = d.logged(t, `"msg":"ready"`)["address"].(string)
	return d
}

// start starts the process and has it killed when the test ends.
func (d *daemon) start(t testing.TB) {
	t.Helper()
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		d.err = d.Wait()
		close(d.done)
	}()
	t.Cleanup(func() {
		_ = d.Process.Kill() // it may have exited
		<-d.done
	})
}

// logged waits for a line in the log and returns its fields.
func (d *daemon) logged(t testing.TB, pattern string) map[string]any {
	t.Helper()
	deadline := time.After(patience)
	for {
		line, changed := d.log.find(regexp.MustCompile(pattern))
		if line != "" {
			var fields map[string]any
			if err := json.Unmarshal([]byte(line), &fields); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			return fields
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("the server does not log %q:\n%s", pattern, d.log)
		case <-d.done:
			t.Fatalf("the server ends (%v) and has not logged %q:\n%s", d.err, pattern, d.log)
		}
	}
}

// count returns how many lines of the log so far match.
func (d *daemon) count(pattern string) (n int) {
	for line := range strings.Lines(d.log.String()) {
		if regexp.MustCompile(pattern).MatchString(line) {
			n++
		}
	}
	return n
}

func (d *daemon) signal(t testing.TB, s os.Signal) {
	t.Helper()
	if err := d.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// stop sends SIGTERM and returns how long the process takes to exit, which has to be
// with status 0.
func (d *daemon) stop(t testing.TB) time.Duration {
	t.Helper()
	begun := time.Now()
	d.signal(t, syscall.SIGTERM)
	select {
	case <-d.done:
	case <-time.After(patience):
		t.Fatalf("SIGTERM does not end the server:\n%s", d.log)
	}
	if d.err != nil {
		t.Errorf("the server ends with %v:\n%s", d.err, d.log)
	}
	return time.Since(begun)
}
