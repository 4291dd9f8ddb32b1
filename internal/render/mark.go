package render

import (
	"fmt"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// mark is how a run of text is meant. What that looks like is the palette's.
type mark struct {
	ref                  Ref // what it leads to
	bold, italic, struck bool
	dim, code, quoted    bool // quoted is a string in code
}

// marks carries marks through glamour. A run of text goes in between two
// hyperlinks to mark:N, and after wrapping and drawing each cell still knows
// its N, however the rows fell.
type marks []mark

const markScheme = "mark:"

// open and close are the escapes before and after a run.
func (ms *marks) open(m mark) string {
	*ms = append(*ms, m)
	return ansi.SetHyperlink(fmt.Sprintf("%s%d", markScheme, len(*ms)-1))
}

func closeMark() string { return ansi.ResetHyperlink() }

// of is the mark of a drawn cell.
func (ms marks) of(c *uv.Cell) mark {
	n, _ := strings.CutPrefix(c.Link.URL, markScheme)
	i, err := strconv.Atoi(n)
	if err != nil || i < 0 || i >= len(ms) {
		return mark{}
	}
	return ms[i]
}

// lined reports a mark that shows on a space too.
func (m mark) lined() bool { return m.ref.Kind == ToLink || m.struck }

// style is how a mark looks in a palette.
func (m mark) style(pal Palette) uv.Style {
	var s uv.Style
	switch {
	case m.ref.Kind == ToLink:
		s = pal.Link.style
	case m.code:
		s = pal.Code.style
	case m.quoted:
		s = pal.String.style
	case m.dim:
		s = pal.Dim.style
	}
	if m.bold {
		s.Attrs |= uv.AttrBold
	}
	if m.italic {
		s.Attrs |= uv.AttrItalic
	}
	if m.struck {
		s.Attrs |= uv.AttrStrikethrough
	}
	return s
}
