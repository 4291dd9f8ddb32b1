package sshd

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/quota"
	gossh "golang.org/x/crypto/ssh"
)

// watched is a server with a watcher that remembers.
func watched(t *testing.T, tune ...func(*Config)) (*house, *tally) {
	t.Helper()
	watcher := &tally{}
	return serve(t, rooms(), append(tune, func(c *Config) { c.Watcher = watcher })...), watcher
}

// refused reports how often something was refused for a cause.
func (t *tally) refused(cause string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, what := range t.heard {
		if what == "refused "+cause {
			n++
		}
	}
	return n
}

// ls runs a command from an address.
func (h *house) ls(t testing.TB, address string) error {
	t.Helper()
	client, err := h.dialFrom(t, address)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	_, err = session.Output("ls")
	return err
}

// Attack: one source shakes hands as fast as it can. What is over its rate waits, and
// is not answered when its time is over; no other source waits.
func TestHandshakesHaveARate(t *testing.T) {
	t.Parallel()
	h, watcher := watched(t, func(c *Config) {
		c.Limits.HandshakeRate, c.Limits.HandshakeBurst = 1, 1000
		c.Limits.HandshakeTimeout = 5 * time.Second
	})
	source, err := h.conns.table.Connect(netip.MustParseAddr("127.0.0.2"))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Disconnect(0)
	for ctx := t.Context(); ; { // all but the last few, which would have to be waited for
		soon, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		err := source.Handshake(soon)
		inVain := err != nil && soon.Err() == nil // else a busy machine was too slow, and some are left
		cancel()
		if inVain {
			break
		}
	}
	const more = 14 // than come in the time
	for range more {
		p, err := rawFrom(h, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		if _, err := io.WriteString(p, "SSH-2.0-fast\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.ls(t, "127.0.0.3"); err != nil {
		t.Error(err)
	}
	eventually(t, "all are gone", h.empty)
	eventually(t, "most were refused for their rate", func() bool { return watcher.refused(causeRate) >= more/2 })
}

// A connection that is over the rate is held until its time is over, although that is known
// before: a client that is refused at once comes back at once.
func TestHandshakeOverTheRateIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.HandshakeRate, limits.HandshakeBurst, limits.HandshakeTimeout = 1, 1, 500*time.Millisecond
		near, far := net.Pipe()
		defer func() { _ = far.Close() }()
		c := newTestConn(near, limits)
		defer func() { _ = c.Close() }()
		if !c.awaitHandshake() {
			t.Error("the first handshake is refused")
		}
		if c.awaitHandshake() || time.Since(c.accepted) != limits.HandshakeTimeout {
			t.Errorf("the second is refused after %v, want %v", time.Since(c.accepted), limits.HandshakeTimeout)
		}
	})
}

// A script that connects for every post is slowed, and never refused.
func TestALoopIsSlowed(t *testing.T) {
	t.Parallel()
	h := serve(t, rooms(), func(c *Config) { c.Limits.HandshakeRate, c.Limits.HandshakeBurst = 50, 2 })
	for i := range 12 {
		if err := h.ls(t, "127.0.0.2"); err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
	}
}

// Attack: silent connections use up the handshakes of those behind the same address.
func TestSilenceUsesUpNoHandshakes(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) {
		c.Limits.HandshakeRate, c.Limits.HandshakeBurst, c.Limits.MaxPenalty = 1, 1, 0
	})
	for range 10 {
		raw, err := rawFrom(h, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = raw.Close() }()
	}
	if err := h.ls(t, "127.0.0.2"); err != nil {
		t.Error(err)
	}
}

// heldBack reports whether a source may not make two handshakes at once.
func heldBack(h *house, address string) bool {
	source, err := h.conns.table.Connect(netip.MustParseAddr(address))
	if err != nil {
		return true
	}
	defer source.Disconnect(0)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	for range 2 {
		if source.Handshake(ctx) != nil {
			return true
		}
	}
	return false
}

