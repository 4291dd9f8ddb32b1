package render

import uv "github.com/charmbracelet/ultraviolet"

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
	lines := cells(row)
	if len(lines) == 0 {
		return row
	}
	column := 0
	for i := range lines[0] {
		c := &lines[0][i]
		for _, p := range patches {
			if column >= p.From && column < p.To {
				c.Style = p.Ink.over(c.Style)
			}
		}
		column += c.Width
	}
	return lines[0].Render()
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
