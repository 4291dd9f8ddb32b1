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

// searching is the page on which all posts are searched while one types.
type searching struct {
	list

	room   *Room
	field  field
	tags   []string // only posts that have all of them
	hits   []hit
	shows  [][]string // the snippets of hits in rows, for the window; nil where none was drawn
	better string     // what may have been meant, when there are no hits
	err    error

	explained  int  // so many of the hits have their snippets
	filling    bool // the query that runs is for more of them
	generation int  // of the snapshot that has answered

	asked   bool   // there is an answer, to what is typed or to what was before
	steady  bool   // it is asked for once more, and the selection stays
	running bool   // a query is
	again   bool   // something else has been typed meanwhile
	eager   bool   // enter was pressed before the answer was there
	cancel  func() // ends the query that runs
}

// hit is a post that was found. It is known by its slug, since snapshots change.
type hit struct {
	slug    string
	snippet search.Snippet
	forms   []string
}

// found is the answer to a query.
type found struct {
	page       *searching
	hits       []hit
	explained  int // so many of them have their snippets
	better     string
	err        error
	generation int
}

// searcher answers queries, as a [search.Index] does.
type searcher interface {
	Search(ctx context.Context, q search.Query) ([]search.Hit, error)
	Suggest(ctx context.Context, query string) (better string, ok bool)
}

// index returns what answers queries now. A nil index says that it is not ready.
func (r *Room) index() searcher {
	if r.searcher != nil {
		return r.searcher
	}
	return r.snapshot.Index
}

// mostHits is how many posts are shown: the one that is looked for is not further
// down.
const mostHits = 30

// openSearch opens the search, among posts with some tags.
func (r *Room) openSearch(tags []string) tea.Cmd {
	s := &searching{room: r, tags: tags, cancel: func() {}}
	s.height = s.entryHeight
	return r.push(s)
}

// stop ends the query that runs: its page has been left.
func (s *searching) stop() {
	s.cancel()
	s.again, s.eager = false, false
}

func (s *searching) title() string { return "Search · " + s.room.site().Title }

// adopt drops the hits that the snapshot does not have. The others stay until the
// answer of its index is there.
func (s *searching) adopt() (says string) {
	s.tags, says = s.room.tagsLeft(s.tags)
	s.show(s.hits)
	return says
}

// show lists hits, except those that the snapshot does not have, and keeps the
// selection.
func (s *searching) show(hits []hit) {
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
		if i < s.explained {
			explained++
		}
		s.hits = append(s.hits, h)
	}
	s.explained, s.count, s.shows = explained, len(s.hits), make([][]string, len(s.hits))
	s.reveal()
}

// slugNow returns the slug that a post has in the snapshot, or "".
func (r *Room) slugNow(slug string) string {
	if post, ok := r.snapshot.Archive.Post(slug); ok {
		return post.Slug
	}
	return ""
}

// ask asks for what is typed.
func (s *searching) ask() tea.Cmd {
	s.steady = false
	return s.query(s.perWindow() + 1)
}

// perWindow returns how many hits a window has room for, at most.
func (s *searching) perWindow() int {
	least := 2 // a title and a row of its snippet
	if s.roomy() {
		least = 3
	}
	return max(s.window, 0)/least + 1
}

// more asks for what is missing: the answer of the snapshot, or the snippets of the
// hits that the next keys can reach. A letter that is typed does not pay for them.
func (s *searching) more() tea.Cmd {
	switch reach := min(s.sel+2*s.perWindow(), len(s.hits)); {
	case s.running:
		return nil
	case s.asked && s.generation != s.room.generation:
		return s.renew()
	case s.explained >= reach:
		return nil
	}
	s.filling = true
	return s.query(s.sel + 3*s.perWindow())
}

// renew asks for the same once more.
func (s *searching) renew() tea.Cmd {
	s.steady = true
	return s.query(s.sel + 2*s.perWindow())
}

// query runs a query for what is typed. One runs at a time: what is typed meanwhile
// ends it, and is asked next. The best hits, as many as explain, get their snippets.
func (s *searching) query(explain int) tea.Cmd {
	s.cancel()
	text := s.field.words()
	switch {
	case s.running:
		s.again = true
		return nil
	case text == "":
		s.take(found{})
		s.asked = false
		return nil
	}
	s.running = true
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	index, tags, generation := s.room.index(), s.tags, s.room.generation
	return func() tea.Msg {
		defer cancel()
		hits, err := index.Search(ctx, search.Query{Text: text, Tags: tags, Max: mostHits, Typing: true, Explain: explain})
		a := found{page: s, explained: explain, err: err, generation: generation}
		for _, h := range hits {
			a.hits = append(a.hits, hit{h.Post.Slug, h.Snippet, h.Forms})
		}
		if a.err == nil && len(a.hits) == 0 {
			a.better = better(ctx, index, text, tags)
		}
		return a
	}
}

