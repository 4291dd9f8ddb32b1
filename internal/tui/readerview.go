package tui

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// shiftColumns is how far one key scrolls long code sideways.
const shiftColumns = 8

// textMargin returns the columns to the left of the text, within the page.
func (l look) textMargin() int {
	if l.width() < 32 {
		return 1
	}
	return max(min((l.width()-render.Measure)/2, 4), 2)
}

// measure returns the width of prose in this window.
func (l look) measure() int {
	return min(render.Measure, l.width()-2*l.textMargin())
}

// topMargin returns the blank rows above a text, which scroll with it.
func (l look) topMargin() int {
	if l.tall() {
		return 1
	}
	return 0
}

// textRows returns how many rows of the window show text.
func (l look) textRows() int {
	if l.tall() {
		return l.rows - 2 // a blank, the status line
	}
	return l.rows - 1
}

// codeColumns returns the columns from the left edge of the text to the right edge of
// the window.
func (l look) codeColumns() int { return l.columns - l.left() - l.textMargin() }

func (r *reader) draw(s *screen) {
	l := r.room.look
	if r.lines == nil && r.newestPage().Words > slowWords {
		s.add(blank(l.topMargin())...)
		s.add(l.indented(l.textMargin(), l.ink.Bold, shorten(r.title(), l.measure()))...)
		s.add(l.indented(l.textMargin(), l.ink.Dim, "One moment: this is a long one.")...)
	}
	at := r.resting()
	for i := range l.textRows() {
		row := r.top + i - l.topMargin()
		if row == at {
			s.rest(l.textMargin() + r.column)
		}
		s.add(r.row(row))
	}
	if r.find.open {
		s.column, s.row = l.left()+l.textMargin()+r.find.columnOfCursor(l, l.textMargin()), l.rows-1
	}
}

// resting returns the row that the cursor rests on: the one that was last moved to, or the
// first below it that has text.
func (r *reader) resting() int {
	first, end := r.shown()
	from := max(r.at, first)
	for at := from; at < end; at++ {
		if r.lines.Lines[at].Text != "" {
			return at
		}
	}
	return from
}

// slowWords is the length of a text that takes about half a second to lay out. The
// reader is told.
const slowWords = 50_000

// row returns one row of the text behind its margin, or "" outside of the text.
func (r *reader) row(i int) string {
	l := r.room.look
	if r.lines == nil || i < 0 || i >= len(r.lines.Lines) {
		return ""
	}
	line := r.lines.Lines[i]
	if p, at, nth, ok := r.lines.PictureAt(i); ok {
		return spaces(l.left()+l.textMargin()) + r.pictureRow(line, p, at, nth)
	}
	if line.Text == "" {
		return ""
	}
	line = line.Patched(r.patches(i)...)
	text := r.window(line)
	if line.Code > 0 && !r.isAbout() && !l.compact() {
		text = spread(text, "c "+l.ink.Dim.Render("copy"), l.measure())
	}
	return spaces(l.left()+l.textMargin()) + text
}

// patches returns what is marked on a row: hits, and the link that has the focus.
func (r *reader) patches(row int) []render.Patch {
	ink := r.room.look.ink
	all := r.find.patches(row, ink)
	if stop, ok := r.focused(); ok {
		for _, p := range stop.Parts {
			if p.Row == row {
				all = append(all, render.Patch{From: p.From, To: p.To, Ink: ink.Focus})
			}
		}
	}
	return all
}

// window returns a line as far as the window shows it. A long line has a mark where it
// goes on.
func (r *reader) window(line render.Line) string {
	if !line.Unwrapped || r.overflow[line.Place.Block] == 0 {
		return line.ANSI()
	}
	l := r.room.look
	from := r.shift[line.Place.Block]
	to := from + l.codeColumns()
	before, after := "", ""
	if from > 0 {
		before = l.ink.Accent.Render("‹")
		from++
	}
	if ansi.StringWidth(line.Text) > to {
		after = l.ink.Accent.Render("›")
		to--
	}
	return before + line.Cut(from, to).ANSI() + after
}

func (r *reader) foot() []string {
	l := r.room.look
	margin := l.textMargin()
	switch stop, ok := r.focused(); {
	case r.find.open:
		return r.find.typed(l, margin)
	case ok:
		return r.stopFoot(stop)
	case r.find.marks():
		return r.find.foot(l, margin, r.percent(), r.status())
	}
	return l.footer(margin, r.status(), r.hints(), hintBack)
}

// stopFoot returns the foot while a link or footnote has the focus. It says where that
// leads, on rows of its own if that is long.
func (r *reader) stopFoot(stop render.Stop) []string {
	l := r.room.look
	margin := l.textMargin()
	action := r.actionOf(stop)
	where := action.where
	out, hints := hintBack, []hint{{"enter", action.does, 3}}
	width := l.width() - 2*margin
	if ansi.StringWidth(where)+hints[0].width()+out.width()+6 <= width {
		return l.footer(margin, where, hints, out)
	}
	rows := cutRows(strings.Split(ansi.Hardwrap(where, width, true), "\n"), max(l.rows/3, 1), width)
	hints = append(hints, hint{"tab", "next", 2}, hint{"esc", "let go", 1})
	return l.below(append(l.indented(margin, plain, rows...), l.footer(margin, "", hints, out)...))
}

// status returns the place of the reader in words: "8% · 6 min left".
func (r *reader) status() string {
	percent := r.percent()
	switch {
	case r.lines == nil:
		return ""
	case r.isAbout() || percent == 100 || r.room.look.columns < 32 || r.room.look.compact() && len(r.overflowing()) > 0:
		return fmt.Sprintf("%d%%", percent)
	}
	left := max((r.post().Minutes*(100-percent)+50)/100, 1)
	return fmt.Sprintf("%d%% · %s left", percent, duration(left))
}

// hints returns what the reader can do here, as far as the text has it.
func (r *reader) hints() []hint {
	l, next := r.room.look, ""
	if !r.isAbout() && r.percent() == 100 {
		if older := r.room.snapshot.Archive.Older(r.post()); older != nil {
			used := ansi.StringWidth(r.status()) + len("]  ? keys  q back") + 3*4
			next = shorten(older.Title, max(l.width()-2*l.textMargin()-used, 8))
		}
	}
	return []hint{
		hint{keyReread.Help().Key, "read again", 4}.when(r.updated()),
		hint{"]", next, 4}.when(next != ""),
		hint{"< >", "sideways", 4}.when(len(r.overflowing()) > 0),
		{"/", "find", 3},
		hint{"t", "contents", 2}.when(r.lines != nil && len(r.contents) > 0),
		hint{"i", "pictures", 2}.when(r.hasPictures() && l.pictures.can),
		hint{"tab", "links", 1}.when(r.lines != nil && len(r.lines.Stops) > 0),
		{"?", "keys", 5},
	}
}
