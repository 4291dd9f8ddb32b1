package tui

import (
	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// help lists every key, and what the blog offers outside of the room.
type help struct {
	site blog.Site
	keys keymap
	top  int // row at the top of the window
}

// update takes a key and reports whether it closes the page.
func (h *help) update(msg tea.KeyPressMsg, l look) (closed bool) {
	k := h.keys
	page := l.textRows()
	switch {
	case key.Matches(msg, k.Close), key.Matches(msg, k.Help):
		return true
	case key.Matches(msg, k.Down):
		h.top++
	case key.Matches(msg, k.Up):
		h.top--
	case key.Matches(msg, k.PageDown), key.Matches(msg, k.HalfDown):
		h.top += max(page-1, 1)
	case key.Matches(msg, k.PageUp), key.Matches(msg, k.HalfUp):
		h.top -= max(page-1, 1)
	case key.Matches(msg, k.Top):
		h.top = 0
	case key.Matches(msg, k.Bottom):
		h.top = len(h.rows(l))
	}
	h.clamp(l)
	return false
}

func (h *help) clamp(l look) {
	h.top = max(min(h.top, len(h.rows(l))-l.textRows()), 0)
}

func (h *help) view(l look) string {
	s := &screen{look: l}
	rows := h.rows(l)
	s.add(rows[h.top:min(h.top+l.textRows(), len(rows))]...)
	s.fill(1)
	first := ""
	if h.top+l.textRows() < len(rows) {
		first = h.keys.Down.Help().Key + " " + l.ink.Dim.Render("more")
	}
	s.add(l.footer(l.margin(), first, nil, hint{key: "q", does: "back"}))
	return s.String()
}

// rows is the page: the keys in sections, then the other doors.
func (h *help) rows(l look) []string {
	margin := spaces(l.left() + l.margin())
	width := l.width() - 2*l.margin()
	var rows []string
	for i, s := range h.keys.sections() {
		if i > 0 {
			rows = append(rows, "")
		}
		rows = append(rows, margin+l.ink.Bold.Render(s.title))
		for _, keys := range s.rows {
			labels, does := joint(keys)
			for _, r := range columns(labels, does, keyColumn, width, l) {
				rows = append(rows, margin+r)
			}
		}
	}
	rows = append(rows, "", margin+l.ink.Bold.Render("Without the room"))
	for _, d := range [][2]string{
		{h.site.SSH("ls"), "the posts, a line each"},
		{h.site.SSH("cat", "SLUG"), "a post, as Markdown"},
		{h.site.SSHTerminal("SLUG"), "the room, open there"},
	} {
		for _, r := range columns(d[0], d[1], doorColumn, width, l) {
			rows = append(rows, margin+r)
		}
	}
	return rows
}

// Columns at which the second column of the page begins.
const (
	keyColumn  = 20
	doorColumn = 30
)

// columns sets a term and what it means side by side, or below one another
// where the window is narrow.
func columns(term, means string, at, width int, l look) []string {
	const indent = 2
	if width < at+indent+14 || ansi.StringWidth(term) > at-2 {
		rows := indented(wrap(term, width-indent), indent)
		for _, r := range indented(wrap(means, width-2*indent), 2*indent) {
			rows = append(rows, l.ink.Dim.Render(r))
		}
		return rows
	}
	var rows []string
	for i, r := range wrap(means, width-indent-at) {
		if i == 0 {
			rows = append(rows, spaces(indent)+term+spaces(at-ansi.StringWidth(term))+l.ink.Dim.Render(r))
			continue
		}
		rows = append(rows, spaces(indent+at)+l.ink.Dim.Render(r))
	}
	return rows
}

func indented(rows []string, n int) []string {
	for i := range rows {
		rows[i] = spaces(n) + rows[i]
	}
	return rows
}
