package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A client that has a page is told so, in each form of it.
func TestConditionalRequests(t *testing.T) {
	s := newServer(t, small)
	for _, encoding := range []string{"", "gzip"} {
		first := s.get(t, "/first-post", "Accept-Encoding", encoding)
		tag := first.Header.Get("Etag")
		for value, want := range map[string]int{
			tag: http.StatusNotModified, "W/" + tag: http.StatusNotModified, `"x", ` + tag: http.StatusNotModified, "*": http.StatusNotModified,
			`"x"`: http.StatusOK, strings.Trim(tag, `"`): http.StatusOK,
		} {
			again := s.get(t, "/first-post", "Accept-Encoding", encoding, "If-None-Match", value)
			again.has(t, want)
			if want == http.StatusNotModified && (again.body != "" || again.Header.Get("Etag") != tag || again.Header.Get("Vary") == "" || again.Header.Get("Cache-Control") == "") {
				t.Errorf("304 to %s has %v and %q", value, again.Header, again.body)
			}
		}
	}
	plain, packed := s.get(t, "/first-post"), s.get(t, "/first-post", "Accept-Encoding", "gzip")
	if plain.Header.Get("Etag") == packed.Header.Get("Etag") {
		t.Error("two forms have one ETag")
	}
}

func TestCompression(t *testing.T) {
	s := newServer(t, small)
	plain := s.get(t, "/first-post")
	for accepts, packed := range map[string]bool{
		"gzip": true, "gzip, deflate, br, zstd": true, "br;q=1.0, gzip;q=0.8, *;q=0.1": true, "*": true, "GZIP": true,
		"gzip;q=0": false, "identity": false, "br": false, "": false, "gzip;q=0, *": false,
	} {
		got := s.get(t, "/first-post", "Accept-Encoding", accepts)
		if is := got.Header.Get("Content-Encoding") == "gzip"; is != packed {
			t.Errorf("to %q the encoding is %q", accepts, got.Header.Get("Content-Encoding"))
			continue
		}
		text := got.body
		if packed {
			z, err := gzip.NewReader(strings.NewReader(got.body))
			if err != nil {
				t.Fatal(err)
			}
			all, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			text = string(all)
		}
		if text != plain.body {
			t.Errorf("to %q the text is another one", accepts)
		}
	}
}

// Each form of a text is asked for by headers that a cache compares, or is kept by none.
func TestNegotiation(t *testing.T) {
	s := newServer(t, small)
	const html, markdown, text = "text/html; charset=utf-8", "text/markdown; charset=utf-8", "text/plain; charset=utf-8"
	for _, c := range []struct{ accept, agent, want string }{
		{"text/html,application/xhtml+xml,*/*;q=0.8", "Mozilla/5.0", html},
		{"*/*", "Wget/1.21", html},
		{"", "Wget/1.21", html},
		{"text/markdown", "x", markdown},
		{"text/markdown, text/html;q=0.9, */*;q=0.1", "x", markdown},
		{"text/markdown;q=0.5, text/html", "x", html},
		{"text/plain", "x", text},
		{"text/plain, */*", "x", text},
		{"text/*", "x", html},
		{"text/plain;q=0", "x", html},
		{"*/*", "curl/8.5.0", text},
		{"", "curl/8.5.0", text},
		{"text/html", "curl/8.5.0", html},
		{"text/markdown", "curl/8.5.0", markdown},
		{"image/png", "x", html},
		{";;;,,q=,", "x", html},
	} {
		got := s.get(t, "/first-post", "Accept", c.accept, "User-Agent", c.agent)
		if kind := got.Header.Get("Content-Type"); kind != c.want {
			t.Errorf("Accept: %q of %s gets %s, want %s", c.accept, c.agent, kind, c.want)
		}
		vary, cache := got.Header.Get("Vary"), got.Header.Get("Cache-Control")
		byName := strings.HasPrefix(c.agent, "curl") && (c.accept == "" || c.accept == "*/*")
		if vary != "Accept, Accept-Encoding" || byName != (cache == "private, no-store") {
			t.Errorf("Accept: %q of %s has Vary: %s and Cache-Control: %s", c.accept, c.agent, vary, cache)
		}
	}
}

// The texts are those that commands print.
func TestTexts(t *testing.T) {
	s := newServer(t, small)
	md := s.get(t, "/first-post.md")
	md.has(t, http.StatusOK, "title: First <Post>", "See [the second](second.md#end).")
	s.get(t, "/first-post.txt").has(t, http.StatusOK, "First <Post>\n", "See the second")
	curl := []string{"User-Agent", "curl/8", "Accept", "*/*"}
	s.get(t, "/", curl...).has(t, http.StatusOK, "Small Talk\nNotes by Ada\n", "first-post", "ssh blog.example feed")
	s.get(t, "/tags", curl...).has(t, http.StatusOK, "2\tGo\n")
	s.get(t, "/tags/go", curl...).has(t, http.StatusOK, "\tsecond\tSecond\t")
	s.get(t, "/about", curl...).has(t, http.StatusOK, "I am Ada.")
	s.get(t, "/search?q=lighthouse+keeper", curl...).has(t, http.StatusOK, "second\tSecond\t", "**lighthouse**")
	s.get(t, "/search?q=--help", curl...).has(t, http.StatusNotFound, "no post has")
	s.get(t, "/search?q=%27%3B+x", curl...).has(t, http.StatusNotFound)
	s.get(t, "/draft", curl...).lacks(t, "Sekrit", "sekrit")
	s.get(t, "/feed.atom").has(t, http.StatusOK, "<title>Small Talk</title>")
	s.get(t, "/feed.json").has(t, http.StatusOK, `"title": "Small Talk"`)
	s.get(t, "/rss.xml").has(t, http.StatusOK, "<title>Small Talk</title>")
}

// A page allows no script, no frame and nothing from elsewhere.
func TestSecureHeaders(t *testing.T) {
	s := newServer(t, small)
	for _, at := range []string{"/", "/first-post", "/first-post.md", "/nothing", "/feed.atom", "/search?q=x", "/first-post/"} {
		h := s.get(t, at).Header
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; ") || strings.Contains(csp, "script") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy: %s", at, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", at, h)
		}
	}
}

func BenchmarkCachedPage(b *testing.B) {
	s := newServer(b, small)
	for b.Loop() {
		s.get(b, "/first-post", "Accept-Encoding", "gzip")
	}
}

// A text may change without a word of its author, so the date of its last change says nothing.
// Feeds have the time at which they were made.
func TestLastModified(t *testing.T) {
	s := newServer(t, small)
	const updated = "Wed, 04 Mar 2026 00:00:00 GMT" // of the first post
	s.get(t, "/first-post", "If-Modified-Since", updated).has(t, http.StatusOK)
	s.get(t, "/feed.atom", "If-Modified-Since", updated).has(t, http.StatusOK)
	made := s.get(t, "/feed.atom").Header.Get("Last-Modified")
	if made == "" {
		t.Fatal("a feed has no Last-Modified")
	}
	s.get(t, "/feed.atom", "If-Modified-Since", made).has(t, http.StatusNotModified)
	s.get(t, "/feed.atom", "If-Modified-Since", made, "If-None-Match", `"other"`).has(t, http.StatusOK)
}
