package render

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Around returns the match whose surroundings are most like before and after. ok is false
// if none shares more than a few letters with them.
func (p *Page) Around(matches []Match, before, after string) (best int, ok bool) {
	before, after = lettersOf(before), lettersOf(after)
	most := min(fewLetters, len(before)+len(after)) - 1
	s := sides{page: p, row: -1, reach: 2*max(len(before), len(after)) + 64}
	for i, m := range matches {
		head, tail := s.of(m)
		if score := commonSuffix(head, before) + commonPrefix(tail, after); score > most {
			best, most, ok = i, score, true
		}
	}
	return best, ok
}

// fewLetters is how many bytes of context are unlikely to be shared by chance.
const fewLetters = 8

// sides returns the surroundings of one match after the other. It remembers where the
// columns of a row begin, so that a long row is not read again for each match.
type sides struct {
	page  *Page
	reach int // how many bytes are looked at on each side

	row     int
	columns []int // the bytes at which they begin, and the end
}

// of returns the letters before and after a match.
func (s *sides) of(m Match) (head, tail string) {
	first, last := m.Parts[0], m.Parts[len(m.Parts)-1]
	head = s.tail(s.page.Lines[first.Row].Text[s.at(first.Row, 0):s.at(first.Row, first.From)])
	for row := first.Row - 1; row >= 0 && len(head) < s.reach; row-- {
		head = s.tail(s.page.Lines[row].unindented()) + " " + head
	}
	tail = s.head(s.page.Lines[last.Row].Text[s.at(last.Row, last.To):])
	for row := last.Row + 1; row < len(s.page.Lines) && len(tail) < s.reach; row++ {
		tail += " " + s.head(s.page.Lines[row].unindented())
	}
	return lettersOf(head), lettersOf(tail)
}

// at returns the byte of a row at which a column begins, or at which the text does.
func (s *sides) at(row, column int) int {
	line := s.page.Lines[row]
	if row != s.row {
		s.row, s.columns = row, s.columns[:0]
		at := 0
		for cluster, width := range graphemes(line.Text) {
			for range width {
				s.columns = append(s.columns, at)
			}
			at += len(cluster)
		}
		s.columns = append(s.columns, at)
	}
	return s.columns[min(max(column, line.indent), len(s.columns)-1)]
}

// tail returns the end of a text, up to reach.
func (s *sides) tail(text string) string {
	from := max(len(text)-s.reach, 0)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	return text[from:]
}

// head returns the beginning of a text, up to reach.
func (s *sides) head(text string) string {
	to := min(len(text), s.reach)
	for to > 0 && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	return text[:to]
}

// added matches what a page has and the text has not: numbers of links and marks of
// notes.
var added = regexp.MustCompile(`\[\d+\]|[⁰¹²³⁴-⁹]+|\^\d+`)

// lettersOf returns a folded text without spaces and without what a page adds.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if !isLetter(r) {
			return -1
		}
		return r
	}, fold(added.ReplaceAllString(s, "")))
}

func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
