package render

import uv "github.com/charmbracelet/ultraviolet"

// Cut is the columns of a row, escapes and all, from one up to another. Of a wide
// letter that lies across an edge a space is left, so that every column stays where
// it is.
func Cut(row string, from, to int) string {
	lines := cells(row)
	if len(lines) == 0 {
		return ""
	}
	var kept uv.Line
	column := 0
	for _, c := range lines[0] {
		begins, ends := column, column+c.Width
		column = ends
		if begins >= from && ends <= to {
			kept = append(kept, c) // the second half of a wide letter too, which has no width
			continue
		}
		for range min(ends, to) - max(begins, from) {
			kept = append(kept, uv.Cell{Content: " ", Width: 1, Style: c.Style})
		}
	}
	return kept.Render()
}
