package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// webAddress waits until the web door listens and returns its address.
func (d *daemon) webAddress(t testing.TB) string {
	t.Helper()
	return d.logged(t, `"msg":"web"`)["address"].(string)
}

// dialWeb opens a connection.
func dialWeb(t testing.TB, address string) net.Conn {
	t.Helper()
	raw, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = raw.Close() })
	_ = raw.SetDeadline(time.Now().Add(patience))
	return raw
}

// page asks for a path over a connection of its own.
func page(t testing.TB, address, path string) (answer *http.Response, text string) {
	t.Helper()
	return ask(t, &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}, address, path)
}

// ask asks for a path and returns the answer and its text.
func ask(t testing.TB, client *http.Client, address, path string) (answer *http.Response, text string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err = client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// Both doors serve the same blog, count what a source has open together, and stop together.
func TestWebBesideSSH(t *testing.T) {
	const perSource = 4
	d := startDaemon(t, nil, "--web", "127.0.0.1:0", "--max-per-source", fmt.Sprint(perSource), "--admin", "127.0.0.1:0")
	web := d.webAddress(t)
	if answer, text := page(t, web, "/two-words"); answer.StatusCode != http.StatusOK || !strings.Contains(text, "<article") {
		t.Errorf("a post is %s, %.200q", answer.Status, text)
	}
	operator := d.logged(t, `"msg":"admin"`)["address"].(string)
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	for name, want := range map[string]string{`pete_web_requests_total{code="2xx",kind="post"}`: "1", `pete_web_requests_total{code="5xx",kind="page"}`: "0", `pete_refused_total{cause="web_busy"}`: "0"} {
		if got := metric(t, client, operator, name); got != want {
			t.Errorf("%s is %q, want %s", name, got, want)
		}
	}
	var held []net.Conn
	for range perSource {
		raw := dialWeb(t, web)
		_, _ = io.WriteString(raw, "GET / HTTP/1.1\r\n")
		held = append(held, raw)
	}
	open := func(n int) {
		t.Helper()
		for deadline := time.Now().Add(patience); metric(t, client, operator, `pete_web_connections{state="new"}`) != fmt.Sprint(n); {
			if time.Now().After(deadline) {
				t.Fatalf("%d connections are not counted", n)
			}
		}
	}
	open(perSource)
	if all, _ := io.ReadAll(dialWeb(t, d.address)); !strings.Contains(string(all), "too many connections") {
		t.Errorf("a source that has all its connections over HTTP gets %q over SSH", all)
	}
	_, _ = held[0].Close(), held[1].Close()
	open(perSource - 2)
	if _, status := over(t, dialAt(t, d.address), "ls -1"); status != 0 {
		t.Errorf("with a place free, ls has status %d", status)
	}
	slow := dialWeb(t, web)
	_, _ = io.WriteString(slow, "GET / HTTP/1.1\r\nHost: b\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(slow), nil); err != nil {
		t.Error(err)
	}
	t.Logf("SIGTERM takes %v", d.stop(t))
}

// A second server on the same host says which address is taken, and what to do.
func TestWebAddressTaken(t *testing.T) {
	d := startDaemon(t, nil, "--web", "127.0.0.1:0")
	web := d.webAddress(t)
	for _, taken := range []string{web, d.address} {
		out, err := exec.CommandContext(t.Context(), "pete", "serve", "--host-key", filepath.Join(t.TempDir(), "key"),
			"--listen", "127.0.0.1:0", "--web", taken).CombinedOutput()
		if exitStatus(err) != 1 || !strings.Contains(string(out), taken+": bind: address already in use: free it, or serve the web on another address") {
			t.Errorf("with %s taken: %v\n%s", taken, err, out)
		}
	}
	d.stop(t)
}

// Drafts are shown on the loopback alone, over HTTP too, and to those alone who call it by
// its own name.
func TestDraftsOverWeb(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "pete", "serve", "--drafts", "--web", ":0").CombinedOutput()
	if exitStatus(err) != 2 || !strings.Contains(string(out), "want --web localhost:8080, not :0") {
		t.Errorf("%v\n%s", err, out)
	}
	d := startDaemon(t, nil, "--drafts", "--web", "localhost:0")
	address := d.webAddress(t)
	if answer, _ := page(t, address, "/"); answer.StatusCode != http.StatusOK {
		t.Errorf("an author gets %s", answer.Status)
	}
	raw := dialWeb(t, address)
	_, _ = io.WriteString(raw, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
	if response, err := http.ReadResponse(bufio.NewReader(raw), nil); err != nil || response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a rebound name gets %v, %v", response, err)
	}
	d.stop(t)
}

