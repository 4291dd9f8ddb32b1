package web_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

// withFiles is small with a picture and other files, on a door whose address is known.
func withFiles(t *testing.T) server {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return newServerOn(t, with(map[string]string{
		"posts/trip/index.md":             "---\ntitle: Trip\ndate: 2026-02-07\n---\n![The \"old\" lighthouse](view.png)\n\n![Away](https://far.example/x.png)\n\n[Plan](plan.txt)\n",
		"posts/trip/view.png":             picture.String(),
		"posts/trip/plan.txt":             "To go there.\n",
		"posts/later/index.md":            "---\ntitle: Later\ndraft: true\n---\n![x](secret.png)\n",
		"posts/later/secret.png":          picture.String(),
		"static/style.css":                "h1 { color: teal }\n",
		"static/drawing.svg":              "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
		"static/favicon.ico":              "icon of the blog",
		"static/.well-known/security.txt": "Contact: mailto:ada@blog.example\n",
	}), &blog.Door{Address: "https://blog.example"})
}

func TestFiles(t *testing.T) {
	s := withFiles(t)
	for at, kind := range map[string]string{
		"/trip/view.png": "image/png", "/trip/plan.txt": "text/plain; charset=utf-8", "/style.css": "text/css; charset=utf-8",
		"/.well-known/security.txt": "text/plain; charset=utf-8", "/drawing.svg": "image/svg+xml",
	} {
		got := s.get(t, at)
		got.has(t, http.StatusOK)
		if got.Header.Get("Content-Type") != kind || got.Header.Get("Etag") == "" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", at, got.Header)
		}
		s.get(t, at, "If-None-Match", got.Header.Get("Etag")).has(t, http.StatusNotModified)
	}
	s.get(t, "/favicon.ico").has(t, http.StatusOK, "icon of the blog")
	part := s.get(t, "/trip/plan.txt", "Range", "bytes=3-4")
	part.has(t, http.StatusPartialContent)
	if part.body != "go" {
		t.Errorf("a part of a file is %q", part.body)
	}
	if policy := s.get(t, "/drawing.svg").Header.Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") || strings.Contains(policy, "script") {
		t.Errorf("a drawing may do as %q says", policy)
	}
	for _, hidden := range []string{"/later/secret.png", "/posts/later/secret.png", "/site.yaml", "/posts/trip/index.md", "/trip/../site.yaml", "/.git/config"} {
		s.get(t, hidden).lacks(t, "PNG", "title:")
	}
}

func TestPicturesOfPosts(t *testing.T) {
	s := withFiles(t)
	post := s.get(t, "/trip")
	post.has(t, http.StatusOK,
		`src="/trip/view.png"`, `width="40" height="30"`, `alt="The &#34;old&#34; lighthouse"`, `<a href="/trip/plan.txt">Plan</a>`,
		`<meta property="og:image" content="https://blog.example/trip/view.png">`, `<link rel="canonical" href="https://blog.example/trip">`,
		`<link rel="stylesheet" href="/style.css">`, `<a href="https://far.example/x.png">Away</a>`,
	)
	post.lacks(t, `src="https://far.example`)
	s.get(t, "/feed.atom").has(t, http.StatusOK, `src="https://blog.example/trip/view.png"`, `href="https://blog.example/trip"`)
}

// Pictures of other sites are shown only where the author says so.
func TestRemoteImages(t *testing.T) {
	s := newServer(t, with(map[string]string{
		"site.yaml":     "title: T\nhost: blog.example\nremote-images: true\n",
		"posts/trip.md": "---\ntitle: Trip\ndate: 2026-02-07\n---\n![Away](https://far.example/x.png)\n",
	}))
	got := s.get(t, "/trip")
	got.has(t, http.StatusOK, `src="https://far.example/x.png"`)
	if policy := got.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "; img-src 'self' https:") {
		t.Errorf("the policy is %s", policy)
	}
}
