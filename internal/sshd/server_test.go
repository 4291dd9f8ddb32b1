package sshd

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Trap: the default offer has group14-sha1, NIST curves and hmac-sha1 in it.
func TestAlgorithms(t *testing.T) {
	h := serve(t, rooms())
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", h.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "SSH-2.0-test\r\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || line != "SSH-2.0-Pete\r\n" {
		t.Errorf("the server calls itself %q, %v", line, err)
	}
	got := kexInit(t, in)
	const ciphers = "chacha20-poly1305@openssh.com,aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr"
	const macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"
	want := []string{
		"mlkem768x25519-sha256,curve25519-sha256,curve25519-sha256@libssh.org,kex-strict-s-v00@openssh.com",
		"ssh-ed25519",
		ciphers, ciphers,
		macs, macs,
		"none", "none",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("list %d offers\n%s, want\n%s", i, got[i], want[i])
		}
	}
}

// kexInit reads the first packet and returns its lists of names (RFC 4253, 7.1).
func kexInit(t *testing.T, in io.Reader) []string {
	t.Helper()
	header := make([]byte, 4)
	if _, err := io.ReadFull(in, header); err != nil {
		t.Fatal(err)
	}
	packet := make([]byte, binary.BigEndian.Uint32(header))
	if _, err := io.ReadFull(in, packet); err != nil {
		t.Fatal(err)
	}
	lists := packet[1+1+16:] // padding length, message number, cookie
	var names []string
	for range 8 {
		n := binary.BigEndian.Uint32(lists)
		names = append(names, string(lists[4:4+n]))
		lists = lists[4+n:]
	}
	return names
}

// Trap: a handler that accepts every key makes clients offer theirs, and shuts out readers
// without a key.
func TestNobodyIsAskedForAKey(t *testing.T) {
	h := serve(t, rooms())
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	asked := false
	config := clientConfig(h)
	config.Auth = []gossh.AuthMethod{
		gossh.PublicKeysCallback(func() ([]gossh.Signer, error) {
			asked = true
			return []gossh.Signer{key}, nil
		}),
		gossh.PasswordCallback(func() (string, error) {
			asked = true
			return "", nil
		}),
	}
	client, err := gossh.Dial("tcp", h.Addr().String(), config)
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if asked {
		t.Error("the client was asked for a key or a password")
	}
}

func TestReadyLine(t *testing.T) {
	h := serve(t, rooms())
	eventually(t, "the server says that it is ready", func() bool { return len(h.log.lines(t, "ready")) > 0 })
	line := h.log.lines(t, "ready")[0]
	if line["address"] != h.Addr().String() || strings.HasSuffix(h.Addr().String(), ":0") ||
		line["host_key"] != h.key.Path || line["fingerprint"] != h.key.Fingerprint() ||
		line["key"] != "made" {
		t.Errorf("the log has %v", line)
	}
}

func TestAddressIsTaken(t *testing.T) {
	h := serve(t, rooms())
	other, err := New(Config{Listen: []string{h.Addr().String()}, HostKey: t.TempDir() + "/key", Doors: rooms()})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Listen(t.Context()); err == nil || !strings.Contains(err.Error(), h.Addr().String()) {
		t.Errorf("with the address taken: %v", err)
	}
}

// Noise instead of SSH, and half-open connections, end at the handshake's deadline.
func TestHandshakeDeadline(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.HandshakeTimeout = 50 * time.Millisecond })
	for _, first := range []string{"", "GET / HTTP/1.0\r\n\r\n\x1b]0;owned\a", "SSH-2.0-x\r\n"} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", h.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, first); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Errorf("after %q: %v", first, err)
		}
		_ = conn.Close()
	}
	eventually(t, "no client is connected", h.empty)
}
