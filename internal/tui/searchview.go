package tui

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"github.com/charmbracelet/x/ansi"
)

func (s *searchPage) draw(sc *screen) {
	l := s.room.look
	sc.add(s.head()...)
	if len(s.hits) == 0 {
		sc.add(l.indented(l.margin()+2, plain, wrap(s.empty(), l.width()-2*l.margin()-2)...)...)
	}
	s.list.draw(sc, s.entry)
	if !s.chosen {
		_, width := s.found()
		sc.restInHead(&s.field, width)
	}
}

// head returns the field, and how many posts were found.
func (s *searchPage) head() []string {
	l := s.room.look
	count, width := s.found()
	return l.headed(spread("/ "+s.field.view(width), l.ink.Dim.Render(count), l.width()-2*l.margin()))
}

// found returns how many posts were found, in words, and the columns that this leaves the
// field.
func (s *searchPage) found() (count string, room int) {
	l := s.room.look
	width := l.width() - 2*l.margin()
	if s.answered && s.err == nil && len(s.hits) > 0 {
		count = blog.Count(len(s.hits), "post")
		if len(s.hits) == mostHits {
			count = fmt.Sprintf("the best %d", mostHits)
		}
		switch {
		case len(s.tags) > 0:
			count += " · " + strings.Join(s.tags, " ")
		case !l.compact() && len(s.hits) > 1:
			count += " · best first"
		}
	} else if len(s.tags) > 0 {
		count = strings.Join(s.tags, " ")
	}
	count = shorten(count, width/2)
	return count, width - ansi.StringWidth(count) - 4
}

// empty returns the sentence that shows if there are no hits.
func (s *searchPage) empty() string {
	switch {
	case errors.Is(s.err, search.ErrNoWords):
		return "Letters or digits, please: there is nothing to look for in this."
	case errors.Is(s.err, search.ErrTooLong):
		return "That is too much at once: at most 16 words."
	case errors.Is(s.err, search.ErrBusy):
		return "Too many are searching: try again in a moment."
	case errors.Is(s.err, search.ErrTooSlow):
		return "It took too long: leave out the most common words."
	case errors.Is(s.err, search.ErrNotReady):
		return sentence(s.err)
	case s.err != nil:
		return "There is no answer now: try again in a moment."
	case s.field.words() == "":
		return "Type what to look for in all posts. All words have to occur, in any form; " +
			`"a phrase", a prefix*, OR and NOT are understood.`
	case !s.answered:
		return ""
	case s.suggestion != "":
		return fmt.Sprintf("No post has that. Did you mean %s? Enter looks for it.", shorten(blog.Line(s.suggestion), 60))
	case len(s.tags) > 0:
		return "No post with this tag has that. tab chooses another."
	}
	return "No post has that. Try fewer words, or others."
}

// sentence returns the message of an error as a sentence.
func sentence(err error) string {
	text := []rune(err.Error())
	return string(unicode.ToUpper(text[0])) + string(text[1:]) + "."
}

// post returns the post of a hit.
func (s *searchPage) post(i int) *blog.Post {
	post, _ := s.room.snapshot.Archive.Post(s.hits[i].slug)
	return post
}

// entry returns the rows of one hit: its title and its snippet.
func (s *searchPage) entry(i int) []string {
	return append(s.room.home.titleRows(s.post(i), i == s.sel), s.snippet(i)...)
}

// entryHeight returns how many rows entry makes.
func (s *searchPage) entryHeight(i int) int {
	return s.room.home.titleHeight(s.post(i)) + len(s.snippet(i))
}

// snippet returns the rows of a hit's snippet. They are made once for a window, since a
// key measures each entry several times.
func (s *searchPage) snippet(i int) []string {
	if s.snippetRows[i] == nil {
		l, indent, most := s.room.look, s.room.home.indent(), 1
		if l.roomy() {
			most = 2
		}
		rows := excerpt(s.hits[i].snippet, l.width()-indent-l.margin(), most, l.ink.Hit)
		s.snippetRows[i] = l.indented(indent, plain, rows...)
	}
	return s.snippetRows[i]
}

// excerpt returns at most most rows of a snippet, around its first mark.
func excerpt(s search.Snippet, width, most int, ink render.Ink) []string {
	pieces, first, end := piecesOf(s)
	if len(pieces) == 0 {
		return nil
	}
	rows := func(from, to int) []string { return foldPieces(s, pieces, from, to, width, ink) }
	from := sort.Search(first, func(from int) bool { return len(rows(from, end)) <= most })
	to := end + sort.Search(len(pieces)-end, func(more int) bool { return len(rows(from, end+more+1)) > most })
	shown := rows(from, to)
	if len(shown) > most { // one word is longer than that
		shown = append(shown[:most-1:most-1], shorten(shown[most-1]+"…", width))
	}
	return shown
}

// piece is where a part of a snippet is that no line breaks: a word, or in a script without
// spaces a part of one.
type piece struct {
	from, to int
	goesOn   bool // there is no space before it
}

// piecesOf returns the pieces of a snippet, and which of them have its first match.
func piecesOf(s search.Snippet) (pieces []piece, first, end int) {
	at := 0
	for word := range strings.SplitSeq(s.Text, " ") {
		for i, part := range render.Pieces(word) {
			if part == "" {
				continue
			}
			pieces = append(pieces, piece{at, at + len(part), i > 0})
			at += len(part)
		}
		at++
	}
	if len(s.Marks) > 0 && len(pieces) > 0 {
		for pieces[first].to <= s.Marks[0].From {
			first++
		}
		for end = first; end < len(pieces) && pieces[end].from < s.Marks[0].To; {
			end++
		}
	}
	return pieces, first, max(end, 1)
}

// foldPieces puts the pieces from up to to into rows, matches drawn with ink, with … where
// there are more.
func foldPieces(s search.Snippet, pieces []piece, from, to, width int, ink render.Ink) []string {
	var words []string
	for i, p := range pieces[from:to] {
		text := marked(s, p, ink)
		if i == 0 && from > 0 {
			text = "…" + text
		}
		if from+i == to-1 && to < len(pieces) {
			text += "…"
		}
		if p.goesOn && i > 0 {
			words[len(words)-1] += text
		} else {
			words = append(words, text)
		}
	}
	return render.Fold(words, " ", width)
}

// marked returns a piece of a snippet, the matches in it drawn with ink.
func marked(s search.Snippet, p piece, ink render.Ink) string {
	text := ""
	for _, m := range s.Marks {
		if from, to := max(m.From, p.from), min(m.To, p.to); from < to {
			text += s.Text[p.from:from] + ink.Render(s.Text[from:to])
			p.from = to
		}
	}
	return text + s.Text[p.from:p.to]
}

func (s *searchPage) foot() []string {
	l, found := s.room.look, len(s.hits) > 0
	open, narrow := "open at the hit", "narrow by tag"
	if l.compact() {
		open, narrow = "open", "tag"
	}
	meant := shorten(blog.Line(s.suggestion), 20)
	return l.footer(l.margin(), "", []hint{
		hint{"↑↓", "choose", 1}.when(found && !l.compact()),
		hint{"enter", open, 3}.when(found),
		hint{"enter", "look once more", 3}.when(!found && s.retryable()),
		hint{"enter", "look for " + meant, 3}.when(!found && s.suggestion != ""),
		hint{"tab", narrow, 2}.when(s.room.home.hasTags),
	}, hint{key: "esc", does: "back"})
}