// Attack: connections that end before they are authenticated, or without a session,
// over and over. Their source is slowed, and refused if it goes on without a handshake.
func TestConnectionsForNothingArePenalized(t *testing.T) {
	for name, attack := range map[string]func(h *house, t *testing.T) error{
		"noise": func(h *house, _ *testing.T) error {
			raw, err := rawFrom(h, "127.0.0.2")
			if err != nil {
				return err
			}
			defer func() { _ = raw.Close() }()
			_, _ = io.WriteString(raw, "GET / HTTP/1.1\r\n\r\n"+strings.Repeat("x", 300))
			_, _ = io.Copy(io.Discard, raw) // until the server has closed it
			return nil
		},
		"half a key exchange": func(h *house, _ *testing.T) error {
			p, err := beginHandshake(h, "127.0.0.2")
			if err != nil {
				return err
			}
			return p.Close()
		},
		"no session": func(h *house, t *testing.T) error {
			client, err := h.dialFrom(t, "127.0.0.2")
			if err != nil {
				return err
			}
			return client.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := serve(t, rooms())
			for i := range 18 { // a penalty of a second each, and some pass meanwhile
				if i < 10 && heldBack(h, "127.0.0.2") {
					t.Fatalf("it is held back after %d connections", i)
				}
				if err := attack(h, t); err != nil {
					t.Fatal(err)
				}
				eventually(t, "the connection is gone", h.empty)
			}
			if !heldBack(h, "127.0.0.2") {
				t.Error("it is not held back")
			}
			if err := h.ls(t, "127.0.0.3"); err != nil {
				t.Error("a neighbour:", err)
			}
		})
	}
	t.Run("sessions cost nothing", func(t *testing.T) {
		h := serve(t, rooms())
		for range 30 {
			if err := h.ls(t, "127.0.0.2"); err != nil {
				t.Fatal(err)
			}
		}
		if heldBack(h, "127.0.0.2") {
			t.Error("a source that has sessions is held back")
		}
	})
}

// Attack: 32 addresses open connections that say nothing, as fast as they can, so that
// a client whose handshake takes long is always the one that has to make room.
func TestADistantClientIsNotPushedOut(t *testing.T) {
	const most = 64
	h, watcher := watched(t, func(c *Config) { c.Limits.PreAuthConns, c.Limits.MaxPenalty = most, 0 })
	var mu sync.Mutex
	var raws []net.Conn
	t.Cleanup(func() {
		for _, raw := range raws {
			_ = raw.Close()
		}
	})
	flood := func(each int) {
		var all sync.WaitGroup
		for i := range 32 {
			all.Go(func() {
				for range each {
					raw, err := rawFrom(h, fmt.Sprintf("127.0.0.%d", 100+i))
					if err != nil {
						return
					}
					mu.Lock()
					raws = append(raws, raw)
					mu.Unlock()
				}
			})
		}
		all.Wait()
	}
	flood(8)
	for i := range 8 {
		distant, err := beginHandshake(h, "127.0.0.2")
		if err != nil {
			t.Fatalf("handshake %d: %v", i, err)
		}
		flood(8)
		if err := distant.exchange(); err != nil {
			t.Fatalf("handshake %d: %v", i, err)
		}
		flood(8)
		if err := distant.authenticate("reader"); err != nil {
			t.Fatalf("handshake %d: %v", i, err)
		}
		eventually(t, "it is authenticated", func() bool {
			h.conns.mu.Lock()
			defer h.conns.mu.Unlock()
			return h.conns.unused.Len() == 1
		})
		_ = distant.Close()
		eventually(t, "it is gone", func() bool {
			h.conns.mu.Lock()
			defer h.conns.mu.Unlock()
			return h.conns.unused.Len() == 0
		})
		h.conns.mu.Lock()
		if n := h.conns.preAuth.Len(); n > most {
			t.Errorf("%d connections are not authenticated, want at most %d", n, most)
		}
		h.conns.mu.Unlock()
	}
	t.Logf("%d connections had to make room", watcher.refused(causeHandshake))
	if watcher.refused(causeHandshake) == 0 {
		t.Error("there was room for all")
	}
}

// Attack: connections that are not authenticated claim large packets, whose memory is
// allocated at once.
func TestLargePacketsBeforeAuthentication(t *testing.T) {
	const most = 8
	h, watcher := watched(t, unhurried, func(c *Config) { c.Limits.PreAuthPackets = most })
	claim := func(address string, bytes uint32) net.Conn {
		raw, err := rawFrom(h, address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = raw.Close() })
		length := []byte{byte(bytes >> 24), byte(bytes >> 16), byte(bytes >> 8), byte(bytes), 4}
		_, _ = raw.Write(append([]byte("SSH-2.0-half\r\n"), length...)) // the server may have closed it
		return raw
	}
	for i := range 4 * most {
		claim(fmt.Sprintf("127.0.1.%d", 1+i), 20_000)
	}
	eventually(t, "all but a few had to go", func() bool { return watcher.refused(causePacket) == 3*most })
	raw := claim("127.0.0.2", 250_000)
	_ = raw.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.Copy(io.Discard, raw); err != nil && isTimeout(err) {
		t.Error("a packet of 250 KB is waited for")
	}
	if err := h.ls(t, "127.0.0.3"); err != nil {
		t.Error(err)
	}
}

