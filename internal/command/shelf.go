package command

import (
	"fmt"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// shelf lays posts out for a person: each begins with its date, its minutes and
// its title, and what to type for it stands below, so that no line is wider
// than the terminal and no word is cut.
type shelf struct {
	width   int
	minutes int  // columns of the longest number
	narrow  bool // there is no room for dates beside titles
	palette render.Palette
}

// Widths of a shelf, in columns.
const (
	narrowShelf = 60
	widestShelf = 80 // beyond, lines get long and the eye loses them
)

func newShelf(env *Env, posts []*blog.Post) shelf {
	s := shelf{width: min(env.columns(), widestShelf), palette: env.palette()}
	s.narrow = s.width < narrowShelf
	for _, p := range posts {
		s.minutes = max(s.minutes, len(strconv.Itoa(p.Minutes)))
	}
	return s
}

// entry is a post on its lines, each ended.
func (s shelf) entry(p *blog.Post, tags []string) string {
	label := fmt.Sprintf("%*d", s.minutes, p.Minutes)
	if !s.narrow {
		label = fmt.Sprintf("%-10s  %s min", date(p), label)
	}
	indent := len(label) + 2
	room := max(s.width-indent, 1)

	var b strings.Builder
	for i, line := range fold(strings.Fields(p.Title), " ", room) {
		if i == 0 {
			b.WriteString(s.palette.Dim.Render(label) + "  ")
		} else {
			b.WriteString(strings.Repeat(" ", indent))
		}
		b.WriteString(s.palette.Bold.Render(line) + "\n")
	}
	below := func(words []string, ink render.Ink) {
		for _, line := range fold(words, "  ", room) {
			b.WriteString(strings.Repeat(" ", indent) + ink.Render(line) + "\n")
		}
	}
	below([]string{p.Slug}, s.palette.Code)
	below(tags, s.palette.Dim)
	return b.String()
}

// fold sets words in lines of at most room columns. A word that is wider than
// that is broken, at a hyphen if it has one; any other stays in one piece, as it
// is typed.
func fold(words []string, gap string, room int) []string {
	var lines []string
	for _, word := range words {
		last := len(lines) - 1
		if last >= 0 && ansi.StringWidth(lines[last]+gap+word) <= room {
			lines[last] += gap + word
			continue
		}
		lines = append(lines, strings.Split(ansi.Wrap(word, room, ""), "\n")...)
	}
	return lines
}
