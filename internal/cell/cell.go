// Package cell is what terminals show differently in their cells: how tall a cell is, which
// characters take two of them, and what stands for these. It promises that the stand-in of a
// mark takes one cell everywhere.
//
// It knows no escape sequences and no layout.
//
// The files: cell.go (what a terminal has measured), ascii.go (marks in ASCII).
package cell

// Measured is the message that a terminal has measured its cells.
type Measured struct {
	Width, Height int  // of a cell in pixels; zero if the terminal does not say
	WideMarks     bool // marks, half blocks among them, take two cells each
}

// Aspect is how many times as tall as wide a cell is, in tenths, so that terminals of about
// the same font share what is laid out. Zero is [UsualAspect].
type Aspect int

// UsualAspect is that of most fonts, and of terminals that do not say theirs.
const UsualAspect Aspect = 20

// The aspects beyond which a terminal is not believed.
const (
	leastAspect Aspect = 10
	mostAspect  Aspect = 40
)

// Aspect returns the aspect of the cells, zero for the usual one.
func (m Measured) Aspect() Aspect {
	if m.Width <= 0 || m.Height <= 0 || m.Height > m.Width*int(mostAspect) {
		return 0
	}
	a := Aspect((10*m.Height + m.Width/2) / m.Width)
	if a < leastAspect || a > mostAspect || a == UsualAspect {
		return 0
	}
	return a
}

// Rows returns how many rows of cells are as tall as h when columns of them are as wide as w,
// in any unit: rounded, and at least one.
func (a Aspect) Rows(columns, w, h int) int {
	a = a.orUsual()
	return max((10*columns*h+int(a)*w/2)/(int(a)*w), 1)
}

// Columns returns how many columns are as wide as w when rows of them are as tall as h.
func (a Aspect) Columns(rows, w, h int) int {
	return max((int(a.orUsual())*rows*w+5*h)/(10*h), 1)
}

func (a Aspect) orUsual() Aspect {
	if a == 0 {
		return UsualAspect
	}
	return a
}
