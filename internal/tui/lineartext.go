package tui

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// passage is a part of a text, from row at up to heard: what was appended last.
type passage struct {
	at    int // row that was last moved to
	heard int
}

// move moves to the rows behind the passage or, with by below 0, to those before it. measure
// returns the rows that one takes on the screen, and whether it has text.
func (p *passage) move(by, window, count int, measure func(i int) (rows int, text bool)) {
	fill := func(from, by int) int {
		step, room, read := 1, by, false
		if by < 0 {
			step, room = -1, -by
		}
		at := from
		for {
			i := at
			if step < 0 {
				i--
			}
			if i < 0 || i >= count {
				return at
			}
			rows, text := measure(i)
			if room -= rows; room < 0 && read {
				return at
			}
			read = read || text
			at += step
		}
	}
	switch {
	case by == farAway:
		p.at, p.heard = fill(count, -window), count
	case by == -farAway:
		p.at, p.heard = 0, fill(0, window)
	case by > 0:
		p.at = p.heard
		p.heard = fill(p.at, by)
	case by < 0:
		p.heard = p.at
		p.at = fill(p.at, by)
	}
}

// clamp keeps the passage within a text that has become shorter.
func (p *passage) clamp(count int) {
	p.at, p.heard = min(p.at, count), min(p.heard, count)
}

// press moves as a key says, and reports whether it does that.
func (p *passage) press(msg tea.KeyPressMsg, l look, count int, measure func(i int) (rows int, text bool)) bool {
	window := func() int { return l.window() }
	by, ok := distance(msg, window, func() int { return max(l.window()/2, 1) })
	p.move(by, l.window(), count, measure)
	return ok
}

// window returns how many rows are appended at once, so that none is out of sight before it
// was read.
func (l look) window() int { return max(l.rows-2, 1) }

// pressLinear reads on or back, and reports whether the key does that.
func (r *reader) pressLinear(msg tea.KeyPressMsg) bool {
	l, p := r.room.look, r.passage
	if !l.linear || !p.press(msg, l, len(r.lines.Lines), r.measureRow) {
		return false
	}
	r.scrollTo(p.at + l.topMargin())
	r.passage = p
	r.tell(tellPassage)
	return true
}

// measureRow returns how many rows of the window a row of the text takes: those of code are as
// long as they are.
func (r *reader) measureRow(i int) (rows int, text bool) {
	line := r.lines.Lines[i].Text
	return max((ansi.StringWidth(line)-1)/max(r.room.look.columns, 1)+1, 1), line != ""
}

// speak implements page. Lines for this window are waited for.
func (r *reader) speak(what telling) (lines []string, ok bool) {
	if r.lines == nil || r.opts != r.options() {
		return nil, false
	}
	l, count := r.room.look, len(r.lines.Lines)
	switch what {
	case tellHere:
		return l.lines(fmt.Sprintf("%s, %d%%.", r.title(), r.percent())), true
	case tellStop:
		return r.speakStop(), true
	case tellHit:
		return r.speakHit(), true
	case tellAll, tellAhead:
		r.heard = r.at
		p := r.passage
		p.move(l.window(), l.window(), count, r.measureRow)
		r.heard = p.heard
	}
	if what == tellAll && r.at > 0 {
		lines = l.lines(fmt.Sprintf("%s, from %d%%:", r.title(), r.at*100/count))
	}
	lines = append(lines, r.spoken(r.at, r.heard)...)
	switch r.heard {
	case count:
		lines = append(lines, l.lines(r.ending())...)
	case 0:
		lines = append(lines, l.lines("This is the start.")...)
	}
	return lines, true
}

// ending returns what is said at the end of a text.
func (r *reader) ending() string {
	if r.isAbout() {
		return "The end."
	}
	if older := r.room.snapshot.Archive.Older(r.post()); older != nil {
		return fmt.Sprintf("The end. %s reads the older post: %s", keyOlder.Help().Key, asSentence(older.Title))
	}
	return "The end."
}

