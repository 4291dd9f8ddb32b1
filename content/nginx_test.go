//go:build unix

package content_test

// This file tests what two posts of this blog say about nginx: to replace the blog, delete it
// together with the posts.

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
)

// nginxPost returns the post that a test is about. Another blog may lack it; that this one
// has it, TestPosts sees to.
func nginxPost(t *testing.T, slug string) *blog.Post {
	t.Helper()
	post, ok := open(t).Post(slug)
	if !ok {
		t.Skip("the post is not there")
	}
	return post
}

// TestMisleadingLog holds the lines of logs in the-error-lives-one-layer-up to nginx,
// which has to write each of them, but for the times, with the configuration that the
// post shows.
func TestMisleadingLog(t *testing.T) {
	post := nginxPost(t, "the-error-lives-one-layer-up")
	config, want := shownLogs(post)
	access, errors := nginxLogs(t, config, "/orders", "/export/11")
	got := lines(access + errors)
	if !maps.Equal(got, want) {
		t.Errorf("content/%s: it shows\n%s\nbut nginx writes\n%s", post.Path,
			strings.Join(slices.Sorted(maps.Keys(want)), "\n"), strings.Join(slices.Sorted(maps.Keys(got)), "\n"))
	}
}

// TestComparison runs the post's commands, which have to print what the post shows.
func TestComparison(t *testing.T) {
	post := nginxPost(t, "the-error-lives-one-layer-up")
	config, _ := shownLogs(post)
	var script, shown string
	for _, code := range post.Document().Code {
		switch {
		case code.Language == "sh":
			script = code.Text
		case script != "" && shown == "":
			shown = code.Text
		}
	}
	log := strings.Repeat("2026-11-24T17:09:05+00:00 /orders 10.0.0.3:80 200\n", 719) +
		"2026-11-24T17:09:12+00:00 /orders 10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80 502, 502, 200\n"
	const others = `upstream orders {
	server 10.0.0.2:80 max_fails=3;
	server	10.0.0.33; # server 10.0.0.7:80;
	server unix:/run/app backup;
}
server {
	listen 10.0.0.5:80;
	server_name shop.example;
	location / {proxy_pass https://10.0.0.3:443/;}
	location /f { fastcgi_pass 10.0.0.4:9000; }
	location /n { proxy_pass http://app2:8080; }
}
`
	for _, test := range []struct{ name, config, log, want string }{
		{"post", config, log, shown},
		{"older", config, "2026-11-24T17:09:04+00:00 /orders 10.0.0.1:80 200\n" + log, shown},
		{"others", others, "2026-11-24T17:09:04+00:00 /orders 10.0.0.33:80, 10.0.0.1:80 502, 404\n2026-11-24T17:09:04+00:00 /orders 10.0.0.2:80 500\n", "1 10.0.0.1:80\n0 10.0.0.2:80\n0 10.0.0.33:80\n0 10.0.0.3:443\n0 10.0.0.4:9000\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := compare(t, script, test.config, test.log); script == "" || got != test.want {
				t.Errorf("content/%s: the comparison says\n%swant\n%s", post.Path, got, test.want)
			}
		})
	}

	// A path that imitates the address of a backend is not taken for one.
	t.Run("imitation", func(t *testing.T) {
		access, _ := nginxLogs(t, config, "/%2010.0.0.4:80%2010.0.0.4:80", "/?10.0.0.4:80+200")
		got := compare(t, script, config, access)
		if !strings.Contains(access, "10.0.0.4") || !strings.Contains(got, "\n0 10.0.0.4:80\n") || strings.Contains(got, "\n0 10.0.0.3:80\n") {
			t.Errorf("content/%s: of\n%s the comparison says\n%s", post.Path, access, got)
		}
	})
}

// compare returns what the commands of the post print for a configuration or a log.
func compare(t *testing.T, script, config, log string) string {
	t.Helper()
	p := newProgram(t)
	for name, text := range map[string]string{
		"nginx.conf": config, "access.log": log, "nginx": "#!/bin/sh\ncat nginx.conf\n",
	} {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o700); err != nil { //nolint:gosec // G306: one is a program
			t.Fatal(err)
		}
	}
	p.env = append(p.env, "PATH="+p.dir+":"+os.Getenv("PATH"))
	p.args, p.stdin = []string{"sh", "-s"}, script
	stdout, stderr, err := p.run()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	return stdout
}

// What is read of a line: of an access log all but the time, and of an error log what was
// refused, but for an excess that depends on the time, and a failed try of the first backend,
// but for the cause, which is another with sockets.
var (
	answered = regexp.MustCompile(`(?m)^.*\d\d:\d\d:\d\d\S* (/.+)$`)
	limiting = regexp.MustCompile(`limiting requests, excess: [\d.]+ (by zone.* "GET /export/.* host: "\w+")`)
	untaken  = regexp.MustCompile(`connect\(\).* failed \(\d+: [\w ]+\)( while connecting to upstream), client: \S+ (server.* upstream: "http://10.0.0.1:.* host: "\S+")`)
)

// lines are those of a log, each once.
func lines(log string) map[string]bool {
	found := map[string]bool{}
	for _, line := range []*regexp.Regexp{answered, limiting, untaken} {
		for _, m := range line.FindAllStringSubmatch(log, -1) {
			found[strings.Join(m[1:], "")] = true
		}
	}
	return found
}

