package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/cell"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/width"
)

// This file finds how wide a terminal shows what terminals do not agree on, and writes cells so
// that they come out as wide as the layout has them. Where it is not measured, the locale
// decides: with an encoding of East Asia, in which marks are wide, everything is ASCII (see
// [ASCII]), and with UTF-8 hardly a terminal has wide marks.

// widths is what a terminal shows wider or narrower than the layout has it.
type widths struct {
	marks     bool // marks of ambiguous width take two cells
	variation bool // a variation selector makes no emoji of a mark: it takes one cell
	unjoined  bool // sequences of emoji show one by one
}

// samples are one text of each kind.
var samples = [...]string{"│", "❤\ufe0f", "👨\u200d👩\u200d👧"}

// samplesWidth is the most columns that a sample can take: three emoji, and their joiners.
const samplesWidth = 3*2 + 2

// measuring returns what writes the samples at the beginning of a row and asks for the column
// behind each. They are concealed and erased at once. The cursor stays on the row.
func measuring(row int) string {
	var b strings.Builder
	b.WriteString(ansi.SetModeSynchronizedOutput + "\x1b[0;8m")
	for _, sample := range samples {
		b.WriteString(ansi.CursorPosition(1, row) + sample + ansi.RequestCursorPositionReport)
	}
	b.WriteString(ansi.CursorPosition(1, row) + ansi.ResetStyle + ansi.EraseEntireLine + ansi.ResetModeSynchronizedOutput)
	return b.String()
}

// widthsOf returns the widths for the columns behind the samples. ok is false if that is not
// what a terminal can have measured.
func widthsOf(columns []int) (w widths, ok bool) {
	if len(columns) != len(samples) {
		return w, false
	}
	for _, c := range columns {
		if c < 1 || c > samplesWidth {
			return w, false
		}
	}
	return widths{marks: columns[0] == 2, variation: columns[1] == 1, unjoined: columns[2] != 2}, true
}

// blankRow returns the number of a row, counted from 1, on which the frame has nothing. It is
// never the first: a position on that looks like a key (F3 with modifiers). It returns 0 if
// there is none, and in a window that is too narrow for the samples.
func (s *screen) blankRow() int {
	if s.size.Columns <= samplesWidth || s.renderer == nil {
		return 0
	}
	for y := 1; y < s.size.Rows; y++ {
		if s.blank(y) {
			return y + 1
		}
	}
	return 0
}

func (s *screen) blank(y int) bool {
	for x := range s.size.Columns {
		if c := s.cells.CellAt(x, y); c != nil && !c.IsZero() && !c.Equal(&uv.EmptyCell) {
			return false
		}
	}
	return true
}

// fit replaces in the cells what the terminal shows wider or narrower.
func (w widths) fit(cells uv.ScreenBuffer) {
	if w == (widths{}) {
		return
	}
	for y := range cells.Height() {
		for x := range cells.Width() {
			if c := cells.CellAt(x, y); c != nil && len(c.Content) > 1 {
				if content := w.fitting(c); content != c.Content {
					w.replace(cells, x, y, c, content)
				}
			}
		}
	}
}

// replace replaces what a cell shows, and fills up the columns that it had.
func (w widths) replace(cells uv.ScreenBuffer, x, y int, c *uv.Cell, content string) {
	fitted, had := *c, c.Width
	fitted.Content = content
	if had == 2 && w.narrow(content) {
		fitted.Width = 1
		blank := fitted
		blank.Content = " "
		cells.SetCell(x, y, &fitted)
		cells.SetCell(x+1, y, &blank)
		return
	}
	cells.SetCell(x, y, &fitted)
}

// narrow reports whether an emoji that takes two columns in the layout takes one.
func (w widths) narrow(content string) bool {
	first, _ := utf8.DecodeRuneInString(content)
	return w.variation && ansi.StringWidth(string(first)) == 1 && (!w.marks || !isAmbiguous(first))
}

// fitting returns what a cell shows so that it takes the columns that it has. Letters stay as
// they are, though some take two as marks do: there are no others in their place.
func (w widths) fitting(c *uv.Cell) string {
	first, _ := utf8.DecodeRuneInString(c.Content)
	switch {
	case c.Width == 1 && w.marks:
		if likeness, ok := cell.ASCII(first); ok {
			return likeness
		}
	case c.Width == 2 && !unicode.IsLetter(first):
		content := c.Content
		if w.unjoined {
			content = firstOf(content)
		}
		if w.narrow(content) {
			content = string(first)
		}
		return content
	}
	return c.Content
}

func isAmbiguous(r rune) bool { return width.LookupRune(r).Kind() == width.EastAsianAmbiguous }

// The modifiers for the colour of skin are emoji by themselves.
const firstSkin, lastSkin = '\U0001F3FB', '\U0001F3FF'

// firstOf returns the first emoji of a sequence.
func firstOf(sequence string) string {
	for i, r := range sequence {
		if r == '\u200d' || i > 0 && r >= firstSkin && r <= lastSkin {
			return sequence[:i]
		}
	}
	return sequence
}