// A socket of systemd whose name is web is one of the web door.
func TestWebSocketActivation(t *testing.T) {
	address, pass := socketUnit(t)
	d := startDaemon(t, func(cmd *exec.Cmd) {
		pass(cmd)
		cmd.Env = append(cmd.Env, "LISTEN_FDNAMES=web")
	}, "--listen", "127.0.0.1:0")
	if got := d.webAddress(t); got != address {
		t.Errorf("the web door listens on %s, want %s", got, address)
	}
	if answer, _ := page(t, address, "/"); answer.StatusCode != http.StatusOK {
		t.Errorf("it answers %s", answer.Status)
	}
	if _, status := over(t, dialAt(t, d.address), "ls -1"); status != 0 {
		t.Errorf("over SSH, ls has status %d", status)
	}
	d.stop(t)
}

// Attack: through HAProxy, requests that it and the server may read as different ones, so that
// one client gets the answer of another. Each request gets at most one answer, and what is
// hidden in it none. The client's address comes from the proxy alone.
func TestWebBehindHAProxy(t *testing.T) {
	haproxy, err := exec.LookPath("haproxy")
	if err != nil {
		lacking(t, "haproxy", "haproxy")
	}
	d := startDaemon(t, nil, "--web", "127.0.0.1:0", "--web-proxy", "127.0.0.1")
	front, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := front.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "haproxy.cfg")
	text := "defaults\n\tmode http\n\ttimeout connect 5s\n\ttimeout client 1m\n\ttimeout server 1m\n\toption forwardfor\n\thttp-reuse always\n" +
		"frontend readers\n\tbind fd@3\n\tdefault_backend pete\nbackend pete\n\tserver one " + d.webAddress(t) + "\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, haproxy, "-db", "-q", "-f", config)
	cmd.ExtraFiles = []*os.File{file}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
		_, _ = file.Close(), front.Close()
	})
	dialHere := func(address string) net.Conn { // not from the proxy's own address
		dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 5)}}
		raw, err := dialer.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_ = raw.SetDeadline(time.Now().Add(patience))
		return raw
	}
	const hidden = "GET /hidden-request HTTP/1.1\r\nHost: b\r\n\r\n"
	for name, request := range map[string]string{
		"length and encoding":      "POST / HTTP/1.1\r\nHost: b\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"a body that is a request": fmt.Sprintf("GET / HTTP/1.1\r\nHost: b\r\nContent-Length: %d\r\n\r\n%s", len(hidden), hidden),
		"a chunk that is one":      fmt.Sprintf("GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(hidden), hidden),
		"a bad chunk":              "GET / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" + hidden,
		"two lengths":              "GET / HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + hidden,
		"a folded length":          "GET / HTTP/1.1\r\nHost: b\r\nX: y\r\n Content-Length: 44\r\n\r\n",
		"a space before the colon": "GET / HTTP/1.1\r\nHost: b\r\nContent-Length : 44\r\n\r\n",
		"an old version":           "GET / HTTP/1.0\r\nHost: b\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	} {
		raw := dialHere(front.Addr().String())
		if _, err := io.WriteString(raw, request); err != nil {
			t.Fatal(err)
		}
		if response, err := http.ReadResponse(bufio.NewReader(raw), nil); err == nil && response.StatusCode >= 500 && response.StatusCode != http.StatusNotImplemented {
			t.Errorf("%s gets %s", name, response.Status)
		}
		_ = raw.Close()
		next := dialHere(front.Addr().String()) // over the connection that the proxy has kept
		_, _ = io.WriteString(next, "GET /two-words HTTP/1.1\r\nHost: b\r\nX-Forwarded-For: 192.0.2.77\r\nConnection: close\r\n\r\n")
		response, err := http.ReadResponse(bufio.NewReader(next), nil)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("after %s the next client gets %v, %v", name, response, err)
		}
		_ = next.Close()
	}
	d.stop(t)
	if d.count("192.0.2.77") != 0 || d.count(`"msg":"request","source":"127.0.0.5"`) < 8 {
		t.Errorf("the log believes the client:\n%s", d.log)
	}
	if n := d.count(`"path":"/hidden-request"`); n != 0 {
		t.Errorf("%d hidden requests are answered:\n%s", n, d.log)
	}
}
