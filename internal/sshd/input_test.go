package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// stdinDoors are doors whose command "take" says that it is ready, reads what it is sent to
// the end, and says how much that was. took gets what the reading ended with.
func stdinDoors(took chan<- error) Doors {
	doors := rooms()
	doors.Command = func(_ context.Context, c Client, line string, stdout, _ io.Writer) int {
		if line != "take" {
			_, _ = fmt.Fprintln(stdout, "done")
			return 0
		}
		_, _ = fmt.Fprintln(stdout, "ready")
		text, err := io.ReadAll(c.Stdin)
		_, _ = fmt.Fprintf(stdout, "%d bytes\n", len(text))
		took <- err
		return 0
	}
	return doors
}

// taking starts the command take, and waits until it is ready.
func taking(t *testing.T, client *gossh.Client) (*gossh.Session, io.WriteCloser, io.Reader) {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("take"); err != nil {
		t.Fatal(err)
	}
	ready := make(chan error, 1)
	go func() {
		_, err := io.ReadFull(stdout, make([]byte, len("ready\n")))
		ready <- err
	}()
	if err := received(t, "what the command prints before it reads", ready); err != nil {
		t.Fatal(err)
	}
	return session, stdin, stdout
}

// withAnn has a server with one author, and returns her key.
func withAnn(t *testing.T, took chan<- error, tune ...func(*Config)) (*house, gossh.Signer) {
	t.Helper()
	key := newKey(t)
	tune = append(tune, withAuthors(authorsFile(t, line(key, "ann"))))
	return serve(t, stdinDoors(took), tune...), key
}

// ann logs in.
func (h *house) ann(t *testing.T, key gossh.Signer) *gossh.Client {
	t.Helper()
	client, err := h.dialAs(t, "author", key)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A command of an author gets what is sent, to the end, and what it has printed is sent
// before it waits.
func TestStdinReachesTheCommand(t *testing.T) {
	t.Parallel()
	took := make(chan error, 1)
	h, key := withAnn(t, took)
	_, stdin, stdout := taking(t, h.ann(t, key))
	for range 3 {
		if _, err := stdin.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := received(t, "the end of stdin", took); err != nil {
		t.Errorf("the reading ended with %v", err)
	}
	if said, err := io.ReadAll(stdout); err != nil || string(said) != fmt.Sprintf("%d bytes\n", 3<<20) {
		t.Errorf("the command says %q, %v", said, err)
	}
}

// Many commands that wait for their clients hold no CPU slot.
func TestStdinHoldsNoSlot(t *testing.T) {
	t.Parallel()
	waiting := 2*runtime.GOMAXPROCS(0) + 2
	took := make(chan error, waiting)
	h, key := withAnn(t, took, func(c *Config) {
		c.Limits.AuthorSessions, c.Limits.UnusedAuthors = waiting+1, waiting+1
		c.Limits.PerSource = waiting + 2
	})
	client := h.ann(t, key)
	for i := range waiting {
		if i%maxChannels == 0 {
			client = h.ann(t, key)
		}
		taking(t, client)
	}
	session, err := h.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1)
	go func() {
		out, _ := session.Output("other")
		said <- string(out)
	}()
	if got := received(t, "another command", said); got != "done\n" {
		t.Errorf("another command says %q", got)
	}
}

// A command that waits for its client ends when Pete does, and when the client has sent
// nothing for too long.
func TestStdinEndsWithTheSession(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tune func(*Config)
		stop bool
		want error
		how  string
	}{
		"drained": {func(c *Config) { c.Limits.DrainTimeout = time.Second }, true, errDrained, endDrained},
		"idle":    {func(c *Config) { c.Limits.IdleTimeout = 200 * time.Millisecond }, false, errIdle, endIdle},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			took := make(chan error, 1)
			h, key := withAnn(t, took, test.tune)
			session, _, _ := taking(t, h.ann(t, key))
			if test.stop {
				h.stop(t)
			}
			if err := received(t, "the end of stdin", took); !errors.Is(err, test.want) {
				t.Errorf("the reading ended with %v, want %v", err, test.want)
			}
			if line := h.log.ended(t, 0); line["end"] != test.how || line["author"] != "ann" {
				t.Errorf("the log has %v", line)
			}
			_ = session.Close() // it has ended
		})
	}
}
