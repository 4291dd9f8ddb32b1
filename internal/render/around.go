package render

import (
	"regexp"
	"strings"
)

// Around returns the match whose surroundings are most like before and after. ok is false
// if none shares more than a few letters with them.
func (p *Page) Around(matches []Match, before, after string) (best int, ok bool) {
	before, after = lettersOf(before), lettersOf(after)
	most := min(fewLetters, len(before)+len(after)) - 1
	reach := 2*max(len(before), len(after)) + 64
	for i, m := range matches {
		head, tail := p.sides(m, reach)
		if score := commonSuffix(head, before) + commonPrefix(tail, after); score > most {
			best, most, ok = i, score, true
		}
	}
	return best, ok
}

// fewLetters is how many bytes of context are unlikely to be shared by chance.
const fewLetters = 8

// sides returns the letters before and after a match: of about reach bytes on each side.
func (p *Page) sides(m Match, reach int) (head, tail string) {
	first, last := m.Parts[0].Row, m.Parts[len(m.Parts)-1].Row
	if p.Lines[first].cells != nil {
		return p.sidesInRow(m)
	}
	end := func(text string) string { return text[max(len(text)-reach, 0):] }
	begin := func(text string) string { return text[:min(len(text), reach)] }
	head = end(p.Lines[first].unindented()[:m.from])
	for row := first - 1; row >= 0 && len(head) < reach; row-- {
		head = end(p.Lines[row].unindented()) + " " + head
	}
	tail = begin(p.Lines[last].unindented()[m.to:])
	for row := last + 1; row < len(p.Lines) && len(tail) < reach; row++ {
		tail += " " + begin(p.Lines[row].unindented())
	}
	return lettersOf(head), lettersOf(tail)
}

// sidesInRow returns the letters before and after a match in its row of a table.
func (p *Page) sidesInRow(m Match) (head, tail string) {
	continued := func(row int) bool { return p.Lines[row].cells != nil && p.Lines[row].cells.continued }
	from, to := m.Parts[0].Row, m.Parts[0].Row+1
	for continued(from) {
		from--
	}
	for to < len(p.Lines) && continued(to) {
		to++
	}
	b := block{numbered: true}
	b.read(p, from, to)
	begin, end := 0, len(b.text)
	for i, l := range b.letters {
		if l.part.Row == m.Parts[0].Row && l.part.From == m.Parts[0].From {
			begin = l.at
		}
		if last := m.Parts[len(m.Parts)-1]; l.part.Row == last.Row && l.part.To == last.To && i+1 < len(b.letters) {
			end = b.letters[i+1].at
		}
	}
	return lettersOf(string(b.text[:begin])), lettersOf(string(b.text[end:]))
}

// added matches what a page has and the text has not: numbers of links and marks of
// notes, with the space before.
var added = regexp.MustCompile(` ?(?:\[\d+\]|[⁰¹²³⁴-⁹]+|\^\d+)`)

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
