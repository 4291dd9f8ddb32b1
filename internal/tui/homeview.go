package tui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

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
func (h *home) entryHeight(i int, summaries bool) int {
	p := h.posts[i]
	rows := len(h.yearRows(i)) + h.titleHeight(p)
	if summaries {
		width := h.textWidth()
		rows += len(wrap(p.Summary, width)) + len(wrapTags(p.Tags, width))
	}
	return rows
}

// titleWidth returns the columns of a title.
func (h *home) titleWidth() int { return h.room.look.width() - h.indent() - h.room.look.margin() }

// titleHeight returns how many rows titleRows makes of a post.
func (h *home) titleHeight(p *blog.Post) int {
	title, label, beside := h.titleParts(p)
	if label == "" || beside {
		return len(title)
	}
	return len(title) + 1
}

// titleParts returns the rows of a title, and who sees the post if that is not everyone;
// beside reports whether that is on the last of the rows.
func (h *home) titleParts(p *blog.Post) (title []string, label string, beside bool) {
	width := h.titleWidth()
	title = wrap(h.titled(p))
	if p.StateLabel != "" {
		label = shorten("· "+p.StateLabel, width)
		last := title[len(title)-1]
		beside = ansi.StringWidth(last)+1+ansi.StringWidth(label) <= width
	}
	return title, label, beside
}

// titled returns a title and the columns for it. A language that is not that of the blog
// is the last word of the title.
func (h *home) titled(p *blog.Post) (title string, width int) {
	title = p.Title
	if lang := p.Foreign(h.room.snapshot.Archive.Site); lang != "" {
		title += " " + lang
	}
	return title, h.titleWidth()
}

// rows returns one entry: its year if it is the first of one, its title, and its summary
// and tags if the list has them.
func (h *home) rows(i int, summaries bool) []string {
	l, p := h.room.look, h.posts[i]
	rows := append(h.yearRows(i), h.titleRows(p, i == h.sel)...)
	if summaries {
		width := h.textWidth()
		rows = append(rows, l.indented(h.indent(), plain, wrap(p.Summary, width)...)...)
		rows = append(rows, l.indented(h.indent(), l.ink.Dim, wrapTags(p.Tags, width)...)...)
	}
	return rows
}

// yearRows returns the rows above the first post of each year, with a blank one between
// years.
func (h *home) yearRows(i int) []string {
	if !h.years || i > 0 && yearOf(h.posts[i-1]) == yearOf(h.posts[i]) {
		return nil
	}
	l := h.room.look
	rows := l.indented(l.margin(), l.ink.Dim, yearOf(h.posts[i]))
	if i > 0 {
		rows = append([]string{""}, rows...)
	}
	return rows
}

// titleRows returns a post's minutes and title, behind the bar if it is selected, and for
// authors who sees it.
func (h *home) titleRows(p *blog.Post, selected bool) []string {
	l := h.room.look
	format := " %*d min  "
	if l.compact() {
		format = "%*d  "
	}
	before := l.ink.Dim.Render(fmt.Sprintf(format, h.digits, p.Minutes))
	title, label, beside := h.titleParts(p)
	last, lang := len(title)-1, p.Foreign(h.room.snapshot.Archive.Site)
	var rows []string
	for i, part := range title {
		behind := ""
		if i == last && lang != "" && strings.HasSuffix(part, lang) {
			part, behind = strings.TrimSuffix(part, lang), l.ink.Dim.Render(lang)
		}
		rows = append(rows, l.choice(selected, before, part)+behind)
		before = spaces(h.indent() - 1)
	}
	switch {
	case beside:
		rows[len(rows)-1] += " " + l.ink.Dim.Render(label)
	case label != "":
		rows = append(rows, l.choice(selected, before, "")+l.ink.Dim.Render(label))
	}
	return rows
}

func (h *home) draw(s *screen) {
	l := h.room.look
	s.add(h.head()...)
	if len(h.posts) == 0 {
		s.add(l.indented(l.margin(), plain, wrap("There are no posts yet.", l.width()-2*l.margin())...)...)
		return
	}
	h.list.draw(s, func(i int) []string { return h.rows(i, h.plan.summaries) })
	s.row += len(h.yearRows(h.sel))
	if h.plan.detail > 0 {
		s.fill(l.rows - l.headRows() - h.plan.list)
		s.add(blank(h.plan.below)...)
		s.add(h.detail()...)
	}
}

