package tui

import (
	"strings"

	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// contents is the page on which a heading of a text is chosen. The first is the
// text's own title.
type contents struct {
	list

	room     *Room
	text     *reader
	headings []render.Heading
	least    int // level of the outermost headings
}

// openContents lists the headings of a text, with the one selected that the
// reader stands under.
func (r *Room) openContents(text *reader) tea.Cmd {
	c := &contents{room: r, text: text, headings: text.lines.Headings, least: 6}
	if len(c.headings) == 0 {
		r.say("This text has no headings.")
		return nil
	}
	for _, h := range c.headings {
		c.least = min(c.least, h.Level)
	}
	c.count = len(c.headings) + 1
	c.height = func(i int) int {
		text, _, width := c.heading(i)
		return wrapped(text, width)
	}
	cmd := r.push(c)
	c.choose(c.here())
	return cmd
}

// here is the entry that the reader stands under.
func (c *contents) here() int {
	row, here := c.text.top-c.room.look.topMargin(), 0
	for i, h := range c.headings {
		if h.Row <= row {
			here = i + 1
		}
	}
	return here
}

func (c *contents) title() string { return c.text.title() }

func (c *contents) lay() { c.fit(c.room.look) }

func (c *contents) press(msg tea.KeyPressMsg) tea.Cmd {
	k := c.room.keys
	switch {
	case c.list.press(msg, k):
	case key.Matches(msg, k.Open):
		return c.take()
	case key.Matches(msg, k.Close), key.Matches(msg, k.Contents):
		return c.room.back()
	}
	return nil
}

// take goes to the selected heading. The window may have changed since the text
// was laid out, so it is known by its anchor.
func (c *contents) take() tea.Cmd {
	if c.sel == 0 {
		c.text.scrollTo(0)
	} else {
		c.text.goTo(c.headings[c.sel-1].Anchor)
	}
	return c.room.back()
}

// heading returns the text of an entry, what indents it by its level, and the
// columns that it has.
func (c *contents) heading(i int) (text, indent string, width int) {
	l := c.room.look
	text = c.text.title()
	if i > 0 {
		h := c.headings[i-1]
		text, indent = h.Text, strings.Repeat("  ", min(h.Level-c.least+1, 4))
	}
	return text, indent, l.width() - 2*l.margin() - len(indent)
}

// entry returns the rows of an entry.
func (c *contents) entry(i int) []string {
	text, indent, width := c.heading(i)
	var rows []string
	for _, part := range wrap(text, width) {
		rows = append(rows, c.room.look.choice(i == c.sel, indent, part))
	}
	return rows
}

func (c *contents) draw(s *screen) {
	s.add(c.room.look.heading("Contents", "", &c.list)...)
	s.add(c.rows(c.entry)...)
}

func (c *contents) foot() []string {
	l := c.room.look
	return l.footer(l.margin(), "", []hint{{"enter", "go there", 1}, {"?", "keys", 0}}, hint{key: "q", does: "back"})
}

func (c *contents) click(_, row int) tea.Cmd {
	if !c.hit(row) {
		return nil
	}
	return c.take()
}
