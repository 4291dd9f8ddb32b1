package tui

import (
	"slices"

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

	snippets   int // the first hits, this many, have snippets
	generation int // number of the snapshot that has answered

	answered     bool   // there is an answer, to this text or an earlier one
	running      bool   // a query runs
	repeated     bool   // it is the same as before, and the selection stays
	askAgain     bool   // the text has changed while the query runs
	openWhenDone bool   // enter was pressed while the query runs
	cancel       func() // ends the query that runs
}

// hit is a post that was found. It has a slug instead of a post, because posts belong to
// a snapshot.
type hit struct {
	slug    string
	snippet search.Snippet
	forms   []string
}

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

// slugNow returns the slug that a post has in the snapshot, or "".
func (r *Room) slugNow(slug string) string {
	if post, ok := r.snapshot.Archive.Post(slug); ok {
		return post.Slug
	}
	return ""
}

func (s *searchPage) fitWindow() {
	clear(s.snippetRows)
	s.gap = 0
	if s.room.look.roomy() {
		s.gap = 1
	}
	s.fit(s.room.look)
}

func (s *searchPage) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case !s.typing():
		return s.pressChosen(msg)
	case msg.String() == "esc":
		return s.room.back()
	case msg.String() == "enter" && s.room.look.linear:
		s.chosen = s.field.words() != ""
	case msg.String() == "enter":
		if s.running && !s.opensAtOnce() {
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
		s.openWhenDone, s.chosen = false, false
		return s.ask()
	}
	return nil
}

// opensAtOnce reports whether the query that runs can change nothing about the selected
// hit.
func (s *searchPage) opensAtOnce() bool {
	return s.repeated && !s.askAgain && s.sel < s.snippets && s.generation == s.room.generation
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
	s.room.lastFind = sought{rd.find.what, hit.slug, hit.forms}
	return s.room.open(rd)
}

func (s *searchPage) click(_, row int) tea.Cmd {
	switch {
	case !s.selectRow(row):
		return nil
	case s.running && s.repeated && s.sel >= s.snippets:
		s.openWhenDone = true
		return nil
	}
	return s.open()
}

// input implements inputPage.
func (s *searchPage) input() (prompt string, f *field) { return "Search for: ", &s.field }

// typing implements inputPage.
func (s *searchPage) typing() bool { return !s.room.look.linear || !s.chosen }

// paste implements inputPage.
func (s *searchPage) paste(text string) tea.Cmd {
	if s.field.insert(text) {
		return s.ask()
	}
	return nil
}
