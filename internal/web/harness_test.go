package web_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/web"
	"charm.land/log/v2"
)

// small is a blog with one of each: a post with a tag, one in another language, a page, an
// unlisted post, and what readers may not see.
var small = map[string]string{
	"site.yaml":           "title: Small Talk\nbyline: Notes by Ada\nhost: blog.example\nauthor: Ada\ndescription: What it is about.\n",
	"pages/about.md":      "---\ntitle: About\n---\nI am **Ada**.\n",
	"pages/uses.md":       "---\ntitle: Uses\n---\nA keyboard.\n",
	"posts/first-post.md": "---\ntitle: First <Post>\ndate: 2026-01-02\nupdated: 2026-03-04\ntags: [Go, C#]\naliases: [/old/one]\nsummary: The \"first\" of & all.\n---\nHello, lighthouse.\n\n## Below\n\n```go\nfunc main() {}\n```\n\nSee [the second](second.md#end).\n",
	"posts/second.md":     "---\ntitle: Second\ndate: 2026-02-03\ntags: [Go]\n---\nA second lighthouse keeper.\n\n## End\n\nSo.\n",
	"posts/third.md":      "---\ntitle: Troisième\ndate: 2026-02-05\nlang: fr\n---\nUn phare.\n",
	"posts/tags.md":       "---\ntitle: About Tags\ndate: 2026-01-01\n---\nWords.\n",
	"posts/quiet.md":      "---\ntitle: Quiet\ndate: 2026-02-04\nunlisted: true\n---\nFor those who know it.\n",
	"posts/draft.md":      "---\ntitle: Sekrit\ndate: 2026-02-06\ndraft: true\ntags: [hushhush]\n---\nNot yet, sekrit.\n",
}

// snapshot returns a snapshot of a blog, with its index.
func snapshot(t testing.TB, files map[string]string, o blog.Options) *site.Snapshot {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	store, report, err := site.Open(t.Context(), site.Files(fsys), site.Options{Host: o.Host, Door: o.Door})
	if err != nil || store == nil {
		t.Fatal(report.Problems, err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store.Current()
}

// server is a web door whose requests are made without a network.
type server struct {
	*web.Server

	store *site.Store
}

func newServer(t testing.TB, files map[string]string) server {
	t.Helper()
	return newServerOn(t, files, nil)
}

// newServerOn returns the server of a blog that has an address on the web.
func newServerOn(t testing.TB, files map[string]string, door *blog.Door) server {
	t.Helper()
	store := site.NewStore(snapshot(t, files, blog.Options{Door: door}))
	return server{web.New(web.Config{
		Snapshots: store, Cache: lru.NewShared(8 << 20), Log: log.New(io.Discard), Version: "test", Limits: web.DefaultLimits(), Table: quota.NewTable(quota.Limits{}),
	}), store}
}

// with returns the files of small with others besides, or in their place.
func with(more map[string]string) map[string]string {
	all := maps.Clone(small)
	maps.Copy(all, more)
	return all
}

// response is an answer that was read.
type response struct {
	*http.Response

	body string
}

// get asks for an address as a browser does. Headers come in pairs of name and value; a value
// of "" takes the header away.
func (s server) get(t testing.TB, target string, headers ...string) response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	r.Header.Set("User-Agent", "Mozilla/5.0")
	for pair := range slices.Chunk(headers, 2) {
		r.Header.Set(pair[0], pair[1])
		if pair[1] == "" {
			r.Header.Del(pair[0])
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	got := w.Result()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{got, string(body)}
}

// has reports everything that an answer lacks.
func (r response) has(t testing.TB, status int, parts ...string) {
	t.Helper()
	if r.StatusCode != status {
		t.Errorf("the status is %d, want %d", r.StatusCode, status)
	}
	for _, part := range parts {
		if !strings.Contains(r.body, part) {
			t.Errorf("the answer lacks %q:\n%s", part, r.body)
		}
	}
}

// lacks reports everything that an answer has and should not.
func (r response) lacks(t testing.TB, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(r.body, part) {
			t.Errorf("the answer has %q:\n%s", part, r.body)
		}
	}
}
