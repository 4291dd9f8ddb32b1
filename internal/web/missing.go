package web

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
)

// missingPage is what the template of an address without a page gets.
type missingPage struct {
	Asked   string // the path, shortened
	Gone    bool
	Nearest *item
	Query   string // words of the address, to look for
}

// maxAsked is how much of an address is shown, in characters.
const maxAsked = 80

// missing says that nothing is at an address, and which post may have been meant.
func (s *Server) missing(w http.ResponseWriter, r *request) {
	as(w, kindMissing)
	s.make(w, r, func() (*body, int) {
		slug := lastName(r.URL.Path)
		status := http.StatusNotFound
		if s.gone.has(slug) {
			status = http.StatusGone
		}
		if r.form != formHTML {
			return newBody(typeText, s.absent(r, slug)).negotiated(), status
		}
		return r.view.missing(r.URL.Path, slug, status == http.StatusGone), status
	})
}

// absent returns a line about an address where nothing is. slug is its last name.
func (s *Server) absent(r *request, slug string) []byte {
	if p, ok := r.archive().Post(slug); ok {
		return []byte("pete: nothing is at this address: want " + blog.DoorPath(p) + "\n")
	}
	_, wrong, _ := s.run(r, []string{"cat", "--", slug})
	return wrong
}

// missing returns the page of a path at which there is nothing, or nothing any more.
func (v *view) missing(path, slug string, isGone bool) *body {
	archive, content := v.snapshot.Archive, missingPage{Asked: shortened(path), Gone: isGone}
	if nearest, ok := archive.Nearest(slug); ok {
		if p, ok := archive.Post(nearest); ok {
			i := v.item(p)
			content.Nearest = &i
		}
	}
	content.Query = shortened(strings.Join(strings.FieldsFunc(slug, func(c rune) bool { return strings.ContainsRune("-_./", c) }), " "))
	p := v.newPage("No such page")
	p.NoIndex, p.Content = true, content
	return p.write("missing.html")
}

// lastName returns the last name of a path, without the ending of a text.
func lastName(p string) string {
	name := path.Base(path.Clean("/" + p))
	for _, end := range []string{".md", ".txt", ".html"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

// shortened returns words of a client as they are shown.
func shortened(s string) string {
	line := []rune(blog.Line(blog.Visible(s)))
	if len(line) > maxAsked {
		return string(line[:maxAsked-1]) + "…"
	}
	return string(line)
}

// maxGone is how many names are remembered of posts that have been taken away.
const maxGone = 1000

// gone has the names of posts that were public, as far as this server has seen, and are no
// longer. What never was public is not among them, so they say nothing of drafts.
type gone struct {
	mu     sync.Mutex
	latest *site.Snapshot // that was compared last
	names  []string       // the latest at the end
}

// compare adds the names that a snapshot lacks and the one before had.
func (g *gone) compare(now *site.Snapshot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	before := g.latest
	g.latest = now
	if before == nil || now.Archive.Authors {
		return
	}
	for p := range before.Archive.Readable() {
		if p.State != blog.Published {
			continue
		}
		for _, name := range append([]string{p.Slug}, p.Aliases...) {
			if _, ok := now.Archive.Post(name); !ok {
				g.names = append(g.names, name)
			}
		}
	}
	g.names = slices.Delete(g.names, 0, max(len(g.names)-maxGone, 0))
}

// has reports whether a post of that name has been taken away.
func (g *gone) has(name string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Contains(g.names, name)
}
