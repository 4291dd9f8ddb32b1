//go:build unix

package content_test

// This file tests one post of this blog: to replace the blog, delete it together with the posts.

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
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

// misleadingPost returns the post that these tests are about. Another blog may lack it; that
// this one has it, TestPosts sees to.
func misleadingPost(t *testing.T) *blog.Post {
	t.Helper()
	post, ok := open(t).Post("the-error-lives-one-layer-up")
	if !ok {
		t.Skip("the post is not there")
	}
	return post
}

// TestMisleadingLog holds the lines of logs in the-error-lives-one-layer-up to nginx,
// which has to write each of them, but for the times, with the configuration that the
// post shows.
func TestMisleadingLog(t *testing.T) {
	post := misleadingPost(t)
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
	post := misleadingPost(t)
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
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		lacking(t, "nginx", "nginx-light")
	}
	dir := t.TempDir()
	config = strings.NewReplacer(
		"server 10.", "server unix:"+dir+"/10.",
		"listen 10.", "listen unix:"+dir+"/10.",
		"http://10.", "http://unix:"+dir+"/10.",
		":80;", ";",
	).Replace(config)
	// A failed backend is left alone for as long as the test takes.
	config = regexp.MustCompile(`server (unix:\S+);`).ReplaceAllString(config, "server $1 fail_timeout=1d;")
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		config += kind + "_temp_path " + dir + "/temp;\n"
	}
	config = "daemon off; master_process off; pid " + dir + "/pid; error_log " + dir + "/error.log;\n" +
		"events {}\nhttp {\n" + config + `
limit_req_zone $binary_remote_addr zone=clients:1m rate=1r/m;
server {
	listen unix:` + dir + `/10.0.0.3;
	access_log off;
	location / { limit_req zone=clients burst=5 nodelay; limit_req_status 429; try_files /none @ok; }
	location @ok { return 200; }
}
}`
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, nginx, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", file)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for { // until nginx listens
			conn, err := (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, "10.0.0.5"))
			if err == nil {
				return conn, nil
			}
			select {
			case err := <-ended:
				return nil, fmt.Errorf("nginx has ended: %w: %s", err, complaints.String())
			case <-ctx.Done():
				return nil, err
			case <-tick.C:
			}
		}
	}}}
	defer client.CloseIdleConnections()
	for range 6 {
		for _, path := range paths {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://shop.example"+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	<-ended //nolint:errcheck // a signal ended it; its logs are written
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
