package render

import "strings"

// Around is the match that has before and after on its sides. ok is false where
// none has as much as a few letters of them.
func (p *Page) Around(matches []Match, before, after string) (best int, ok bool) {
	before, after = lettersOf(before), lettersOf(after)
	most := min(fewLetters, len(before)+len(after)) - 1
	for i, m := range matches {
		head, tail := p.context(m, len(before)+reach, len(after)+reach)
		if score := commonSuffix(head, before) + commonPrefix(tail, after); score > most {
			best, most, ok = i, score, true
		}
	}
	return best, ok
}

// fewLetters is how many bytes of context make it unlikely that they are shared by
// chance.
const fewLetters = 8

// reach is how many more bytes of context are looked at than are asked for: what
// stands in other blocks comes between.
const reach = 64

// context is the letters before and after a match, at least so many bytes of
// each where there are.
func (p *Page) context(m Match, before, after int) (head, tail string) {
	first, last := m.Parts[0], m.Parts[len(m.Parts)-1]
	head = lettersOf(cutText(p.Lines[first.Row], 0, first.From))
	for row := first.Row - 1; row >= 0 && len(head) < before; row-- {
		head = lettersOf(cutText(p.Lines[row], 0, -1)) + head
	}
	tail = lettersOf(cutText(p.Lines[last.Row], last.To, -1))
	for row := last.Row + 1; row < len(p.Lines) && len(tail) < after; row++ {
		tail += lettersOf(cutText(p.Lines[row], 0, -1))
	}
	return head, tail
}

// cutText is a line's text from column from up to to, or its end for -1, without
// what indents it.
func cutText(l Line, from, to int) string {
	var b strings.Builder
	column := 0
	for cluster, width := range graphemes(l.Text) {
		if column >= max(from, l.indent) && (to < 0 || column < to) {
			b.WriteString(cluster)
		}
		column += width
	}
	return b.String()
}

// lettersOf is a folded text without its spaces.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if !isLetter(r) {
			return -1
		}
		return r
	}, fold(s))
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
