package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/site"
)

// hurried has the timeouts of a test.
func hurried(c *Config) {
	c.Limits.HeaderTimeout, c.Limits.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
}

// closes waits until the server has closed a connection, and returns what it sent before.
func closes(t testing.TB, raw net.Conn) string {
	t.Helper()
	all, err := io.ReadAll(raw)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the connection stays open after %.200q", all)
	}
	return string(all)
}

// Attack: headers that never end, one byte after the other.
func TestSlowHeader(t *testing.T) {
	d := startDoor(t, hurried)
	var slow []net.Conn
	for i := range 64 {
		raw := d.dialFrom(t, fmt.Sprintf("127.0.2.%d", 1+i/8))
		if _, err := io.WriteString(raw, "GET / HTTP/1.1\r\nHost: blog.example\r\nX-"); err != nil {
			t.Fatal(err)
		}
		go func() {
			for {
				if _, err := io.WriteString(raw, "a"); err != nil {
					return
				}
				time.Sleep(50 * time.Millisecond) // as the attack does
			}
		}()
		slow = append(slow, raw)
	}
	t.Logf("a stranger is served within %v", d.stranger(t, "127.0.0.3"))
	for _, raw := range slow {
		closes(t, raw)
	}
	eventually(t, "none is open", func() bool { return d.connections() == 0 })
}

// Attack: a second header that never ends, on a connection that was idle.
func TestSlowHeaderOnKeptConnection(t *testing.T) {
	d := startDoor(t, hurried)
	raw := d.dialFrom(t, "127.0.0.2")
	asks(t, raw, get("/short"))
	eventually(t, "it rests", func() bool { return d.resting() == 1 })
	if _, err := io.WriteString(raw, "GET / HTTP/1.1\r\nHost: blog.example\r\n"); err != nil {
		t.Fatal(err)
	}
	closes(t, raw)
}

// Attack: a body that comes slowly, or is announced and never comes, or is larger than what
// anyone reads. It is refused unread, and the connection closed.
func TestBodies(t *testing.T) {
	d := startDoor(t)
	for request, want := range map[string]int{
		"GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 1000000\r\n\r\na":                        http.StatusRequestEntityTooLarge,
		"GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\n\r\n":                               http.StatusRequestEntityTooLarge,
		"GET / HTTP/1.1\r\nHost: b\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n":      http.StatusRequestEntityTooLarge,
		"GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n":                      http.StatusBadRequest,
		"POST /search HTTP/1.1\r\nHost: b\r\nContent-Length: 9999\r\n\r\nq=a":                  http.StatusRequestEntityTooLarge,
		"POST /search HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n":   http.StatusBadRequest,
		"GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 99999999999999999999\r\n\r\n":            http.StatusBadRequest,
		"PUT /x HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\n":                              http.StatusRequestEntityTooLarge,
		"POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n":         http.StatusMethodNotAllowed,
		"GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n":          http.StatusOK,
		"DELETE /short HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n":                       http.StatusMethodNotAllowed,
		"OPTIONS * HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n":                           http.StatusMethodNotAllowed,
		"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n": http.StatusMethodNotAllowed,
	} {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, request); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(raw)
		got := answers(t, reader)
		if got.StatusCode != want {
			t.Errorf("%q gets %s, want %d", request, got.Status, want)
		}
		if _, err := reader.ReadByte(); err == nil {
			t.Errorf("after %q comes a second answer", request)
		}
		_ = raw.Close()
	}
}

