package tui

import (
	"context"
	"errors"
	"strings"

	"blog.example/pete/internal/search"
	tea "charm.land/bubbletea/v2"
)

// mostHits bounds the hits. The post that the reader looks for is hardly further down.
const mostHits = 30

// searcher answers queries, as a [search.Index] does.
type searcher interface {
	Search(ctx context.Context, q search.Query) ([]search.Hit, error)
	Suggest(ctx context.Context, query string) (better string, ok bool)
}

// index returns the index of the snapshot.
func (r *Room) index() searcher {
	if r.searcher != nil {
		return r.searcher
	}
	return r.snapshot.Index
}

// searchDone is the message with the answer to a query.
type searchDone struct {
	page       *searchPage
	hits       []hit
	snippets   int // the first hits, this many, have snippets
	suggestion string
	err        error
	generation int
}

// ask starts a query for the text.
func (s *searchPage) ask() tea.Cmd {
	s.repeated = false
	s.tell(tellAll)
	return s.query(s.perWindow() + 1)
}

// perWindow returns how many hits fit into the window, at most.
func (s *searchPage) perWindow() int {
	least := 2 // a title and a row of its snippet
	if s.room.look.roomy() {
		least = 3
	}
	return max(s.window, 0)/least + 1
}

// loadMore repeats the query for what is missing: the answer of the current snapshot, or
// snippets of the hits that the next keys can reach. The query for each typed letter makes
// only the snippets of one window.
func (s *searchPage) loadMore() tea.Cmd {
	reach := min(s.sel+2*s.perWindow(), len(s.hits))
	outdated := s.answered && s.generation != s.room.generation
	if s.running || !outdated && s.snippets >= reach {
		return nil
	}
	s.repeated = true
	return s.query(s.sel + 3*s.perWindow())
}

// query starts a query for the text. One query runs at a time: a change of the text
// cancels it, and the next one starts when it has ended. The first hits, as many as
// explain, get snippets.
func (s *searchPage) query(explain int) tea.Cmd {
	s.cancel()
	text := s.field.words()
	switch {
	case s.running:
		s.askAgain = true
		return nil
	case text == "":
		s.take(searchDone{})
		s.answered = false
		return nil
	}
	s.running = true
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	index, tags, generation := s.room.index(), s.tags, s.room.generation
	return func() tea.Msg {
		defer cancel()
		hits, err := index.Search(ctx, search.Query{Text: text, Tags: tags, Max: mostHits, Typing: true, Explain: explain})
		a := searchDone{page: s, snippets: explain, err: err, generation: generation}
		for _, h := range hits {
			a.hits = append(a.hits, hit{h.Post.Slug, h.Snippet, h.Forms})
		}
		if a.err == nil && len(a.hits) == 0 {
			a.suggestion = suggest(ctx, index, text, tags)
		}
		return a
	}
}

// suggest returns a similar query that has hits, or "".
func suggest(ctx context.Context, index searcher, text string, tags []string) string {
	meant, ok := index.Suggest(ctx, text)
	if !ok || strings.Contains(meant, "*") && !strings.Contains(text, "*") {
		return ""
	}
	hits, err := index.Search(ctx, search.Query{Text: meant, Tags: tags, Max: 1})
	if err != nil || len(hits) == 0 {
		return ""
	}
	return meant
}

// receiveAnswer passes an answer to the page that asked, whether or not it shows.
func (r *Room) receiveAnswer(a searchDone) tea.Cmd {
	s := a.page
	s.running = false
	if s.askAgain {
		s.askAgain = false
		return s.ask()
	}
	s.take(a)
	s.answered = true
	open := s.openWhenDone
	s.openWhenDone = false
	switch {
	case r.page() != page(s):
		return nil
	case open:
		return s.open()
	case s.generation != r.generation:
		return s.loadMore()
	}
	return nil
}

// take shows an answer. It selects the first hit, unless the query was repeated.
func (s *searchPage) take(a searchDone) {
	if errors.Is(a.err, context.Canceled) {
		return // the page was closed
	}
	s.generation = a.generation
	if s.repeated && a.err != nil && len(s.hits) > 0 {
		return // the hits of the earlier answer stay
	}
	s.suggestion, s.err, s.snippets = a.suggestion, a.err, a.snippets
	if !s.repeated {
		s.hits, s.sel, s.top = nil, 0, 0
	}
	s.show(a.hits)
}

// show lists hits, except those that the snapshot does not have, and keeps the
// selection.
func (s *searchPage) show(hits []hit) {
	selected := ""
	if len(s.hits) > 0 {
		selected = s.room.slugNow(s.hits[s.sel].slug)
	}
	explained := 0
	s.hits = nil
	for i, h := range hits {
		if h.slug = s.room.slugNow(h.slug); h.slug == "" {
			continue
		}
		if h.slug == selected {
			s.sel = len(s.hits)
		}
		if i < s.snippets {
			explained++
		}
		s.hits = append(s.hits, h)
	}
	s.snippets, s.count, s.snippetRows = explained, len(s.hits), make([][]string, len(s.hits))
	s.reveal()
}

// retryable reports whether the error may be gone at another try.
func (s *searchPage) retryable() bool {
	return s.err != nil && !errors.Is(s.err, search.ErrNoWords) && !errors.Is(s.err, search.ErrTooLong)
}
