package tui

import (
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// help is the page that lists the keys, and the commands outside of the room.
type help struct {
	room *Room
	top  int // row of the page at the top of the window
	passage
	teller
}

func (h *help) title() string { return "Keys · " + h.room.site().Title }

func (h *help) fitWindow() { h.scrollTo(h.top) }

// scrollTo scrolls a row to the top. The first of the rows that come into the window is what
// was moved to.
func (h *help) scrollTo(top int) {
	if h.room.look.linear {
		return
	}
	rows, had := h.room.look.textRows(), h.top
	h.top = max(min(top, len(h.rows())-rows), 0)
	h.at = h.top
	if h.top > had {
		h.at = max(had+rows, h.top)
	}
}

func (h *help) press(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, keyClose, keyHelp) {
		return h.room.back()
	}
	if h.pressLinear(msg) {
		return nil
	}
	page := func() int { return max(h.room.look.textRows()-1, 1) }
	by, _ := distance(msg, page, page)
	h.scrollTo(h.top + by)
	return nil
}

func (h *help) wheel(rows int) { h.scrollTo(h.top + rows) }

func (h *help) click(int, int) tea.Cmd { return nil }

func (h *help) draw(s *screen) {
	rows := h.rows()
	for i := h.top; i < min(h.top+h.room.look.textRows(), len(rows)); i++ {
		if i == h.at {
			s.rest(h.room.look.margin())
		}
		s.add(rows[i])
	}
}

func (h *help) foot() []string {
	l, first := h.room.look, ""
	if h.top+l.textRows() < len(h.rows()) {
		first = hint{key: l.keyName(keyDown.Help().Key), does: "more"}.render(l.ink)
	} else if h.top > 0 {
		first = hint{key: l.keyName(keyUp.Help().Key), does: "up"}.render(l.ink)
	}
	return l.footer(l.margin(), first, nil, hintBack)
}

// rows returns the page: the keys in sections, then the commands.
func (h *help) rows() []string {
	l := h.room.look
	var rows []string
	for _, s := range h.room.sections() {
		rows = append(rows, l.indented(l.margin(), l.ink.Bold, s.title)...)
		for _, keys := range s.rows {
			labels, does := joint(keys)
			rows = append(rows, l.termRows(l.keyName(labels), does, keyColumn)...)
		}
		rows = append(rows, "")
	}
	rows = append(rows, l.indented(l.margin(), l.ink.Bold, "Without the room")...)
	for _, c := range h.commands() {
		rows = append(rows, l.termRows(c[0], c[1], doorColumn)...)
	}
	return rows
}

// commands returns commands to type in a shell, and what each does.
func (h *help) commands() [][2]string {
	site := h.room.site()
	return [][2]string{
		{site.SSH("ls"), "the posts, a line each"},
		{site.SSH("cat", "SLUG"), "a post, as Markdown"},
		{site.SSHTerminal("SLUG"), "the room, open there"},
		{site.SSHTerminal(blog.LinearCommand), "line by line, for screen readers"},
		{site.SSH("help"), "the manual: search, feeds, files"},
	}
}

// sections returns the sections of the page, without the keys for what the blog lacks.
func (r *Room) sections() []section {
	archive := r.snapshot.Archive
	lacks := func(row []key.Binding) bool {
		switch row[0].Help().Desc {
		case keyAbout.Help().Desc:
			return archive.About == nil && len(archive.Pages) == 0
		case keyTags.Help().Desc: // also the key that narrows a search
			return !r.home.hasTags
		case keyNewer.Help().Desc:
			return len(archive.Posts) < 2
		case keyLinear.Help().Desc:
			return r.follow
		case keyTheme.Help().Desc, keyMouse.Help().Desc:
			return r.look.linear
		}
		return false
	}
	var all []section
	for _, s := range sections {
		rows := slices.DeleteFunc(slices.Clone(s.rows), lacks)
		for i := range rows {
			if r.hasPages() && rows[i][0].Help() == keyAbout.Help() {
				rows[i] = []key.Binding{keyPages}
			}
		}
		all = append(all, section{s.title, rows})
	}
	return all
}

// joint returns the help of keys that belong together: "g Home  G End", "to the start,
// to the end".
func joint(keys []key.Binding) (labels, does string) {
	var l, d []string
	for _, k := range keys {
		l, d = append(l, k.Help().Key), append(d, k.Help().Desc)
	}
	return strings.Join(l, "  "), strings.Join(d, ", ")
}

// Columns at which the second column of the page begins.
const (
	keyColumn  = 20
	doorColumn = 30

	// leastMeaning is the least width of the second column.
	leastMeaning = 24
)

// termRows puts a term and its meaning side by side, or below one another if the window
// is narrow.
func (l look) termRows(term, means string, at int) []string {
	const indent = 2
	width, margin := l.width()-2*l.margin(), l.margin()+indent
	if width < at+indent+leastMeaning || ansi.StringWidth(term) > at-2 {
		rows := l.indented(margin, plain, wrap(term, width-indent)...)
		for _, row := range wrap(means, width-2*indent) {
			rows = append(rows, l.indented(l.margin(), l.ink.Dim, spaces(2*indent)+row)...)
		}
		return rows
	}
	meaning := wrap(means, width-indent-at)
	first := spaces(l.left()+margin) + term + spaces(at-ansi.StringWidth(term)) + l.ink.Dim.Render(meaning[0])
	return append([]string{first}, l.indented(margin+at, l.ink.Dim, meaning[1:]...)...)
}