// Attack: a user name of 240 KB, which the library keeps twice for as long as the
// connection lasts, or as much in packets that it drops.
func TestMuchBeforeAuthentication(t *testing.T) {
	h := serve(t, rooms(), unhurried)
	for name, send := range map[string]func(p *packets) error{
		"a long name":     func(p *packets) error { return p.authenticate(strings.Repeat("x", 240_000)) },
		"a name of 33 KB": func(p *packets) error { return p.authenticate(strings.Repeat("x", 33_000)) },
		"dropped packets": func(p *packets) error {
			if err := p.send(appendString([]byte{msgServiceRequest}, []byte("ssh-userauth"))); err != nil {
				return err
			}
			for range 40 {
				if err := p.send(ignored(1000)); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := shakeHands(h, "127.0.0.2")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = p.Close() }()
			_ = send(p) // the server may have closed it
			if err := p.over(); err != nil {
				t.Error("the connection is kept:", err)
			}
			eventually(t, "the connection is gone", h.empty)
		})
	}
}

// Attack: one packet of 250 KB on each of many connections that then wait: the library
// keeps a buffer of that size for each. The largest that a channel carries passes.
func TestLargePacketsAfterAuthentication(t *testing.T) {
	h, watcher := watched(t, unhurried)
	for bytes, passes := range map[int]bool{32 << 10: true, 33_500: true, 40_000: false, 250_000: false} {
		p, err := shakeHands(h, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		if err := p.authenticate("reader"); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is authenticated", func() bool {
			h.conns.mu.Lock()
			defer h.conns.mu.Unlock()
			return h.conns.unused.Len() == 1
		})
		before := watcher.refused(causePacket)
		_ = p.send(ignored(bytes), ping(20_000)) // the server may have closed it
		if passes {
			// What comes before the answer is less than that.
			if _, err := io.CopyN(io.Discard, p.in, 20_000); err != nil {
				t.Errorf("behind a packet of %d bytes there is no answer: %v", bytes, err)
			}
			if watcher.refused(causePacket) != before {
				t.Errorf("a packet of %d bytes is refused", bytes)
			}
		} else if err := p.over(); err != nil {
			t.Errorf("a packet of %d bytes is taken: %v", bytes, err)
		}
		_ = p.Close()
		eventually(t, "the connection is gone", h.empty)
	}
}

