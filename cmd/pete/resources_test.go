package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// gauge returns a number that a server says of itself, when it has been started with
// prepare and these variables.
func gauge(t *testing.T, name string, prepare func(*exec.Cmd), variables ...string) float64 {
	t.Helper()
	d := startDaemon(t, func(cmd *exec.Cmd) {
		cmd.Env = append(cmd.Env, variables...)
		if prepare != nil {
			prepare(cmd)
		}
	}, "--admin", "127.0.0.1:0")
	operator := d.logged(t, `"msg":"admin"`)["address"].(string)
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	value, err := strconv.ParseFloat(metric(t, client, operator, name), 64)
	if err != nil {
		t.Fatal(err)
	}
	d.stop(t)
	return value
}

// within starts a command by way of a shell, which first does something to itself.
func within(t *testing.T, script string) func(*exec.Cmd) {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	return func(cmd *exec.Cmd) {
		cmd.Args = append([]string{"sh", "-c", script + ` && exec "$0" "$@"`}, cmd.Args...)
		cmd.Path = sh
	}
}

// On one core the server runs three goroutines at once, unless the operator says
// otherwise.
func TestOneCore(t *testing.T) {
	if _, err := exec.LookPath("taskset"); err != nil {
		lacking(t, "taskset", "util-linux")
	}
	const name = "go_sched_gomaxprocs_threads"
	oneCore := within(t, `taskset -p -c $(taskset -p -c $$ | sed 's/.*: //; s/[-,].*//') $$ >/dev/null`)
	if n := gauge(t, name, oneCore); n != 3 {
		t.Errorf("GOMAXPROCS is %v, want 3", n)
	}
	if n := gauge(t, name, oneCore, "GOMAXPROCS=1"); n != 1 {
		t.Errorf("GOMAXPROCS is %v, want 1, as the operator has set", n)
	}
}

// In a control group with a memory limit Go's own limit is nine tenths of it, unless the
// operator sets one.
func TestMemoryLimit(t *testing.T) {
	const limit = 500 << 20
	const name = "go_gc_gomemlimit_bytes"
	procs := limitedGroup(t, limit)
	inGroup := within(t, `echo $$ >`+procs)
	if n := gauge(t, name, inGroup); n < limit*0.89 || n > limit*0.91 {
		t.Errorf("GOMEMLIMIT is %.0f, want nine tenths of %d", n, limit)
	}
	if n := gauge(t, name, inGroup, "GOMEMLIMIT=100MiB"); n != 100<<20 {
		t.Errorf("GOMEMLIMIT is %.0f, want 100 MiB, as the operator has set", n)
	}
}

// limitedGroup makes a control group with a memory limit below that of this process, and
// returns the file that processes join it by. It skips the test where it may not.
func limitedGroup(t *testing.T, limit int) (procs string) {
	t.Helper()
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		t.Skip("this system has no control groups")
	}
	// A line is "0::PATH" in version 2 and "4:memory:PATH" in version 1.
	for line := range strings.Lines(string(own)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		root, file := "/sys/fs/cgroup", "memory.max"
		switch fields[1] {
		case "":
		case "memory":
			root, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		group := filepath.Join(root, fields[2], "pete-test-"+strconv.Itoa(os.Getpid()))
		if os.Mkdir(group, 0o750) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(group) })
		if err := os.WriteFile(filepath.Join(group, file), []byte(strconv.Itoa(limit)), 0o600); err == nil {
			return filepath.Join(group, "cgroup.procs")
		}
	}
	t.Skip("no control group can be made here")
	return ""
}