// spoken returns the rows from one up to another as they are read aloud. Of several blank
// ones it has one, and none at its ends.
func (r *reader) spoken(from, to int) (lines []string) {
	blank := false
	for i, line := range r.lines.Lines[from:to] {
		text := line.Text
		if text == "" {
			blank = len(lines) > 0
			continue
		}
		if blank {
			lines, blank = append(lines, ""), false
		}
		if h, ok := r.lines.HeadingAt(from + i); ok && h.Row == from+i {
			text = spokenHeading(text, h.Level)
		}
		if line.Code > 0 {
			text = "Code " + strings.ReplaceAll(text, " · ", ", ") + ":"
		}
		lines = append(lines, text)
	}
	return lines
}

// spokenHeading returns a row with a heading. A voice would say number number for ##.
func spokenHeading(text string, level int) string {
	name := "Heading: "
	if level > 2 {
		name = "Subheading: "
	}
	return strings.Replace(text, strings.Repeat("#", level)+" ", name, 1)
}

// block returns the row at which the block that a row is in ends, within a window.
func (r *reader) block(row int) (end int) {
	lines := r.lines.Lines
	for end = row + 1; end < min(len(lines), row+r.room.look.window()); end++ {
		if lines[end].Place.Block != lines[row].Place.Block {
			break
		}
	}
	return end
}

// readAt moves to the block that a row is in, from there on, and returns its rows.
func (r *reader) readAt(row int) []string {
	r.scrollTo(row + r.room.look.topMargin())
	r.passage = passage{row, r.block(row)}
	return r.spoken(r.at, r.heard)
}

// speakStop returns what a link or footnote says and where it leads.
func (r *reader) speakStop() []string {
	stop, ok := r.focused()
	if !ok {
		return nil
	}
	l, action := r.room.look, r.actionOf(stop)
	if stop.Kind == render.FromNote {
		return append(r.readAt(stop.Parts[0].Row), l.lines("enter: "+action.does)...)
	}
	if stop.Kind == render.ToNote {
		return l.lines(fmt.Sprintf("Note %d. enter: %s", stop.N, action.does))
	}
	var parts []string
	for _, p := range stop.Parts {
		parts = append(parts, strings.TrimSpace(r.lines.Lines[p.Row].Cut(p.From, p.To).Text))
	}
	text := asSentence(strings.Join(parts, " "))
	return append(l.lines(fmt.Sprintf("Link %d: %s enter: %s", stop.N, text, action.does)), action.where)
}

// speakHit returns the rows from the hit on, and which of the hits it is.
func (r *reader) speakHit() []string {
	l, f := r.room.look, &r.find
	switch {
	case !f.marks():
		return nil
	case len(f.matches) == 0:
		return l.lines(fmt.Sprintf("%s is not in this text.", blog.Visible(f.what)))
	}
	says := "Hit " + strings.Replace(f.count(), "/", " of ", 1)
	if f.wrapped != "" {
		says += ", " + f.wrapped
	}
	return append(l.lines(says+":"), r.readAt(f.matches[f.current].Parts[0].Row)...)
}

// speak implements page.
func (h *help) speak(what telling) (lines []string, ok bool) {
	l, entries := h.room.look, h.entries()
	if what == tellAll {
		h.passage = passage{}
		h.move(l.window(), l.window(), len(entries), h.measureEntry)
	}
	h.clamp(len(entries))
	lines = l.lines(entries[h.at:h.heard]...)
	if h.heard == len(entries) {
		lines = append(lines, "The end of the keys.")
	}
	return lines, true
}

// pressLinear reads on or back, and reports whether the key does that.
func (h *help) pressLinear(msg tea.KeyPressMsg) bool {
	l := h.room.look
	if !l.linear || !h.passage.press(msg, l, len(h.entries()), h.measureEntry) {
		return false
	}
	h.tell(tellPassage)
	return true
}

// measureEntry returns how many rows an entry takes.
func (h *help) measureEntry(i int) (rows int, text bool) {
	return len(h.room.look.lines(h.entries()[i])), true
}

// entries returns the page as sentences. Their number does not depend on the window.
func (h *help) entries() (entries []string) {
	for _, s := range h.room.sections() {
		entries = append(entries, s.title+":")
		for _, keys := range s.rows {
			labels, does := joint(keys)
			entries = append(entries, labels+": "+does)
		}
	}
	entries = append(entries, "Without the room:")
	for _, c := range h.commands() {
		entries = append(entries, c[0]+": "+c[1])
	}
	return entries
}
