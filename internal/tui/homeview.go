package tui

import (
	"fmt"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// detailRows is the height of the selected post's summary and tags. It is
// fixed, so that nothing jumps: a summary has at most four rows.
const detailRows = 7

// bar marks the selected post.
const bar = "▌"

// margin is the space left and right of what stands above and below the list.
func (l look) margin() int {
	if l.compact() {
		return 1
	}
	return 2
}

// headRows is the height of what stands above the list.
func (l look) headRows() int {
	switch {
	case l.airy() && !l.compact():
		return 4 // a blank, title, byline, a blank
	case l.rows >= 10:
		return 2 // one line, a blank
	}
	return 1
}

// listRows is the room for a list of n posts: all it needs where the window
// has that and the detail, else what the window has.
func (l look) listRows(n int) int {
	rows := l.rows - l.headRows() - l.footRows()
	if l.showsDetail(n) {
		rows -= detailRows + 1
	}
	return rows
}

func (l look) footRows() int {
	if l.rows >= 10 {
		return 2
	}
	return 1
}

// showsDetail reports whether there is room for the selected post's summary
// below the list. A long list gives way to it down to eight rows.
func (l look) showsDetail(n int) bool {
	left := l.rows - l.headRows() - l.footRows() - detailRows - 1
	return !l.compact() && left >= min(n, 8) && (left >= n || n > 12)
}

// indent is the column of the titles, within the page.
func (h *home) indent(l look) int {
	if l.compact() {
		return h.digits + 3 // "▌11  "
	}
	return h.digits + 8 // "▌ 11 min  "
}

// rows is one entry: its year where one begins, then its title, wrapped.
func (h *home) rows(i int, l look) []string {
	e := h.entries[i]
	minutes := fmt.Sprintf("%*d  ", h.digits, e.minutes)
	if !l.compact() {
		minutes = fmt.Sprintf(" %*d min  ", h.digits, e.minutes)
	}
	mark, title := " ", render.Ink{}
	if i == h.sel {
		mark, title = l.ink.Accent.Render(bar), l.ink.Bold
	}
	indent := h.indent(l)
	var rows []string
	if e.year != "" {
		rows = append(rows, spaces(l.left()+indent)+l.ink.Dim.Render(e.year))
	}
	for n, part := range wrap(e.title, l.width()-indent-l.margin()) {
		before := l.ink.Dim.Render(minutes)
		if n > 0 {
			before = spaces(indent - 1)
		}
		rows = append(rows, spaces(l.left())+mark+before+title.Render(part))
	}
	return rows
}

func (h *home) view(a *blog.Archive, k keymap, l look, note string) string {
	s := &screen{look: l}
	s.add(h.head(a, l)...)
	if len(h.entries) == 0 {
		s.add(spaces(l.left()+l.margin()) + "There are no posts yet.")
	} else {
		s.add(h.list(l)...)
	}
	if l.showsDetail(len(h.entries)) && len(h.entries) > 0 {
		s.add("")
		s.add(h.detail(a, l)...)
	}
	s.fill(1)
	s.rows = s.rows[:l.rows-1]
	s.add(h.foot(k, l, note))
	return s.String()
}

// list is the entries from the top one on: whole ones, unless the selected one
// alone is taller than the window.
func (h *home) list(l look) []string {
	room := l.listRows(len(h.entries))
	var rows []string
	for i := h.top; i < len(h.entries); i++ {
		e := h.rows(i, l)
		if len(rows)+len(e) > room {
			if i == h.sel {
				rows = append(rows, e[:room-len(rows)]...)
			}
			break
		}
		rows = append(rows, e...)
	}
	return rows
}

// head is title and byline, or as much of them as the window has room for.
func (h *home) head(a *blog.Archive, l look) []string {
	margin := spaces(l.left() + l.margin())
	width := l.width() - 2*l.margin()
	if l.airy() && !l.compact() {
		totals := l.ink.Dim.Render(fmt.Sprintf("%s · %d min", blog.Count(len(a.Posts), "post"), a.Minutes()))
		title, byline := h.title(a, l, width), shorten(a.Site.Byline, width)
		if ansi.StringWidth(title)+ansi.StringWidth(totals)+2 <= width {
			title = spread(title, totals, width)
		} else {
			byline = spread(byline, totals, width)
		}
		return []string{"", margin + title, margin + byline, ""}
	}
	position := fmt.Sprintf("%d/%d", min(h.sel+1, len(a.Posts)), len(a.Posts))
	name := h.name(a, l, width-len(position)-2)
	rows := []string{margin + spread(name, l.ink.Dim.Render(position), width)}
	if l.headRows() > 1 {
		rows = append(rows, "")
	}
	return rows
}

// name is the longest of title, byline and initials that fits.
func (h *home) name(a *blog.Archive, l look, width int) string {
	switch {
	case ansi.StringWidth(a.Site.Title) <= width:
		return h.title(a, l, width)
	case a.Site.Byline != "" && ansi.StringWidth(a.Site.Byline) <= width:
		return a.Site.Byline
	}
	return l.ink.Accent.Render(shorten(initials(a.Site.Title), width))
}

// title is the blog's name in bold, its initials in the accent.
func (h *home) title(a *blog.Archive, l look, width int) string {
	words := strings.Fields(shorten(a.Site.Title, width))
	for i, w := range words {
		first := firstLetter(w)
		if initial(first) {
			words[i] = l.ink.Accent.Render(first) + l.ink.Bold.Render(w[len(first):])
		} else {
			words[i] = l.ink.Bold.Render(w)
		}
	}
	return strings.Join(words, " ")
}

// initials is the first letters of a title's capitalised words: PETE.
func initials(title string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(title) {
		if first := firstLetter(w); initial(first) {
			b.WriteString(first)
		}
	}
	return b.String()
}

func firstLetter(word string) string { return string([]rune(word)[:1]) }

func initial(letter string) bool { return unicode.IsUpper([]rune(letter)[0]) }

// detail is the selected post's summary and tags, below one another.
func (h *home) detail(a *blog.Archive, l look) []string {
	p := h.selected(a)
	indent := h.indent(l)
	width := min(render.Measure, l.width()-indent-l.margin())
	rows := wrap(p.Summary, width)
	if len(rows) > 0 && len(p.Tags) > 0 {
		rows = append(rows, "")
	}
	for _, r := range wrapTags(p.Tags, width) {
		rows = append(rows, l.ink.Dim.Render(r))
	}
	for i, r := range rows {
		if r != "" {
			rows[i] = spaces(l.left()+indent) + r
		}
	}
	return rows[:min(len(rows), detailRows)]
}

// wrapTags sets bare words two spaces apart, and never breaks one.
func wrapTags(tags []string, width int) []string {
	var rows []string
	row := ""
	for _, t := range tags {
		switch {
		case row == "":
			row = t
		case ansi.StringWidth(row)+2+ansi.StringWidth(t) <= width:
			row += "  " + t
		default:
			rows, row = append(rows, row), t
		}
	}
	if row != "" {
		rows = append(rows, row)
	}
	return rows
}

func (h *home) foot(k keymap, l look, note string) string {
	if note != "" {
		return l.note(l.margin(), note)
	}
	hints := []hint{{"enter", "read", 2}, {"a", "about", 1}, {k.Help.Help().Key, "keys", 3}}
	return l.footer(l.margin(), "", hints, hint{key: "q", does: "leave"})
}
