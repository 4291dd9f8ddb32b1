package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
)

// computing has requests for a path compute until they are let go, and counts them.
type computing struct {
	busy, most atomic.Int64
	finish     chan struct{}
}

func (c *computing) in(d *testDoor) {
	next := d.http.Handler
	d.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/compute" {
			next.ServeHTTP(w, r)
			return
		}
		d.compute(r, func() {
			c.most.Store(max(c.most.Load(), c.busy.Add(1)))
			defer c.busy.Add(-1)
			<-c.finish
		})
	})
}

// Attack: one source has pages made all the time on all its connections, so that the share of
// a stranger becomes a seventeenth.
func TestOneSourceHasItsShareOfWork(t *testing.T) {
	d := newDoor(t)
	c := &computing{finish: make(chan struct{})}
	c.in(d)
	d.start(t)
	half := int64(max(runtime.GOMAXPROCS(0)/2, 1))
	var all []net.Conn
	for range testQuota().PerSource {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, get("/compute")); err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	eventually(t, "all have come", func() bool { return d.Connections()[connBusy] == len(all) && c.busy.Load() == half })
	asked := d.dialFrom(t, "127.0.0.3")
	if got := asks(t, asked, get("/search?q=lighthouse")); got.StatusCode != http.StatusOK || !strings.Contains(text(got), "lighthouse") {
		t.Errorf("a stranger gets %s", got.Status)
	}
	close(c.finish)
	for _, raw := range all {
		answers(t, bufio.NewReader(raw))
	}
	if c.most.Load() != half {
		t.Errorf("%d pages of one source are made at once, want %d", c.most.Load(), half)
	}
}

// Attack: a client asks for what takes long to make, and goes away, again and again. What has
// not begun is not made.
func TestGoneClientsComputeNothing(t *testing.T) {
	d := newDoor(t)
	c := &computing{finish: make(chan struct{})}
	c.in(d)
	d.start(t)
	half := max(runtime.GOMAXPROCS(0)/2, 1)
	for n := range testQuota().PerSource {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, get("/compute")); err != nil {
			t.Fatal(err)
		}
		if n < half {
			eventually(t, "it computes", func() bool { return c.busy.Load() == int64(n+1) })
			continue
		}
		_ = raw.Close()
		eventually(t, "it is gone", func() bool { return d.connections() <= half })
	}
	eventually(t, "the others are gone", func() bool { return d.connections() <= half })
	close(c.finish)
	eventually(t, "nothing computes", func() bool { return c.busy.Load() == 0 })
	if c.most.Load() > int64(half) {
		t.Errorf("%d are made at once", c.most.Load())
	}
}

// What is computed is charged to the source, beside the bytes of the request.
func TestComputingIsCharged(t *testing.T) {
	limits := testQuota()
	limits.InputRate, limits.InputBurst, limits.CPUShare = 1<<20, 4<<20, 0.01
	d := startDoor(t, func(c *Config) { c.Table = quota.NewTable(limits) })
	raw := d.dialFrom(t, "127.0.0.2")
	const request = "/search?q=paragraph+lighthouse"
	asks(t, raw, get(request))
	source := d.config.Table.Lookup(netip.MustParseAddr("127.0.0.2"))
	if owed := float64(limits.InputBurst) - source.Tokens(time.Now()); owed < 1000 {
		t.Errorf("a search has cost %.0f bytes of the budget", owed)
	} else {
		t.Logf("a search has cost %.0f bytes of the budget", owed)
	}
}