// Attack: requests that a proxy in front and the server may read as different ones. They are
// refused, or one request, and the connection is closed.
func TestSmuggling(t *testing.T) {
	d := startDoor(t)
	const hidden = "GET /hidden HTTP/1.1\r\nHost: b\r\n\r\n"
	for name, request := range map[string]string{
		"length and encoding":      "GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"encoding and length":      "POST / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" + hidden,
		"two lengths":              "GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nContent-Length: 35\r\n\r\n" + hidden,
		"a list of lengths":        "GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 0, 35\r\n\r\n" + hidden,
		"a signed length":          "GET / HTTP/1.1\r\nHost: b\r\nContent-Length: +5\r\n\r\n" + hidden,
		"a bad chunk":              "GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + hidden,
		"another encoding":         "GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: xchunked\r\n\r\n" + hidden,
		"encoding in two":          "GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"encoding by tab":          "GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + hidden,
		"encoding in HTTP/1.0":     "GET / HTTP/1.0\r\nHost: b\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"a space before the colon": "GET / HTTP/1.1\r\nHost: b\r\nContent-Length : 35\r\n\r\n" + hidden,
		"a line without a colon":   "GET / HTTP/1.1\r\nHost: b\r\nnothing\r\n\r\n" + hidden,
		"a space before the name":  "GET / HTTP/1.1\r\n Host: b\r\n\r\n" + hidden,
		"two hosts":                "GET / HTTP/1.1\r\nHost: b\r\nHost: c\r\n\r\n" + hidden,
		"no host":                  "GET / HTTP/1.1\r\n\r\n" + hidden,
		"a host of two words":      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" + hidden,
		"a NUL in a name":          "GET / HTTP/1.1\r\nHost: b\r\nX\x00Y: 1\r\n\r\n" + hidden,
		"a NUL in a value":         "GET / HTTP/1.1\r\nHost: b\r\nX: 1\x002\r\n\r\n" + hidden,
		"a return in a value":      "GET / HTTP/1.1\r\nHost: b\r\nX: 1\rContent-Length: 35\r\n\r\n" + hidden,
		"no version":               "GET /\r\n\r\n" + hidden,
		"another version":          "GET / HTTP/1.2\r\nHost: b\r\n\r\n" + hidden,
		"words in the target":      "GET / HTTP/1.1 HTTP/1.1\r\nHost: b\r\n\r\n" + hidden,
		"HTTP/2 without TLS":       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden,
	} {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, request); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(raw)
		got, err := http.ReadResponse(reader, nil)
		if err == nil && name == "encoding in HTTP/1.0" && got.StatusCode == http.StatusOK {
			_, _ = io.Copy(io.Discard, got.Body) // one request without a body: nothing behind it is read
		} else if err != nil || (got.StatusCode != http.StatusBadRequest && got.StatusCode != http.StatusNotImplemented && got.StatusCode != http.StatusHTTPVersionNotSupported) {
			t.Errorf("%s gets %v, %v", name, got, err)
			continue
		}
		rest, _ := io.ReadAll(reader) // until the connection is closed
		if strings.Contains(string(rest), "HTTP/1.") {
			t.Errorf("%s gets a second answer", name)
		}
		_ = raw.Close()
	}
	// A folded line is one line (RFC 9112, section 5.2): whatever it says, it hides nothing.
	reader := bufio.NewReader(d.dialFrom(t, "127.0.0.2"))
	raw := d.dialFrom(t, "127.0.0.2")
	reader.Reset(raw)
	if _, err := io.WriteString(raw, "GET /short HTTP/1.1\r\nHost: b\r\nX: 1\r\n Content-Length: 35\r\n\r\n"+get("/nothing", "Connection: close")); err != nil {
		t.Fatal(err)
	}
	if one, two := answers(t, reader), answers(t, reader); one.StatusCode != http.StatusOK && one.StatusCode != http.StatusBadRequest || two.StatusCode != http.StatusNotFound {
		t.Errorf("a folded line and the request behind it get %s, %s", one.Status, two.Status)
	}
}

// Requests that come before the answers to those before them are answered in their order.
func TestPipelining(t *testing.T) {
	d := startDoor(t)
	raw := d.dialFrom(t, "127.0.0.2")
	if _, err := io.WriteString(raw, get("/short")+get("/nothing")+get("/about")); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(raw)
	for i, want := range []string{"lighthouse", "nothing", "A blog for tests"} {
		if got := text(answers(t, reader)); !strings.Contains(got, want) {
			t.Errorf("answer %d is %.200q", i, got)
		}
	}
}

