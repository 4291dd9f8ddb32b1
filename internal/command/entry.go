package command

import (
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// entry is one item of a list as a person sees it: a label, beside it what the
// item is, and below that what to type for it.
type entry struct {
	label  string // set flush right with those of the other entries
	indent int    // columns
	parts  []part
}

// part is words of one ink that begin on a line of their own.
type part struct {
	words  []string
	gap    string // between words; a space when empty
	ink    render.Ink
	beside bool // goes on in the line of the part before it, where there is room
	whole  bool // is never broken: terminals find an address in one piece only
}

// widest is how wide a list gets, in columns: beyond, lines are long and the eye
// loses them.
const widest = 80

// setting is how the entries of one list are set, so that no line is wider than
// the terminal and no word is cut that fits.
type setting struct {
	width   int
	label   int // columns of the longest
	palette render.Palette
}

func newSetting(env *Env, labels []string) setting {
	s := setting{width: min(env.columns(), widest), palette: env.palette()}
	for _, label := range labels {
		s.label = max(s.label, ansi.StringWidth(label))
	}
	return s
}

// entry is an entry on its lines, each ended.
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

// A hit is put between two letters that no text has, for blog.Visible shows
// them: they have no width, so that lines fall as if they were not there.
const (
	hitBegins = "\u2061"
	hitEnds   = "\u2062"
)

func markHit(s string) string { return hitBegins + s + hitEnds }

// inked is a line in its ink, and the hits in it in theirs. hit says whether the
// line begins within one; still, whether it ends so.
func (s setting) inked(line string, ink render.Ink, hit bool) (text string, still bool) {
	var b strings.Builder
	for line != "" {
		pen, edge := ink, hitBegins
		if hit {
			pen, edge = s.palette.Hit, hitEnds
		}
		run, rest, turns := strings.Cut(line, edge)
		b.WriteString(pen.Render(run))
		if turns {
			hit = !hit
		}
		line = rest
	}
	return b.String(), hit
}
