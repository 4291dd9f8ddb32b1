package admin_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/admin"
)

// options are those of a server that is ready.
func options() admin.Options {
	return admin.Options{
		Unready:  func() string { return "" },
		Problems: func() string { return "" },
		Metrics: admin.NewMetrics(admin.Sources{
			Doors:  []string{"room", "files"},
			Causes: []string{"full"},
			Cache:  func() admin.Cache { return admin.Cache{Hits: 3, Misses: 2, Bytes: 1234} },

			Dropped:  func() uint64 { return 7 },
			Problems: func() int { return 5 },
			Changes:  func() map[string]int64 { return map[string]int64{"published": 4, "refused": 0} },
			Trash:    func() (int64, bool) { return 77, true },

			WebKinds:    []string{"page", "post"},
			WebCodes:    []string{"2xx", "4xx"},
			Connections: func() map[string]int { return map[string]int{"idle": 6} },
		}),
	}
}

// start serves on a free port until the test ends.
func start(t *testing.T, o admin.Options) (url string) {
	t.Helper()
	server, err := admin.Listen(t.Context(), "127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("Serve goes on although its context has ended")
		}
	})
	return "http://" + server.Addr().String()
}

func get(t *testing.T, method, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestPaths(t *testing.T) {
	url := start(t, options())
	for _, tt := range []struct {
		method, path string
		status       int
		has          []string
	}{
		{"GET", "/livez", 200, []string{"ok\n"}},
		{"GET", "/metrics", 200, []string{"\ngo_goroutines ", "\nprocess_open_fds ", "\nprocess_resident_memory_bytes "}},
		{"GET", "/readyz", 200, []string{"ok\n"}},
		{"POST", "/livez", 405, nil},
		{"GET", "/", 404, nil},
		{"GET", "/debug/pprof/", 404, nil},
	} {
		status, body := get(t, tt.method, url+tt.path)
		if status != tt.status {
			t.Errorf("%s %s: status %d, want %d", tt.method, tt.path, status, tt.status)
		}
		for _, want := range tt.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s %s: no %q in %q", tt.method, tt.path, want, body)
			}
		}
	}
}

// An address without a host means the loopback: else strangers could read the metrics on
// every interface.
func TestNoHostIsLoopback(t *testing.T) {
	server, err := admin.Listen(t.Context(), ":0", options())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if addr, ok := server.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
		t.Errorf("listens on %v, want a loopback address", server.Addr())
	}
	if err := server.Serve(ctx); err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestBadAddress(t *testing.T) {
	for _, address := range []string{"9100", "localhost", "127.0.0.1:nope", "127.0.0.1:99999"} {
		if _, err := admin.Listen(t.Context(), address, options()); err == nil {
			t.Errorf("%q: no error", address)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %q has more than one line", address, err)
		}
	}
}

// TestReadyNamesTheCause: a server that is full is not ready, and lives.
func TestReadyNamesTheCause(t *testing.T) {
	url := start(t, admin.Options{Unready: func() string { return "full" }, Metrics: options().Metrics})
	if status, body := get(t, "GET", url+"/readyz"); status != 503 || body != "full\n" {
		t.Errorf("/readyz answers %d, %q", status, body)
	}
	if status, body := get(t, "GET", url+"/livez"); status != 200 || body != "ok\n" {
		t.Errorf("/livez answers %d, %q", status, body)
	}
}

// A server whose content has problems is ready, and says so.
func TestReadyTellsProblems(t *testing.T) {
	o := options()
	o.Problems = func() string { return "content: 5 problems" }
	url := start(t, o)
	if status, body := get(t, "GET", url+"/readyz"); status != 200 || body != "ok\ncontent: 5 problems\n" {
		t.Errorf("/readyz answers %d, %q", status, body)
	}
	if _, body := get(t, "GET", url+"/metrics"); !strings.Contains(body, "\npete_content_problems 5\n") {
		t.Error("/metrics does not count the problems")
	}
}

// TestMetrics tells what has happened, with labels from closed sets; what has not
// happened yet is zero where that is known, and absent where it is not.
func TestMetrics(t *testing.T) {
	o := options()
	url := start(t, o)
	_, before := get(t, "GET", url+"/metrics")
	o.Metrics.Entered("room")
	o.Metrics.Entered("room")
	o.Metrics.Left("room")
	o.Metrics.Refused("full", "192.0.2.1")
	o.Metrics.AcceptFailed()
	o.Metrics.Draining(1)
	o.Metrics.HandshakeDone(20 * time.Millisecond)
	o.Metrics.FirstFrame(3 * time.Millisecond)
	o.Metrics.Answered("post", "2xx", 1000, 3*time.Millisecond)
	_, after := get(t, "GET", url+"/metrics")
	for _, want := range []struct{ before, after string }{
		{`pete_sessions{door="room"} 0`, `pete_sessions{door="room"} 1`},
		{`pete_sessions_total{door="room"} 0`, `pete_sessions_total{door="room"} 2`},
		{`pete_sessions_total{door="files"} 0`, `pete_sessions_total{door="files"} 0`},
		{`pete_refused_total{cause="full"} 0`, `pete_refused_total{cause="full"} 1`},
		{`pete_handshake_seconds_count 0`, `pete_handshake_seconds_bucket{le="0.025"} 1`},
		{`pete_connections_draining 0`, `pete_connections_draining 1`},
		{`pete_accept_errors_total 0`, `pete_accept_errors_total 1`},
		{`pete_log_dropped_total 7`, `pete_log_dropped_total 7`},
		{`pete_render_cache_hits_total 3`, `pete_render_cache_misses_total 2`},
		{`pete_changes_total{what="published"} 4`, `pete_changes_total{what="refused"} 0`},
		{`pete_trash_bytes 77`, `pete_trash_bytes 77`},
		{`pete_render_cache_bytes 1234`, `pete_render_cache_bytes 1234`},
		{`pete_web_requests_total{code="2xx",kind="post"} 0`, `pete_web_requests_total{code="2xx",kind="post"} 1`},
		{`pete_web_bytes_total 0`, `pete_web_bytes_total 1000`},
		{`pete_web_seconds_count 0`, `pete_web_seconds_bucket{le="0.005"} 1`},
		{`pete_web_connections{state="idle"} 6`, `pete_web_connections{state="idle"} 6`},
		{`pete_first_frame_seconds_count 0`, `pete_first_frame_seconds_bucket{le="0.005"} 1`},
	} {
		if !strings.Contains(before, want.before+"\n") || !strings.Contains(after, want.after+"\n") {
			t.Errorf("there is no %q before, or no %q after", want.before, want.after)
		}
	}
}

// TestProfilesAreAsked for, or are not there.
func TestProfilesAreAsked(t *testing.T) {
	o := options()
	o.Profiles = true
	url := start(t, o)
	if status, body := get(t, "GET", url+"/debug/pprof/goroutine?debug=1"); status != 200 || !strings.Contains(body, "goroutine profile") {
		t.Errorf("a profile is status %d, %.80q", status, body)
	}
}
