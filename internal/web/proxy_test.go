package web

import (
	"bufio"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/listen"
)

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// The client of a request is the rightmost address that is not a proxy's, whatever the client
// itself has sent.
func TestForwarded(t *testing.T) {
	c := &conns{proxies: listen.Balancers{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}
	proxy := addr("10.0.0.1")
	for _, test := range []struct {
		headers []string // name, value, …
		want    string   // "" for none
		https   bool
	}{
		{nil, "", false},
		{[]string{"X-Forwarded-For", "192.0.2.1"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "203.0.113.9, 192.0.2.1"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "203.0.113.9", "X-Forwarded-For", "192.0.2.1"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "203.0.113.9, 192.0.2.1, 10.1.2.3,10.0.0.7"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "10.1.2.3"}, "10.1.2.3", false},
		{[]string{"X-Forwarded-For", "192.0.2.1, unknown"}, "10.0.0.1", false},
		{[]string{"X-Forwarded-For", ""}, "10.0.0.1", false},
		{[]string{"X-Forwarded-For", "2001:db8::1"}, "2001:db8::1", false},
		{[]string{"X-Forwarded-For", "[2001:db8::1]:443"}, "2001:db8::1", false},
		{[]string{"X-Forwarded-For", "192.0.2.1:1234"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "::ffff:192.0.2.1"}, "192.0.2.1", false},
		{[]string{"Forwarded", `for=192.0.2.1;proto=https;by=10.0.0.1`}, "192.0.2.1", true},
		{[]string{"Forwarded", `for=203.0.113.9, For="[2001:db8::1]:4711";proto=http`}, "2001:db8::1", false},
		{[]string{"Forwarded", `for=203.0.113.9, for=_hidden`}, "10.0.0.1", false},
		{[]string{"Forwarded", "for=203.0.113.9", "X-Forwarded-For", "192.0.2.1"}, "10.0.0.1", false},
		{[]string{"Forwarded", "for=192.0.2.1", "X-Forwarded-For", "192.0.2.1"}, "192.0.2.1", false},
		{[]string{"X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "http, https"}, "192.0.2.1", true},
		{[]string{"X-Forwarded-For", "192.0.2.1", "X-Forwarded-Proto", "https, http"}, "192.0.2.1", false},
	} {
		h := http.Header{}
		for i := 0; i < len(test.headers); i += 2 {
			h.Add(test.headers[i], test.headers[i+1])
		}
		from, https := c.forwarded(h, proxy)
		got := ""
		if from.IsValid() {
			got = from.String()
		}
		if got != test.want || https != test.https {
			t.Errorf("%q names %q, %t, want %q, %t", test.headers, got, https, test.want, test.https)
		}
	}
}

// Attack: a stranger who is no proxy names another source, to be counted as that.
func TestForgedForwardedFor(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.Proxies = listen.Balancers{netip.MustParsePrefix("127.0.0.1/32")} })
	asks(t, d.dialFrom(t, "127.0.0.9"), get("/short", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1;proto=https", "Connection: close"))
	eventually(t, "the request is in the log", func() bool { return len(d.log.lines(t, "request")) == 1 })
	if got := d.log.lines(t, "request")[0]["source"]; got != "127.0.0.9" {
		t.Errorf("it counts for %v", got)
	}
}

// Attack: one client of a proxy has slow requests under way without end, so that the proxy's
// other clients wait.
func TestOneClientOfProxyHasItsShare(t *testing.T) {
	d := startDoor(t, func(c *Config) {
		c.Proxies = listen.Balancers{netip.MustParsePrefix("127.0.0.1/32")}
		c.Limits.PlaceTimeout = 300 * time.Millisecond
	})
	long := get("/long.md", "X-Forwarded-For: 192.0.2.1")
	for range testQuota().PerSource {
		raw := d.dialFrom(t, "127.0.0.1")
		if _, err := io.WriteString(raw, long); err != nil {
			t.Fatal(err)
		}
		if response, err := http.ReadResponse(bufio.NewReaderSize(raw, 4<<10), nil); err != nil || response.StatusCode != http.StatusOK {
			t.Fatal(response, err)
		} // the body is not read
	}
	if got := asks(t, d.dialFrom(t, "127.0.0.1"), long); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one request more gets %s", got.Status)
	}
	for _, from := range []string{"X-Forwarded-For: 192.0.2.2", "Forwarded: for=192.0.2.3", "X-Other: none"} {
		got := asks(t, d.dialFrom(t, "127.0.0.1"), get("/short", from))
		if got.StatusCode != http.StatusOK || !strings.Contains(text(got), "lighthouse") {
			t.Errorf("%s gets %s", from, got.Status)
		}
	}
	eventually(t, "the requests are in the log", func() bool { return len(d.log.lines(t, "request")) == 4 })
	for i, want := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
		if got := d.log.lines(t, "request")[i]["source"]; got != want {
			t.Errorf("request %d counts for %v, want %s", i, got, want)
		}
	}
}
