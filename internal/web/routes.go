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
)

// aboutPath is the address of the page about the blog.
const aboutPath = "/about"

// policy says what a page may load: the style sheet and pictures of this door, nothing from
// elsewhere, and no script.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// request is a request on its way, with what follows from it.
type request struct {
	*http.Request

	view    *view
	form    form
	private bool // no cache may keep the answer
}

func (r *request) archive() *blog.Archive { return r.view.snapshot.Archive }

// answer sends a body that was made for this request alone. A status that the body has
// already counts.
func (r *request) answer(w http.ResponseWriter, b *body, status int) {
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
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this blog is only read: want GET", http.StatusMethodNotAllowed)
		return
	}
	asked := &request{Request: r, view: s.current()}
	asked.form, asked.private = formFor(r.Header)
	if !s.fixed(w, asked) && !s.named(w, asked) && !s.moved(w, asked) {
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
		return r.archive().About != nil && s.list(w, r, "about", r.view.about, "about")
	case "/tags":
		return len(r.view.tags()) > 0 && s.list(w, r, "tags", r.view.tagList, "tags")
	case "/search":
		s.search(w, r)
		return true
	case "/feed.atom", "/feed", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml":
		return s.atom(w, r, "")
	case "/feed.json":
		return s.json(w, r)
	case stylePath():
		return s.send(w, r, "style", style)
	}
	return false
}

// named answers at the addresses of posts, of tags and of parts of lists.
func (s *Server) named(w http.ResponseWriter, r *request) bool {
	first, rest, nested := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case first == "page" && nested:
		n, ok := partNumber(rest)
		return ok && s.list(w, r, "home "+rest, func() *body { return r.view.home(n) }, "ls")
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
		return s.send(w, r, "post "+post.Slug, func() *body { return r.view.post(post) })
	}
}

// tagged answers for /tags/TAG, /tags/TAG/page/N and /tags/TAG/feed.atom, without what they
// begin with.
func (s *Server) tagged(w http.ResponseWriter, r *request, p string) bool {
	segment, rest, nested := strings.Cut(p, "/")
	tag, ok := r.view.tagOf(segment)
	n := 1
	switch number, paged := strings.CutPrefix(rest, "page/"); {
	case !ok:
		return false
	case rest == "feed.atom":
		return s.atom(w, r, tag)
	case paged:
		if n, ok = partNumber(number); !ok {
			return false
		}
	case nested:
		return false
	}
	return s.list(w, r, "tag "+strconv.Itoa(n)+" "+tag, func() *body { return r.view.tag(tag, n) }, "ls", "--tag", blog.Tag(tag))
}

// tagOf returns the tag whose page has a segment in its address, as its newest post writes it.
func (v *view) tagOf(segment string) (string, bool) {
	for _, t := range v.tags() {
		if tagPath(t.Tag) == "/tags/"+segment || blog.Tag(t.Tag) == segment {
			return t.Tag, true
		}
	}
	return "", false
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

// send answers with a body that create makes, unless it is cached; nil is none.
func (s *Server) send(w http.ResponseWriter, r *request, name string, create func() *body) bool {
	b := s.cached(r.view, name, create)
	if b == nil {
		return false
	}
	b.serve(w, r.Request)
	return true
}

// moved sends a client to what is at its address in another spelling, or was there on the
// former site.
func (s *Server) moved(w http.ResponseWriter, r *request) bool {
	clean, archive := path.Clean(r.URL.Path), r.archive()
	to := ""
	if clean != r.URL.Path && (strings.HasPrefix(clean, "/tags/") || slices.Contains([]string{"/", aboutPath, "/tags", "/search"}, clean)) {
		to = clean
	} else if post, ok := archive.Post(strings.TrimPrefix(clean, "/")); ok {
		to = blog.DoorPath(post)
	} else if post, ok := archive.ByPath(clean); ok {
		to = blog.DoorPath(post)
	} else if address, ok := archive.Redirect(r.URL.Path); ok {
		to = address
	}
	if to == "" || to == r.URL.Path {
		return false
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
	return true
}
