package web

import (
	"cmp"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render/feed"
)

// aboutPath is the address of the page about the blog.
const aboutPath = "/about"

// policy says what a page may load besides pictures: the style sheet and films of this door,
// nothing from elsewhere, and no script.
const policy = "default-src 'none'; style-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// request is a request on its way, with what follows from it.
type request struct {
	*http.Request

	view    *view
	form    form
	private bool // no cache may keep the answer
}

func (r *request) archive() *blog.Archive { return r.view.snapshot.Archive }

// make answers with a body that is made for this request alone. A status that the body has
// already counts.
func (s *Server) make(w http.ResponseWriter, r *request, create func() (b *body, status int)) {
	var b *body
	var status int
	if !s.compute(r.Request, func() { b, status = create() }) {
		return // the client is gone
	}
	b.status, b.cache = cmp.Or(b.status, status), []string{"no-cache"}
	if r.private {
		b.cache = []string{cacheNever}
	}
	b.serve(w, r.Request)
}

// ServeHTTP answers one request, from one snapshot.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Content-Security-Policy"] = s.policy
	h["X-Content-Type-Options"] = s.nosniff
	h["Referrer-Policy"] = s.referrer
	if s.hsts != nil && overHTTPS(r) {
		h["Strict-Transport-Security"] = s.hsts
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this blog is only read: want GET", http.StatusMethodNotAllowed)
		return
	}
	asked := &request{Request: r, view: s.current()}
	asked.form, asked.private = formFor(r.Header)
	if asked.view.site.RemoteImages {
		h["Content-Security-Policy"] = s.remotePolicy
	}
	if !s.fixed(w, asked) && !s.named(w, asked) && !s.file(w, asked) && !s.moved(w, asked) {
		s.missing(w, asked)
	}
}

// fixed answers at the addresses that every blog has. Each of these functions returns false
// if there is nothing.
func (s *Server) fixed(w http.ResponseWriter, r *request) bool {
	switch r.URL.Path {
	case "/":
		return s.list(w, r, "home 1", func() *body { return r.view.home(1) })
	case aboutPath:
		about := r.archive().About
		return about != nil && s.list(w, r, "about "+r.view.snapshot.PictureKey(about), r.view.about, "about")
	case "/tags":
		return len(r.view.tags()) > 0 && s.list(w, r, "tags", r.view.tagList, "tags")
	case "/search":
		s.search(w, r)
		return true
	case "/feed.atom", "/feed", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml":
		return s.feed(w, r, feed.AtomName, "")
	case "/feed.json":
		return s.feed(w, r, feed.JSONName, "")
	case "/sitemap.xml":
		return s.send(w, r, "sitemap", r.view.sitemap)
	case "/robots.txt":
		return s.send(w, r, "robots", r.view.robots)
	case stylePath():
		return s.send(w, r, "style", style)
	case "/favicon.ico":
		return s.file(w, r) || s.send(w, r, "favicon", favicon)
	}
	return false
}

// named answers at the addresses of posts, of tags and of parts of lists.
func (s *Server) named(w http.ResponseWriter, r *request) bool {
	first, rest, nested := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case first == "page" && nested:
		n, ok := partNumber(rest)
		return ok && s.send(w, r, "home "+rest, func() *body { return r.view.home(n) }) // text has no parts
	case first == "tags" && nested:
		return s.tagged(w, r, rest)
	}
	if post, ok := r.postAt(r.URL.Path); ok {
		return s.post(w, r, post)
	}
	for _, t := range []struct{ end, kind, format string }{{".md", typeMarkdown, "md"}, {".txt", typeText, "text"}} {
		if before, ok := strings.CutSuffix(r.URL.Path, t.end); ok {
			if post, ok := r.postAt(before); ok {
				return s.text(w, r, t.kind, "cat", "--format", t.format, post.Slug)
			}
		}
	}
	return false
}

// postAt returns the post whose page is at a path, to the letter.
func (r *request) postAt(p string) (*blog.Post, bool) {
	post, ok := r.archive().Post(p[strings.LastIndexByte(p, '/')+1:])
	return post, ok && blog.DoorPath(post) == (&url.URL{Path: p}).EscapedPath()
}

// post answers with a post, in the form that the client asks for.
func (s *Server) post(w http.ResponseWriter, r *request, post *blog.Post) bool {
	switch r.form {
	case formMarkdown:
		return s.text(w, r, typeMarkdown, "cat", "--format", "md", post.Slug)
	case formText:
		return s.text(w, r, typeText, "cat", "--format", "text", post.Slug)
	default:
		name := "post " + post.Slug + " " + r.view.snapshot.PictureKey(&post.Page)
		return s.send(w, r, name, func() *body { return r.view.post(post) })
	}
}

// tagged answers for /tags/TAG, /tags/TAG/page/N and /tags/TAG/feed.atom, without what they
// begin with.
func (s *Server) tagged(w http.ResponseWriter, r *request, p string) bool {
	segment, rest, nested := strings.Cut(p, "/")
	tag, ok := r.archive().TagAt(segment)
	switch number, paged := strings.CutPrefix(rest, "page/"); {
	case !ok:
		return false
	case rest == feed.AtomName, rest == feed.JSONName:
		return s.feed(w, r, rest, tag)
	case paged:
		n, ok := partNumber(number)
		return ok && s.send(w, r, "tag "+number+" "+tag, func() *body { return r.view.tag(tag, n) })
	case nested:
		return false
	}
	return s.list(w, r, "tag 1 "+tag, func() *body { return r.view.tag(tag, 1) }, "ls", "--tag", blog.Tag(tag))
}

// partNumber reads the number of a part of a list. The first part has no number.
func partNumber(s string) (n int, ok bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > 1 && strconv.Itoa(n) == s
}

// list answers with a page, or with what a command prints to those who want text.
func (s *Server) list(w http.ResponseWriter, r *request, name string, create func() *body, words ...string) bool {
	if r.form == formHTML {
		return s.send(w, r, name, create)
	}
	return s.text(w, r, typeText, words...)
}

// kindOf returns the kind of an answer by the name of its body.
func kindOf(name string) string {
	switch first, _, _ := strings.Cut(name, " "); first {
	case "post":
		return kindPost
	case feed.AtomName, feed.JSONName:
		return kindFeed
	case "style", "sitemap", "robots", "favicon":
		return kindFile
	}
	return kindPage
}

// send answers with a body that create makes, unless it is cached; nil is none.
func (s *Server) send(w http.ResponseWriter, r *request, name string, create func() *body) bool {
	b, ok := s.cached(r, name, create)
	if b == nil {
		return !ok // the client is gone
	}
	as(w, kindOf(name))
	b.serve(w, r.Request)
	return true
}

// moved sends a client to what is at its address in another spelling, or was there on the
// former site.
func (s *Server) moved(w http.ResponseWriter, r *request) bool {
	clean, archive := path.Clean(r.URL.Path), r.archive()
	to := ""
	if post, ok := archive.Post(strings.TrimPrefix(clean, "/")); ok {
		to = blog.DoorPath(post)
	} else if address, ok := archive.Redirect(clean); ok && !strings.HasPrefix(clean, "/page/") {
		to = address
	}
	if clean != r.URL.Path && (to == "" || slices.Contains([]string{"/", aboutPath, "/tags", "/search"}, clean)) {
		to = (&url.URL{Path: clean}).EscapedPath() // which answers, or says that there is nothing
	}
	if to == "" || to == r.URL.EscapedPath() {
		return false
	}
	as(w, kindRedirect)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
	return true
}
