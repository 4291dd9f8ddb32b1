package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

func TestHome(t *testing.T) {
	s := newServer(t, small)
	home := s.get(t, "/")
	home.has(t, http.StatusOK,
		`<html lang="en" dir="ltr">`, "<title>Small Talk</title>", `<meta name="description" content="What it is about.">`,
		`<h1 class="name"><span>Small</span> <span>Talk</span></h1>`, "<p>Notes by Ada</p>", `<code class="cmd">ssh blog.example</code>`,
		`<h2><a href="/first-post">First &lt;Post&gt;</a></h2>`, "<p>The “first” of &amp; all.</p>", `<a href="/tags/c~23">C#</a>`,
		`<h2 lang="fr" dir="ltr">`, `href="/read/tags"`, "<dd>4 posts</dd>", `href="/feed.atom"`, `<a href="/about">about</a>`,
	)
	home.lacks(t, "Sekrit", "Quiet", "hushhush", "Uses", "<script")
	if kind := home.Header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("Content-Type: %s", kind)
	}
	if at := strings.Index(home.body, "Second"); at < 0 || at > strings.Index(home.body, "First") {
		t.Error("the newest post is not the first")
	}
}

func TestPost(t *testing.T) {
	s := newServer(t, small)
	post := s.get(t, "/first-post")
	post.has(t, http.StatusOK,
		"<title>First &lt;Post&gt; · Ada</title>", "<h1>First &lt;Post&gt;</h1>", `<p class="l">1 min</p>`,
		`<time datetime="2026-01-02T00:00:00Z">2 January 2026</time>, updated <time datetime="2026-03-04T00:00:00Z">4 March 2026</time>`,
		"Hello, lighthouse.", `id="below"`, `href="/second#end"`, `rel="next">Second</a>`, `rel="prev">About Tags</a>`,
		`<code class="cmd">ssh -t blog.example first-post</code>`, `href="/first-post.md"`, `href="/first-post.txt"`,
		`<meta property="og:type" content="article">`, `"@type":"BlogPosting"`, `"headline":"First \u003cPost\u003e"`,
	)
	if strings.Count(post.body, "<h1") != 1 {
		t.Error("there is not one h1")
	}
	s.get(t, "/read/tags").has(t, http.StatusOK, "<h1>About Tags</h1>", "ssh -t blog.example read tags")
	s.get(t, "/third").has(t, http.StatusOK, `<html lang="fr" dir="ltr">`)
	s.get(t, "/quiet").has(t, http.StatusOK, `<meta name="robots" content="noindex">`)
	s.get(t, "/uses").has(t, http.StatusOK, "<h1>Uses</h1>")
	s.get(t, "/about").has(t, http.StatusOK, "<h1>About</h1>", "<strong>Ada</strong>", `aria-current="page">about</a>`)
}

func TestTags(t *testing.T) {
	s := newServer(t, small)
	s.get(t, "/tags").has(t, http.StatusOK, "<h1>Tags</h1>", `<span class="l">2</span> <a href="/tags/go">Go</a>`)
	tag := s.get(t, "/tags/go")
	tag.has(t, http.StatusOK, "<h1>Go</h1>", "First &lt;Post&gt;", "Second", `href="/tags/go/feed.atom"`, "ssh blog.example ls --tag go")
	tag.lacks(t, "Troisième")
	s.get(t, "/tags/c~23").has(t, http.StatusOK, "<h1>C#</h1>", "ssh blog.example ls --tag &#39;c#&#39;")
	s.get(t, "/tags/c~23/feed.atom").has(t, http.StatusOK, "<title>Small Talk: C#</title>")
	s.get(t, "/tags/hushhush").has(t, http.StatusNotFound)
}

