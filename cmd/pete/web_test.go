package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// While the CA cannot be reached, readers over SSH notice nothing, the server is ready, and
// the operator is told what is missing.
func TestServeWithoutCA(t *testing.T) {
	nothing, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nothing.Close()
	state := filepath.Join(t.TempDir(), "state")
	d := startDaemon(t, func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "STATE_DIRECTORY="+state+":/nonexistent") },
		"--admin", "127.0.0.1:0", "--web", "127.0.0.1:0", "--web-http", "127.0.0.1:0",
		"--web-tls", "blog.example", "--acme-ca", "https://"+nothing.Addr().String()+"/directory")
	d.logged(t, `"msg":"no certificate yet".*"name":"blog.example"`)
	if out, status := over(t, dialAt(t, d.address), "ls -1"); status != 0 || out == "" {
		t.Errorf("over SSH: status %d, %q", status, out)
	}
	operator := d.logged(t, `"msg":"admin"`)["address"].(string)
	client := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(client.CloseIdleConnections)
	if answer, text := ask(t, client, operator, "/readyz"); answer.StatusCode != http.StatusOK || text != "ok\nweb: no certificate for blog.example yet: the log says why\n" {
		t.Errorf("/readyz: %s\n%s", answer.Status, text)
	}
	plain := d.logged(t, `"msg":"web in plain HTTP"`)["address"].(string)
	if answer, _ := ask(t, client, plain, "/a"); answer.StatusCode != http.StatusMovedPermanently || answer.Header.Get("Location") != "https://blog.example/a" {
		t.Errorf("plain HTTP: %s to %q", answer.Status, answer.Header.Get("Location"))
	}
	secure := d.webAddress(t)
	dialer := &tls.Dialer{Config: &tls.Config{ServerName: "blog.example", MinVersion: tls.VersionTLS12}}
	if conn, err := dialer.DialContext(t.Context(), "tcp", secure); err == nil {
		_ = conn.Close()
		t.Error("a handshake succeeds without a certificate")
	}
	if info, err := os.Stat(state); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the state directory: %v, %v", info, err)
	}
	for address, want := range map[string]int{operator: 0, nothing.Addr().String(): 1} {
		cmd := exec.CommandContext(t.Context(), "pete", "livez", "--admin", address)
		if out, err := cmd.CombinedOutput(); exitStatus(err) != want || (want == 0) != (len(out) == 0) {
			t.Errorf("pete livez --admin %s: %v\n%s", address, err, out)
		}
	}
	d.stop(t)
	if strings.Contains(d.log.String(), `"level":"info","ts"`) {
		t.Errorf("a library logs by itself:\n%s", d.log)
	}
}

// Where the system has no roots, as in an image with Pete alone, those inside Pete are used.
func TestRootsInside(t *testing.T) {
	const inside = "PETE_TEST_ROOTS"
	if os.Getenv(inside) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRootsInside$") //nolint:gosec // it is this program
		cmd.Env = append(os.Environ(), inside+"=1", "SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if pool, err := x509.SystemCertPool(); err != nil || pool.Equal(x509.NewCertPool()) {
		t.Errorf("no roots; %v", err)
	}
}

// TestREADMEProxies runs nginx and Caddy with the configurations that README.md shows, in
// front of a server.
func TestREADMEProxies(t *testing.T) {
	if underRace {
		t.Skip("other programs are tried, not what goroutines share")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	recipe := func(name string) string {
		_, rest, _ := strings.Cut(string(readme), "\n```"+name+"\n")
		text, _, ok := strings.Cut(rest, "```")
		if !ok {
			t.Fatalf("README.md has no recipe for %s", name)
		}
		return text
	}
	d := startDaemon(t, nil, "--web", "127.0.0.1:0")
	behind := d.webAddress(t)
	dir := t.TempDir()
	free := func() string {
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		return l.Addr().String()
	}
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cert, key := selfSigned(t, dir)
	nginx, caddy := free(), free()
	changed := func(text string, pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(text, pairs[i]) {
				t.Fatalf("the recipe has no %q", pairs[i])
			}
		}
		return strings.NewReplacer(pairs...).Replace(text)
	}
	for _, c := range []struct {
		program, address string
		line             []string
	}{
		{"nginx", nginx, []string{"-e", "stderr", "-p", dir, "-c", write("nginx.conf", "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {}\nhttp {\naccess_log off;\n"+
			changed(recipe("nginx"), "listen 443 ssl", "listen "+nginx+" ssl", "listen [::]:443 ssl http2;", "", "127.0.0.1:8080", behind,
				"/etc/letsencrypt/live/blog.example/fullchain.pem", cert, "/etc/letsencrypt/live/blog.example/privkey.pem", key)+"}\n")}},
		{"caddy", caddy, []string{"run", "--adapter", "caddyfile", "--config", write("Caddyfile", "{\nadmin off\nauto_https off\n}\n"+
			changed(recipe("caddy"), "blog.example {", "https://blog.example:"+caddy[strings.LastIndex(caddy, ":")+1:]+" {\nbind 127.0.0.1\ntls "+cert+" "+key, "127.0.0.1:8080", behind))}},
	} {
		t.Run(c.program, func(t *testing.T) {
			path, err := exec.LookPath(c.program)
			if err != nil {
				lacking(t, c.program, c.program)
			}
			cmd := exec.CommandContext(t.Context(), path, c.line...)
			cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
			said := &logFile{file: os.Stderr, changed: make(chan struct{})}
			if said.file, err = os.Create(filepath.Join(dir, c.program+".log")); err != nil {
				t.Fatal(err)
			}
			cmd.Stdout, cmd.Stderr = said, said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				_ = said.file.Close()
			})
			client := &http.Client{Timeout: patience, Transport: &http.Transport{
				ForceAttemptHTTP2: true,
				TLSClientConfig:   &tls.Config{ServerName: "blog.example", InsecureSkipVerify: true}, //nolint:gosec // the proxy's certificate is made for this test
			}}
			t.Cleanup(client.CloseIdleConnections)
			answer := eventually(t, func() (*http.Response, error) {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+c.address+"/", nil)
				if err != nil {
					return nil, err
				}
				r.Host = "blog.example"
				return client.Do(r)
			}, said)
			defer func() { _ = answer.Body.Close() }()
			text, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 || !strings.Contains(string(text), "<h1") {
				t.Errorf("%v: %s %s\n%s", err, answer.Proto, answer.Status, text)
			}
		})
	}
	d.stop(t)
}

// selfSigned writes a certificate for blog.example, and its key.
func selfSigned(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"blog.example"}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: public}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// eventually asks until there is an answer: a proxy says nowhere that it listens.
func eventually(t *testing.T, ask func() (*http.Response, error), said fmt.Stringer) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		answer, err := ask()
		if err == nil {
			return answer
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%v\n%s", err, said)
		}
	}
}