// Attack: a source floods with requests over HTTP. It is read no faster than its budget
// allows, and strangers are served.
func TestFloodOfRequests(t *testing.T) {
	const duration = 600 * time.Millisecond
	d := startDoor(t)
	begun := time.Now()
	before := cpu(t)
	for range 8 {
		raw := d.dialFrom(t, "127.0.0.2")
		_ = raw.SetDeadline(begun.Add(duration))
		go func() { _, _ = io.Copy(io.Discard, raw) }()
		go func() {
			for many := strings.Repeat(get("/short"), 100); ; {
				if _, err := io.WriteString(raw, many); err != nil {
					return
				}
			}
		}()
	}
	worst := time.Duration(0)
	for time.Since(begun) < duration {
		worst = max(worst, d.stranger(t, "127.0.0.3"))
	}
	took := time.Since(begun)
	arrived := d.arrivedFrom("127.0.0.2")
	limits := testQuota()
	most := int64(limits.InputBurst) + int64(took.Seconds()*float64(limits.InputRate)) + 8*(paidAtOnce+inputChunk)
	t.Logf("%d KB are read in %v (at most %d); %v of CPU with clients and strangers, who are served within %v",
		arrived>>10, took.Round(time.Millisecond), most>>10, (cpu(t) - before).Round(time.Millisecond), worst.Round(time.Millisecond))
	if arrived == 0 || arrived > most {
		t.Errorf("%d bytes are read in %v, want at most %d", arrived, took, most)
	}
}

// Both doors count in one table: what a source has open in one it has not in the other.
func TestOneBudgetForAllDoors(t *testing.T) {
	table := quota.NewTable(testQuota())
	d := startDoor(t, func(c *Config) { c.Table = table })
	var elsewhere []*quota.Source
	for range testQuota().PerSource - 1 {
		s, err := table.Connect(netip.MustParseAddr("127.0.0.2"))
		if err != nil {
			t.Fatal(err)
		}
		elsewhere = append(elsewhere, s)
	}
	d.dialFrom(t, "127.0.0.2")
	eventually(t, "it has a connection here", func() bool { return d.connectionsFrom("127.0.0.2") == 1 })
	closes(t, d.dialFrom(t, "127.0.0.2"))
	if _, err := table.Connect(netip.MustParseAddr("127.0.0.2")); err == nil {
		t.Error("the other door has a place that is taken here")
	}
	for _, s := range elsewhere {
		s.Disconnect(0)
	}
	if got := asks(t, d.dialFrom(t, "127.0.0.2"), get("/short")); got.StatusCode != http.StatusOK {
		t.Errorf("with places free a client gets %s", got.Status)
	}
}

// A load balancer that speaks TCP says where a connection comes from, and no other may.
func TestPROXYHeader(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.Balancers = listen.Balancers{netip.MustParsePrefix("127.0.0.1/32")} })
	for i := range 20 {
		from := fmt.Sprintf("192.0.2.%d", 1+i)
		raw := d.dialFrom(t, "127.0.0.1")
		got := asks(t, raw, "PROXY TCP4 "+from+" 192.0.2.200 1024 80\r\n"+get("/short"))
		if got.StatusCode != http.StatusOK {
			t.Fatalf("client %d of the balancer gets %s", i, got.Status)
		}
	}
	if line := d.log.lines(t, "request"); len(line) != 20 || line[3]["source"] != "192.0.2.4" {
		t.Errorf("the log has %v", line)
	}
	for range testQuota().PerSource {
		raw := d.dialFrom(t, "127.0.0.1")
		_, _ = io.WriteString(raw, "PROXY TCP4 192.0.2.99 192.0.2.200 1024 80\r\nGET / HTTP/1.1\r\n")
	}
	eventually(t, "they count for their source", func() bool { return d.connectionsFrom("192.0.2.99") == testQuota().PerSource })
	raw := d.dialFrom(t, "127.0.0.1")
	_, _ = io.WriteString(raw, "PROXY TCP4 192.0.2.99 192.0.2.200 1024 80\r\n"+get("/short"))
	if got := closes(t, raw); got != "" {
		t.Errorf("a connection more than the source may have gets %.100q", got)
	}
	forged := d.dialFrom(t, "127.0.0.9")
	_, _ = io.WriteString(forged, "PROXY TCP4 192.0.2.1 192.0.2.2 1024 80\r\n"+get("/short"))
	if got := closes(t, forged); strings.Contains(got, "200 OK") {
		t.Error("a forged header is believed")
	}
	d.stranger(t, "127.0.0.9")
}