// better returns what may have been meant by a query without an answer. It has an
// answer itself.
func better(ctx context.Context, index searcher, text string, tags []string) string {
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

// found hands an answer to the page that asked, whether or not it shows.
func (r *Room) found(a found) tea.Cmd {
	s := a.page
	filled := s.filling
	s.running, s.filling = false, false
	switch {
	case s.again:
		s.again = false
		return s.query(s.perWindow() + 1)
	case filled && s.same(a.hits):
		s.fillIn(a)
	case filled && a.err != nil: // what there is stays
	default:
		s.take(a)
	}
	s.asked = true
	switch {
	case r.page() != page(s):
		s.eager = false
		return nil
	case s.eager:
		s.eager = false
		return s.open()
	case s.generation != r.generation:
		return s.renew()
	}
	return nil
}

// mayPass reports an error that another try may not have.
func (s *searching) mayPass() bool {
	return s.err != nil && !errors.Is(s.err, search.ErrNoWords) && !errors.Is(s.err, search.ErrTooLong)
}

// same reports whether hits are those that show, in their order.
func (s *searching) same(hits []hit) bool {
	return slices.EqualFunc(s.hits, hits, func(a, b hit) bool { return a.slug == b.slug })
}

// fillIn takes more snippets for the hits that show.
func (s *searching) fillIn(a found) {
	s.hits, s.explained = a.hits, a.explained
	clear(s.shows)
	s.reveal()
}

// take shows an answer. Its first hit is selected, unless it is asked for once more.
func (s *searching) take(a found) {
	if errors.Is(a.err, context.Canceled) {
		return // its page has been left
	}
	s.generation = a.generation
	if s.steady && a.err != nil && len(s.hits) > 0 {
		return // what there is stays
	}
	s.better, s.err, s.explained = a.better, a.err, a.explained
	if !s.steady {
		s.hits, s.sel, s.top = nil, 0, 0
	}
	s.show(a.hits)
}

func (s *searching) lay() {
	clear(s.shows)
	s.fit(s.room.look)
}

func (s *searching) press(msg tea.KeyPressMsg) tea.Cmd {
	k := s.room.keys
	switch {
	case msg.String() == "esc":
		return s.room.back()
	case msg.String() == "enter":
		if s.running && (!s.filling || s.again || s.sel >= s.explained) {
			s.eager = true
			return nil
		}
		return s.open()
	case key.Matches(msg, k.Narrow):
		return s.room.openTags(s.tags, s.narrow)
	case msg.String() == "pgdown":
		return s.step(s.page())
	case msg.String() == "pgup":
		return s.step(-s.page())
	case key.Matches(msg, k.NextHit):
		return s.step(1)
	case key.Matches(msg, k.PrevHit):
		return s.step(-1)
	case s.field.press(msg):
		s.eager = false
		return s.ask()
	}
	return nil
}

// step moves the selection.
func (s *searching) step(by int) tea.Cmd {
	s.move(by)
	return s.more()
}

// narrow asks again among the posts with other tags.
func (s *searching) narrow(tags []string) tea.Cmd {
	s.tags = slices.Clone(tags)
	return s.ask()
}

// open opens the selected hit at what was found, or where there is none looks for
// what may have been meant.
func (s *searching) open() tea.Cmd {
	switch {
	case len(s.hits) > 0:
	case s.better != "":
		s.field = field{}
		s.field.insert(s.better)
		return s.ask()
	case s.mayPass():
		return s.ask()
	default:
		return nil
	}
	hit := s.hits[s.sel]
	rd := newReader(s.room, hit.slug)
	rd.find = hunting(s.field.words(), hit)
	s.room.last = s.field.words()
	s.room.home.choose(hit.slug)
	return s.room.open(rd)
}

func (s *searching) click(_, row int) tea.Cmd {
	switch {
	case !s.hit(row):
		return nil
	case s.filling && s.sel >= s.explained:
		s.eager = true
		return nil
	}
	return s.open()
}

// typing implements typist.
func (s *searching) typing() bool { return true }

// paste implements typist.
func (s *searching) paste(text string) tea.Cmd {
	if s.field.insert(text) {
		return s.ask()
	}
	return nil
}
