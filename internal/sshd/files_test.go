package sshd

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/guard"
	gossh "golang.org/x/crypto/ssh"
)

// sftpChannel opens a session that speaks SFTP, and collects its stderr.
func sftpChannel(t testing.TB, client *gossh.Client) (channel gossh.Channel, status <-chan uint32) {
	t.Helper()
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan uint32, 1)
	go func() {
		for request := range requests {
			if exit, ok := parse[struct{ Status uint32 }](request.Payload); ok && request.Type == "exit-status" {
				ended <- exit.Status
			}
		}
		close(ended)
	}()
	if !ask(t, channel, "subsystem", subsystemRequest{sftp}) {
		t.Fatal("no sftp")
	}
	return channel, ended
}

// echoed fails unless files give a line back.
func echoed(t testing.TB, channel gossh.Channel, line string) {
	t.Helper()
	if _, err := io.WriteString(channel, line); err != nil {
		t.Fatal(err)
	}
	back := make([]byte, len(line))
	if _, err := io.ReadFull(channel, back); err != nil || string(back) != line {
		t.Fatalf("%q came back as %q, %v", line, back, err)
	}
}

func TestFiles(t *testing.T) {
	h := serve(t, rooms())
	channel, ended := sftpChannel(t, h.dial(t))
	echoed(t, channel, "a\nb\x00\xff")
	if err := channel.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if status := received(t, "the exit status", ended); status != 0 {
		t.Errorf("status %d, want 0", status)
	}
	line := h.log.ended(t, 0)
	if line["door"] != doorFiles || line["end"] != endDone || line["bytes"] != 5.0 {
		t.Errorf("the log has %v", line)
	}
}

// A pty would turn every LF of a file into CRLF, and its end of input is ctrl+d.
func TestFilesDespitePty(t *testing.T) {
	h := serve(t, rooms())
	channel := raw(t, h.dial(t))
	if !ask(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: 80, Rows: 24}) ||
		!ask(t, channel, "subsystem", subsystemRequest{sftp}) {
		t.Fatal("no sftp")
	}
	echoed(t, channel, "a\nb\x03\x04\r\n")
}

func TestFilesEndWithTheirClient(t *testing.T) {
	h := serve(t, rooms())
	before := h.baseline(t)
	client := h.dial(t)
	for i, leave := range []func(gossh.Channel) error{
		gossh.Channel.Close,
		func(gossh.Channel) error { return client.Close() },
	} {
		channel, _ := sftpChannel(t, client)
		echoed(t, channel, "here")
		if err := leave(channel); err != nil {
			t.Fatal(err)
		}
		// Either may be seen first: the end of the client's input, or of its connection.
		if line := h.log.ended(t, i); line["end"] != endGone && line["end"] != endDone {
			t.Errorf("the log has %v", line)
		}
	}
	quiet(t, before)
}

// An idle sftp, or a mounted sshfs, must not hold up a drain for ever.
func TestFilesAreToldOfDrain(t *testing.T) {
	t.Parallel()
	h := serve(t, rooms(), func(c *Config) { c.Limits.DrainTimeout = time.Second })
	channel, _ := sftpChannel(t, h.dial(t))
	echoed(t, channel, "here")
	told := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(channel.Stderr())
		told <- string(text)
	}()
	h.stop(t)
	if got := received(t, "stderr", told); got != whyDrained+"\n" {
		t.Errorf("the client was told %q", got)
	}
	if line := h.log.ended(t, 0); line["end"] != endDrained {
		t.Errorf("the log has %v", line)
	}
}

// A panic among the files ends that session alone, in whichever goroutine it was.
func TestFilesPanic(t *testing.T) {
	doors := rooms()
	doors.Files = func(_ context.Context, _ Client, client io.ReadWriteCloser, _ io.Writer, _ func(func())) error {
		word := make([]byte, 1)
		if _, err := io.ReadFull(client, word); err != nil {
			return err
		}
		if string(word) == "c" {
			return &guard.Panic{Value: stumble, Stack: "a goroutine of its own in files_test.go"}
		}
		panic(stumble)
	}
	h := serve(t, doors)
	other := h.terminal(t, h.dial(t))
	other.shows(t, "Pete")
	for i, word := range []string{"thrown", "caught"} {
		channel, ended := sftpChannel(t, h.dial(t))
		if _, err := io.WriteString(channel, word); err != nil {
			t.Fatal(err)
		}
		told, _ := io.ReadAll(channel.Stderr())
		if status := received(t, "the exit status", ended); status != 1 || string(told) != whyBroken+"\n" {
			t.Errorf("%s: status %d and %q", word, status, told)
		}
		if line := h.log.ended(t, i); line["end"] != endPanicked || line["door"] != doorFiles {
			t.Errorf("%s: the log has %v", word, line)
		}
		lines := h.log.lines(t, "panic contained")
		if len(lines) != i+1 || !strings.Contains(lines[i]["stack"].(string), "files_test.go") {
			t.Errorf("%s: the log has %v", word, lines)
		}
	}
	other.press(t, "q")
	other.ends(t)
}

// TestSilentFiles leaves files open whose client asks for nothing, though it says that
// it is there.
func TestSilentFiles(t *testing.T) {
	t.Parallel()
	h := serve(t, rooms(), func(c *Config) { c.Limits.IdleTimeout = time.Second })
	client := h.dial(t)
	channel, ended := sftpChannel(t, client)
	complaint := make(chan string, 1)
	go func() {
		said, _ := io.ReadAll(channel.Stderr())
		complaint <- string(said)
	}()
	echoed(t, channel, "here")
	go chatter(client)
	if status := received(t, "the exit status", ended); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if said := received(t, "a word", complaint); said != "Closed after 1 second without a request.\n" {
		t.Errorf("the client is told %q", said)
	}
	if line := h.log.ended(t, 0); line["door"] != doorFiles || line["end"] != endIdle {
		t.Errorf("the log has %v", line)
	}
}
