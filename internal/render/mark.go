package render

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// mark is how a run of text is meant. What that looks like is the palette's.
type mark struct {
	link                 int // number of the link it belongs to, or 0
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
	n, ok := strings.CutPrefix(c.Link.URL, markScheme)
	if !ok {
		return tokenMark(c.Style)
	}
	i, err := strconv.Atoi(n)
	if err != nil || i < 0 || i >= len(ms) {
		return mark{}
	}
	return ms[i]
}

// The colours that chroma is asked for stand for tokens; no eye sees them.
const (
	tokenDim    = "#000001"
	tokenString = "#000002"
)

// tokenMark is what a highlighted cell of code means.
func tokenMark(s uv.Style) mark {
	m := mark{bold: s.Attrs&uv.AttrBold != 0, italic: s.Attrs&uv.AttrItalic != 0}
	switch blue(s.Fg) {
	case 1:
		m.dim = true
	case 2:
		m.quoted = true
	}
	return m
}

// blue is the blue of a colour that is otherwise black, 0 to 255; 0 for none.
func blue(c color.Color) uint32 {
	if c == nil {
		return 0
	}
	r, g, b, _ := c.RGBA()
	if r != 0 || g != 0 {
		return 0
	}
	return b >> 8
}

// lined reports a mark that shows on a space too.
func (m mark) lined() bool { return m.link > 0 || m.struck }

// style is how a mark looks in a palette.
func (m mark) style(pal Palette) uv.Style {
	var s uv.Style
	switch {
	case m.link > 0:
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