// Attack: a client exchanges keys, sends what passes until it would have to say what
// it wants, and then waits, or goes: the server holds the rest back, and does not see
// either. Its place is free when the time for a handshake is over.
func TestClientThatWaitsAtTheGate(t *testing.T) {
	h := serve(t, rooms(), unhurried, func(c *Config) { c.Limits.HandshakeTimeout = 500 * time.Millisecond })
	before := h.baseline(t)
	for _, goes := range []bool{true, false} {
		p, err := shakeHands(h, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		for range 20 {
			_ = p.send(ignored(1)) // the server may have closed it
		}
		if goes {
			_ = p.Close()
		}
		eventually(t, "the connection is gone", h.empty)
	}
	quiet(t, before)
}

// Attack: a channel that is closed before the room is made which it has asked for.
func TestChannelClosedAtOnce(t *testing.T) {
	h := serve(t, rooms(), unhurried)
	before := h.baseline(t)
	for range 50 {
		client := h.dial(t)
		for range maxChannels {
			channel := raw(t, client)
			_, _ = channel.SendRequest("pty-req", false, gossh.Marshal(ptyRequest{Term: "xterm", Columns: 80, Rows: 24}))
			_, _ = channel.SendRequest("shell", false, nil)
			_ = channel.Close()
		}
		_ = client.Close()
	}
	eventually(t, "no client is connected", h.empty)
	eventually(t, "no session is open", func() bool { return h.sessions.count() == 0 })
	quiet(t, before)
}

// Attack: keys offered without end, each of which the server has to look at.
func TestKeysWithoutEnd(t *testing.T) {
	for _, flood := range []struct {
		user        string
		length      int // of a key, in bytes
		sent, tries int32
	}{
		{"reader", 2060, 12, maxReaderTries},
		{authorUser, 500, 40, maxAuthTries},
	} {
		t.Run(flood.user, func(t *testing.T) {
			h := serve(t, rooms(), unhurried)
			p, err := shakeHands(h, "127.0.0.2")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = p.Close() }()
			_ = p.send(appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")))
			offer := gossh.Marshal(struct {
				Type                  byte
				User, Service, Method string
				Signed                bool
				Algorithm             string
				Key                   []byte
			}{msgUserAuth, flood.user, "ssh-connection", "publickey", false, "rsa-sha2-256", make([]byte, flood.length)})
			var conns []*conn
			h.conns.mu.Lock()
			for c := range h.conns.open {
				conns = append(conns, c)
			}
			h.conns.mu.Unlock()
			for range flood.sent {
				_ = p.send(offer) // the server may have closed it
			}
			if err := p.over(); err != nil {
				t.Error("the connection is kept:", err)
			}
			eventually(t, "the connection is gone", h.empty)
			if tries := conns[0].login.tries.Load(); len(conns) != 1 || tries != flood.tries {
				t.Errorf("%d offers of %d connections were looked at, want %d of one", tries, len(conns), flood.tries)
			}
			if conns[0].penalty() != quota.PenaltyAuthFailed {
				t.Error("the address is not penalized for it")
			}
		})
	}
}

// Attack: keys typed as fast as a connection can carry them, each of which costs the
// server more than its byte.
func TestEventsAreCharged(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.InputRate = 1 }) // nothing comes back
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	keys := DefaultLimits().InputBurst / 2 / eventPrice // all that the connection has at once
	term.press(t, strings.Repeat("j", keys))
	eventually(t, "the budget is spent", h.slowed)
}

// Attack: 600 connections of a load balancer that never say where they come from.
func TestSilentBalancer(t *testing.T) {
	h := serve(t, behindDoors("one"), func(c *Config) {
		c.HostKey = filepath.Join(t.TempDir(), "host_ed25519")
		c.Balancers = loopback
		c.Limits.PreAuthConns = 100
	})
	for range 600 {
		raw, err := rawFrom(h, "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = raw.Close() }()
	}
	raw, err := rawFrom(h, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(raw, "PROXY TCP4 192.0.2.1 192.0.2.2 1024 22\r\n"); err != nil {
		t.Fatal(err)
	}
	conn, channels, requests, err := gossh.NewClientConn(raw, "pete", clientConfig(h))
	if err != nil {
		t.Fatal("a reader behind it is not served:", err)
	}
	client := gossh.NewClient(conn, channels, requests)
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("ls"); err != nil || string(out) != "one 192.0.2.1\n" {
		t.Errorf("a reader behind it saw %q, %v", out, err)
	}
	eventually(t, "no more than 101 connections are open", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		return len(h.conns.open) <= 101
	})
}

// A client that knows no algorithm of ours leaves one line, with what it knows.
func TestNoCommonAlgorithm(t *testing.T) {
	h := serve(t, rooms())
	config := clientConfig(h)
	config.KeyExchanges = []string{gossh.InsecureKeyExchangeDH1SHA1, gossh.KeyExchangeECDHP256}
	if client, err := gossh.Dial("tcp", h.Addr().String(), config); err == nil {
		_ = client.Close()
		t.Fatal("it is served")
	}
	eventually(t, "there is a line", func() bool { return len(h.log.lines(t, "no common algorithm")) == 1 })
	line := h.log.lines(t, "no common algorithm")[0]
	offered, _ := line["offered"].(string)
	if line["source"] != "127.0.0.1" || !slices.Contains(strings.Split(offered, ","), gossh.KeyExchangeECDHP256) {
		t.Errorf("the log has %v", line)
	}
}

// Attack: sessions that are opened and closed again, over and over, on one connection:
// they take half a millisecond each, and few bytes.
func TestSessionsAreCharged(t *testing.T) {
	h := serve(t, rooms(), func(c *Config) { c.Limits.InputRate = 1 }) // nothing comes back
	client := h.dial(t)
	for range DefaultLimits().InputBurst / 2 / sessionPrice {
		var session *gossh.Session
		eventually(t, "the last session is closed on the server too", func() (ok bool) {
			var err error
			session, err = client.NewSession()
			return err == nil
		})
		if h.slowed() {
			return
		}
		_ = session.Close()
	}
	eventually(t, "the budget is spent", h.slowed)
}
