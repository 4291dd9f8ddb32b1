package sshd

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// loopback are the networks of the balancers in tests.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// behindDoors are doors whose commands tell where their client comes from.
func behindDoors(name string) Doors {
	doors := rooms()
	doors.Command = func(_ context.Context, g Client, _ string, stdout, _ io.Writer) int {
		_, _ = fmt.Fprintln(stdout, name, g.Source)
		return 0
	}
	return doors
}

// behindBalancer is a server that tells a command where it comes from.
func behindBalancer(t *testing.T, name, hostKey string) *house {
	t.Helper()
	return serve(t, behindDoors(name), func(c *Config) { c.HostKey, c.Balancers = hostKey, loopback })
}

// TestTwoBehindHAProxy puts a real load balancer in front of two servers with one
// host key: a reader's source is seen, and when one server drains the other serves.
func TestTwoBehindHAProxy(t *testing.T) {
	haproxy, err := exec.LookPath("haproxy")
	if err != nil {
		if os.Getenv("PETE_REQUIRE") != "" {
			t.Fatal("no haproxy: apt-get install haproxy")
		}
		t.Skip("no haproxy: apt-get install haproxy")
	}
	hostKey := filepath.Join(t.TempDir(), "host_ed25519")
	one, two := behindBalancer(t, "one", hostKey), behindBalancer(t, "two", hostKey)

	front, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := front.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	text := fmt.Sprintf(`
defaults
	mode tcp
	timeout connect 5s
	timeout client 1m
	timeout server 1m
	option redispatch
	retries 3
frontend readers
	bind fd@3
	default_backend petes
backend petes
	balance roundrobin
	server one %s send-proxy-v2
	server two %s send-proxy
`, one.Addr(), two.Addr())
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, haproxy, "-db", "-q", "-f", config)
	cmd.ExtraFiles = []*os.File{file}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
		_, _ = file.Close(), front.Close()
		if t.Failed() {
			t.Logf("haproxy said\n%s", said.String())
		}
	})

	// ask runs a command through the balancer, and returns the server and its answer.
	ask := func() string {
		dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 5)}}
		raw, err := dialer.Dial("tcp", front.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		conn, channels, requests, err := gossh.NewClientConn(raw, "pete", clientConfig(one))
		if err != nil {
			t.Fatal(err)
		}
		client := gossh.NewClient(conn, channels, requests)
		defer func() { _ = client.Close() }()
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := session.Output("ls")
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	both := ask() + ask()
	if !strings.Contains(both, "one 127.0.0.5\n") || !strings.Contains(both, "two 127.0.0.5\n") {
		t.Errorf("two readers saw %q, want one and two, and their own address", both)
	}
	one.stop(t)
	for range 4 {
		if got := ask(); got != "two 127.0.0.5\n" {
			t.Errorf("with one server drained, a reader saw %q", got)
		}
	}
}

// Attack: a stranger forges the header of a balancer, to be counted as another source.
func TestForgedHeader(t *testing.T) {
	h := behindBalancer(t, "one", filepath.Join(t.TempDir(), "host_ed25519"))
	for _, header := range []string{
		"PROXY TCP4 192.0.2.1 192.0.2.2 1024 22\r\n",
		"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01\xc0\x00\x02\x02\x04\x00\x00\x16",
	} {
		raw, err := rawFrom(h, "127.0.0.9")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(raw, header); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := gossh.NewClientConn(raw, "pete", clientConfig(h)); err == nil {
			t.Errorf("%q is believed", header)
		}
		_ = raw.Close()
	}
	// A client that forges nothing is served, as its own source.
	client, err := h.dialFrom(t, "127.0.0.9")
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("ls"); err != nil || string(out) != "one 127.0.0.9\n" {
		t.Errorf("a stranger saw %q, %v", out, err)
	}
	// A balancer that does not say whose connection it is has none.
	if _, err := h.dialFrom(t, "127.0.0.1"); err == nil {
		t.Error("a balancer without a header is served")
	}
}
