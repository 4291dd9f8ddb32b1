package render

import (
	"strings"

	"blog.example/pete/internal/cell"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// ASCII returns s, escapes and all, for a terminal that shows no other characters.
// Every column stays where it is: marks and quotes become those of a typewriter,
// letters lose their accents, and of what is left each column is a question mark.
func ASCII(s string) string {
	if ascii(s) {
		return s
	}
	rows := strings.Split(s, "\n")
	for i, row := range rows {
		if ascii(row) {
			continue
		}
		var b strings.Builder
		for _, line := range uv.NewStyledString(row).Lines(ansi.GraphemeWidth) {
			for i := range line {
				typewritten(&line[i])
			}
			b.WriteString(line.Render())
		}
		rows[i] = b.String()
	}
	return strings.Join(rows, "\n")
}

// typewritten replaces the content of a cell by ASCII.
func typewritten(c *uv.Cell) {
	if ascii(c.Content) {
		return
	}
	first := []rune(c.Content)[0]
	if plain, ok := cell.ASCII(first); ok && c.Width == 1 {
		c.Content = plain
		return
	}
	letters := bare(c.Content)
	if !ascii(letters) || len(letters) != c.Width {
		letters = strings.Repeat("?", c.Width)
	}
	c.Content = letters
}
