package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	"blog.example/pete/internal/search"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// searchPage is the page that searches all posts while the reader types.
type searchPage struct {
	list

	room        *Room
	field       field
	tags        []string // hits have all of them
	hits        []hit
	snippetRows [][]string // rows of the snippets in this window; nil until they are needed
	suggestion  string     // another query, when there are no hits
	err         error

	snippets     int  // the first hits, this many, have snippets
	askedForMore bool // the query that runs is for more snippets
	generation   int  // number of the snapshot that has answered

	answered      bool   // there is an answer, to this text or an earlier one
	keepSelection bool   // the query is the same as before, and the selection stays
	running       bool   // a query runs
	askAgain      bool   // the text has changed while the query runs
	openWhenDone  bool   // enter was pressed while the query runs
	cancel        func() // ends the query that runs
}

// hit is a post that was found. It has a slug instead of a post, because posts belong to
// a snapshot.
type hit struct {
	slug    string
	snippet search.Snippet
	forms   []string
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

// mostHits bounds the hits. The post that the reader looks for is hardly further down.
const mostHits = 30

// openSearch opens the search, among posts with some tags.
func (r *Room) openSearch(tags []string) tea.Cmd {
	s := &searchPage{room: r, tags: tags, cancel: func() {}}
	s.height = s.entryHeight
	return r.push(s)
}

// stop ends the query that runs, because its page is closed.
func (s *searchPage) stop() {
	s.cancel()
	s.askAgain, s.openWhenDone = false, false
}

func (s *searchPage) title() string { return "Search · " + s.room.site().Title }

// adopt drops the hits that another snapshot does not have. The others stay until its
// index has answered.
func (s *searchPage) adopt() (says string) {
	s.tags, says = s.room.tagsLeft(s.tags)
	s.show(s.hits)
	return says
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

// slugNow returns the slug that a post has in the snapshot, or "".
func (r *Room) slugNow(slug string) string {
	if post, ok := r.snapshot.Archive.Post(slug); ok {
		return post.Slug
	}
	return ""
}

// ask starts a query for the text.
func (s *searchPage) ask() tea.Cmd {
	s.keepSelection = false
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

// loadMore asks for what is missing: the answer of the current snapshot, or snippets of
// the hits that the next keys can reach. The query for each typed letter makes only the
// snippets of one window.
func (s *searchPage) loadMore() tea.Cmd {
	switch reach := min(s.sel+2*s.perWindow(), len(s.hits)); {
	case s.running:
		return nil
	case s.answered && s.generation != s.room.generation:
		return s.renew()
	case s.snippets >= reach:
		return nil
	}
	s.askedForMore = true
	return s.query(s.sel + 3*s.perWindow())
}

// renew repeats the query, and keeps the selection.
func (s *searchPage) renew() tea.Cmd {
	s.keepSelection = true
	return s.query(s.sel + 2*s.perWindow())
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
	filled := s.askedForMore
	s.running, s.askedForMore = false, false
	switch {
	case s.askAgain:
		s.askAgain = false
		return s.query(s.perWindow() + 1)
	case filled && s.same(a.hits):
		s.fillIn(a)
	case filled && a.err != nil: // the hits stay without those snippets
	default:
		s.take(a)
	}
	s.answered = true
	switch {
	case r.page() != page(s):
		s.openWhenDone = false
		return nil
	case s.openWhenDone:
		s.openWhenDone = false
		return s.open()
	case s.generation != r.generation:
		return s.renew()
	}
	return nil
}

// retryable reports whether the error may be gone at another try.
func (s *searchPage) retryable() bool {
	return s.err != nil && !errors.Is(s.err, search.ErrNoWords) && !errors.Is(s.err, search.ErrTooLong)
}

// same reports whether hits are those that show, in the same order.
func (s *searchPage) same(hits []hit) bool {
	return slices.EqualFunc(s.hits, hits, func(a, b hit) bool { return a.slug == b.slug })
}

// fillIn adds snippets to the hits that show.
func (s *searchPage) fillIn(a searchDone) {
	s.hits, s.snippets = a.hits, a.snippets
	clear(s.snippetRows)
	s.reveal()
}

// take shows an answer. It selects the first hit, unless the query was repeated.
func (s *searchPage) take(a searchDone) {
	if errors.Is(a.err, context.Canceled) {
		return // the page was closed
	}
	s.generation = a.generation
	if s.keepSelection && a.err != nil && len(s.hits) > 0 {
		return // the hits of the earlier answer stay
	}
	s.suggestion, s.err, s.snippets = a.suggestion, a.err, a.snippets
	if !s.keepSelection {
		s.hits, s.sel, s.top = nil, 0, 0
	}
	s.show(a.hits)
}

func (s *searchPage) fitWindow() {
	clear(s.snippetRows)
	s.fit(s.room.look)
}

func (s *searchPage) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case msg.String() == "esc":
		return s.room.back()
	case msg.String() == "enter":
		if s.running && (!s.askedForMore || s.askAgain || s.sel >= s.snippets) {
			s.openWhenDone = true
			return nil
		}
		return s.open()
	case key.Matches(msg, keyNarrow):
		return s.room.openTags(s.tags, s.narrow)
	case msg.String() == "pgdown":
		return s.step(s.pageSize())
	case msg.String() == "pgup":
		return s.step(-s.pageSize())
	case key.Matches(msg, keyNextHit):
		return s.step(1)
	case key.Matches(msg, keyPrevHit):
		return s.step(-1)
	case s.field.press(msg):
		s.openWhenDone = false
		return s.ask()
	}
	return nil
}

// step moves the selection, and loads the snippets there.
func (s *searchPage) step(by int) tea.Cmd {
	s.move(by)
	return s.loadMore()
}

// narrow searches among the posts with other tags.
func (s *searchPage) narrow(tags []string) tea.Cmd {
	s.tags = slices.Clone(tags)
	return s.ask()
}

// open opens the selected hit where it was found. Without hits it searches for the
// suggestion, or once more after an error.
func (s *searchPage) open() tea.Cmd {
	switch {
	case len(s.hits) > 0:
	case s.suggestion != "":
		s.field = field{}
		s.field.insert(s.suggestion)
		return s.ask()
	case s.retryable():
		return s.ask()
	default:
		return nil
	}
	hit := s.hits[s.sel]
	rd := newReader(s.room, hit.slug)
	rd.find = findHit(s.field.words(), hit)
	s.room.lastFind = s.field.words()
	s.room.home.choose(hit.slug)
	return s.room.open(rd)
}

func (s *searchPage) click(_, row int) tea.Cmd {
	switch {
	case !s.selectRow(row):
		return nil
	case s.askedForMore && s.sel >= s.snippets:
		s.openWhenDone = true
		return nil
	}
	return s.open()
}

// typing implements inputPage.
func (s *searchPage) typing() bool { return true }

// paste implements inputPage.
func (s *searchPage) paste(text string) tea.Cmd {
	if s.field.insert(text) {
		return s.ask()
	}
	return nil
}
