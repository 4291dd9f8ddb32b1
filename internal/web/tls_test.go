package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"charm.land/log/v2"
	"github.com/caddyserver/certmagic"
	"go.uber.org/zap"
)

// acmePatience bounds waits for something that happens at once on a machine with nothing
// else to do.
const acmePatience = time.Minute

const day = 86400 // seconds

// door is a server on the loopback with certificates of a CA there.
type door struct {
	*Server

	ca   *testCA
	log  *lines
	stop func()
}

// newSecureDoor returns a door that listens and does not answer yet. change sets what a test wants
// otherwise.
func newSecureDoor(t *testing.T, ca *testCA, state string, change func(*TLS)) *door {
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
	limits := DefaultLimits()
	limits.DrainTimeout = acmePatience
	d.Server = New(Config{
		Listen: []string{"127.0.0.1:0"}, Snapshots: store, TLS: &config, Cache: lru.NewShared(1 << 20), Limits: limits,
		Table: quota.NewTable(testQuota()), Watcher: &tally{refused: map[string]int{}},
		Log: log.NewWithOptions(d.log, log.Options{Formatter: log.JSONFormatter}),
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
		case <-time.After(acmePatience):
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
	return &http.Client{Transport: transport, Timeout: acmePatience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// got is an answer that has been read.
type got struct {
	*http.Response

	text string
}

func ask(t *testing.T, c *http.Client, address string) got {
	t.Helper()
	return askIn(t.Context(), t, c, address)
}

// askIn is ask with a context.
func askIn(ctx context.Context, t *testing.T, c *http.Client, address string) got {
	t.Helper()
	a, err := try(c, must(http.NewRequestWithContext(ctx, http.MethodGet, address, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func tryAsk(t *testing.T, c *http.Client, address string) (got, error) {
	t.Helper()
	return try(c, must(http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)))
}

func try(c *http.Client, r *http.Request) (got, error) {
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
	ctx, cancel := context.WithTimeout(t.Context(), acmePatience)
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
	over := time.After(acmePatience)
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
		names []string
	}{
		{"HTTP-01", func(d *door) (int, int) { return d.httpPort(), closedPort(t) }, []string{"127.0.0.1:0"}, []string{"blog.example", "www.blog.example"}},
		{"TLS-ALPN-01", func(d *door) (int, int) { return closedPort(t), d.tlsPort() }, nil, []string{"www.blog.example"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ca, state := newCA(t), filepath.Join(t.TempDir(), "state")
			change := func(config *TLS) { config.Plain, config.Names = c.plain, c.names }
			first := newSecureDoor(t, ca, state, change)
			http, tls := c.ports(first)
			ca.start(t, http, tls, 30*day)
			first.serve(t)
			first.certified(t, c.names...)
			client := first.client(t)
			page := ask(t, client, "https://www.blog.example/hello")
			if page.StatusCode != 200 || page.Proto != "HTTP/2.0" || !strings.Contains(page.text, "A text.") {
				t.Errorf("%s %s\n%s", page.Proto, page.Status, page.text)
			}
			serial := page.TLS.PeerCertificates[0].SerialNumber
			if first.log.count("no certificate yet") != len(c.names) || first.log.count(`"level":"error"`) > 2*len(c.names) { // the CA may be asked for the challenge that cannot be met first
				text, _ := first.log.all()
				t.Errorf("the log says\n%s", text)
			}
			first.stop()
			orders := ca.orders.Load()

			ca.Close()
			second := newSecureDoor(t, ca, state, change)
			second.serve(t)
			until(t, "the certificates are read", func() bool { return second.Problem() == "" })
			page = ask(t, second.client(t), "https://www.blog.example/hello")
			if again := page.TLS.PeerCertificates[0].SerialNumber; again.Cmp(serial) != 0 || ca.orders.Load() != orders {
				t.Errorf("after a restart the certificate is %v, want %v; the CA had %d orders, then %d", again, serial, orders, ca.orders.Load())
			}
			if n := second.log.count("no certificate yet"); n != 0 {
				t.Errorf("%d lines say that there is no certificate", n)
			}
			kept(t, state, len(c.names)+1) // with that of the account
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
func kept(t *testing.T, state string, want int) {
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
	if err != nil || keys != want {
		t.Errorf("%v; %d keys, want %d", err, keys, want)
	}
}

// Readers do not notice a renewal: a connection that is open goes on with the certificate it
// began with, and the next one has the new one.
func TestRenewal(t *testing.T) {
	ca := newCA(t)
	d := newSecureDoor(t, ca, t.TempDir(), func(config *TLS) {
		config.Names = config.Names[:1]
		config.renewCheck, config.renewWindow = 100*time.Millisecond, 1 // each is due when it comes
	})
	ca.start(t, d.httpPort(), d.tlsPort(), 60)
	d.serve(t)
	d.certified(t, "blog.example")
	before := []*http.Client{d.client(t), d.client(t)}
	before[0].Transport.(*http.Transport).ForceAttemptHTTP2 = false
	serial := func(answer got) string { return answer.TLS.PeerCertificates[0].SerialNumber.String() }
	had := make([]string, len(before))
	for i, client := range before {
		had[i] = serial(ask(t, client, "https://blog.example/hello"))
	}
	until(t, "a new connection has another certificate", func() bool {
		return !slices.Contains(had, serial(ask(t, d.client(t), "https://blog.example/hello")))
	})
	for i, client := range before {
		reused := false
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(c httptrace.GotConnInfo) { reused = c.Reused }})
		page := askIn(ctx, t, client, "https://blog.example/hello")
		if !reused || page.StatusCode != http.StatusOK || page.ProtoMajor != i+1 || serial(page) != had[i] {
			t.Errorf("%s after the renewal: %s, on the same connection: %v", page.Proto, page.Status, reused)
		}
	}
	d.log.wait(t, `"msg":"certificate","name":"blog.example","renewed":true`)
}

// Without a certificate the door starts, says once what is missing, and goes on trying.
func TestCADown(t *testing.T) {
	ca := newCA(t)
	ca.Close()
	d := newSecureDoor(t, ca, t.TempDir(), nil)
	d.serve(t)
	d.log.wait(t, `"msg":"certificates: will retry"`)
	if p := d.Problem(); p != "web: no certificate for blog.example, www.blog.example yet: the log says why" {
		t.Errorf("the problem is %q", p)
	}
	until(t, "the log names both", func() bool { return d.log.count("no certificate yet") == 2 })
	client := d.client(t)
	if _, err := tryAsk(t, client, "https://blog.example/"); err == nil {
		t.Error("HTTPS is answered")
	}
	if a := ask(t, client, "http://blog.example/hello"); a.StatusCode != http.StatusMovedPermanently {
		t.Errorf("plain HTTP is answered with %s", a.Status)
	}
	text, _ := d.log.all()
	for line := range strings.Lines(text) {
		if len(line) > 4096 {
			t.Errorf("a line of %d bytes: %s", len(line), line)
		}
	}
}

// Attack: requests in plain HTTP whose Host, path or method is to end up in an answer that
// caches keep, or to lead readers elsewhere.
func TestPlainHTTP(t *testing.T) {
	d := newSecureDoor(t, newCA(t), t.TempDir(), func(config *TLS) { config.HSTS = true })
	for _, c := range []struct {
		request, status, location string
	}{
		{"GET /hello HTTP/1.1\r\nHost: blog.example\r\n", "301", "https://blog.example/hello"},
		{"HEAD / HTTP/1.0\r\n", "301", "https://blog.example/"},
		{"GET /search?q=a%20b&x HTTP/1.1\r\nHost: WWW.Blog.Example.:80\r\n", "301", "https://www.blog.example/search?q=a%20b&x"},
		{"GET / HTTP/1.1\r\nHost: evil.example\r\n", "301", "https://blog.example/"},
		{"GET / HTTP/1.1\r\nHost: blog.example@evil.example\r\n", "301", "https://blog.example/"},
		{"GET / HTTP/1.1\r\nHost: [::1]:80\r\n", "301", "https://blog.example/"},
		{"GET //evil.example/%2f.. HTTP/1.1\r\nHost: blog.example\r\n", "301", "https://blog.example//evil.example/%2f.."},
		{"GET http://evil.example/x HTTP/1.1\r\nHost: blog.example\r\n", "301", "https://blog.example/x"},
		{"GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: blog.example\r\n", "301", "https://blog.example/%0d%0aSet-Cookie:%20a=b"},
		{"GET /.well-known/acme-challenge/x HTTP/1.1\r\nHost: blog.example\r\n", "301", "https://blog.example/.well-known/acme-challenge/x"},
		{"POST / HTTP/1.1\r\nHost: blog.example\r\nContent-Length: 0\r\n", "405", ""},
		{"OPTIONS * HTTP/1.1\r\nHost: blog.example\r\n", "405", ""},
		{"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n", "405", ""},
	} {
		w, r := httptest.NewRecorder(), must(http.ReadRequest(bufio.NewReader(strings.NewReader(c.request+"\r\n"))))
		d.secure.plain.Handler.ServeHTTP(w, r)
		h := w.Header()
		if got := fmt.Sprint(w.Code); got != c.status || h.Get("Location") != c.location {
			t.Errorf("%q: %s to %q, want %s to %q", c.request, got, h.Get("Location"), c.status, c.location)
		}
		if h.Get("Strict-Transport-Security") != "" || h.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(fmt.Sprint(h), "evil.example:") {
			t.Errorf("%q: %v", c.request, h)
		}
	}
	if text, _ := d.log.all(); text != "" {
		t.Errorf("the log says %s", text)
	}
}

// A library that repeats itself, or what a CA answers, does not fill the log.
func TestCertificateLogIsBounded(t *testing.T) {
	kept := newLines()
	logger := certificateLog(log.NewWithOptions(kept, log.Options{Formatter: log.JSONFormatter})).With(zap.String("identifier", "blog.example"))
	logger.Info("obtaining")
	logger.Error("looking up info for HTTP challenge")
	if text, _ := kept.all(); text != "" {
		t.Errorf("the log says %s", text)
	}
	for range 1000 {
		logger.Error("will retry", zap.Error(errors.New("a\nb\x1b[31m"+strings.Repeat("ü", 10_000))), zap.Int("attempt", 1))
	}
	text, _ := kept.all()
	if n := strings.Count(text, "\n"); n < certificateRecords || n > certificateRecords+10 || len(text) > n*1200 {
		t.Errorf("%d lines in %d bytes", n, len(text))
	}
	first, _, _ := strings.Cut(text, "\n")
	if !strings.Contains(first, `"msg":"certificates: will retry"`) || !strings.Contains(first, `"identifier":"blog.example"`) || strings.Contains(first, `\u001b`) {
		t.Errorf("a line is %s", first)
	}
}

// An account that is half written, as after a crash, does not become an address of the operator
// that the CA refuses.
func TestAccountHalfWritten(t *testing.T) {
	ca, state := newCA(t), t.TempDir()
	d := newSecureDoor(t, ca, state, func(config *TLS) { config.Names = config.Names[:1] })
	account := filepath.Join(state, stateDir, "acme", certmagic.StorageKeys.Safe(d.secure.acme.IssuerKey()), "users", "default")
	if err := errors.Join(os.MkdirAll(account, 0o700), os.WriteFile(filepath.Join(account, "default.key"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	ca.start(t, d.httpPort(), d.tlsPort(), 30*day)
	d.serve(t)
	d.certified(t, "blog.example")
}

// Attack: handshakes for names that the blog does not have, to get certificates for them, or
// to fill the log; old versions; and the protocol of the CA's challenge from a stranger.
func TestHandshakes(t *testing.T) {
	ca := newCA(t)
	d := newSecureDoor(t, ca, t.TempDir(), func(config *TLS) { config.Names, config.HSTS = config.Names[:1], true })
	ca.start(t, d.httpPort(), d.tlsPort(), 30*day)
	d.serve(t)
	d.certified(t, "blog.example")
	orders, lines := ca.orders.Load(), d.log.count("\n")
	shake := func(c *tls.Config) (tls.ConnectionState, error) {
		c.InsecureSkipVerify = true
		dialer := &tls.Dialer{Config: c}
		conn, err := dialer.DialContext(t.Context(), "tcp", d.listeners[0].Addr().String())
		if err != nil {
			return tls.ConnectionState{}, err
		}
		defer func() { _ = conn.Close() }()
		return conn.(*tls.Conn).ConnectionState(), nil
	}
	for _, name := range []string{"evil.example", "www.blog.example", "blog.example.evil.example", strings.Repeat("a.", 100) + "example"} {
		for range 10 {
			if _, err := shake(&tls.Config{ServerName: name}); err == nil || !strings.Contains(err.Error(), "unrecognized name") {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	for _, c := range []*tls.Config{
		{ServerName: "blog.example", MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11},
		{ServerName: "blog.example", MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_AES_128_GCM_SHA256}},
		{ServerName: "blog.example", NextProtos: []string{alpnChallenge}},
		{ServerName: "evil.example", NextProtos: []string{alpnChallenge}},
	} {
		for range 10 {
			if s, err := shake(c); err == nil {
				t.Errorf("%v: version %x, %q", c, s.Version, s.NegotiatedProtocol)
			}
		}
	}
	for _, c := range []*tls.Config{
		{ServerName: "BLOG.example"},
		{}, // a health check by the address
		{ServerName: "blog.example", MaxVersion: tls.VersionTLS12},
		{ServerName: "blog.example", NextProtos: []string{"http/1.1"}},
	} {
		if s, err := shake(c); err != nil || s.PeerCertificates[0].DNSNames[0] != "blog.example" {
			t.Errorf("%v: %v", c, err)
		}
	}
	if got := ca.orders.Load(); got != orders {
		t.Errorf("the CA is asked for %d certificates", got-orders)
	}
	if got := d.log.count("\n") - lines; got > 0 {
		text, _ := d.log.all()
		t.Errorf("%d lines more in the log:\n%s", got, text)
	}
	if got := ask(t, d.client(t), "https://blog.example/").Header.Get("Strict-Transport-Security"); got != "max-age=63072000" {
		t.Errorf("HSTS over HTTPS is %q", got)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS in plain HTTP is %q", got)
	}
}

// A start refuses a directory that cannot keep what has to last, and says what to do.
func TestStateDirectory(t *testing.T) {
	root := t.TempDir()
	file, loose := filepath.Join(root, "file"), filepath.Join(root, "loose")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Mkdir(loose, 0o700), os.Chmod(loose, 0o770)); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		filepath.Join(file, "state"): "not a directory: give a directory of Pete's own with --state",
		file:                         "not a directory: give a directory of Pete's own with --state",
		loose:                        "mode 0770 lets others replace keys: chmod go-w " + loose,
	} {
		err := writable(dir)
		if err == nil || err.Error() != "state "+dir+": "+want {
			t.Errorf("%s: %v", dir, err)
		}
	}
	made := filepath.Join(root, "a", "b")
	if err := writable(made); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(made); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
	if left, err := os.ReadDir(made); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if os.Getuid() != 0 {
		if err := os.Chmod(made, 0o500); err != nil {
			t.Fatal(err)
		}
		if err := writable(made); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%v", err)
		}
	}
}
