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
	hits   []search.Hit
	shows  [][]string // the snippets of hits in rows, for the window; nil where none was drawn
	better string     // what may have been meant, when there are no hits
	err    error

	explained int  // so many of the hits have their snippets
	filling   bool // the query that runs is for more of them

	asked   bool   // there is an answer, to what is typed or to what was before
	running bool   // a query is
	again   bool   // something else has been typed meanwhile
	eager   bool   // enter was pressed before the answer was there
	cancel  func() // ends the query that runs
}

// found is the answer to a query.
type found struct {
	page      *searching
	hits      []search.Hit
	explained int // so many of them have their snippets
	better    string
	err       error
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

func (s *searching) title() string { return "Search · " + s.room.archive.Site.Title }

// ask asks for what is typed.
func (s *searching) ask() tea.Cmd {
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

// more asks for the snippets of the hits that the next keys can reach, if they are
// missing. A letter that is typed does not pay for them.
func (s *searching) more() tea.Cmd {
	if reach := min(s.sel+2*s.perWindow(), len(s.hits)); s.running || s.explained >= reach {
		return nil
	}
	s.filling = true
	return s.query(s.sel + 3*s.perWindow())
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
	case text == "" || s.room.index == nil:
		s.take(found{})
		s.asked = false
		return nil
	}
	s.running = true
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	index, tags := s.room.index, s.tags
	return func() tea.Msg {
		defer cancel()
		a := found{page: s, explained: explain}
		a.hits, a.err = index.Search(ctx, search.Query{Text: text, Tags: tags, Max: mostHits, Typing: true, Explain: explain})
		if a.err == nil && len(a.hits) == 0 {
			a.better = better(ctx, index, text, tags)
		}
		return a
	}
}

// better is what may have been meant by a query without an answer. It has been
// tried: nobody is sent from one empty answer to the next.
func better(ctx context.Context, index Searcher, text string, tags []string) string {
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
	if s.eager {
		s.eager = false
		if r.page() == page(s) {
			return s.open()
		}
	}
	return nil
}

// same reports whether hits are those that show, in their order.
func (s *searching) same(hits []search.Hit) bool {
	return slices.EqualFunc(s.hits, hits, func(a, b search.Hit) bool { return a.Post == b.Post })
}

// fillIn takes more snippets for the hits that show.
func (s *searching) fillIn(a found) {
	s.hits, s.explained = a.hits, a.explained
	clear(s.shows)
	s.reveal()
}

func (s *searching) take(a found) {
	if errors.Is(a.err, context.Canceled) {
		return // whoever cancelled it has left
	}
	s.hits, s.better, s.err = a.hits, a.better, a.err
	s.explained = a.explained
	s.shows = make([][]string, len(s.hits))
	s.count, s.top = len(s.hits), 0
	s.choose(0)
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

// open opens the selected hit at what was found. Where there is none it searches for what
// may have been meant, or again if the index was not ready.
func (s *searching) open() tea.Cmd {
	switch {
	case len(s.hits) > 0:
	case s.better != "":
		s.field = field{}
		s.field.insert(s.better)
		return s.ask()
	case errors.Is(s.err, search.ErrNotReady) && !s.running:
		return s.ask()
	default:
		return nil
	}
	hit := s.hits[s.sel]
	rd := newPostReader(s.room, hit.Post)
	rd.find = hunting(s.field.words(), hit)
	s.room.last = s.field.words()
	s.room.home.choose(hit.Post.Slug)
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
