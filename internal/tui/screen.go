package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// The sizes of a window at which the layout changes. A wider window gains margin, not
// content. A smaller one loses blank rows first, then secondary content.
const (
	fullColumns = 80
	tallRows    = 16 // from here on there are blank rows above and below
	wideColumns = 60 // from here on minutes say "min" and margins are wider
)

// tall reports whether the window has blank rows at its edges.
func (l look) tall() bool { return l.rows >= tallRows }

// compact reports whether the window is too narrow for secondary content.
func (l look) compact() bool { return l.columns < wideColumns }

// roomy reports whether the window has room for blank rows and for secondary content.
func (l look) roomy() bool { return l.tall() && !l.compact() }

// left returns the column at which the page begins.
func (l look) left() int { return max((l.columns-fullColumns)/2, 0) }

// width returns the columns of the page, at most 80.
func (l look) width() int { return min(l.columns, fullColumns) }

// screen collects the rows of a page and fits them into the window.
type screen struct {
	look        look
	rows        []string
	column, row int // where the cursor rests
}

// rest puts the cursor into the next row that is added, at a column of the page. It is not
// seen: screen readers and braille displays follow it.
func (s *screen) rest(column int) { s.column, s.row = s.look.left()+column, len(s.rows) }

// add appends rows; each has at most the window's columns.
func (s *screen) add(rows ...string) { s.rows = append(s.rows, rows...) }

// fill adds blank rows until n rows are left for what follows.
func (s *screen) fill(n int) {
	for len(s.rows) < s.look.rows-n {
		s.rows = append(s.rows, "")
	}
}

// close puts the foot on the last rows of the window. One of several rows covers text.
func (s *screen) close(foot []string) {
	s.fill(0)
	s.rows = s.rows[:s.look.rows]
	s.cover(foot)
}

// cover draws rows over the last ones, the foot included.
func (s *screen) cover(rows []string) {
	rows = rows[max(len(rows)-len(s.rows), 0):]
	copy(s.rows[len(s.rows)-len(rows):], rows)
}

// String returns the rows as they fit into the window: long rows are cut, rows below
// the window are left out.
func (s *screen) String() string {
	rows := s.rows[:min(len(s.rows), s.look.rows)]
	for i, r := range rows {
		if atMost(r) > s.look.columns && ansi.StringWidth(r) > s.look.columns {
			rows[i] = ansi.Truncate(r, s.look.columns, "")
		}
	}
	return strings.Join(rows, "\n")
}

// atMost returns a bound on the columns of a row: its bytes without the escapes that
// set styles. No letter takes more columns than bytes, so most rows need no measuring.
func atMost(row string) int {
	n := len(row)
	for {
		i := strings.Index(row, "\x1b[")
		if i < 0 {
			return n
		}
		row = row[i+2:]
		end := strings.IndexFunc(row, func(r rune) bool { return r != ';' && (r < '0' || r > '9') })
		if end < 0 || row[end] != 'm' {
			return n
		}
		n -= 2 + end + 1
		row = row[end+1:]
	}
}

// headed returns a line with the blank rows around it above a list.
func (l look) headed(line string) []string {
	rows := blank(l.listHead())
	rows[(len(rows)-1)/2] = spaces(l.left()+l.margin()) + line
	return rows
}

// bar marks the selected entry of a list.
const bar = "▌"

// choice returns one row of a list, behind the bar if it is selected.
func (l look) choice(selected bool, before, text string) string {
	if !selected {
		return spaces(l.left()+1) + before + text
	}
	return spaces(l.left()) + l.ink.Accent.Render(bar) + before + l.ink.Bold.Render(text)
}

// plain is the ink of text in the terminal's own colours.
var plain render.Ink

// indented returns rows of text as they show at a column of the page. Blank rows stay
// empty.
func (l look) indented(column int, ink render.Ink, rows ...string) []string {
	var all []string
	for _, row := range rows {
		if row != "" {
			row = spaces(l.left()+column) + ink.Render(row)
		}
		all = append(all, row)
	}
	return all
}

// spread puts left and right at the two ends of width columns. If both do not fit, it
// returns left.
func spread(left, right string, width int) string {
	gap := width - ansi.StringWidth(left) - ansi.StringWidth(right)
	if right == "" || gap < 1 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

// wrap breaks plain text into rows of at most width columns.
func wrap(s string, width int) []string {
	switch {
	case s == "":
		return nil
	case fits(s, width):
		return []string{strings.TrimRight(s, " ")}
	}
	rows := render.Fold(strings.Split(strings.ReplaceAll(s, "\n", " "), " "), " ", max(width, 1))
	for i, r := range rows {
		rows[i] = strings.TrimRight(r, " ")
	}
	return rows
}

// fits reports whether a text is one line of at most width columns. Most texts are
// printable ASCII, where each byte is a column, and need no measuring.
func fits(s string, width int) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		} else if s[i] >= utf8.RuneSelf {
			return utf8.ValidString(s) && !strings.ContainsFunc(s[i:], unicode.IsControl) && ansi.StringWidth(s) <= width
		}
	}
	return len(s) <= width
}

// shorten cuts plain text to width columns, with … at the end.
func shorten(s string, width int) string { return ansi.Truncate(s, width, "…") }

// blank returns n blank rows.
func blank(n int) []string { return make([]string, max(n, 0)) }

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
