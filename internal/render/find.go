package render

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Match is a place of a page at which a term was found. It has several parts if it was
// wrapped.
type Match struct {
	Parts []Part

	from, to int // bytes of its first row, and of its last, without their indents
}

// MaxMatches is the most that Find returns. Readers step through them one by one.
const MaxMatches = 9999

// Find returns where a page has any of the terms, in the order of the text and without
// overlaps. Case and accents are ignored, a run of spaces counts as one space, and
// matches may go over several rows and blocks, and over numbers of links and marks of notes.
// With whole, a term has to be whole words.
func (p *Page) Find(terms []string, whole bool) []Match {
	folded := make([]string, 0, len(terms))
	reach, numbered := 0, false // reach is how many bytes behind a block a match may go
	for _, t := range terms {
		numbered = numbered || added.MatchString(t)
		if t = strings.Join(strings.Fields(fold(t)), " "); t != "" {
			folded = append(folded, t)
		}
		if strings.Contains(t, " ") {
			reach = max(reach, len(t))
		}
	}
	if len(folded) == 0 {
		return nil
	}
	var all []Match
	var b block
	for from := 0; from < len(p.Lines) && len(all) < MaxMatches; {
		b = block{text: b.text[:0], letters: b.letters[:0], numbered: numbered || reach == 0}
		to := b.readBlocks(p, from, atOnce)
		own := len(b.letters)
		b.readBlocks(p, to, len(b.text)+reach)
		all = b.find(all, own, folded, whole)
		from = to
	}
	return all[:min(len(all), MaxMatches)]
}

// fold returns s as it is compared: in lower case, without accents, with straight quotes.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return straight.Replace(strings.ToLower(bare(s)))
}

// bare returns s without its accents.
func bare(s string) string {
	letters, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), s)
	if err != nil { // it has no errors of its own
		return s
	}
	return letters
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

// unindented returns a line's text without the marks of quotes, lists and notes.
func (l Line) unindented() string { return l.Text[columnByte(l.Text, l.indent):] }

// letter is one letter of a block, folded, and where it stands.
type letter struct {
	at       int // byte of the block's text at which it begins
	part     Part
	from, to int // bytes of the row without its indent
}

// in reports whether a letter is in a match that began in an earlier block.
func (l letter) in(m Match) bool {
	last := m.Parts[len(m.Parts)-1]
	return cmp.Or(cmp.Compare(l.part.Row, last.Row), cmp.Compare(l.part.From, last.To)) < 0
}

// atOnce is how many bytes of text are searched at a time, and the rest of a block.
const atOnce = 1 << 8

// block is the text of a block or of several, and where each of its letters stands.
type block struct {
	text    []byte
	letters []letter
	cells   bool // the text is not in the order of the lines, but cell by cell

	numbered bool // the text has what a page adds
}

// readBlocks reads blocks of a page until the text has most bytes, and returns the row behind
// them.
func (b *block) readBlocks(p *Page, from, most int) (to int) {
	for to = from; to < len(p.Lines) && len(b.text) < most; from = to {
		for to < len(p.Lines) && p.Lines[to].Place.Block == p.Lines[from].Place.Block {
			to++
		}
		b.read(p, from, to)
	}
	return to
}

// read reads the lines of a page from up to to, letter by letter and without their indents.
func (b *block) read(p *Page, from, to int) {
	for row := from; row < to; row++ {
		line := &p.Lines[row]
		if line.cells == nil {
			b.line(row, line, cellPart{from: line.indent, glued: line.glued})
			continue
		}
		b.cells = true
		end := row + 1
		for end < to && p.Lines[end].cells != nil && p.Lines[end].cells.continued {
			end++
		}
		for i := range line.cells.parts {
			for n := row; n < end; n++ {
				b.line(n, &p.Lines[n], p.Lines[n].cells.parts[i])
			}
			b.text = append(b.text, '\n') // no term has it, so no match goes over two cells
		}
		row = end - 1
	}
}

// line reads a part of a line.
func (b *block) line(row int, line *Line, part cellPart) {
	if !part.glued {
		b.space(letter{part: Part{row, part.from, part.from}})
	}
	text := line.unindented()
	at, column := 0, part.from
	if line.cells != nil {
		at = columnByte(text, part.from-line.indent)
		text = strings.TrimRight(text[:columnByte(text, part.to-line.indent)], " ")
		for at < len(text) && text[at] == ' ' {
			at, column = at+1, column+1
		}
	}
	var skip [][]int
	if !b.numbered {
		skip = added.FindAllStringIndex(text, -1)
	}
	for cluster, width := range graphemes(text[min(at, len(text)):]) {
		here := letter{len(b.text), Part{row, column, column + width}, at, at + len(cluster)}
		at, column = here.to, here.part.To
		for len(skip) > 0 && skip[0][1] <= here.from {
			skip = skip[1:]
		}
		switch {
		case len(skip) > 0 && skip[0][0] <= here.from:
		case cluster == " ":
			b.space(here)
		default:
			b.letters = append(b.letters, here)
			b.text = append(b.text, fold(cluster)...)
		}
	}
}

// space adds a space, unless the text is empty or ends in one.
func (b *block) space(here letter) {
	if n := len(b.text); n > 0 && b.text[n-1] != ' ' && b.text[n-1] != '\n' {
		here.at = n
		b.letters = append(b.letters, here)
		b.text = append(b.text, ' ')
	}
}

// find adds the matches that begin in the first letters, own of them, and behind the matches that
// were found: at each place, that of the longest term.
func (b *block) find(found []Match, own int, terms []string, whole bool) []Match {
	text := string(b.text)
	had, i := len(found), 0
	for had > 0 && i < own && b.letters[i].in(found[had-1]) {
		i++
	}
	for i < own {
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
		if m := matchOf(b.letters[i : i+best]); len(m.Parts) > 0 { // else it has no width
			found = append(found, m)
		}
		i += best
	}
	if b.cells {
		slices.SortStableFunc(found[had:], func(m, n Match) int {
			return cmp.Or(cmp.Compare(m.Parts[0].Row, n.Parts[0].Row), cmp.Compare(m.Parts[0].From, n.Parts[0].From))
		})
	}
	return found
}

// covers returns how many letters a term takes from the i-th on, or 0 if it is not there.
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

// inWord reports a place in a text with letters or digits on both sides. Those of a script
// without spaces are not one word.
func inWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at:])
	return isWord(before) && isWord(after) && !blog.Unspaced(before) && !blog.Unspaced(after)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func matchOf(letters []letter) Match {
	var m Match
	for _, l := range letters {
		last := len(m.Parts) - 1
		switch {
		case l.part.From == l.part.To: // the end of a row
			continue
		case last < 0:
			m.from = l.from
			m.Parts = append(m.Parts, l.part)
		case m.Parts[last].Row == l.part.Row:
			m.Parts[last].To = l.part.To
		default:
			m.Parts = append(m.Parts, l.part)
		}
		m.to = l.to
	}
	return m
}
