package sshd

import (
	"bytes"
	"strings"
	"testing"
)

func TestDoors(t *testing.T) {
	doors := rooms()
	for _, test := range []struct {
		name        string
		guest       Client
		line        string
		door, place string
	}{
		{"shell", Client{TTY: true, Term: "xterm"}, "", doorRoom, ""},
		{"blank command", Client{TTY: true, Term: "xterm"}, "  ", doorRoom, ""},
		{"no terminal", Client{}, "", doorFront, ""},
		{"dumb terminal", Client{TTY: true, Term: "dumb"}, "", doorFront, ""},
		{"place", Client{TTY: true, Term: "xterm"}, "read a#b", doorRoom, "a#b"},
		{"place without a terminal", Client{}, "read a#b", doorCommand, ""},
		{"place on a dumb terminal", Client{TTY: true, Term: "dumb"}, "read a#b", doorCommand, ""},
		{"command", Client{}, "ls", doorCommand, ""},
		{"command on a terminal", Client{TTY: true, Term: "xterm"}, "ls", doorCommand, ""},
	} {
		door, place := doors.choose(test.guest, test.line)
		if door != test.door || place != test.place {
			t.Errorf("%s: door %s at %q, want %s at %q", test.name, door, place, test.door, test.place)
		}
	}
}

func TestCommand(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)
	for i, test := range []struct {
		line, stdout, stderr string
		status               int
		end                  string
	}{
		// The line arrives as it was sent, quoting mistakes included.
		{`cat "un'balanced`, "ran \"cat \\\"un'balanced\" tty=false\n", "", 0, endDone},
		{"fail", "some\n", "failed\n", 3, endDone},
		{"panic", "", whyBroken + "\n", 1, endPanicked},
	} {
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		session.Stdout, session.Stderr = &stdout, &stderr
		if got := status(t, session.Run(test.line)); got != test.status {
			t.Errorf("%s: status %d, want %d", test.line, got, test.status)
		}
		if stdout.String() != test.stdout || stderr.String() != test.stderr {
			t.Errorf("%s: %q and %q, want %q and %q", test.line, &stdout, &stderr, test.stdout, test.stderr)
		}
		line := h.log.ended(t, i)
		if line["door"] != doorCommand || line["end"] != test.end || line["user"] != "reader" ||
			line["source"] != "127.0.0.1" || line["status"] != float64(test.status) ||
			line["bytes"] != float64(len(test.stdout)+len(test.stderr)) || line["client"] != "SSH-2.0-Go" {
			t.Errorf("%s: the log has %v", test.line, line)
		}
	}
}

func TestCommandOnTerminal(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t), "ls")
	if got := term.ends(t); got != 0 {
		t.Errorf("status %d", got)
	}
	if got, want := term.sent(), "ran \"ls\" tty=true\r\n"; got != want {
		t.Errorf("the terminal got %q, want %q", got, want)
	}
}

func TestFront(t *testing.T) {
	h := serve(t, rooms())
	client := h.dial(t)

	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	session.Stdout = &stdout
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := status(t, session.Wait()); got != 0 {
		t.Errorf("status %d without a terminal", got)
	}
	if want := "ran \"\" tty=false\n"; stdout.String() != want {
		t.Errorf("without a terminal %q, want %q", &stdout, want)
	}

	dumb, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := dumb.RequestPty("dumb", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	stdout.Reset()
	dumb.Stdout = &stdout
	if err := dumb.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := status(t, dumb.Wait()); got != 0 {
		t.Errorf("status %d on a dumb terminal", got)
	}
	if strings.Contains(stdout.String(), "\x1b") {
		t.Errorf("a dumb terminal got %q", &stdout)
	}
}

func TestRoom(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t), "read slug#heading")
	term.shows(t, "Pete slug#heading 80x24")
	term.press(t, "jk")
	term.shows(t, "keys=jk.")
	term.press(t, "q")
	if got := term.ends(t); got != 0 {
		t.Errorf("status %d", got)
	}
	term.restored(t)
	if !strings.HasSuffix(term.sent(), "\r\nssh -t pete jkq\r\n") {
		t.Errorf("the farewell is missing from %q", term.sent())
	}
	line := h.log.ended(t, 0)
	if line["door"] != doorRoom || line["end"] != endLeft || line["bytes"] != float64(len(term.sent())) {
		t.Errorf("the log has %v", line)
	}
}

func TestTerminalReplyIsNoKey(t *testing.T) {
	h := serve(t, rooms())
	term := h.terminal(t, h.dial(t))
	term.shows(t, "dark=true")
	term.press(t, "j")
	term.shows(t, "keys=j.")
	if n := strings.Count(term.sent(), "\x1b]11;?"); n != 1 {
		t.Errorf("the background colour was asked for %d times", n)
	}
}
