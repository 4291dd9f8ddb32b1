package web

import (
	"net/http"
	"path"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
)

// aboutPath is the address of the page about the blog.
const aboutPath = "/about"

// policy says what a page may load: the style sheet and pictures of this door, nothing from
// elsewhere, and no script.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// The headers of every answer.
var secureHeaders = map[string][]string{ //nolint:gochecknoglobals // a constant that Go has no form for
	"Content-Security-Policy":      {policy},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"strict-origin-when-cross-origin"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"interest-cohort=()"},
}

var hsts = []string{"max-age=63072000"} //nolint:gochecknoglobals // a constant that Go has no form for

// ServeHTTP answers one request, from one snapshot.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for name, value := range secureHeaders {
		h[name] = value
	}
	if t := s.config.TLS; t != nil && t.HSTS && r.TLS != nil {
		h["Strict-Transport-Security"] = hsts
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "this blog is only read: want GET", http.StatusMethodNotAllowed)
		return
	}
	s.route(w, r, s.current())
}

// route finds what a path leads to: first what this door has at its own addresses, then a
// post, and then what the former site had.
func (s *Server) route(w http.ResponseWriter, r *http.Request, v *view) {
	p := r.URL.Path
	f, private := formFor(r.Header)
	switch p {
	case "/":
		s.list(w, r, v, "home 1", func() *body { return v.home(1) }, f, private)
		return
	case stylePath():
		s.style(w, r)
		return
	case aboutPath:
		s.page(w, r, v, "about", v.about, f, private, "about")
		return
	case "/tags":
		s.list(w, r, v, "tags", v.tagList, f, private, "tags")
		return
	case "/search":
		if f != formHTML && r.URL.Query().Get("q") != "" {
			s.text(w, r, v, typeText, private, append([]string{"search", "--"}, strings.Fields(r.URL.Query().Get("q"))...)...)
			return
		}
		s.search(w, r, v)
		return
	case "/feed.atom", "/feed", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml":
		s.atom(w, r, v, "")
		return
	case "/feed.json":
		s.json(w, r, v)
		return
	}
	if s.below(w, r, v, f, private) {
		return
	}
	if to, ok := s.moved(v, p); ok {
		redirect(w, r, to)
		return
	}
	s.missing(w, r, v)
}

// below answers for the paths that begin with the name of a post or a list. It returns false
// if there is nothing.
func (s *Server) below(w http.ResponseWriter, r *http.Request, v *view, f form, private bool) bool {
	archive := v.snapshot.Archive
	first, rest, nested := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case first == "page" && nested:
		n, err := strconv.Atoi(rest)
		if err != nil || n < 2 || strconv.Itoa(n) != rest {
			return false
		}
		s.list(w, r, v, "home "+rest, func() *body { return v.home(n) }, f, private, "ls")
		return true
	case first == "tags" && nested:
		return s.tagged(w, r, v, rest, f, private)
	case first == "read" && nested:
		first, nested = rest, false
	}
	if nested {
		return false
	}
	if blog.DoorPath(first) == "/"+first || strings.HasPrefix(r.URL.Path, "/read/") {
		if post, ok := archive.Post(first); ok && post.Slug == first {
			s.page(w, r, v, "post "+first, func() *body { return v.post(post) }, f, private, "cat", first)
			return true
		}
	}
	for end, kind := range map[string]string{".md": typeMarkdown, ".txt": typeText} {
		slug, ok := strings.CutSuffix(first, end)
		if post, found := archive.Post(slug); ok && found && post.Slug == slug {
			s.text(w, r, v, kind, false, "cat", "--format", textFormat(kind), slug)
			return true
		}
	}
	return false
}

// tagged answers for /tags/TAG, /tags/TAG/page/N and /tags/TAG/feed.atom.
func (s *Server) tagged(w http.ResponseWriter, r *http.Request, v *view, rest string, f form, private bool) bool {
	segment, rest, _ := strings.Cut(rest, "/")
	tag, ok := v.tagOf(segment)
	if !ok {
		return false
	}
	n := 1
	switch number, paged := strings.CutPrefix(rest, "page/"); {
	case rest == "feed.atom":
		s.atom(w, r, v, tag)
		return true
	case paged:
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 2 {
			return false
		}
	case rest != "":
		return false
	}
	s.list(w, r, v, "tag "+strconv.Itoa(n)+" "+tag, func() *body { return v.tag(tag, n) }, f, private, "ls", "--tag", blog.Tag(tag))
	return true
}

// tagOf returns the tag whose address has a segment, as its newest post writes it.
func (v *view) tagOf(segment string) (string, bool) {
	for _, t := range v.tags() {
		if blog.TagSegment(t.Tag) == segment || blog.Tag(t.Tag) == segment {
			return t.Tag, true
		}
	}
	return "", false
}

// list answers with a list, in HTML or as a command prints it.
func (s *Server) list(w http.ResponseWriter, r *http.Request, v *view, name string, create func() *body, f form, private bool, words ...string) {
	if f == formHTML {
		s.send(w, r, v, name, create)
		return
	}
	s.text(w, r, v, typeText, private, words...)
}

// page answers with a text, in HTML, as Markdown or as text.
func (s *Server) page(w http.ResponseWriter, r *http.Request, v *view, name string, create func() *body, f form, private bool, words ...string) {
	switch {
	case f == formHTML:
		s.send(w, r, v, name, create)
	case words[0] == "cat" && f == formMarkdown:
		s.text(w, r, v, typeMarkdown, private, "cat", "--format", textFormat(typeMarkdown), words[1])
	case words[0] == "cat":
		s.text(w, r, v, typeText, private, "cat", "--format", textFormat(typeText), words[1])
	default:
		s.text(w, r, v, typeText, private, words...)
	}
}

func textFormat(kind string) string {
	if kind == typeMarkdown {
		return "md"
	}
	return "text"
}

// style answers with the style sheet.
func (s *Server) style(w http.ResponseWriter, r *http.Request) {
	v := s.current()
	s.send(w, r, v, "style", func() *body {
		b := newBody("text/css; charset=utf-8", styleSheet)
		b.cache = []string{cacheForever}
		return b
	})
}

// moved returns the address of what is at a path with another spelling, or was on the former
// site.
func (s *Server) moved(v *view, p string) (to string, ok bool) {
	clean := path.Clean(p)
	archive := v.snapshot.Archive
	if post, ok := archive.Post(strings.TrimPrefix(clean, "/")); ok {
		return blog.DoorPath(post.Slug), true
	}
	if post, ok := archive.ByPath(clean); ok {
		return blog.DoorPath(post.Slug), true
	}
	if to, ok := archive.Redirect(p); ok && to != p {
		return to, true
	}
	if clean != p && (clean == "/tags" || clean == aboutPath || clean == "/search" || clean == "/") {
		return clean, true
	}
	return "", false
}

// redirect sends a client to another path of this door, for good.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.Redirect(w, r, to, http.StatusMovedPermanently)
}
