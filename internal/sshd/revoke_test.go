package sshd

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// The sessions of a key that was removed end, and those of others go on. A file that is
// replaced in two steps ends nothing.
func TestRemovedKeyEndsSessions(t *testing.T) {
	ann, ben := newKey(t), newKey(t)
	path := authorsFile(t, line(ann, "ann"), line(ben, "ben"))
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, stdout, stderr io.Writer) int {
		_, _ = fmt.Fprintln(stdout, "begun")
		_, _ = fmt.Fprintln(stderr, "begun")
		<-ctx.Done()
		return 1
	}
	h := serve(t, doors, withAuthors(path), func(c *Config) { c.Limits.CloseTimeout = 50 * time.Millisecond })
	enter := func(key gossh.Signer) (*gossh.Client, *emulated) {
		client, err := h.dialAs(t, authorUser, key)
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		return client, term
	}
	gone, goneTerm := enter(ann)
	command, err := gone.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	command.Stderr = &told
	if err := command.Start("wait"); err != nil {
		t.Fatal(err)
	}
	_, staysTerm := enter(ben)

	write(t, path, line(ben, "ben"))
	goneTerm.ends(t)
	goneTerm.restored(t)
	if text := goneTerm.sent(); !strings.Contains(text, whyRevoked) {
		t.Errorf("the author is not told why: %q", text)
	}
	if err := command.Wait(); err == nil || !strings.Contains(told.String(), whyRevoked) {
		t.Errorf("the command ends with %v and is told %q", err, told.String())
	}
	closed := make(chan error, 1)
	go func() { closed <- gone.Wait() }()
	_ = received(t, "the connection to be closed", closed)
	staysTerm.press(t, "j")
	staysTerm.shows(t, "keys=j")
	if len(h.log.lines(t, "author's key removed")) != 1 {
		t.Error("the log does not say that a key was removed")
	}
}

// A file that is away for a moment, as while an editor saves it, or that cannot be read,
// ends no session.
func TestAuthorsAwayForAMoment(t *testing.T) {
	key := newKey(t)
	path := authorsFile(t, line(key, "ann"))
	h := serve(t, rooms(), withAuthors(path), func(c *Config) { c.Limits.AuthorsPeriod = time.Hour })
	client, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	term := h.terminal(t, client)
	term.shows(t, "Pete")
	away := func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		h.revoker.look()
	}
	away()
	write(t, path, line(key, "ann"))
	h.revoker.look()
	away()
	write(t, path, line(key, "ann"))
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	h.revoker.look()
	h.revoker.look()
	term.press(t, "j")
	term.shows(t, "keys=j")
	away()
	h.revoker.look()
	term.ends(t)
}

// A key that is removed after it was offered, and before it has signed, lets nobody in.
func TestKeyRemovedDuringALogin(t *testing.T) {
	key := newKey(t)
	path := authorsFile(t, line(key, "ann"))
	h := serve(t, rooms(), withAuthors(path))
	slow := slowHand{key, make(chan struct{}, 1), make(chan struct{})}
	in := make(chan error, 1)
	go func() {
		_, err := h.dialAs(t, authorUser, slow)
		in <- err
	}()
	received(t, "the question for the passphrase", slow.asked)
	write(t, path, "")
	close(slow.typed)
	if received(t, "the author", in) == nil {
		t.Error("the key lets its owner in")
	}
}
