package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// home is the list of posts.
type home struct {
	entries []entry
	digits  int // of the longest reading time
	sel     int // the selected entry
	top     int // the first one shown
}

// entry is what the list shows of a post.
type entry struct {
	minutes int
	title   string
	year    string // stands above the entry, where a year begins
}

// detailRows is the height of the selected post's summary and tags. It is
// fixed, so that nothing jumps: a summary has at most four rows.
const detailRows = 7

// bar marks the selected post.
const bar = "▌"

func newHome(a *blog.Archive) home {
	h := home{entries: make([]entry, len(a.Posts)), digits: 1}
	years := spansYears(a)
	last := ""
	for i, p := range a.Posts {
		h.entries[i] = entry{minutes: p.Minutes, title: p.Title}
		h.digits = max(h.digits, len(fmt.Sprint(p.Minutes)))
		if year := yearOf(p); years && year != last {
			h.entries[i].year, last = year, year
		}
	}
	return h
}

// spansYears reports an archive in which the year of a post is worth showing.
func spansYears(a *blog.Archive) bool {
	dated := slices.DeleteFunc(slices.Clone(a.Posts), func(p *blog.Post) bool { return p.Date.IsZero() })
	if len(dated) == 0 {
		return false
	}
	return dated[len(dated)-1].Date.AddDate(1, 0, 0).Before(dated[0].Date)
}

func yearOf(p *blog.Post) string {
	if p.Date.IsZero() {
		return "undated"
	}
	return fmt.Sprint(p.Date.Year())
}

func (h *home) selected(a *blog.Archive) *blog.Post {
	if len(a.Posts) == 0 {
		return nil
	}
	return a.Posts[h.sel]
}

// choose selects a post by its slug.
func (h *home) choose(a *blog.Archive, slug string, l look) {
	if i := slices.IndexFunc(a.Posts, func(p *blog.Post) bool { return p.Slug == slug }); i >= 0 {
		h.sel = i
		h.reveal(l)
	}
}

func (h *home) update(msg tea.KeyPressMsg, k keymap, l look) {
	page := max(h.shown(l)-1, 1)
	switch {
	case key.Matches(msg, k.Down):
		h.sel++
	case key.Matches(msg, k.Up):
		h.sel--
	case key.Matches(msg, k.PageDown):
		h.sel += page
	case key.Matches(msg, k.PageUp):
		h.sel -= page
	case key.Matches(msg, k.HalfDown):
		h.sel += max(page/2, 1)
	case key.Matches(msg, k.HalfUp):
		h.sel -= max(page/2, 1)
	case key.Matches(msg, k.Top):
		h.sel = 0
	case key.Matches(msg, k.Bottom):
		h.sel = len(h.entries) - 1
	}
	h.reveal(l)
}

// reveal scrolls no further than it must to show the selected entry.
func (h *home) reveal(l look) {
	h.sel = max(min(h.sel, len(h.entries)-1), 0)
	h.top = min(h.top, h.sel)
	if len(h.entries) == 0 {
		return
	}
	rows := 0
	for i := h.sel; i >= h.top; i-- {
		if rows += len(h.rows(i, l)); rows > l.listRows(len(h.entries)) && i < h.sel {
			h.top = i + 1
			return
		}
	}
}

// shown is the number of entries in the window, at least one.
func (h *home) shown(l look) int {
	rows, n := 0, 0
	for i := h.top; i < len(h.entries); i++ {
		if rows += len(h.rows(i, l)); rows > l.listRows(len(h.entries)) {
			break
		}
		n++
	}
	return max(n, 1)
}

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
