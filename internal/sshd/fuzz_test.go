package sshd

import (
	"io"
	"net"
	"testing"
	"time"
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
	h := serve(f, rooms(), func(c *Config) { c.Limits.HandshakeTimeout = time.Second })
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
