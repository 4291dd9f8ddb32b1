package command

import (
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// pairs are what one types, and what it does, in two columns. What is too long
// for the first stands on a line of its own, above what it does.
type pairs struct {
	rows   [][2]string
	indent int // columns
	width  int // columns, indent included
	ink    render.Ink
}

// String is the pairs on their lines, each ended.
func (p pairs) String() string {
	second := p.indent + p.first() + 2
	var b strings.Builder
	for _, row := range p.rows {
		at := 0
		for i, line := range foldCommand(row[0], p.width-p.indent) {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(strings.Repeat(" ", p.indent) + p.ink.Render(line))
			at = p.indent + ansi.StringWidth(line)
		}
		for i, line := range fold(strings.Fields(row[1]), " ", max(p.width-second, 1)) {
			if i > 0 || at+2 > second {
				b.WriteByte('\n')
				at = 0
			}
			b.WriteString(strings.Repeat(" ", second-at) + line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// first is how wide the first column is: as its longest, but those that would
// leave the second less than half of the room.
func (p pairs) first() int {
	first := 2
	for _, row := range p.rows {
		if n := ansi.StringWidth(row[0]); n <= (p.width-p.indent)*3/5 {
			first = max(first, n)
		}
	}
	return first
}
