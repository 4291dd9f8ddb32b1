package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a server in a process of its own, and its log as JSON.
type process struct {
	*exec.Cmd

	log *bufio.Scanner
}

// startProcess starts a server, which is told to stop when the test ends.
func startProcess(t testing.TB, line ...string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), line[0], line[1:]...)
	cmd.Dir = t.TempDir()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // a test that wants to know has waited
	})
	return &process{Cmd: cmd, log: bufio.NewScanner(stderr)}
}

// await reads the log up to a message and returns it.
func (p *process) await(t testing.TB, msg string) map[string]any {
	t.Helper()
	for p.log.Scan() {
		var line map[string]any
		if err := json.Unmarshal(p.log.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", p.log.Text(), err)
		}
		if line["msg"] == msg {
			return line
		}
	}
	t.Fatalf("the log ends without %q", msg)
	return nil
}

// use is what a process has used so far, and has now.
type use struct {
	cpu time.Duration
	rss int // bytes
}

// used reads /proc, so it is for Linux only; elsewhere the test ends there, where
// nothing says that it may not.
func (p *process) used(t testing.TB) use {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Process.Pid))
	switch {
	case err != nil && os.Getenv(requireAll) != "":
		t.Fatal(err)
	case err != nil:
		t.Skip("this system has no /proc to measure in")
	}
	// The name of the program, in parentheses, may have spaces in it.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	const utime, stime, rss = 11, 12, 21 // proc(5), counted from behind the name
	number := func(i int) int {
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return use{
		cpu: time.Duration(number(utime)+number(stime)) * time.Second / 100, // USER_HZ, on every Linux that Go knows
		rss: number(rss) * os.Getpagesize(),
	}
}
