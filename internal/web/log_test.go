package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/logqueue"
)

// A request has one line, with what an operator needs. What was looked for, and where the
// client has been but for the host, is in none.
func TestRequestLine(t *testing.T) {
	d := startDoor(t)
	asks(t, d.dialFrom(t, "127.0.0.2"), get("/search?q=private+words", "User-Agent: lynx", "Referer: https://user:password@news.example:8443/private?words=1", "Cookie: private", "Connection: close"))
	eventually(t, "the line is there", func() bool { return len(d.log.lines(t, "request")) == 1 })
	line := d.log.lines(t, "request")[0]
	for name, want := range map[string]any{
		"source": "127.0.0.2", "door": "web", "method": "GET", "path": "/search", "status": 200., "agent": "lynx", "from": "news.example", "level": "info",
	} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	if line["bytes"].(float64) == 0 || line["ms"] == nil || line["protocol"] != nil {
		t.Errorf("the line is %v", line)
	}
	if all := d.log.String(); strings.Contains(all, "private") || strings.Contains(all, "password") {
		t.Errorf("the log has what is private:\n%s", all)
	}
}

// Attack: control characters, and as many as may be, in everything that the log shows.
func TestHostileLine(t *testing.T) {
	d := startDoor(t)
	path := "/" + strings.Repeat("%1b%5b%0a%e2%80%ae%ff", 300)
	asks(t, d.dialFrom(t, "127.0.0.2"), get(path, "User-Agent: "+strings.Repeat("\u202e\x9b\u009b", 1000), "Referer: http://"+strings.Repeat("%1b", 50)+".example/", "Connection: close"))
	asks(t, d.dialFrom(t, "127.0.0.2"), strings.Repeat("A", 1000)+" / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n")
	eventually(t, "the lines are there", func() bool { return len(d.log.lines(t, "request")) == 2 })
	for _, line := range strings.Split(strings.TrimSpace(d.log.String()), "\n") {
		if len(line) > 1500 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == '\u202e' || r >= 0x7f && r < 0xa0 || r == '\ufffd' }) {
			t.Errorf("a line of %d bytes: %.300q", len(line), line)
		}
	}
}

// Attack: requests as fast as one source can, so that the log grows without end. Further ones
// are counted, also those that were answered before.
func TestRequestStorm(t *testing.T) {
	d := startDoor(t)
	const requests = 200
	raw := d.dialFrom(t, "127.0.0.2")
	for range requests {
		asks(t, raw, get("/short"))
	}
	d.stranger(t, "127.0.0.3")
	eventually(t, "all are counted", func() bool {
		d.tally.mu.Lock()
		defer d.tally.mu.Unlock()
		return len(d.tally.answered) == requests+1
	})
	d.stop(t)
	lines := len(d.log.lines(t, "request"))
	summaries := d.log.lines(t, "requests answered")
	if len(summaries) != 1 || lines > 50 || float64(lines)+summaries[0]["requests"].(float64) != requests+1 || summaries[0]["web_2xx"] != summaries[0]["requests"] {
		t.Errorf("%d requests have %d lines and the summaries %v", requests+1, lines, summaries)
	}
}

// Requests are counted by what they were answered with, from closed sets.
func TestAnsweredKinds(t *testing.T) {
	d := startDoor(t)
	for _, request := range []string{
		get("/"), get("/short"), get("/short.md"), get("/feed.atom"), get("/search?q=lighthouse"), get("/short/"), get("/nothing"), get(stylePath()),
		get("/", "Content-Length: 3"), "HEAD /short HTTP/1.1\r\nHost: b\r\n\r\n", get("/short", `If-None-Match: *`),
	} {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := raw.Write([]byte(strings.Replace(request, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1))); err != nil {
			t.Fatal(err)
		}
		closes(t, raw)
	}
	want := []string{
		"page 2xx true", "post 2xx true", "text 2xx true", "feed 2xx true", "search 2xx true", "redirect 3xx true", "missing 4xx true", "file 2xx true",
		"refused 4xx true", "post 2xx false", "post 3xx false",
	}
	eventually(t, "all are counted", func() bool {
		d.tally.mu.Lock()
		defer d.tally.mu.Unlock()
		return len(d.tally.answered) == len(want)
	})
	if !slices.Equal(d.tally.answered, want) {
		t.Errorf("counted are\n%q, want\n%q", d.tally.answered, want)
	}
	for _, one := range d.tally.answered {
		kind, rest, _ := strings.Cut(one, " ")
		code, _, _ := strings.Cut(rest, " ")
		if !slices.Contains(Kinds(), kind) || !slices.Contains(Codes(), code) {
			t.Errorf("%q is in no closed set", one)
		}
	}
	for cause := range d.tally.refused {
		if !slices.Contains(Causes(), cause) {
			t.Errorf("the cause %q is in no closed set", cause)
		}
	}
}

// The lines of both doors are bounded together.
func TestEventsAreShared(t *testing.T) {
	j := &journal{}
	events := logqueue.NewEvents(logger(j))
	d := startDoor(t, func(c *Config) { c.Events = events })
	for range 20 {
		events.Write(logqueue.Event{Source: "127.0.0.2", Message: "session ended", Noun: "sessions", Kind: "room_left"}, func() []any { return nil })
	}
	asks(t, d.dialFrom(t, "127.0.0.2"), get("/short", "Connection: close"))
	eventually(t, "the request is counted", func() bool {
		d.tally.mu.Lock()
		defer d.tally.mu.Unlock()
		return len(d.tally.answered) == 1
	})
	if n := len(j.lines(t, "request")); n > 1 {
		t.Errorf("a source that has had its lines over SSH has %d more", n)
	}
}

// The server stops within its time, whatever clients do: some have asked for nothing, some
// are idle, some take nothing, and some are in the middle of a header.
func TestDrain(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.Limits.DrainTimeout = time.Second })
	for i := range 8 {
		from := fmt.Sprintf("127.0.2.%d", 1+i)
		d.dialFrom(t, from)
		asks(t, d.dialFrom(t, from), get("/short"))
		_, _ = d.dialFrom(t, from).Write([]byte("GET / HTTP/1.1\r\nHost:"))
	}
	eventually(t, "all are there", func() bool { return d.connections() == 24 })
	took := d.stop(t)
	t.Logf("it stops within %v", took)
	eventually(t, "no connection is left", func() bool { return d.connections() == 0 })

	d = startDoor(t, func(c *Config) { c.Limits.DrainTimeout = 500 * time.Millisecond })
	slow := d.dialFrom(t, "127.0.0.2")
	_, _ = slow.Write([]byte(get("/long.md")))
	eventually(t, "it is answered", func() bool { return d.Connections()[connBusy] == 1 })
	t.Logf("with a client that takes nothing it stops within %v", d.stop(t))
	eventually(t, "no connection is left", func() bool { return d.connections() == 0 })
}
