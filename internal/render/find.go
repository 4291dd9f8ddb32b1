package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Match is where something that was looked for stands on a page. It has several
// parts where it was wrapped.
type Match struct{ Parts []Part }

// MaxMatches bounds what Find returns: nobody steps through more.
const MaxMatches = 9999

// Find is where a page has any of the terms, in the order of the text, none over
// another. Case and accents do not count, a run of spaces is one, and what was
// wrapped is found. With whole a term has to be a word, or words.
func (p *Page) Find(terms []string, whole bool) []Match {
	folded := make([]string, 0, len(terms))
	for _, t := range terms {
		if t = strings.Join(strings.Fields(fold(t)), " "); t != "" {
			folded = append(folded, t)
		}
	}
	if len(folded) == 0 {
		return nil
	}
	var all []Match
	for from := 0; from < len(p.Lines) && len(all) < MaxMatches; {
		to := from + 1
		for to < len(p.Lines) && p.Lines[to].Place.Block == p.Lines[from].Place.Block {
			to++
		}
		if containsAny(p.blockText(from, to), folded) {
			all = append(all, p.block(from, to).find(folded, whole)...)
		}
		from = to
	}
	return all[:min(len(all), MaxMatches)]
}

func containsAny(s string, terms []string) bool {
	for _, t := range terms {
		if strings.Contains(s, t) {
			return true
		}
	}
	return false
}

// fold is s as it is compared: in lower case, without accents, with straight
// quotes.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	bare, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), s)
	if err != nil { // it has no errors of its own
		bare = s
	}
	return straight.Replace(strings.ToLower(bare))
}

var straight = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`, "\u2011", "-")

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// blockText is the folded text of a block, the lines from up to to: enough to
// know whether a closer look is worth it.
func (p *Page) blockText(from, to int) string {
	var b strings.Builder
	for i, l := range p.Lines[from:to] {
		if i > 0 && !l.glued {
			b.WriteByte(' ')
		}
		text := l.Text
		if l.indent > 0 {
			text = cutText(l, 0, -1)
		}
		b.WriteString(text)
	}
	return strings.Join(strings.Fields(fold(b.String())), " ")
}

// letter is one cell of a block, folded, and where it stands.
type letter struct {
	at   int // byte of the block's text at which it begins
	part Part
}

// block is the text of a block, and where each of its cells stands.
type block struct {
	text    strings.Builder
	letters []letter
}

// block reads the lines from up to to cell by cell, without what indents them.
func (p *Page) block(from, to int) *block {
	b := &block{}
	for row := from; row < to; row++ {
		line := p.Lines[row]
		if !line.glued {
			b.space(Part{row, line.indent, line.indent})
		}
		column := 0
		for _, c := range runCells(line.Text, mark{}) {
			here := Part{row, column, column + c.width}
			column += c.width
			switch {
			case here.From < line.indent || c.width == 0: // the second half of a wide one
			case strings.TrimSpace(c.content) == "":
				b.space(here)
			default:
				b.letters = append(b.letters, letter{b.text.Len(), here})
				b.text.WriteString(fold(c.content))
			}
		}
	}
	return b
}

// space adds a space, unless the text begins or goes on with one already.
func (b *block) space(here Part) {
	if s := b.text.String(); s != "" && s[len(s)-1] != ' ' {
		b.letters = append(b.letters, letter{b.text.Len(), here})
		b.text.WriteByte(' ')
	}
}

// find is the matches of a block: at each place that of the longest term.
func (b *block) find(terms []string, whole bool) []Match {
	text := b.text.String()
	var found []Match
	for i := 0; i < len(b.letters); {
		best := 0
		for _, t := range terms {
			if n := b.covers(text, i, t, whole); n > best {
				best = n
			}
		}
		if best == 0 {
			i++
			continue
		}
		found = append(found, matchOf(b.letters[i:i+best]))
		i += best
	}
	return found
}

// covers is the number of letters that a term takes up from the i-th on, or 0
// where it does not stand.
func (b *block) covers(text string, i int, term string, whole bool) int {
	from := b.letters[i].at
	to := from + len(term)
	if !strings.HasPrefix(text[from:], term) || (whole && (inWord(text, from) || inWord(text, to))) {
		return 0
	}
	n := i
	for n < len(b.letters) && b.letters[n].at < to {
		n++
	}
	return n - i
}

// inWord reports a place in a text with letters or digits on both sides.
func inWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func matchOf(letters []letter) Match {
	var m Match
	for _, l := range letters {
		last := len(m.Parts) - 1
		switch {
		case l.part.From == l.part.To: // the end of a row
		case last >= 0 && m.Parts[last].Row == l.part.Row:
			m.Parts[last].To = l.part.To
		default:
			m.Parts = append(m.Parts, l.part)
		}
	}
	return m
}

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
	for _, c := range runCells(l.Text, mark{}) {
		if column >= max(from, l.indent) && (to < 0 || column < to) {
			b.WriteString(c.content)
		}
		column += c.width
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
