package tui

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// asSentence returns a title as a sentence, so that a voice pauses behind it.
func asSentence(title string) string {
	if last, _ := utf8.DecodeLastRuneInString(title); unicode.IsPunct(last) {
		return title
	}
	return title + "."
}

// listing is a page with a list, in words.
type listing interface {
	where() string       // what the page is, in short
	headline() []string  // the same at length
	brief(i int) string  // an entry
	more(i int) []string // more of it, when it is selected
	hint() string        // what can be done
}

// speakList returns what is to be said of a page with a list. Entries have their numbers.
func (l look) speakList(s *list, p listing, what telling) []string {
	selected := func() []string {
		if s.count == 0 {
			return nil
		}
		return l.lines(append([]string{fmt.Sprintf("%d of %d: %s", s.sel+1, s.count, p.brief(s.sel))}, p.more(s.sel)...)...)
	}
	var lines []string
	switch what {
	case tellEntry:
		return selected()
	case tellHere:
		return append(l.lines(p.where()), selected()...)
	case tellAll:
		lines = l.lines(p.headline()...)
		s.listed = passage{}
	case tellEntries:
		s.listed.at = s.sel
	}
	room := l.rows - 2 - len(lines)
	to := s.listed.at
	for ; to < s.count; to++ {
		entry := l.lines(fmt.Sprintf("%d. %s", to+1, p.brief(to)))
		if room -= len(entry); room < 2 && to > s.listed.at {
			break
		}
		lines = append(lines, entry...)
	}
	s.listed.heard = to
	if what == tellAll && s.sel > 0 {
		lines = append(lines, selected()...)
	}
	if to < s.count {
		lines = append(lines, l.lines(fmt.Sprintf("%d more: space lists them.", s.count-to))...)
	}
	if what == tellAll {
		lines = append(lines, l.lines(p.hint())...)
	}
	return lines
}

// pressLinear handles the keys that mean something else in linear mode, and reports whether
// it did: a page of a list is what was listed last, and a number selects.
func (s *list) pressLinear(l look, msg tea.KeyPressMsg) bool {
	if !l.linear {
		return false
	}
	next, size := s.sel+1, max(s.listed.heard-s.listed.at, 1)
	if s.sel >= s.listed.at && s.sel < s.listed.heard {
		next = s.listed.heard
	}
	switch {
	case key.Matches(msg, keyNumber):
		s.digit(msg.String())
		s.tell(tellEntry)
		return true
	case key.Matches(msg, keyPageDown, keyHalfDown) && next < s.count:
		s.move(next - s.sel)
	case key.Matches(msg, keyPageUp, keyHalfUp) && s.sel > 0:
		s.move(min(s.listed.at, s.sel) - size - s.sel)
	default:
		return false
	}
	s.tell(tellEntries)
	return true
}

// speak implements page.
func (h *home) speak(what telling) (lines []string, ok bool) {
	return h.room.look.speakList(&h.list, h, what), true
}

func (h *home) where() string { return "The list of posts." }

func (h *home) headline() []string {
	site, count := h.room.site(), blog.Count(len(h.posts), "post")
	switch all := len(h.room.snapshot.Archive.Posts); {
	case all == 0:
		count = "There are no posts yet."
	case len(h.tags) > 0:
		count = fmt.Sprintf("%d of %s: %s.", len(h.posts), blog.Count(all, "post"), strings.Join(h.tags, " "))
	default:
		count += ", " + duration(h.minutes) + "."
	}
	return []string{cmp.Or(site.Title, site.Byline), site.Byline, count}
}

func (h *home) brief(i int) string { return h.inWords(h.posts[i]) }

// inWords returns what the list says of a post.
func (h *home) inWords(p *blog.Post) string {
	title, _ := h.titled(p)
	says := []string{asSentence(title)}
	if p.StateLabel != "" {
		says = append(says, asSentence(p.StateLabel))
	}
	says = append(says, asSentence(duration(p.Minutes)))
	if h.years {
		says = append(says, asSentence(yearOf(p)))
	}
	return strings.Join(says, " ")
}

func (h *home) more(i int) []string { return []string{h.posts[i].Summary} }

func (h *home) hint() string {
	return "j and k choose, or a number; enter reads, / searches, ? lists the keys, q leaves."
}

// speak implements page.
func (p *picker) speak(what telling) (lines []string, ok bool) {
	return p.room.look.speakList(&p.list, p, what), true
}

func (p *picker) where() string { return p.heading + "." }

func (p *picker) headline() []string {
	switch {
	case len(p.shown) == 0:
		return []string{"No " + p.narrowing.noun + " has that."}
	case p.had != "":
		return []string{fmt.Sprintf("%s, beside %s: %d.", p.heading, p.had, p.count)}
	}
	return []string{fmt.Sprintf("%s: %d.", p.heading, p.count)}
}

func (p *picker) brief(i int) string {
	e := p.at(i)
	return cmp.Or(e.says, e.text)
}

func (p *picker) more(int) []string { return nil }

func (p *picker) hint() string {
	if p.narrowing.noun != "" {
		return "enter: " + p.does + ", /: find, q: back."
	}
	return "enter: " + p.does + ", q: back."
}

// speak implements page. An answer that is on its way is waited for.
func (s *searchPage) speak(what telling) (lines []string, ok bool) {
	if s.running && !s.repeated {
		return nil, false
	}
	return s.room.look.speakList(&s.list, s, what), true
}

func (s *searchPage) where() string {
	if len(s.hits) == 0 {
		return s.empty()
	}
	count, _ := s.found()
	return fmt.Sprintf("%s: %s.", blog.Visible(s.field.words()), strings.ReplaceAll(count, " · ", ", "))
}

func (s *searchPage) headline() []string { return []string{s.where()} }

func (s *searchPage) brief(i int) string { return s.room.home.inWords(s.post(i)) }

func (s *searchPage) more(i int) []string { return []string{s.hits[i].snippet.Text} }

func (s *searchPage) hint() string {
	if len(s.hits) == 0 {
		return "/: search again, q: back."
	}
	return "enter: open at the hit, /: search again, q: back."
}

// pressChosen handles a key in linear mode once the hits are listed. Letters are keys then.
func (s *searchPage) pressChosen(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case s.pressLinear(s.room.look, msg), s.list.press(msg):
		return s.loadMore()
	case key.Matches(msg, keyOpen):
		return s.open()
	case key.Matches(msg, keySearch):
		s.field, s.chosen = field{}, false
		return s.ask()
	case key.Matches(msg, keyNarrow, keyTags):
		return s.room.openTags(s.tags, s.narrow)
	case key.Matches(msg, keyClose):
		return s.room.back()
	}
	return nil
}
