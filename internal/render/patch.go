package render

import (
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Patch is the cells of a row, from column From up to To, that are set in
// another ink.
type Patch struct {
	From, To int
	Ink      Ink
}

// Patched is a row, escapes and all, with patches on it. Links stay links, and of
// two patches over one another the later one shows.
func Patched(row string, patches ...Patch) string {
	if len(patches) == 0 {
		return row
	}
	if patched, ok := patchedPlain(row, patches); ok {
		return patched
	}
	lines := cells(row)
	if len(lines) == 0 {
		return row
	}
	return patchedCells(lines[0], patches)
}

func patchedCells(line uv.Line, patches []Patch) string {
	column := 0
	for i := range line {
		c := &line[i]
		for _, p := range patches {
			if column >= p.From && column < p.To {
				c.Style = p.Ink.over(c.Style)
			}
		}
		column += c.Width
	}
	return line.Render()
}

// patchedPlain does the same for a row without escapes and patches that stand apart
// from one another. It reads no cells, which take a hundred bytes each.
func patchedPlain(row string, patches []Patch) (patched string, ok bool) {
	if strings.ContainsFunc(row, unicode.IsControl) {
		return "", false
	}
	for i, p := range patches {
		if p.Ink.patch == "" || i > 0 && p.From <= patches[i-1].To+1 { // a wide letter may stand across a gap
			return "", false
		}
	}
	var b strings.Builder
	column := 0
	inside := false
	for cluster, width := range graphemes(row) {
		if width == 0 {
			return "", false
		}
		for len(patches) > 0 && column >= patches[0].To {
			patches = patches[1:]
		}
		if in := len(patches) > 0 && column >= patches[0].From; in != inside {
			inside = in
			if in {
				b.WriteString(patches[0].Ink.patch)
			} else {
				b.WriteString(ansi.ResetStyle)
			}
		}
		b.WriteString(cluster)
		column += width
	}
	if inside {
		b.WriteString(ansi.ResetStyle)
	}
	return b.String(), true
}

// over is the style of text that is set in an ink over what it was set in.
func (i Ink) over(s uv.Style) uv.Style {
	if i.style.Fg != nil {
		s.Fg = i.style.Fg
	}
	if i.style.Bg != nil {
		s.Bg = i.style.Bg
	}
	if i.style.Underline != uv.UnderlineNone {
		s.Underline = i.style.Underline
	}
	s.Attrs |= i.style.Attrs
	return s
}
