package tui

import (
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// shiftColumns is how far one key scrolls long code sideways.
const shiftColumns = 8

// textMargin is the space to the left of the text, within the page.
func (l look) textMargin() int {
	switch w := l.width(); {
	case w < 32:
		return 1
	default:
		return max(min((w-render.Measure)/2, 4), 2)
	}
}

// measure is the width of prose in this window.
func (l look) measure() int {
	return min(render.Measure, l.width()-2*l.textMargin())
}

// topMargin is the blank rows above a text; they scroll away with it.
func (l look) topMargin() int {
	if l.airy() {
		return 1
	}
	return 0
}

// textRows is the rows of the window that show text.
func (l look) textRows() int {
	if l.airy() {
		return l.rows - 2 // a blank, the status line
	}
	return l.rows - 1
}

// room is the columns from the left edge of the text to that of the window.
func (l look) room() int { return l.columns - l.left() - l.textMargin() }

func (r *reader) view(k keymap, l look, note string) string {
	s := &screen{look: l}
	for i := range l.textRows() {
		s.add(r.row(r.top+i-l.topMargin(), l))
	}
	s.fill(1)
	s.add(r.foot(k, l, note))
	return s.String()
}

// row is one row of the text behind its margin; blank outside of it.
func (r *reader) row(i int, l look) string {
	if r.lines == nil || i < 0 || i >= len(r.lines.Lines) {
		return ""
	}
	line := r.lines.Lines[i]
	if line.ANSI == "" {
		return ""
	}
	text := line.ANSI
	if line.Unwrapped && r.over[line.Place.Block] > 0 {
		text = r.window(line, l)
	}
	return spaces(l.left()+l.textMargin()) + text
}

// window is the part of a long line that the window shows, with a mark where
// it goes on.
func (r *reader) window(line render.Line, l look) string {
	from := min(r.shift, r.over[line.Place.Block])
	to := from + l.room()
	before, after := "", ""
	if from > 0 {
		before = l.ink.Accent.Render("‹")
		from++
	}
	if ansi.StringWidth(line.Text) > to {
		after = l.ink.Accent.Render("›")
		to--
	}
	return before + ansi.Cut(line.ANSI, from, to) + after
}

func (r *reader) foot(k keymap, l look, note string) string {
	margin := l.textMargin()
	if note != "" {
		return l.note(margin, note)
	}
	return l.footer(margin, r.status(l), r.hints(k, l), hint{key: "q", does: "back"})
}

// hints are what one can do here: read on, see the rest of a line, or at the
// end take the next post.
func (r *reader) hints(k keymap, l look) []hint {
	var hints []hint
	atEnd := r.percent(l) == 100
	if !atEnd {
		hints = append(hints, hint{"space", "more", 2})
	}
	if r.showsWide(l) {
		hints = append(hints, hint{"< >", "long lines", 2})
	}
	switch {
	case r.older != nil && atEnd:
		hints = append(hints, hint{"]", shorten(r.older.Title, 32), 1})
	case r.older != nil:
		hints = append(hints, hint{"]", "older post", 1})
	}
	return append(hints, hint{k.Help.Help().Key, "keys", 3})
}

// showsWide reports whether the window shows a line that goes on outside of it.
func (r *reader) showsWide(l look) bool {
	if r.lines == nil {
		return false
	}
	for i := range l.textRows() {
		if at := r.top + i - l.topMargin(); at >= 0 && at < len(r.lines.Lines) {
			if line := r.lines.Lines[at]; line.Unwrapped && r.over[line.Place.Block] > 0 {
				return true
			}
		}
	}
	return false
}
