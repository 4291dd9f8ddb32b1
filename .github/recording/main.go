// This program records a visit to the reading room, as visit.tape has it, for README.md:
//
//	go run ./.github/recording
//
// It serves the blog in content/ on the loopback, drives a shell in an emulated terminal, and
// writes .github/room-dark.svg and .github/room-light.svg: animated by CSS alone, with text as
// text. record.go keeps what the terminal shows, svg.go draws it. It needs bash, less and OpenSSH's client. Times in the recording are those of the
// tape and not those of this machine, so that the same blog gives the same files.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	columns, rows = 80, 24
	patience      = 20 * time.Second // for whatever the tape waits for
)

func main() {
	if err := run(context.Background()); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "recording:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	tape, err := os.ReadFile(".github/recording/visit.tape")
	if err != nil {
		return fmt.Errorf("%w: run it in the directory of go.mod", err)
	}
	dir, err := os.MkdirTemp("", "recording")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stop, err := serve(ctx, dir)
	if err != nil {
		return err
	}
	defer stop()
	for _, light := range []bool{false, true} {
		r, err := record(ctx, dir, string(tape), light)
		if err != nil {
			return err
		}
		name := map[bool]string{false: ".github/room-dark.svg", true: ".github/room-light.svg"}[light]
		drawn := r.svg(light)
		if err := os.WriteFile(name, []byte(drawn), 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d KB, %v\n", name, len(drawn)/1000, r.at)
	}
	return nil
}

// serve starts a server, and makes bin/ssh in dir find it as blog.example.
func serve(ctx context.Context, dir string) (stop func(), err error) {
	pete := filepath.Join(dir, "pete")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", pete, "./cmd/pete").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	cmd := exec.CommandContext(ctx, pete, "serve", "--listen", "127.0.0.1:0", "--host", "blog.example", "--host-key", filepath.Join(dir, "key"), "--log-format", "json")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	var ready struct{ Msg, Address string }
	said := bufio.NewScanner(stderr)
	for ready.Msg != "ready" {
		if !said.Scan() {
			stop()
			return nil, errors.New("the server ends before it is ready")
		}
		_ = json.Unmarshal(said.Bytes(), &ready)
	}
	go func() { _, _ = io.Copy(io.Discard, stderr) }()
	_, port, err := net.SplitHostPort(ready.Address)
	ssh, lacking := exec.LookPath("ssh")
	config := fmt.Sprintf("Host blog.example\nHostName 127.0.0.1\nPort %s\nUser reader\nHostKeyAlias blog.example\nUserKnownHostsFile %s/known_hosts\n"+
		"GlobalKnownHostsFile none\nStrictHostKeyChecking accept-new\nIdentityFile none\nIdentityAgent none\nLogLevel ERROR\n", port, dir)
	err = errors.Join(err, lacking,
		os.WriteFile(filepath.Join(dir, "ssh_config"), []byte(config), 0o600),
		os.Mkdir(filepath.Join(dir, "bin"), 0o700),
		os.WriteFile(filepath.Join(dir, "bin", "ssh"), fmt.Appendf(nil, "#!/bin/sh\nexec %s -F %s/ssh_config \"$@\"\n", ssh, dir), 0o700))
	return stop, err
}
