package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// picker is a page on which one of several things is chosen: a heading, a tag or a
// block of code.
type picker struct {
	list

	room     *Room
	name     string // title of the window
	heading  string
	had      string // what was chosen before; it stands beside the heading
	entries  []entry
	shown    []int         // indexes of entries, in their order
	does     string        // what enter does
	wraps    bool          // texts that are too long are wrapped, not cut
	openers  []key.Binding // the keys that open the page close it as well
	numbered bool          // entries are known by their numbers, from 1

	narrowing narrowing

	take   func(i int) tea.Cmd // takes an entry when the page is closed
	refill func() (ok bool)    // makes the entries anew for another snapshot; may be nil
}

// entry is one thing to choose.
type entry struct {
	indent int
	dim    string // stands before the text
	text   string
	says   string // all of it in linear mode; "" for the text alone
}

// pick opens a page to choose from.
func (r *Room) pick(p *picker, selected int) tea.Cmd {
	p.room = r
	p.height = func(i int) int { return len(p.textRows(i)) }
	p.narrow()
	cmd := r.push(p)
	p.choose(selected)
	return cmd
}

func (p *picker) title() string { return p.name }

func (p *picker) fitWindow() { p.fit(p.room.look) }

// adopt makes the entries anew, and keeps the selected one. Without entries the page
// is closed; it is always the last one.
func (p *picker) adopt() (says string) { //nolint:unparam // other pages have something to say
	if p.refill == nil {
		return ""
	}
	selected := ""
	if p.sel < len(p.shown) {
		selected = p.at(p.sel).text
	}
	ok, row := p.refill(), p.sel
	p.narrow()
	if !ok {
		p.room.pop()
		return ""
	}
	p.sel = row
	for i := range p.shown {
		if p.at(i).text == selected {
			p.sel = i
		}
	}
	p.fitWindow()
	return ""
}

func (p *picker) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case p.narrowing.open:
		return p.pressTyping(msg)
	case p.pressLinear(p.room.look, msg), p.list.press(msg):
	case key.Matches(msg, keyOpen):
		return p.open()
	case key.Matches(msg, keyClose), key.Matches(msg, p.openers...):
		return p.room.back()
	case p.narrowing.noun != "" && key.Matches(msg, keySearch):
		p.narrowing.open = true
	case p.numbered && key.Matches(msg, keyNumber):
		p.digit(msg.String())
	}
	return nil
}

// at returns the entry on a row.
func (p *picker) at(i int) entry { return p.entries[p.shown[i]] }

// open closes the page and takes the selected entry, if there is one.
func (p *picker) open() tea.Cmd {
	if len(p.shown) == 0 {
		return nil
	}
	return tea.Batch(p.room.back(), p.take(p.shown[p.sel]))
}

func (p *picker) click(_, row int) tea.Cmd {
	if !p.selectRow(row) {
		return nil
	}
	return p.open()
}

// textRows returns the text of an entry in rows.
func (p *picker) textRows(i int) []string {
	l, e := p.room.look, p.at(i)
	width := l.width() - 2*l.margin() - e.indent - ansi.StringWidth(e.dim)
	if p.wraps {
		return wrap(e.text, width)
	}
	return []string{shorten(e.text, width)}
}

// rowsOf returns the rows of an entry.
func (p *picker) rowsOf(i int) []string {
	l, e := p.room.look, p.at(i)
	margin := spaces(l.margin() - 1 + e.indent)
	before := margin + l.ink.Dim.Render(e.dim)
	var rows []string
	for _, text := range p.textRows(i) {
		rows = append(rows, l.choice(i == p.sel, before, text))
		before = margin + spaces(ansi.StringWidth(e.dim))
	}
	return rows
}

// draw draws the heading with what was chosen so far, and the position if the list
// scrolls, above the entries.
func (p *picker) draw(s *screen) {
	l, beside := p.room.look, p.had
	if p.scrolls() {
		beside = strings.TrimSpace(beside + "  " + p.position())
	}
	width := l.width() - 2*l.margin()
	right := shorten(beside, width-ansi.StringWidth(p.heading)-2)
	left := l.ink.Bold.Render(p.heading)
	if p.narrowing.open {
		left = "/ " + p.narrowing.field.view(width-ansi.StringWidth(right)-4)
	}
	s.add(l.headed(spread(left, l.ink.Dim.Render(right), width))...)
	if len(p.shown) == 0 {
		s.add(l.indented(l.margin(), plain, wrap("No "+p.narrowing.noun+" has that.", width)...)...)
	}
	p.list.draw(s, p.rowsOf)
	if p.narrowing.open && !p.chosen {
		s.restInHead(&p.narrowing.field, width-ansi.StringWidth(right)-4)
	}
}

func (p *picker) foot() []string {
	l := p.room.look
	if p.narrowing.open {
		return l.footer(l.margin(), "", []hint{hint{"enter", p.does, 1}.when(len(p.shown) > 0)}, hintCancel)
	}
	find := hint{"/", "find", 1}.when(p.narrowing.noun != "" && p.scrolls())
	return l.footer(l.margin(), "", []hint{{"enter", p.does, 2}, find, {"?", "keys", 0}}, hintBack)
}
