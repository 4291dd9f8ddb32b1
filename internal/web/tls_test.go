package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// patience bounds every wait for something that happens at once on a machine with nothing
// else to do.
const patience = time.Minute

// door is a server on the loopback with certificates of a CA there.
type door struct {
	*Server

	ca   *testCA
	log  *lines
	stop func()
}

// newDoor returns a door that listens and does not answer yet. change sets what a test wants
// otherwise.
func newDoor(t *testing.T, ca *testCA, state string, change func(*TLS)) *door {
	t.Helper()
	store, _, err := site.Open(t.Context(), site.Files(fstest.MapFS{
		"site.yaml":      {Data: []byte("title: Small\nhost: blog.example\n")},
		"posts/hello.md": {Data: []byte("---\ntitle: Hello\ndate: 2026-11-23\n---\n\nA text.\n")},
	}), site.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := &door{ca: ca, log: newLines()}
	config := TLS{Names: []string{"blog.example", "www.blog.example"}, Plain: []string{"127.0.0.1:0"}, CA: ca.directory(), Roots: ca.trusted(), State: state}
	if change != nil {
		change(&config)
	}
	d.Server = New(Config{
		Listen: []string{"127.0.0.1:0"}, Snapshots: store, TLS: &config, CacheBytes: 1 << 20,
		Log: log.NewWithOptions(d.log, log.Options{Formatter: log.JSONFormatter}), DrainTimeout: patience,
	})
	if err := d.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

// serve answers until stop is called, or the test ends.
func (d *door) serve(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx) }()
	d.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the door ends with %v", err)
			}
		case <-time.After(patience):
			t.Error("the door does not end")
		}
	})
	t.Cleanup(d.stop)
}

func port(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func (d *door) httpPort() int { return port(d.secure.listeners[0]) }
func (d *door) tlsPort() int  { return port(d.listeners[0]) }

// client returns a client that finds the door under every name.
func (d *door) client(t *testing.T) *http.Client {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: d.ca.roots(), MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			to := d.listeners[0]
			if strings.HasSuffix(address, ":80") {
				to = d.secure.listeners[0]
			}
			return (&net.Dialer{}).DialContext(ctx, network, to.Addr().String())
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// got is an answer that has been read.
type got struct {
	*http.Response

	text string
}

func get(t *testing.T, c *http.Client, address string) got {
	t.Helper()
	a, err := tryGet(t, c, address)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func tryGet(t *testing.T, c *http.Client, address string) (got, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		return got{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	return got{answer, string(text)}, err
}

// certified waits until the log says that a name has a certificate.
func (d *door) certified(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		d.log.wait(t, `"msg":"certificate","name":"`+name+`"`)
	}
	until(t, "the certificates are used", func() bool { return d.Problem() == "" })
}

// until waits for a state that there is nothing to be woken by.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for tick := time.NewTicker(5 * time.Millisecond); !reached(); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not so: %s", what)
		}
	}
}

// lines is a log that can be waited for.
type lines struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newLines() *lines { return &lines{changed: make(chan struct{})} }

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.changed)
	l.changed = make(chan struct{})
	return l.text.Write(p)
}

func (l *lines) all() (string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String(), l.changed
}

func (l *lines) count(part string) int {
	text, _ := l.all()
	return strings.Count(text, part)
}

func (l *lines) wait(t *testing.T, part string) {
	t.Helper()
	over := time.After(patience)
	for {
		text, changed := l.all()
		if strings.Contains(text, part) {
			return
		}
		select {
		case <-changed:
		case <-over:
			t.Fatalf("the log does not say %s:\n%s", part, text)
		}
	}
}

// Certificates come by either challenge, are kept in the state directory, and a restart
// takes them from there: it answers while the CA is down.
func TestCertificatesByACME(t *testing.T) {
	for _, c := range []struct {
		name  string
		ports func(d *door) (http, tls int) // where the CA looks
		plain []string
	}{
		{"HTTP-01", func(d *door) (int, int) { return d.httpPort(), closedPort(t) }, []string{"127.0.0.1:0"}},
		{"TLS-ALPN-01", func(d *door) (int, int) { return closedPort(t), d.tlsPort() }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			ca, state := newCA(t), filepath.Join(t.TempDir(), "state")
			change := func(config *TLS) { config.Plain = c.plain }
			first := newDoor(t, ca, state, change)
			http, tls := c.ports(first)
			ca.start(t, http, tls, 3600)
			first.serve(t)
			first.certified(t, "blog.example", "www.blog.example")
			client := first.client(t)
			page := get(t, client, "https://www.blog.example/hello")
			if page.StatusCode != 200 || page.Proto != "HTTP/2.0" || !strings.Contains(page.text, "A text.") {
				t.Errorf("%s %s\n%s", page.Proto, page.Status, page.text)
			}
			serial := page.TLS.PeerCertificates[0].SerialNumber
			if first.log.count("no certificate yet") != 2 || first.log.count(`"level":"error"`) > 2 {
				text, _ := first.log.all()
				t.Errorf("the log says\n%s", text)
			}
			first.stop()
			orders := ca.orders.Load()

			ca.Close()
			second := newDoor(t, ca, state, change)
			second.serve(t)
			until(t, "the certificates are read", func() bool { return second.Problem() == "" })
			page = get(t, second.client(t), "https://www.blog.example/hello")
			if again := page.TLS.PeerCertificates[0].SerialNumber; again.Cmp(serial) != 0 || ca.orders.Load() != orders {
				t.Errorf("after a restart the certificate is %v, want %v; the CA had %d orders, then %d", again, serial, orders, ca.orders.Load())
			}
			if n := second.log.count("no certificate yet"); n != 0 {
				t.Errorf("%d lines say that there is no certificate", n)
			}
			kept(t, state)
		})
	}
}

// closedPort returns a port where nothing listens.
func closedPort(t *testing.T) int {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return port(l)
}

// kept checks that only the owner can read what is in the state directory.
func kept(t *testing.T, state string) {
	t.Helper()
	keys := 0
	err := filepath.WalkDir(state, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has mode %04o", path, mode)
		}
		if strings.HasSuffix(path, ".key") {
			keys++
		}
		return err
	})
	if err != nil || keys < 3 { // of two names and the account
		t.Errorf("%v; %d keys", err, keys)
	}
}
