package command

import (
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// entry is one item of a list on a terminal: a label, beside it what the item is, and
// below that what to type for it.
type entry struct {
	label  string // set flush right with those of the other entries
	indent int    // columns
	parts  []part
}

// part is words of one ink. It begins on a new line.
type part struct {
	words  []string
	gap    string // between words; a space when empty
	ink    render.Ink
	beside bool // it continues the line of the part before it if there is room
	whole  bool // it is never broken: terminals recognise an address in one piece only
}

// widest is the greatest width of a list, in columns. Longer lines are hard to read.
const widest = 80

// setting is the layout of the entries of one list: no line is wider than the terminal,
// and no word that fits is broken.
type setting struct {
	width   int
	label   int // columns of the longest
	palette render.Palette
}

// entry returns an entry as lines, each ended.
func (s setting) entry(e entry) string {
	label := strings.Repeat(" ", s.label-ansi.StringWidth(e.label)) + e.label
	first := s.palette.Dim.Render(label) + "  "
	indent := s.label + 2
	if s.label == 0 {
		first, indent = "", 0
	}
	first += strings.Repeat(" ", e.indent)
	indent += e.indent
	room := max(s.width-indent, 1)

	var b strings.Builder
	taken := 0 // columns of the last line
	for _, p := range e.parts {
		hit := false
		for i, line := range p.lines(room) {
			var inked string
			inked, hit = s.inked(line, p.ink, hit)
			width := ansi.StringWidth(line)
			switch {
			case i == 0 && p.beside && taken > 0 && taken+2+width <= room:
				b.WriteString("  " + inked)
				taken += 2 + width
				continue
			case b.Len() == 0:
				b.WriteString(first + inked)
			default:
				b.WriteString("\n" + strings.Repeat(" ", indent) + inked)
			}
			taken = width
		}
	}
	return b.String() + "\n"
}

func (p part) lines(room int) []string {
	gap := p.gap
	if gap == "" {
		gap = " "
	}
	if p.whole {
		return []string{strings.Join(p.words, gap)}
	}
	return render.Fold(p.words, gap, room)
}

// hitEdge is the character before and after a hit. It has no width, so that lines break
// as if it were not there, and no text has it, because blog.Visible replaces it.
const hitEdge = "\u2061"

func markHit(s string) string { return hitEdge + s + hitEdge }

// inked returns a line in its ink, with the hits in theirs. hit: the line begins within
// a hit; still: it ends within one.
func (s setting) inked(line string, ink render.Ink, hit bool) (text string, still bool) {
	for i, run := range strings.Split(line, hitEdge) {
		if i > 0 {
			hit = !hit
		}
		pen := ink
		if hit {
			pen = s.palette.Hit
		}
		text += pen.Render(run)
	}
	return text, hit
}
