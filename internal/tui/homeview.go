package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// bar marks the selected post.
const bar = "▌"

// margin is the space left and right of what stands above and below the list.
func (l look) margin() int {
	if l.compact() {
		return 1
	}
	return 2
}

// indent is the column of the titles, within the page.
func (h *home) indent(l look) int {
	if l.compact() {
		return h.digits + 3 // "▌11  "
	}
	return h.digits + 8 // "▌ 11 min  "
}

// rows is one entry: its year where one begins, its title, and what the style
// of the list adds.
func (h *home) rows(i int, style entryStyle, l look) []string {
	p := h.posts[i]
	indent := h.indent(l)
	rows := h.yearRows(i, l)
	for n, part := range wrap(p.Title, l.width()-indent-l.margin()) {
		rows = append(rows, h.titleRow(i, n == 0, part, l))
	}
	if style == summaries {
		width := h.textWidth(l)
		for _, r := range wrap(p.Summary, width) {
			rows = append(rows, spaces(l.left()+indent)+r)
		}
		for _, r := range wrapTags(p.Tags, width) {
			rows = append(rows, spaces(l.left()+indent)+l.ink.Dim.Render(r))
		}
	}
	if style != dense && i < len(h.posts)-1 {
		rows = append(rows, "")
	}
	return rows
}

// yearRows divide the years.
func (h *home) yearRows(i int, l look) []string {
	year := h.year(i)
	if year == "" {
		return nil
	}
	row := spaces(l.left()+l.margin()) + l.ink.Dim.Render(year)
	if i == 0 {
		return []string{row}
	}
	return []string{"", row}
}

func (h *home) titleRow(i int, first bool, text string, l look) string {
	before := spaces(h.indent(l) - 1)
	if first {
		minutes := fmt.Sprintf("%*d  ", h.digits, h.posts[i].Minutes)
		if !l.compact() {
			minutes = fmt.Sprintf(" %*d min  ", h.digits, h.posts[i].Minutes)
		}
		before = l.ink.Dim.Render(minutes)
	}
	if i != h.sel {
		return spaces(l.left()+1) + before + text
	}
	return spaces(l.left()) + l.ink.Accent.Render(bar) + before + l.ink.Bold.Render(text)
}

func (h *home) view(k keymap, l look, note string) string {
	s := &screen{look: l}
	s.add(h.head(l)...)
	if len(h.posts) == 0 {
		s.add(spaces(l.left()+l.margin()) + "There are no posts yet.")
	} else {
		s.add(h.list(l)...)
	}
	if h.plan.detail > 0 && len(h.posts) > 0 {
		s.fill(l.rows - l.headRows() - h.plan.list)
		s.add("")
		s.add(h.detail(l)...)
	}
	s.fill(1)
	s.rows = s.rows[:l.rows-1]
	s.add(h.foot(k, l, note))
	return s.String()
}

// list is the entries from the top one on: whole ones, unless the selected one
// alone is taller than the window.
func (h *home) list(l look) []string {
	var rows []string
	for i := h.top; i < len(h.posts); i++ {
		e := h.rows(i, h.plan.entry, l)
		if len(rows)+len(e) > h.plan.list {
			if i == h.sel {
				rows = append(rows, e[:h.plan.list-len(rows)]...)
			}
			break
		}
		rows = append(rows, e...)
	}
	return rows
}

// head is title and byline, or as much of them as the window has room for.
func (h *home) head(l look) []string {
	margin := spaces(l.left() + l.margin())
	width := l.width() - 2*l.margin()
	if l.airy() && !l.compact() {
		totals := blog.Count(len(h.posts), "post")
		if h.scrolls(l) {
			totals = h.position()
		}
		totals = l.ink.Dim.Render(totals + " · " + duration(h.total))
		title, byline := h.title(l, width), shorten(h.site.Byline, width)
		if ansi.StringWidth(title)+ansi.StringWidth(totals)+2 <= width {
			title = spread(title, totals, width)
		} else {
			byline = spread(byline, totals, width)
		}
		return []string{"", margin + title, margin + byline, ""}
	}
	position := h.position()
	name := h.name(l, width-len(position)-2)
	rows := []string{margin + spread(name, l.ink.Dim.Render(position), width)}
	if l.headRows() > 1 {
		rows = append(rows, "")
	}
	return rows
}

// position is the selected entry's number: "3/12".
func (h *home) position() string {
	return fmt.Sprintf("%d/%d", min(h.sel+1, len(h.posts)), len(h.posts))
}

// duration is a reading time: "81 min", "46 h".
func duration(minutes int) string {
	if minutes < 120 {
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d h", (minutes+30)/60)
}

// name is the longest of title, byline and initials that fits.
func (h *home) name(l look, width int) string {
	switch {
	case ansi.StringWidth(h.site.Title) <= width:
		return h.title(l, width)
	case h.site.Byline != "" && ansi.StringWidth(h.site.Byline) <= width:
		return h.site.Byline
	}
	if short := initials(h.site.Title); short != "" && ansi.StringWidth(short) <= width {
		return l.ink.Accent.Render(short)
	}
	return h.title(l, width)
}

// title is the blog's name in bold, its initials in the accent.
func (h *home) title(l look, width int) string {
	words := strings.Fields(shorten(h.site.Title, width))
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

// textWidth is the columns of a summary below its title.
func (h *home) textWidth(l look) int {
	return min(render.Measure, l.width()-h.indent(l)-l.margin())
}

// detail is the selected post's summary and tags, as far as the plan has room.
func (h *home) detail(l look) []string {
	p, width := h.selected(), h.textWidth(l)
	summary, tags := wrap(p.Summary, width), wrapTags(p.Tags, width)
	if len(summary)+2 > h.plan.detail || len(tags) == 0 {
		tags = nil
		summary = cutRows(summary, h.plan.detail, width)
	} else {
		tags = cutRows(tags, h.plan.detail-len(summary)-1, width)
		summary = append(summary, "")
	}
	var rows []string
	for _, r := range summary {
		rows = append(rows, strings.TrimRight(spaces(l.left()+h.indent(l))+r, " "))
	}
	for _, r := range tags {
		rows = append(rows, spaces(l.left()+h.indent(l))+l.ink.Dim.Render(r))
	}
	return rows
}

// cutRows keeps at most n rows, and says so where there were more.
func cutRows(rows []string, n, width int) []string {
	if len(rows) <= n || n == 0 {
		return rows[:min(len(rows), n)]
	}
	last := rows[n-1]
	for space := len(last); ansi.StringWidth(last) > width-2 && space > 0; last = last[:space] {
		space = max(strings.LastIndexByte(last, ' '), 0)
	}
	return append(rows[:n-1:n-1], last+" …")
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
	hints := []hint{{"a", "about", 1}, {k.Help.Help().Key, "keys", 3}}
	if len(h.posts) > 0 {
		hints = slices.Insert(hints, 0, hint{"enter", "read", 2})
	}
	return l.footer(l.margin(), "", hints, hint{key: "q", does: "leave"})
}
