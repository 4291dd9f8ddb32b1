package web

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/render/html"
	"blog.example/pete/internal/search"
)

// searchPage is what the template of a search gets.
type searchPage struct {
	Query   string
	Items   []item
	Wrong   string // why there are none, in a sentence
	Suggest string // another query, which finds something
}

// maxQuery is how many bytes of a query are looked at, as over SSH.
const maxQuery = 4 << 10

// search answers a query. The answers are not cached here: package search has the recent
// ones.
func (s *Server) search(w http.ResponseWriter, r *request) {
	as(w, kindSearch)
	query := strings.TrimSpace(r.URL.Query().Get("q"))
	s.make(w, r, func() (*body, int) {
		if r.form != formHTML {
			return s.printed(r, typeText, append([]string{"search", "--"}, strings.Fields(query)...)), http.StatusOK
		}
		return r.view.results(r.Context(), query)
	})
}

// results returns the page of a query, or the form alone for "".
func (v *view) results(ctx context.Context, query string) (b *body, status int) {
	p := v.newPage("Search")
	p.Here, p.NoIndex = "search", true
	p.SSH = v.site.SSH("search", "WORDS")
	content, status := searchPage{}, http.StatusOK
	if query != "" {
		content, status = v.answer(ctx, query)
		p.Title = "Search: " + content.Query + " · " + v.short()
		p.SSH = v.site.SSH("search", command.Join(content.Query))
	}
	p.Content = content
	return p.write("search.html"), status
}

// answer looks for a query.
func (v *view) answer(ctx context.Context, query string) (found searchPage, status int) {
	found.Query = blog.Line(query)
	if len(found.Query) > maxQuery {
		found.Query, found.Wrong = "", "That is too long to look for."
		return found, http.StatusBadRequest
	}
	index := v.snapshot.Index
	hits, err := index.Search(ctx, search.Query{Text: found.Query})
	switch {
	case errors.Is(err, search.ErrNoWords):
		found.Wrong = "There is no word in that to look for."
	case errors.Is(err, search.ErrTooLong):
		found.Wrong = "Those are too many words: at most 16 can be looked for."
	case errors.Is(err, search.ErrNotReady):
		found.Wrong = "The search index is still being made: try again in a moment."
		return found, http.StatusServiceUnavailable
	case errors.Is(err, search.ErrBusy):
		found.Wrong = "Too many are searching: try again in a moment."
		return found, http.StatusServiceUnavailable
	case errors.Is(err, search.ErrTooSlow):
		found.Wrong = "It took too long: leave out the most common words."
	case err != nil: // the reader has left, or the index has a fault, of which readers learn nothing
		found.Wrong = "There is no answer now: try again in a moment."
		return found, http.StatusServiceUnavailable
	case len(hits) == 0:
		found.Wrong = "No post has that: try fewer words, or others."
		if better, ok := index.Suggest(ctx, found.Query); ok {
			if again, err := index.Search(ctx, search.Query{Text: better, Max: 1}); err == nil && len(again) > 0 {
				found.Suggest = better
			}
		}
	}
	for _, h := range hits {
		found.Items = append(found.Items, v.hit(h))
	}
	return found, http.StatusOK
}

// hit returns a hit as a post in a list, with the place that answers the query instead of its
// summary. Its address has what matched, so that browsers open the post there (the text
// fragments of the WICG, https://wicg.github.io/scroll-to-text-fragment/).
func (v *view) hit(h search.Hit) item {
	i := v.item(h.Post)
	i.Summary = template.HTML(html.Marked(h.Snippet.Text, h.Snippet.Marks)) //nolint:gosec // package html escapes it
	if marks := h.Snippet.Marks; len(marks) > 0 {
		text := h.Snippet.Text[marks[0].From:marks[0].To]
		i.Href += "#:~:text=" + strings.ReplaceAll(url.PathEscape(text), "-", "%2D")
	}
	return i
}
