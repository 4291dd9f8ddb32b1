package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// Attack: one source opens ten thousand connections, hundreds of them at once, and asks for
// something on each in slow pieces, so that strangers find no place.
func TestOneSourceHasItsShareOfConnections(t *testing.T) {
	d := startDoor(t)
	const many, atOnce = 10_000, 200
	var held [atOnce]net.Conn
	worst := time.Duration(0)
	for i := range many {
		if old := held[i%atOnce]; old != nil {
			_ = old.Close()
		}
		raw, err := dial(d.address, "127.0.0.2")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(raw, "GET / HTTP/1.1\r\n") // the server may have closed it
		held[i%atOnce] = raw
		if i%500 == atOnce {
			worst = max(worst, d.stranger(t, "127.0.0.3"))
			if n := d.connections(); n > testQuota().PerSource+1 {
				t.Errorf("%d connections are open", n)
			}
		}
	}
	t.Logf("%d of %d connections are refused; strangers are served within %v", d.tally.count(causeSource), many, worst)
	for _, raw := range held {
		_ = raw.Close()
	}
	eventually(t, "their places are free", func() bool { return d.connections() == 0 })
	d.stranger(t, "127.0.0.2")
}

// Connections that are kept for a further request do not count against a source, and serve
// one when it comes.
func TestIdleConnectionsHaveNoPlace(t *testing.T) {
	d := startDoor(t)
	var kept []net.Conn
	for range 3 * testQuota().PerSource {
		raw := d.dialFrom(t, "127.0.0.2")
		if got := asks(t, raw, get("/short")); got.StatusCode != http.StatusOK {
			t.Fatalf("connection %d gets %s", len(kept), got.Status)
		}
		kept = append(kept, raw)
	}
	eventually(t, "all are idle", func() bool { return d.Connections()[connIdle] == len(kept) })
	for i, raw := range kept {
		if got := asks(t, raw, get("/short")); got.StatusCode != http.StatusOK {
			t.Errorf("on the kept connection %d comes %s", i, got.Status)
		}
	}
}

// keepsAll has a source keep one connection, which rests, and ask for something on all others
// that it may have, in slow pieces. It returns both.
func (d *testDoor) keepsAll(t *testing.T) (kept net.Conn, busy []net.Conn) {
	t.Helper()
	kept = d.dialFrom(t, "127.0.0.2")
	asks(t, kept, get("/short"))
	eventually(t, "it rests", func() bool { return d.resting() == 1 })
	for range testQuota().PerSource {
		busy = append(busy, d.dialFrom(t, "127.0.0.2"))
	}
	eventually(t, "all have come", func() bool { return d.connections() == len(busy)+1 })
	return kept, busy
}

// A request on a kept connection waits while its source has as many connections as it may
// have.
func TestRequestWaitsForPlace(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.Limits.PlaceTimeout = 2 * patience })
	kept, busy := d.keepsAll(t)
	if _, err := io.WriteString(kept, get("/short")); err != nil {
		t.Fatal(err)
	}
	_ = kept.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
	reader := bufio.NewReader(kept)
	if _, err := reader.Peek(1); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("it is answered without a place: %v", err)
	}
	_ = kept.SetReadDeadline(time.Now().Add(patience))
	_ = busy[0].Close()
	if got := answers(t, reader); got.StatusCode != http.StatusOK {
		t.Errorf("with a place free it is told %s", got.Status)
	}
}

// It is told to come back when that takes too long.
func TestRequestWaitsInVain(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.Limits.PlaceTimeout = 100 * time.Millisecond })
	kept, _ := d.keepsAll(t)
	if got := asks(t, kept, get("/short")); got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" {
		t.Errorf("it is told %s", got.Status)
	}
}

// resting returns how many connections have given their place back.
func (d *testDoor) resting() (n int) {
	d.conns.mu.Lock()
	defer d.conns.mu.Unlock()
	return d.conns.idle.Len()
}

// Attack: connections from everywhere on which nothing is asked, or nothing more, until memory
// or descriptors run out.
func TestConnectionsThatWantNothing(t *testing.T) {
	const most = 8
	d := startDoor(t, func(c *Config) { c.Limits.New, c.Limits.Idle = most, most })
	for i := range 5 * most {
		d.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i))
	}
	eventually(t, "no more than may be are open", func() bool { return d.tally.count(causeNew) == 4*most && d.connections() == most })
	first := d.dialFrom(t, "127.0.3.1")
	asks(t, first, get("/short"))
	for i := range 5 * most {
		raw := d.dialFrom(t, fmt.Sprintf("127.0.4.%d", 1+i/2))
		if got := asks(t, raw, get("/short")); got.StatusCode != http.StatusOK {
			t.Errorf("a client gets %s", got.Status)
		}
		eventually(t, "it rests", func() bool { return d.Connections()[connBusy] == 0 && d.resting() == min(i+2, most) })
	}
	if got := asks(t, first, get("/short")); got.StatusCode != http.StatusOK {
		t.Errorf("a client with one connection, beside those with two, gets %s", got.Status)
	}
	d.stranger(t, "127.0.0.3")
}

// Attack: clients of many sources keep all that may be busy, so that a stranger finds no place.
func TestBusyConnectionsMakeRoom(t *testing.T) {
	const most = 8
	d := startDoor(t, func(c *Config) { c.Limits.Busy = most })
	for i := range 4 * most {
		raw := d.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i/4))
		_ = raw.(*net.TCPConn).SetReadBuffer(4 << 10)
		if _, err := io.WriteString(raw, get("/long.md")); err != nil { // which is not read
			t.Fatal(err)
		}
	}
	eventually(t, "no more than may be are open", func() bool { return d.tally.count(causeBusy) == 3*most })
	t.Logf("a stranger is served within %v", d.stranger(t, "127.0.0.3"))
}
