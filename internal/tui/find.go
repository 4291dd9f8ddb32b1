package tui

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// find is a search within one text, and what it has marked.
type find struct {
	field field
	open  bool // it is typed into now
	from  int  // top of the window when it was opened

	terms   []string // what is marked; none for nothing
	whole   bool     // they are whole words
	matches []render.Match
	current int         // of the matches
	near    *search.Hit // what the reader came for; nil once it is found
}

// hunting is a find for what a search of all posts found in this one.
func hunting(hit search.Hit) find {
	return find{terms: hit.Forms, whole: true, near: &hit}
}

// marks reports that something is marked, or would be if it stood in the text.
func (f *find) marks() bool { return len(f.terms) > 0 }

// begin opens the line to type into.
func (f *find) begin(r *reader) { *f = find{open: true, from: r.top} }

// again finds the same in other lines.
func (f *find) again(r *reader) {
	if !f.marks() {
		return
	}
	f.matches = r.lines.Find(f.terms, f.whole)
	f.current = max(min(f.current, len(f.matches)-1), 0)
	if f.near == nil {
		return
	}
	before, after := f.near.Snippet.Text, ""
	if marks := f.near.Snippet.Marks; len(marks) > 0 {
		before, after = before[:marks[0].From], before[marks[0].To:]
	}
	current, ok := r.lines.Around(f.matches, strings.TrimPrefix(before, "…"), strings.TrimSuffix(after, "…"))
	if !ok { // it stands in the summary, which is no part of the text
		*f = find{}
		return
	}
	f.near, f.current = nil, current
	f.reveal(r)
}

// press takes a key while the line is typed into.
func (f *find) press(r *reader, msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		r.scrollTo(f.from)
		*f = find{}
	case "enter":
		f.open = false
	case "backspace":
		if f.field.String() == "" {
			*f = find{}
			return nil
		}
		f.field.press(msg)
		f.look(r)
	default:
		if f.field.press(msg) {
			f.look(r)
		}
	}
	return nil
}

// look finds what stands in the line, and goes to the first of it from where the
// reader was when it was opened.
func (f *find) look(r *reader) {
	f.terms = nil
	if words := f.field.words(); words != "" {
		f.terms = []string{words}
	}
	f.matches, f.current = r.lines.Find(f.terms, false), 0
	for i, m := range f.matches {
		if m.Parts[0].Row+r.room.look.topMargin() >= f.from {
			f.current = i
			break
		}
	}
	if len(f.matches) == 0 {
		r.scrollTo(f.from)
		return
	}
	f.reveal(r)
}

// step goes to the next hit, or the one before, and round at the ends. Where the
// reader has left the hits behind, it is the next one from there.
func (f *find) step(r *reader, by int) {
	n := len(f.matches)
	switch {
	case !f.marks():
		r.room.say("Nothing is looked for: press / first.")
		return
	case n == 0:
		r.room.say(f.none())
		return
	}
	f.current = (f.current + by + n) % n
	f.reveal(r)
}

// reveal brings the current hit into the window.
func (f *find) reveal(r *reader) {
	parts := f.matches[f.current].Parts
	r.bring(parts[0].Row, parts[len(parts)-1].Row)
	r.uncover(parts[0])
}

// count is the number of the current hit, and of all: "3/12".
func (f *find) count() string {
	switch n := len(f.matches); {
	case !f.marks():
		return ""
	case n == 0:
		return "none"
	case n == render.MaxMatches:
		return fmt.Sprintf("%d/%d+", f.current+1, n)
	default:
		return fmt.Sprintf("%d/%d", f.current+1, n)
	}
}

func (f *find) none() string {
	return fmt.Sprintf("%q is not in this text.", shorten(blog.Visible(f.terms[0]), 24))
}

// foot is the line that is typed into, with the count behind it.
func (f *find) foot(l look, margin int) string {
	count := f.count()
	out := hint{key: "esc", does: "cancel"}
	hints := []hint{{"enter", "keep", 1}}
	room := l.width() - 2*margin - out.width() - 3
	typed := "/ " + f.field.view(max(room-ansi.StringWidth(count)-4, 4))
	if count != "" {
		typed += "  " + l.ink.Dim.Render(count)
	}
	return l.footer(margin, typed, hints, out)
}

// patches are the hits on a row of the text. The current one is told from the
// others.
func (f *find) patches(row int, ink render.Palette) []render.Patch {
	var all []render.Patch
	for i, m := range f.matches {
		if m.Parts[0].Row > row {
			break
		}
		for _, p := range m.Parts {
			if p.Row != row {
				continue
			}
			pen := ink.Hit
			if i == f.current {
				pen = ink.Focus
			}
			all = append(all, render.Patch{From: p.From, To: p.To, Ink: pen})
		}
	}
	return all
}
