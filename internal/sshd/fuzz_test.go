package sshd

import (
	"io"
	"net"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// FuzzConnection says anything at all to a server, behind the line that every client
// begins with or instead of it. Whatever it is, the next reader is served.
func FuzzConnection(f *testing.F) {
	for _, seed := range []string{
		"", "\r\n", "SSH-2.0-x\r\n", "SSH-1.5-old\r\n", "GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n",
		"SSH-2.0-x\r\n\x00\x04\x00\x00", "SSH-2.0-x\r\n\x00\x00\x00\x0c\x0a\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"SSH-2.0-x\r\n\x00\x00\x00\x01\xff", "SSH-2.0-\x1b]0;title\a\r\n\x00\x00\x00\x1c\x06\x02",
	} {
		f.Add([]byte(seed))
	}
	h := serve(f, rooms(), unhurried, func(c *Config) { c.Limits.HandshakeTimeout = time.Second })
	f.Fuzz(func(t *testing.T, said []byte) {
		raw, err := rawFrom(h, "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = raw.Write(said) // the server may have closed it
		if half, ok := raw.(*net.TCPConn); ok {
			_ = half.CloseWrite()
		}
		_ = raw.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, raw); err != nil && isTimeout(err) {
			t.Errorf("the server keeps a connection that has said %q and all it will say", said)
		}
		_ = raw.Close()
		client := h.dial(t)
		_ = client.Close()
	})
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error) //nolint:errorlint // what a net.Conn returns is one
	return ok && timeout.Timeout()
}

// FuzzMessages says anything that the protocol has a place for on a connection that
// has shaken hands: global requests, channels of any type, requests on a session.
// The next reader is served, whatever was sent.
func FuzzMessages(f *testing.F) {
	for _, seed := range []struct {
		kind    byte
		name    string
		payload string
	}{
		{0, "tcpip-forward", "\x00\x00\x00\x00\x00\x00\x00\x16"},
		{0, "keepalive@openssh.com", ""},
		{1, "direct-tcpip", "\x00\x00\x00\x09127.0.0.1\x00\x00\x00\x16\x00\x00\x00\x00\x00\x00\x00\x00"},
		{1, "session", "rest"},
		{2, "pty-req", "\x00\x00\x00\x05xterm\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"},
		{2, "exec", "\xff\xff\xff\xff"},
		{2, "env", "\x00\x00\x00\x04LANG\x00\x00\x00\x02\x1b["},
		{2, "subsystem", "\x00\x00\x00\x04sftp"},
		{2, "auth-agent-req@openssh.com", ""},
		{2, "signal", "\x00\x00\x00\x04KILL"},
		{2, "shell", "\x00"},
	} {
		f.Add(seed.kind, seed.name, []byte(seed.payload))
	}
	h := serve(f, rooms(), unhurried)
	f.Fuzz(func(t *testing.T, kind byte, name string, payload []byte) {
		if len(name) > 1<<10 || len(payload) > 16<<10 {
			t.Skip() // x/crypto's client would not send it
		}
		client := h.dial(t)
		defer func() { _ = client.Close() }()
		switch kind % 3 {
		case 0:
			if ok, _, _ := client.SendRequest(name, true, payload); ok {
				t.Errorf("the global request %q is granted", name)
			}
		case 1:
			if channel, requests, err := client.OpenChannel(name, payload); err == nil {
				go gossh.DiscardRequests(requests)
				_ = channel.Close()
				if name != "session" {
					t.Errorf("a channel of type %q is opened", name)
				}
			}
		case 2:
			channel, requests, err := client.OpenChannel("session", nil)
			if err != nil {
				t.Fatal(err)
			}
			go gossh.DiscardRequests(requests)
			_, _ = channel.SendRequest(name, true, payload)
			_ = channel.Close()
		}
		other := h.dial(t)
		_ = other.Close()
	})
}
