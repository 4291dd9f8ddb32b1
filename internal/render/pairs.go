package render

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Pairs is a table of two columns, such as commands and what they do. What is too long for
// the first column has a line of its own.
type Pairs struct {
	Rows   [][2]string
	Indent int  // columns
	Width  int  // columns, indent included
	Ink    Ink  // of the first column
	Whole  bool // words of the second column are never broken, however long
}

// String returns the pairs, each line ended.
func (p Pairs) String() string {
	second := p.Indent + p.first() + 2
	var b strings.Builder
	for _, row := range p.Rows {
		at := 0
		for i, line := range FoldCommand(row[0], p.Width-p.Indent) {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(strings.Repeat(" ", p.Indent) + p.Ink.Render(line))
			at = p.Indent + ansi.StringWidth(line)
		}
		words, room := strings.Fields(row[1]), max(p.Width-second, 1)
		if p.Whole {
			room = max(room, widest(words))
		}
		for i, line := range Fold(words, " ", room) {
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

func widest(words []string) (columns int) {
	for _, word := range words {
		columns = max(columns, ansi.StringWidth(word))
	}
	return columns
}

// first returns the width of the first column: that of its longest text, without those
// that would leave the second less than half of the room.
func (p Pairs) first() int {
	first := 2
	for _, row := range p.Rows {
		if n := ansi.StringWidth(row[0]); n <= (p.Width-p.Indent)*3/5 {
			first = max(first, n)
		}
	}
	return first
}
