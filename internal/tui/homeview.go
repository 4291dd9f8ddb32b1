package tui

import (
	"fmt"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// bar marks the selected post.
const bar = "▌"

// margin returns the columns on either side of the head and the foot.
func (l look) margin() int {
	if l.compact() {
		return 1
	}
	return 2
}

// indent returns the column of the titles, within the page.
func (h *home) indent() int {
	if h.room.look.compact() {
		return h.digits + 3 // "▌11  "
	}
	return h.digits + 8 // "▌ 11 min  "
}

// entryHeight returns how many rows h.rows makes of an entry. It does not make them,
// since most entries that a key measures are not drawn.
func (h *home) entryHeight(i int, style entryStyle) int {
	p, rows := h.posts[i], 0
	switch {
	case h.year(i) == "":
	case i == 0:
		rows = 1
	default:
		rows = 2
	}
	rows += h.titleHeight(p)
	if style == summaries {
		width := h.textWidth()
		rows += wrapped(p.Summary, width) + len(wrapTags(p.Tags, width))
	}
	if style != dense && i < len(h.posts)-1 {
		rows++
	}
	return rows
}

// titleWidth returns the columns of a title.
func (h *home) titleWidth() int { return h.room.look.width() - h.indent() - h.room.look.margin() }

// titleHeight returns how many rows titleRows makes of a post.
func (h *home) titleHeight(p *blog.Post) int { return wrapped(p.Title, h.titleWidth()) }

// rows returns one entry: its year if it is the first of one, its title, and what the
// style of the list adds.
func (h *home) rows(i int, style entryStyle) []string {
	l, p := h.room.look, h.posts[i]
	indent := h.indent()
	rows := h.yearRows(i)
	rows = append(rows, h.titleRows(p, i == h.sel)...)
	if style == summaries {
		width := h.textWidth()
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

// yearRows returns the rows that divide the years.
func (h *home) yearRows(i int) []string {
	l, year := h.room.look, h.year(i)
	if year == "" {
		return nil
	}
	row := spaces(l.left()+l.margin()) + l.ink.Dim.Render(year)
	if i == 0 {
		return []string{row}
	}
	return []string{"", row}
}

// titleRows returns a post's minutes and title, behind the bar if it is selected.
func (h *home) titleRows(p *blog.Post, selected bool) []string {
	l, indent := h.room.look, h.indent()
	var rows []string
	for n, part := range wrap(p.Title, h.titleWidth()) {
		before := spaces(indent - 1)
		if n == 0 {
			minutes := fmt.Sprintf("%*d  ", h.digits, p.Minutes)
			if !l.compact() {
				minutes = fmt.Sprintf(" %*d min  ", h.digits, p.Minutes)
			}
			before = l.ink.Dim.Render(minutes)
		}
		if selected {
			rows = append(rows, spaces(l.left())+l.ink.Accent.Render(bar)+before+l.ink.Bold.Render(part))
		} else {
			rows = append(rows, spaces(l.left()+1)+before+part)
		}
	}
	return rows
}

func (h *home) draw(s *screen) {
	l := h.room.look
	s.add(h.head()...)
	if len(h.posts) == 0 {
		s.add(spaces(l.left()+l.margin()) + "There are no posts yet.")
		return
	}
	s.add(h.list.rows(func(i int) []string { return h.rows(i, h.plan.entry) })...)
	if h.plan.detail > 0 {
		s.fill(l.rows - l.headRows() - h.plan.list)
		s.add(blank(h.plan.gap())...)
		s.add(h.detail()...)
	}
}

// head returns title and byline, as far as they fit.
func (h *home) head() []string {
	l, site := h.room.look, h.room.site()
	margin := spaces(l.left() + l.margin())
	width := l.width() - 2*l.margin()
	if l.tall() && !l.compact() {
		totals := l.ink.Dim.Render(h.totals())
		title, byline := h.name(width), shorten(site.Byline, width)
		if ansi.StringWidth(title)+ansi.StringWidth(totals)+2 <= width {
			title = spread(title, totals, width)
		} else {
			byline = spread(byline, totals, width)
		}
		return append([]string{"", margin + title, margin + byline}, blank(l.headRows()-3)...)
	}
	right, left := h.position(), ""
	if len(h.tags) > 0 {
		left = shorten(strings.Join(h.tags, " "), width-len(right)-2)
	} else {
		left = h.shortName(width - len(right) - 2)
	}
	return append([]string{margin + spread(left, l.ink.Dim.Render(right), width)}, blank(l.headRows()-1)...)
}

// totals returns the number of posts and their reading time. In a list that scrolls the
// position is in the place of the number; a list that is narrowed has its tags.
func (h *home) totals() string {
	all := len(h.room.snapshot.Archive.Posts)
	totals := blog.Count(all, "post")
	switch {
	case len(h.tags) > 0:
		return fmt.Sprintf("%s · %d of %d", strings.Join(h.tags, " "), len(h.posts), all)
	case h.scrolls():
		totals = h.position()
	}
	return totals + " · " + duration(h.minutes)
}

// position returns the number of the selected entry: "3/12".
func (h *home) position() string {
	return fmt.Sprintf("%d/%d", min(h.sel+1, len(h.posts)), len(h.posts))
}

// duration returns a reading time in words: "81 min", "46 h".
func duration(minutes int) string {
	if minutes < 120 {
		return fmt.Sprintf("%d min", minutes)
	}
	return fmt.Sprintf("%d h", (minutes+30)/60)
}

// shortName returns the first that fits of title, byline and initials.
func (h *home) shortName(width int) string {
	l, site := h.room.look, h.room.site()
	switch {
	case ansi.StringWidth(site.Title) <= width:
		return h.name(width)
	case site.Byline != "" && ansi.StringWidth(site.Byline) <= width:
		return site.Byline
	}
	if short := initials(site.Title); short != "" && ansi.StringWidth(short) <= width {
		return l.ink.Accent.Render(short)
	}
	return h.name(width)
}

// name returns the blog's title in bold, its initials in the accent colour.
func (h *home) name(width int) string {
	l := h.room.look
	words := strings.Fields(shorten(h.room.site().Title, width))
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

// initials returns the first letters of a title's capitalised words: PETE.
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

// textWidth returns the columns of a summary below its title.
func (h *home) textWidth() int {
	l := h.room.look
	return min(render.Measure, l.width()-h.indent()-l.margin())
}

// detail returns the selected post's summary and tags, as far as they fit the plan.
func (h *home) detail() []string {
	l, p, width := h.room.look, h.selected(), h.textWidth()
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
		rows = append(rows, strings.TrimRight(spaces(l.left()+h.indent())+r, " "))
	}
	for _, r := range tags {
		rows = append(rows, spaces(l.left()+h.indent())+l.ink.Dim.Render(r))
	}
	return rows
}

// cutRows returns at most n rows, with … at the end if there were more.
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

// wrapTags puts tags two spaces apart, and never breaks one.
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

func (h *home) foot() []string {
	l := h.room.look
	var hints []hint
	if len(h.posts) > 0 {
		hints = append(hints, hint{"enter", "read", 2})
	}
	if len(h.tags) > 0 {
		hints = append(hints, hint{"esc", "all posts", 3})
	}
	if len(h.posts) > 0 {
		hints = append(hints, hint{"/", "search", 3})
	}
	if h.hasTags {
		hints = append(hints, hint{"t", "tags", 1})
	}
	if h.room.snapshot.Archive.About != nil {
		hints = append(hints, hint{"a", "about", 0})
	}
	hints = append(hints, hint{"?", "keys", 4})
	return l.footer(l.margin(), "", hints, hint{key: "q", does: "leave"})
}