// shownLogs returns the configuration of nginx that a post shows, with the repair that
// addresses of sockets leave without effect, and the lines of its logs.
func shownLogs(post *blog.Post) (config string, log map[string]bool) {
	log = map[string]bool{}
	for _, code := range post.Document().Code {
		switch code.Language {
		case "nginx":
			config += code.Text
		case "":
			maps.Copy(log, lines(code.Text))
			maps.Copy(log, lines(strings.Join(strings.Fields(code.Text), " "))) // a line that is wrapped
		}
	}
	return config, log
}

// nginxLogs returns the logs that nginx writes when two paths are asked for until both have
// been refused. Sockets with names take the places of the addresses; two backends have none.
func nginxLogs(t *testing.T, config string, paths ...string) (access, errors string) {
	t.Helper()
	dir := t.TempDir()
	config = strings.NewReplacer(
		"server 10.", "server unix:"+dir+"/10.",
		"listen 10.", "listen unix:"+dir+"/10.",
		"http://10.", "http://unix:"+dir+"/10.",
		":80;", ";",
	).Replace(config)
	// A failed backend is left alone for as long as the test takes.
	config = regexp.MustCompile(`server (unix:\S+);`).ReplaceAllString(config, "server $1 fail_timeout=1d;")
	client, end := startNginx(t, dir, config+`
limit_req_zone $binary_remote_addr zone=clients:1m rate=1r/m;
server {
	listen unix:`+dir+`/10.0.0.3;
	access_log off;
	location / { limit_req zone=clients burst=5 nodelay; limit_req_status 429; try_files /none @ok; }
	location @ok { return 200; }
}`, "10.0.0.5")
	for range 6 {
		for _, path := range paths {
			get(t, client, "http://shop.example"+path, nil)
		}
	}
	end()
	address := regexp.MustCompile(`unix:` + dir + `/([\d.]+):?`)
	read := func(name string) string {
		log, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return address.ReplaceAllString(strings.ReplaceAll(string(log), "client: unix:", "client: 10.0.0.5"), "$1:80")
	}
	return read("access.log"), read("error.log")
}

// TestPortProxy sends the requests of pages and of curl to the proxy that
// the-gap-between-the-key-and-the-browser puts in front of a Prometheus with a password.
func TestPortProxy(t *testing.T) {
	post := nginxPost(t, "the-gap-between-the-key-and-the-browser")
	var config string
	for _, code := range post.Document().Code {
		if code.Language == "nginx" {
			config = code.Text
		}
	}
	prometheus := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "pete" || password != "secret" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(prometheus.Close)
	dir := t.TempDir()
	client, _ := startNginx(t, dir, strings.NewReplacer(
		"127.0.0.1:9091", "unix:"+dir+"/proxy",
		"http://127.0.0.1:9090", prometheus.URL,
	).Replace(config), "proxy")

	const own = "http://localhost:9091"
	for _, test := range []struct {
		name, host, site, origin string
		want                     int
	}{
		{"curl", "localhost:9091", "", "", 200},
		{"address typed", "localhost:9091", "none", "", 200},
		{"its own page", "localhost:9091", "same-origin", own, 200},
		{"image", "localhost:9091", "cross-site", "", 403},
		{"page of another port", "localhost:9091", "same-site", "http://localhost:9100", 403},
		{"WebSocket", "localhost:9091", "", "http://evil.example", 403},
		{"an origin that begins alike", "localhost:9091", "", own + "0", 403},
		{"sandboxed frame", "localhost:9091", "", "null", 403},
		{"rebound GET", "evil.example:9091", "", "", 403},
		{"rebound POST", "evil.example:9091", "", "http://evil.example:9091", 403},
		{"image, 0.0.0.0", "0.0.0.0:9091", "", "", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			headers := map[string]string{"Sec-Fetch-Site": test.site, "Origin": test.origin}
			if status := get(t, client, "http://"+test.host+"/api/v1/query", headers); status != test.want {
				t.Errorf("content/%s: the proxy answers with %d, want %d", post.Path, status, test.want)
			}
		})
	}
}

// get asks for an address with the headers that are not empty, and returns the status.
func get(t *testing.T, client *http.Client, url string, headers map[string]string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}

// startNginx starts nginx in dir with what config says of HTTP. The client connects to the
// socket of that name there, whatever it asks for. The function ends nginx, whose logs are
// then written; the test ends it otherwise.
func startNginx(t *testing.T, dir, config, socket string) (*http.Client, func()) {
	t.Helper()
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		lacking(t, "nginx", "nginx-light")
	}
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		config += "\n" + kind + "_temp_path " + dir + "/temp;"
	}
	if !strings.Contains(config, "access_log ") {
		config += "\naccess_log off;"
	}
	config = "daemon off; master_process off; pid " + dir + "/pid; error_log " + dir + "/error.log;\n" +
		"events {}\nhttp {\n" + config + "\n}"
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	cmd := exec.CommandContext(ctx, nginx, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", file)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // a signal ends it
	}()
	end := func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for { // until nginx listens
			conn, err := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, socket))
			if err == nil {
				return conn, nil
			}
			select {
			case <-ended:
				return nil, fmt.Errorf("nginx has ended: %s", complaints.String())
			case <-ctx.Done():
				return nil, err
			case <-tick.C:
			}
		}
	}}}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		end()
		cancel()
	})
	return client, end
}