// Attack: a path that leads out of the blog, or a redirect to another host.
func TestPaths(t *testing.T) {
	d := startDoor(t)
	for _, path := range []string{
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/short/../../etc/passwd", "/./short", "/short/..",
		"/.", "/..", "/...", "//evil.example", "//evil.example/..", "/\\evil.example", "/%5cevil.example", "/%2f%2fevil.example", "/%2fevil.example",
		"///evil.example/%2e%2e", "//evil.example/short", "/short//evil.example", "//short", "//evil.example/about/..", "/about//", "//about",
		"/%00", "/short%00.md", "/%", "/%zz", "/%2", "/short%0d%0aLocation:%20http://evil.example", "/" + strings.Repeat("a", 64<<10),
		"/" + strings.Repeat("../", 3000), "/search?q=" + strings.Repeat("%20", 10_000), "/tags/..", "/tags/%2e%2e/short", "/tags//evil.example", "/read/..", "/read//evil.example",
		"/short.md/", "/.git/config", "/site.yaml", "/posts/short.md", "/posts/planned.md", "/planned", "/planned.md", "/planned.txt", "/_drafts",
		"http://evil.example/nothing", "http://evil.example//short", "http://evil.example/about/", "*", "short", "?", "",
	} {
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, "GET "+path+" HTTP/1.1\r\nHost: blog.example\r\nConnection: close\r\n\r\n"); err != nil {
			continue // the server has refused it before its end
		}
		got, err := http.ReadResponse(bufio.NewReader(raw), nil)
		if err != nil {
			t.Errorf("%.60q: %v", path, err)
			continue
		}
		_ = raw.Close()
		switch to := got.Header.Get("Location"); {
		case got.StatusCode >= 500, got.StatusCode < 300 && path != "?" && path != "":
			t.Errorf("%.60q gets %s", path, got.Status)
		case to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n")):
			t.Errorf("%.60q leads to %q", path, to)
		}
	}
}

// Attack: headers by which other programs take the host or the path of a request, so that an
// answer, or a cache, shows what the client has sent.
func TestHeadersAreNotReflected(t *testing.T) {
	d := startDoor(t)
	const evil = "evil.example"
	for _, path := range []string{"/", "/short", "/short/", "/nothing", "/search?q=lighthouse", "/feed.atom", "/feed.json", "/tags", "/about"} {
		request := "GET " + path + " HTTP/1.1\r\nHost: " + evil + "\r\nX-Forwarded-Host: " + evil + "\r\nX-Host: " + evil +
			"\r\nX-Forwarded-Server: " + evil + "\r\nX-Original-URL: /" + evil + "\r\nX-Rewrite-URL: /" + evil + "\r\nX-Forwarded-Prefix: /" + evil +
			"\r\nX-Forwarded-Scheme: " + evil + "\r\nX-Forwarded-Proto: https\r\nForwarded: host=" + evil + "\r\nReferer: https://" + evil + "/\r\nOrigin: https://" + evil +
			"\r\nX-HTTP-Method-Override: PUT\r\nConnection: close\r\n\r\n"
		raw := d.dialFrom(t, "127.0.0.2")
		if _, err := io.WriteString(raw, request); err != nil {
			t.Fatal(err)
		}
		all := closes(t, raw)
		if strings.Contains(all, evil) {
			t.Errorf("the answer to %s has what the client has sent: %.300q", path, all)
		}
		plain := asks(t, d.dialFrom(t, "127.0.0.2"), get(path, "Connection: close"))
		_, body, _ := strings.Cut(all, "\r\n\r\n")
		if want := text(plain); path != "/search?q=lighthouse" && len(body) != len(want) {
			t.Errorf("the answer to %s has %d bytes, and %d without the headers", path, len(body), len(want))
		}
		if vary := plain.Header.Get("Vary"); plain.StatusCode == http.StatusOK && !strings.Contains(vary, "Accept-Encoding") {
			t.Errorf("%s varies by %q", path, vary)
		}
	}
}

// Attack: a page in the author's browser has its name resolve to the loopback, to read drafts.
func TestReboundName(t *testing.T) {
	d := startDoor(t, func(c *Config) { c.LocalNames = true })
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "[::1]": 200, "127.1.2.3": 200,
		"evil.example": 421, "evil.example:8080": 421, "": 421, "localhost.evil.example": 421, "192.0.2.1": 421, "127.0.0.1.evil.example": 421, "0.0.0.0": 421,
	} {
		got := asks(t, d.dialFrom(t, "127.0.0.2"), "GET / HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n")
		if got.StatusCode != want {
			t.Errorf("host %q gets %s, want %d", host, got.Status, want)
		}
	}
}

// Attack: a client takes nothing of what it is sent.
func TestClientThatNeverReads(t *testing.T) {
	d := startDoor(t, hurried)
	for range 4 {
		raw := d.dialFrom(t, "127.0.0.2")
		_ = raw.(*net.TCPConn).SetReadBuffer(4 << 10)
		if _, err := io.WriteString(raw, get("/long.md")); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "all are closed", func() bool { return d.tally.count(causeUnread) == 4 && d.connections() == 0 })
}

