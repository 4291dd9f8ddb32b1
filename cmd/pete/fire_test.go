package main

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// stallable is a connection whose reads can be stopped, as behind a terminal that
// was stopped.
type stallable struct {
	net.Conn

	stalled atomic.Bool
	closed  chan struct{}
}

func (s *stallable) Read(p []byte) (int, error) {
	if s.stalled.Load() {
		<-s.closed
		return 0, io.EOF
	}
	return s.Conn.Read(p)
}

// dialStallable connects from a source of its own, for each of a kind, and closes the
// connection when the test ends.
func dialStallable(t *testing.T, address string, kind, number int) (*ssh.Client, *stallable) {
	t.Helper()
	from := &net.TCPAddr{IP: net.IPv4(127, 0, byte(kind), byte(1+number))}
	raw, err := (&net.Dialer{LocalAddr: from}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &stallable{Conn: raw, closed: make(chan struct{})}
	conn, channels, requests, err := ssh.NewClientConn(s, address, &ssh.ClientConfig{
		User:            "reader",
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	client := ssh.NewClient(conn, channels, requests)
	t.Cleanup(func() {
		close(s.closed)
		_ = client.Close()
	})
	return client, s
}

// Attack: SIGTERM while connections are half open, readers and commands read nothing of
// what they are sent, and readers type as fast as they can. All of it ends, and terminals
// that are read are restored. The drain uses nine tenths of --drain-timeout here, so on a
// busy machine the exit may come later: TestDrainTime of sshd has the clock of a bubble.
func TestStopUnderFire(t *testing.T) {
	const each = 10
	d := startDaemon(t, nil, "--admin", "127.0.0.1:0")
	operator := d.logged(t, `"msg":"admin"`)["address"].(string)
	for range each {
		for _, address := range []string{d.address, operator} {
			half, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = half.Close() })
			if _, err := io.WriteString(half, "SSH-2.0-half\r\n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range each { // readers whose terminal takes nothing more
		client, conn := dialStallable(t, d.address, 1, i)
		reader := &typist{}
		reader.open(t, client)
		conn.stalled.Store(true)
		go pressAll(reader.keys, d.done)
	}
	for i := range each { // commands whose output is not read, to more than any buffer holds
		client, conn := dialStallable(t, d.address, 2, i)
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := session.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		all := "cat"
		for range 1000 {
			all += " from-one-to-eighty"
		}
		if err := session.Start(all); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		conn.stalled.Store(true)
	}
	var typing []*typist
	for i := range each {
		client, _ := dialStallable(t, d.address, 3, i)
		reader := &typist{}
		reader.open(t, client)
		go pressAll(reader.keys, d.done)
		typing = append(typing, reader)
	}
	t.Logf("SIGTERM takes %v", d.stop(t))
	for _, reader := range typing {
		if sent := reader.sent(t); strings.LastIndex(sent, "\x1b[?1049l") < strings.LastIndex(sent, "\x1b[?1049h") {
			t.Error("the terminal of a reader who types is not given back")
		}
	}
	if d.count(`"msg":"stopped"`) != 1 {
		t.Errorf("the log does not end with stopped:\n%s", d.log)
	}
}

// pressAll presses keys until the server is gone.
func pressAll(keys io.Writer, done <-chan struct{}) {
	for {
		if _, err := io.WriteString(keys, "jk"); err != nil {
			return
		}
		select {
		case <-done:
			return
		case <-time.After(time.Millisecond):
		}
	}
}