// head returns title and byline, as far as they fit.
func (h *home) head() []string {
	l, site := h.room.look, h.room.site()
	rows, margin, width := blank(l.headRows()), spaces(l.left()+l.margin()), l.width()-2*l.margin()
	if l.roomy() {
		totals := l.ink.Dim.Render(h.totals())
		title, byline := h.name(width), shorten(site.Byline, width)
		if ansi.StringWidth(title)+ansi.StringWidth(totals)+2 <= width {
			title = spread(title, totals, width)
		} else {
			byline = spread(byline, totals, width)
		}
		rows[1], rows[2] = margin+title, margin+byline
		return rows
	}
	right := ""
	if h.count > 0 {
		right = h.position()
	}
	left := h.shortName(width - len(right) - 2)
	if len(h.tags) > 0 {
		left = shorten(strings.Join(h.tags, " "), width-len(right)-2)
	}
	rows[0] = margin + spread(left, l.ink.Dim.Render(right), width)
	return rows
}

// totals returns the number of posts and their reading time, if there are any. In a list that scrolls the
// position is in the place of the number; a list that is narrowed has its tags.
func (h *home) totals() string {
	all := len(h.room.snapshot.Archive.Posts)
	totals := blog.Count(all, "post")
	switch {
	case all == 0:
		return ""
	case len(h.tags) > 0:
		return fmt.Sprintf("%s · %d of %d", strings.Join(h.tags, " "), len(h.posts), all)
	case h.scrolls():
		totals = h.position()
	}
	return totals + " · " + duration(h.minutes)
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
	site := h.room.site()
	short := initials(site.Title)
	switch {
	case ansi.StringWidth(site.Title) <= width:
		return h.name(width)
	case site.Byline != "" && ansi.StringWidth(site.Byline) <= width:
		return site.Byline
	case short != "" && ansi.StringWidth(short) <= width:
		return h.room.look.ink.Accent.Render(short)
	}
	return h.name(width)
}

// name returns the blog's title in bold, its initials in the accent colour.
func (h *home) name(width int) string {
	ink := h.room.look.ink
	words := strings.Fields(shorten(h.room.site().Title, width))
	for i, word := range words {
		first := initial(word)
		words[i] = ink.Accent.Render(first) + ink.Bold.Render(word[len(first):])
	}
	return strings.Join(words, " ")
}

// initials returns the first letters of a title's capitalised words: PETE.
func initials(title string) string {
	all := ""
	for word := range strings.FieldsSeq(title) {
		all += initial(word)
	}
	return all
}

// initial returns the first letter of a word if that is a capital, else "".
func initial(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if unicode.IsUpper(first) {
		return word[:size]
	}
	return ""
}

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
		return l.indented(h.indent(), plain, cutRows(summary, h.plan.detail, width)...)
	}
	tags = cutRows(tags, h.plan.detail-len(summary)-1, width)
	return append(l.indented(h.indent(), plain, append(summary, "")...), l.indented(h.indent(), l.ink.Dim, tags...)...)
}

// cutRows returns at most n rows, with … at the end if there were more. It leaves out the
// last words to make room for that, or letters where there is no space.
func cutRows(rows []string, n, width int) []string {
	if len(rows) <= n || n == 0 {
		return rows[:min(len(rows), n)]
	}
	last := rows[n-1]
	if ansi.StringWidth(last) > width-2 {
		last = ansi.Truncate(last, width-1, "")
		if space := strings.LastIndexByte(last, ' '); space >= 0 {
			last = last[:space]
		} else {
			return append(rows[:n-1:n-1], last+"…")
		}
	}
	return append(rows[:n-1:n-1], last+" …")
}

// wrapTags puts tags two spaces apart, and never breaks one.
func wrapTags(tags []string, width int) []string {
	var rows []string
	for _, tag := range tags {
		last := len(rows) - 1
		if last >= 0 && ansi.StringWidth(rows[last])+2+ansi.StringWidth(tag) <= width {
			rows[last] += "  " + tag
			continue
		}
		rows = append(rows, tag)
	}
	return rows
}

func (h *home) foot() []string {
	l, posts := h.room.look, len(h.posts) > 0
	return l.footer(l.margin(), "", []hint{
		hint{"enter", "read", 2}.when(posts),
		hint{"esc", "all posts", 3}.when(len(h.tags) > 0),
		hint{"/", "search", 3}.when(posts),
		hint{"t", "tags", 1}.when(h.hasTags),
		hint{"a", "about", 0}.when(h.room.snapshot.Archive.About != nil && !h.room.hasPages()),
		hint{"a", "pages", 0}.when(h.room.hasPages()),
		{"?", "keys", 4},
	}, hint{key: "q", does: "leave"})
}
