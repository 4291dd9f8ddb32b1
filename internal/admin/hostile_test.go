package admin_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/admin"
)

// patience bounds every wait.
const patience = 20 * time.Second

// dial connects, and closes the connection when the test ends.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// ask sends a request with these headers, whose first is Host, and returns the answer's
// status and body.
func ask(t *testing.T, address, line string, headers ...string) (status int, body string) {
	t.Helper()
	conn := dial(t, address)
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, line+"\r\n"+strings.Join(headers, "\r\n")+"\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// listenOn serves on an address until the test ends.
func listenOn(t *testing.T, address string, o admin.Options) string {
	t.Helper()
	server, err := admin.Listen(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(t.Context()) }()
	t.Cleanup(func() {
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return server.Addr().String()
}

// Attack: a page in the operator's browser has its own name resolve to the loopback, and
// reads what answers there.
func TestRebinding(t *testing.T) {
	o := options()
	o.Profiles = true
	o.Hosts = []string{"Metrics.Internal"}
	loopback := listenOn(t, "127.0.0.1:0", o)
	open := listenOn(t, "0.0.0.0:0", o)
	_, openPort, _ := net.SplitHostPort(open)
	open = "127.0.0.1:" + openPort
	for _, tt := range []struct {
		host              string
		onLoopback, onAny bool
	}{
		{"127.0.0.1", true, true},
		{"127.0.0.1:9100", true, true},
		{"127.9.9.9:1", true, true},
		{"[::1]:9100", true, true},
		{"[::1]", true, true},
		{"[::ffff:127.0.0.1]", false, false},
		{"[::ffff:7f00:1]:9100", false, false},
		{"[::ffff:192.0.2.7]:9100", false, false},
		{"localhost:9100", true, true},
		{"LOCALHOST", true, true},
		{"metrics.internal:9100", true, true},
		{"192.0.2.7:9100", false, true},
		{"[2001:db8::1]:9100", false, true},
		{"0.0.0.0:9100", false, false},
		{"[::]:9100", false, false},
		{"[::ffff:0.0.0.0]", false, false},
		{"evil.example", false, false},
		{"evil.example:9100", false, false},
		{"localhost.evil.example", false, false},
		{"127.0.0.1.evil.example", false, false},
		{"evil.example@localhost", false, false},
		{"0x7f.1", false, false},
		{"", false, false},
	} {
		for _, path := range []string{"/metrics", "/livez", "/debug/pprof/", "/nowhere"} {
			for address, want := range map[string]bool{loopback: tt.onLoopback, open: tt.onAny} {
				status, body := ask(t, address, "GET "+path+" HTTP/1.1", "Host: "+tt.host)
				refused := status == http.StatusMisdirectedRequest || status == http.StatusBadRequest
				if refused == want {
					t.Errorf("Host %q: %s of %s: status %d", tt.host, path, address, status)
				}
				if refused && (strings.Count(body, "\n") > 1 || strings.Contains(body, "evil") || strings.Contains(body, "go_")) {
					t.Errorf("Host %q: refused with %q", tt.host, body)
				}
			}
		}
	}
	for _, line := range []string{"GET http://evil.example/metrics HTTP/1.1", "OPTIONS * HTTP/1.1", "GET /metrics HTTP/1.0"} {
		host := "Host: localhost"
		if !strings.Contains(line, "evil") {
			host = "Host: evil.example"
		}
		if status, body := ask(t, loopback, line, host); status != http.StatusMisdirectedRequest {
			t.Errorf("%s, %s: status %d, %.80q", line, host, status, body)
		}
	}
}

// Attack: a page of another site has the operator's browser ask for a profile.
func TestCrossSite(t *testing.T) {
	address := listenOn(t, "127.0.0.1:0", options())
	for _, tt := range []struct {
		header string
		want   int
	}{
		{"X-Nothing: 1", 200},
		{"Sec-Fetch-Site: none", 200}, // typed by the operator
		{"Sec-Fetch-Site: same-origin", 200},
		{"Origin: http://localhost", 200},
		{"Sec-Fetch-Site: cross-site", 403},
		{"Sec-Fetch-Site: same-site", 403}, // another port of the host
		{"Origin: http://evil.example", 403},
		{"Origin: http://localhost:3000", 403},
		{"Origin: null", 403},
	} {
		if status, body := ask(t, address, "GET /metrics HTTP/1.1", "Host: localhost", tt.header); status != tt.want {
			t.Errorf("%s: status %d, want %d: %.80q", tt.header, status, tt.want, body)
		}
	}
}

// Attack: a link in a mail leads to a site that redirects the operator's browser here. It
// says none then, as for an address that was typed.
func TestRedirectedVisit(t *testing.T) {
	o := options()
	o.Profiles = true
	address := listenOn(t, "127.0.0.1:0", o)
	for _, tt := range []struct {
		path, header string
		want         int
	}{
		{"/debug/pprof/", "Sec-Fetch-Site: none", 200}, // the list, which costs little
		{"/metrics", "Sec-Fetch-Site: none", 200},
		{"/debug/pprof/goroutine?debug=1", "Sec-Fetch-Site: none", 403},
		{"/debug/pprof/symbol", "Sec-Fetch-Site: none", 403},
		{"/debug/pprof/trace?seconds=1", "Sec-Fetch-Site: none", 403},
		{"/debug/pprof/goroutine?debug=1", "Sec-Fetch-Site: same-origin", 200},
		{"/debug/pprof/symbol", "Sec-Fetch-Site: same-origin", 200},
		{"/debug/pprof/symbol", "X-Nothing: 1", 200}, // curl
	} {
		if status, body := ask(t, address, "GET "+tt.path+" HTTP/1.1", "Host: localhost", tt.header); status != tt.want {
			t.Errorf("%s, %s: status %d, want %d: %.80q", tt.path, tt.header, status, tt.want, body)
		}
	}
}

// Attack: 300 clients begin a request and do not end it, or keep their connections.
func TestSlowRequests(t *testing.T) {
	for _, begin := range []string{"", "GET /metrics HTT", "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"} {
		address := listenOn(t, "127.0.0.1:0", options())
		closed := make(chan struct{}, 300)
		for i := range 300 {
			conn := dial(t, address)
			if _, err := io.WriteString(conn, begin); err != nil {
				continue // it has made room for others
			}
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				closed <- struct{}{}
			}()
			if i%50 == 0 { // a scrape gets through meanwhile
				if status, _ := ask(t, address, "GET /metrics HTTP/1.1", "Host: localhost"); status != 200 {
					t.Errorf("after %d slow requests a scrape gets %d", i, status)
				}
			}
		}
		deadline := time.After(patience)
		for range 300 - 40 { // and 32 may stay
			select {
			case <-closed:
			case <-deadline:
				t.Fatalf("%q: more connections than have a place are open", begin)
			}
		}
		if status, _ := ask(t, address, "GET /metrics HTTP/1.1", "Host: localhost"); status != 200 {
			t.Errorf("%q: a scrape gets %d", begin, status)
		}
	}
}

// Attack: clients ask again and again, and read none of the answers.
func TestUnreadAnswers(t *testing.T) {
	address := listenOn(t, "127.0.0.1:0", options())
	request := bytes.Repeat([]byte("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"), 2000)
	for range 40 {
		conn := dial(t, address)
		go func() { _, _ = conn.Write(request) }() // until the connection is closed
	}
	for i := range 3 {
		if status, _ := ask(t, address, "GET /livez HTTP/1.1", "Host: localhost"); status != 200 {
			t.Errorf("probe %d gets %d", i, status)
		}
	}
}

// A client that offers HTTP/2 is answered as one of HTTP/1.
func TestNoHTTP2(t *testing.T) {
	address := listenOn(t, "127.0.0.1:0", options())
	conn := dial(t, address)
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := fmt.Fprint(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(conn)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 ")) {
		t.Errorf("the answer is %q", answer)
	}
}

// Attack: slow requests come while an answer is on its way. The answer's connection does
// not make room for them, though it is the oldest.
func TestAnswersKeepTheirPlaces(t *testing.T) {
	o := options()
	o.Profiles = true
	address := listenOn(t, "127.0.0.1:0", o)
	conn := dial(t, address)
	_ = conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(conn, "GET /debug/pprof/trace?seconds=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	for range 5 { // round trips, in which that request is read
		ask(t, address, "GET /livez HTTP/1.1", "Host: localhost")
	}
	for range 100 {
		_, _ = io.WriteString(dial(t, address), "GET /")
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != http.StatusOK || len(b) == 0 {
		t.Errorf("a profile: status %d, %d bytes, %v", resp.StatusCode, len(b), err)
	}
}