func TestSearch(t *testing.T) {
	s := newServer(t, small)
	s.get(t, "/search").has(t, http.StatusOK, `<form class="find" role="search" action="/search">`)
	hits := s.get(t, "/search?q=lighthouse")
	hits.has(t, http.StatusOK, "<title>Search: lighthouse · Ada</title>", "2 posts · best first", "<mark>lighthouse</mark>",
		`href="/second#:~:text=lighthouse"`, "ssh blog.example search lighthouse", `value="lighthouse"`, `content="noindex"`)
	s.get(t, "/search?q=lighthuose").has(t, http.StatusOK, "No post has that", `<a href="/search?q=lighthouse">lighthouse</a>`)
	s.get(t, "/search?q=sekrit").lacks(t, "Sekrit", "Not yet")
	s.get(t, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E").lacks(t, "<script>")
	s.get(t, "/search?q=%22%3E%3Cimg").lacks(t, `"><img`)
	s.get(t, "/search?q=!!").has(t, http.StatusOK, "There is no word in that")
	s.get(t, "/search?q="+strings.Repeat("a", 5000)).has(t, http.StatusBadRequest, "too long")
}

// A list has a hundred posts a page.
func TestParts(t *testing.T) {
	files := map[string]string{"site.yaml": "title: Long\nhost: blog.example\n"}
	for i := range 250 {
		files[fmt.Sprintf("posts/p%03d.md", i)] = fmt.Sprintf("---\ntitle: Number %d\ndate: 2026-01-01\ntags: [all]\n---\nText.\n", i)
	}
	s := newServer(t, files)
	for at, want := range map[string]string{"/": "/page/2", "/page/2": "/page/3", "/page/3": "/page/2", "/tags/all": "/tags/all/page/2", "/tags/all/page/2": "/tags/all/page/3"} {
		got := s.get(t, at)
		got.has(t, http.StatusOK, `<a href="`+want+`"`, "<dd>250 posts</dd>")
		if n := strings.Count(got.body, "<h2>"); n != 100 && at != "/page/3" {
			t.Errorf("%s has %d posts", at, n)
		}
	}
	s.get(t, "/page/2").has(t, http.StatusOK, `<a href="/" rel="prev">`)
	for _, none := range []string{"/page/4", "/page/1", "/page/0", "/page/-1", "/page/02", "/page/x", "/page/99999999999999999999"} {
		s.get(t, none).has(t, http.StatusNotFound)
		s.get(t, none, "User-Agent", "curl/8", "Accept", "*/*").has(t, http.StatusNotFound)
	}
}

func TestEmptyBlog(t *testing.T) {
	s := newServer(t, map[string]string{"site.yaml": "title: Empty\nhost: blog.example\n"})
	home := s.get(t, "/")
	home.has(t, http.StatusOK, "There are no posts yet.")
	home.lacks(t, `href="/tags"`, `href="/about"`)
	for _, none := range []string{"/tags", "/about", "/feed.atom", "/x"} {
		s.get(t, none).has(t, http.StatusNotFound)
	}
	s.get(t, "/search?q=x").has(t, http.StatusOK, "No post has that")
}

func TestMissing(t *testing.T) {
	s := newServer(t, small)
	missing := s.get(t, "/frist-post")
	missing.has(t, http.StatusNotFound, "There is no page by that name", "<code>/frist-post</code>", `<a href="/first-post">`, `value="frist post"`)
	s.get(t, "/%3Cscript%3E%1b%5B31m%E2%80%AE").lacks(t, "<script>", "\x1b", "\u202e")
	s.get(t, "/frist-post", "User-Agent", "curl/8", "Accept", "*/*").has(t, http.StatusNotFound, "pete: cat: no post \"frist-post\": did you mean first-post\n")
	s.get(t, "/a/b/second", "User-Agent", "curl/8", "Accept", "*/*").has(t, http.StatusNotFound, "pete: nothing is at this address: want /second\n")
	if vary := s.get(t, "/frist-post", "Accept", "text/plain").Header.Get("Vary"); vary != "Accept, Accept-Encoding" {
		t.Errorf("what is missing has Vary: %s", vary)
	}
	// What readers may not see answers as what does not exist, apart from the name.
	for _, end := range []string{"", ".md", ".txt"} {
		hidden, none := s.get(t, "/draft"+end), s.get(t, "/qqqqq"+end)
		hidden.has(t, http.StatusNotFound)
		if strings.ReplaceAll(hidden.body, "draft", "qqqqq") != none.body {
			t.Errorf("an address of a draft answers otherwise than one of nothing:\n%s\n%s", hidden.body, none.body)
		}
	}
}

// A post that is taken away while the server runs is gone, and says nothing of its text.
func TestGone(t *testing.T) {
	s := newServer(t, small)
	s.get(t, "/second").has(t, http.StatusOK)
	s.store.Replace(snapshot(t, with(map[string]string{"posts/second.md": "---\ntitle: Second\ndraft: true\n---\nA second lighthouse keeper.\n"}), blog.Options{}))
	gone := s.get(t, "/second")
	gone.has(t, http.StatusGone, "That post has been taken away")
	gone.lacks(t, "keeper")
	s.get(t, "/second.md").has(t, http.StatusGone)
	s.store.Replace(snapshot(t, small, blog.Options{}))
	s.get(t, "/second").has(t, http.StatusOK, "keeper")
}

// Addresses in another spelling, and those of the former site, lead to those of this door.
func TestMoved(t *testing.T) {
	s := newServer(t, small)
	for from, to := range map[string]string{
		"/first-post/": "/first-post", "/old/one": "/first-post", "/old/one/": "/first-post", "//first-post": "/first-post",
		"/x/../first-post": "/first-post", "/tags/": "/tags", "/about/": "/about", "/tags/go/": "/tags/go", "/tags/GO": "/tags/go", "/category/go/": "/tags/go",
		"/posts/": "/", "/posts/index.xml": "/feed.atom", "/First-Post": "/first-post",
	} {
		got := s.get(t, from)
		got.has(t, http.StatusMovedPermanently)
		if got.Header.Get("Location") != to {
			t.Errorf("%s leads to %q, want %q", from, got.Header.Get("Location"), to)
		}
	}
	for _, path := range []string{"//evil.example", "//evil.example/..", "/\\evil.example", "/%2f%2fevil.example", "/%5cevil.example/", "/..//evil.example"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.URL.Path = strings.NewReplacer("%2f", "/", "%5c", `\`).Replace(path)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if to := w.Header().Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newServer(t, small)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodTrace, "BREW"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s is answered with %d", method, w.Code)
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/", nil))
	if w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD is answered with %d, %d bytes, Content-Length %q", w.Code, w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

// Redirects end: each leads to an answer within two steps, and never to another host.
func TestRedirectsEnd(t *testing.T) {
	s := newServer(t, small)
	for _, path := range []string{
		"/tags//go", "/tags/go//", "/TAGS/", "/tags/GO/page/2", "/categories/c%23/", "/tags/../tags/go/", "/page/2/", "/page/1/", "/./", "//", "///tags//",
		"/read/", "/read/first-post", "/read/tags/", "/feed/", "/posts/first-post/", "/first-post/index.html", "/first-post.html", "/about/index.html", "/ABOUT",
	} {
		at := path
		for step := 0; ; step++ {
			got := s.get(t, at)
			if got.StatusCode != http.StatusMovedPermanently {
				break
			}
			at = got.Header.Get("Location")
			if step == 2 || !strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//") {
				t.Errorf("%s leads on to %s", path, at)
				break
			}
		}
	}
}
