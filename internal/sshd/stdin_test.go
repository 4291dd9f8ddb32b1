package sshd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// readResult is what a command has read, and how that ended.
type readResult struct {
	bytes int
	err   error
}

// readingDoors are doors whose command reads all that it is sent, unless it is called skip.
func readingDoors(results chan readResult) Doors {
	doors := rooms()
	doors.Command = func(_ context.Context, c Client, line string, stdout, stderr io.Writer) int {
		if c.Stdin == nil || line == "skip" {
			_, _ = fmt.Fprintf(stdout, "stdin: %t", c.Stdin != nil)
			return 0
		}
		_, _ = io.WriteString(stderr, "begun") // it is sent at once
		n, err := io.Copy(io.Discard, c.Stdin)
		results <- readResult{int(n), err}
		return 0
	}
	return doors
}

// An author's command gets what is sent to it, to its end.
func TestStdinOfAnAuthor(t *testing.T) {
	key := newKey(t)
	results := make(chan readResult, 1)
	h := serve(t, readingDoors(results), withAuthors(authorsFile(t, line(key, "ann"))))
	author, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	run := func(client *gossh.Client, command string, input int, pty bool) string {
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if pty {
			if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
				t.Fatal(err)
			}
		}
		session.Stdin = bytes.NewReader(make([]byte, input))
		out, err := session.Output(command)
		if err != nil && !errors.Is(err, io.EOF) { // it could not be sent to a command that has ended
			t.Errorf("%s: %v", command, err)
		}
		return string(out)
	}
	for _, size := range []int{0, 1, 3 << 20} {
		run(author, "take", size, false)
		if got := received(t, "what the command has read", results); got.bytes != size || got.err != nil {
			t.Errorf("of %d bytes: %+v", size, got)
		}
	}
	if out := run(author, "skip", 100, false); out != "stdin: true" {
		t.Errorf("a command that reads nothing: %q", out)
	}
	if out := run(author, "take", 0, true); out != "stdin: false" {
		t.Errorf("with a terminal: %q", out)
	}
	if out := run(h.dial(t), "take", 100, false); out != "stdin: false" {
		t.Errorf("for a reader: %q", out)
	}
}

// Fault: the connection, or the channel, is lost in the middle of a file. That is not its end.
func TestStdinThatIsCut(t *testing.T) {
	key := newKey(t)
	for name, cut := range map[string]func(*gossh.Client, gossh.Channel){
		"connection": func(client *gossh.Client, _ gossh.Channel) { _ = client.Close() },
		"channel":    func(_ *gossh.Client, channel gossh.Channel) { _ = channel.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			results := make(chan readResult, 1)
			h := serve(t, readingDoors(results), withAuthors(authorsFile(t, line(key, "ann"))))
			client, err := h.dialAs(t, authorUser, key)
			if err != nil {
				t.Fatal(err)
			}
			channel := raw(t, client)
			if !ask(t, channel, "exec", execRequest{Line: "take"}) {
				t.Fatal("no command")
			}
			if _, err := io.Copy(channel, strings.NewReader(strings.Repeat("half", 10_000))); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(channel.Stderr(), make([]byte, len("begun"))); err != nil {
				t.Fatal(err)
			}
			cut(client, channel)
			if got := received(t, "what the command has read", results); got.err == nil {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A command that waits for its author ends when the author is idle, or has no key any more.
func TestStdinThatNeverComes(t *testing.T) {
	key := newKey(t)
	results := make(chan readResult, 1)
	path := authorsFile(t, line(key, "ann"))
	h := serve(t, readingDoors(results), withAuthors(path), func(c *Config) { c.Limits.CloseTimeout = patience })
	client, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	channel := raw(t, client)
	if !ask(t, channel, "exec", execRequest{Line: "take"}) {
		t.Fatal("no command")
	}
	told := make(chan []byte, 1)
	go func() {
		text, _ := io.ReadAll(channel.Stderr())
		told <- text
	}()
	write(t, path, "")
	if got := received(t, "what the command has read", results); got.err == nil {
		t.Errorf("%+v", got)
	}
	if text := string(received(t, "the reason", told)); !strings.Contains(text, whyRevoked) {
		t.Errorf("the author is told %q", text)
	}
}