// A client that takes what it is sent slowly, but goes on, is served several times as long as
// one may take nothing, although the kernel has no room for more in that time.
func TestSlowClientIsServed(t *testing.T) {
	t.Parallel()
	const timeout = 1200 * time.Millisecond
	d := startDoor(t, func(c *Config) { c.Limits.WriteTimeout = timeout })
	raw := d.dialFrom(t, "127.0.0.2")
	_ = raw.(*net.TCPConn).SetReadBuffer(4 << 10)
	if _, err := io.WriteString(raw, get("/long.md")); err != nil {
		t.Fatal(err)
	}
	begun, read := time.Now(), int64(0)
	for time.Since(begun) < 3*timeout {
		n, err := io.CopyN(io.Discard, raw, 1<<10)
		if read += n; err != nil {
			t.Fatalf("after %d bytes and %v: %v", read, time.Since(begun), err)
		}
		time.Sleep(40 * time.Millisecond) // as a slow line does
	}
	t.Logf("%d bytes in %v", read, 3*timeout)
	if n := d.tally.count(causeUnread); n != 0 || d.connections() != 1 {
		t.Error("it is cut off")
	}
}

// Attack: clients that vanish at every moment, hundreds of times. Nothing of them is left.
func TestClientsThatVanish(t *testing.T) {
	d := startDoor(t)
	d.stranger(t, "127.0.0.3")
	eventually(t, "it is gone", func() bool { return d.connections() == 0 })
	goroutinesBefore, filesBefore := runtime.NumGoroutine(), descriptors(t)
	var all sync.WaitGroup
	for i, sent := range []string{"", "G", get("/short")[:20], get("/short"), get("/long.md"), get("/search?q=post"), get("/nothing"), get("/") + get("/")} {
		all.Go(func() {
			for range 40 {
				raw, err := dial(d.address, fmt.Sprintf("127.0.5.%d", 1+i))
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.WriteString(raw, sent)
				if i%2 == 0 {
					_ = raw.(*net.TCPConn).SetLinger(0) // a reset
				}
				_ = raw.Close()
			}
		})
	}
	all.Wait()
	eventually(t, "no connection is left", func() bool { return d.connections() == 0 })
	eventually(t, "no goroutine is left", func() bool { return runtime.NumGoroutine() <= goroutinesBefore })
	eventually(t, "no descriptor is left", func() bool { return descriptors(t) <= filesBefore })
	d.stranger(t, "127.0.0.3")
}

// stumbling has the snapshot of a blog for every second request, and panics for the others.
type stumbling struct {
	Snapshots

	requests *atomic.Int64
}

func (s stumbling) Current() *site.Snapshot {
	if s.requests.Add(1)%2 == 1 {
		panic("stumble")
	}
	return s.Snapshots.Current()
}

// Attack: a request that makes the server panic. That request alone ends, with a line in the
// log, and the connection serves the next.
func TestPanic(t *testing.T) {
	d := startDoor(t)
	d.config.Snapshots = stumbling{d.config.Snapshots, &atomic.Int64{}}
	raw := d.dialFrom(t, "127.0.0.2")
	for range 2 {
		got := asks(t, raw, get("/short"))
		if body := text(got); got.StatusCode != http.StatusInternalServerError || strings.Contains(body, "stumble") {
			t.Errorf("it gets %s: %q", got.Status, body)
		}
		if got := asks(t, raw, get("/short")); got.StatusCode != http.StatusOK {
			t.Errorf("the next request gets %s", got.Status)
		}
	}
	if lines := d.log.lines(t, "panic contained"); len(lines) != 2 || lines[0]["door"] != "web" || !strings.Contains(lines[0]["stack"].(string), "stumbling") {
		t.Errorf("the log has %v", lines)
	}
}

// A panic after an answer has begun cuts the answer off, so that its client does not take
// the part for the whole.
func TestPanicInAnswer(t *testing.T) {
	d := startDoor(t)
	recorded := httptest.NewRecorder()
	a := &answer{ResponseWriter: recorded, stall: time.Second}
	_, _ = a.Write([]byte("half"))
	a.fail(d.Server, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/short", nil), guard.Recovered("stumble"))
	if !a.broken || recorded.Body.String() != "half" {
		t.Errorf("broken %t, %q", a.broken, recorded.Body.String())
	}
}
