package web

import (
	"net/http"
	"path"
	"strings"

	"blog.example/pete/internal/blog"
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

// missing says that nothing is at an address, and what may have been meant.
func (s *Server) missing(w http.ResponseWriter, r *http.Request, v *view) {
	content := missingPage{Asked: shortened(r.URL.Path)}
	slug := strings.TrimSuffix(path.Base(path.Clean(r.URL.Path)), path.Ext(r.URL.Path))
	if nearest, ok := v.snapshot.Archive.Nearest(slug); ok {
		if p, ok := v.snapshot.Archive.Post(nearest); ok {
			i := v.item(p)
			content.Nearest = &i
		}
	}
	content.Query = shortened(strings.Join(strings.FieldsFunc(slug, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == '/' }), " "))
	p := v.newPage("No such page")
	p.NoIndex, p.Content = true, content
	b := p.write("missing.html")
	b.status, b.cache = http.StatusNotFound, []string{"no-cache"}
	b.serve(w, r)
}

// shortened returns words of a client as they are shown.
func shortened(s string) string {
	line := []rune(blog.Line(blog.Visible(s)))
	if len(line) > maxAsked {
		return string(line[:maxAsked-1]) + "…"
	}
	return string(line)
}
