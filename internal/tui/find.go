package tui

import (
	"fmt"
	"sort"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// find is a search within one text, and what it has marked.
type find struct {
	field field
	open  bool // it is typed into now
	from  view // what showed when it was opened

	what    string   // was typed, here or into the search of all posts
	terms   []string // what is marked; none for nothing
	whole   bool     // they are whole words
	matches []render.Match
	current int    // of the matches
	wrapped string // says that the last step went round an end
	target  *hit   // what the reader came for; nil once it is found
}

// findHit returns a find for what a search of all posts found in this one.
func findHit(what string, hit hit) find {
	return find{what: what, terms: hit.forms, whole: true, target: &hit}
}

// marks reports that something is marked, or would be if it stood in the text.
func (f *find) marks() bool { return len(f.terms) > 0 }

// begin opens the line to type into.
func (f *find) begin(r *reader) {
	*f = find{open: true, from: r.view()}
	r.focus.at = nowhere
}

// again finds the same in other lines.
func (f *find) again(r *reader) {
	if !f.marks() {
		return
	}
	f.matches = r.lines.Find(f.terms, f.whole)
	f.current = max(min(f.current, len(f.matches)-1), 0)
	if f.target == nil {
		return
	}
	before, after := f.target.snippet.Text, ""
	if marks := f.target.snippet.Marks; len(marks) > 0 {
		before, after = before[:marks[0].From], before[marks[0].To:]
	}
	current, ok := r.lines.Around(f.matches, strings.TrimPrefix(before, "…"), strings.TrimSuffix(after, "…"))
	f.target, f.current = nil, current
	switch {
	case ok:
		f.reveal(r)
	case len(f.matches) == 0: // it stands in the summary, which is no part of the text
		*f = find{}
	}
}

// press takes a key while the line is typed into. Enter in an empty one finds what
// was found last, in whichever text that was.
func (f *find) press(r *reader, msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		r.show(f.from)
		*f = find{}
	case "enter":
		f.open = false
		if f.field.words() == "" && r.room.lastFind != "" {
			f.search(r, r.room.lastFind)
		}
		if f.marks() {
			r.room.lastFind = f.what
		}
	default:
		if f.field.press(msg) {
			f.search(r, f.field.words())
		}
	}
}

// search finds what was typed, and goes to the first of it from where the reader
// was.
func (f *find) search(r *reader, what string) {
	f.what, f.terms, f.whole, f.wrapped = what, nil, false, ""
	if what != "" {
		f.terms = []string{what}
	}
	f.matches, f.current = r.lines.Find(f.terms, false), 0
	if i := f.first(r); i < len(f.matches) {
		f.current = i
	}
	if len(f.matches) == 0 {
		r.show(f.from)
		return
	}
	f.reveal(r)
}

// first is the first hit from where the reader was, or as many as there are.
func (f *find) first(r *reader) int {
	top := r.topOf(f.from.place) - r.room.look.topMargin()
	for i, m := range f.matches {
		if m.Parts[0].Row >= top {
			return i
		}
	}
	return len(f.matches)
}

// step goes to the next hit, or the one before, and round at the ends.
func (f *find) step(r *reader, by int) {
	if !f.marks() && r.room.lastFind != "" {
		*f = find{from: r.view()}
		f.search(r, r.room.lastFind)
		if n := len(f.matches); by < 0 && n > 0 {
			f.current = (f.first(r) - 1 + n) % n
			f.reveal(r)
		}
		return
	}
	n := len(f.matches)
	switch {
	case !f.marks():
		r.room.say("No search yet: press / to find something.")
		return
	case n == 0:
		return // the foot says so
	}
	r.focus.at = nowhere
	next := f.current + by
	f.current, f.wrapped = (next+n)%n, ""
	switch {
	case next == n:
		f.wrapped = "from the top"
	case next < 0:
		f.wrapped = "from the end"
	}
	f.reveal(r)
}

// reveal brings the current hit into the window.
func (f *find) reveal(r *reader) {
	parts := f.matches[f.current].Parts
	r.scrollIntoView(parts[0].Row, parts[len(parts)-1].Row)
	r.scrollSidewaysTo(parts[0])
}

// count is the number of the current hit, and of all: "3/12".
func (f *find) count() string {
	switch n := len(f.matches); {
	case !f.marks():
		return ""
	case n == 0:
		return "not found"
	case n == render.MaxMatches:
		return fmt.Sprintf("%d/%d+", f.current+1, n)
	default:
		return fmt.Sprintf("%d/%d", f.current+1, n)
	}
}

// typed is the foot while the line is typed into: it, and the count.
func (f *find) typed(l look, margin int) []string {
	count := f.count()
	out := hint{key: "esc", does: "cancel"}
	room := l.width() - 2*margin - out.width() - 3
	line := "/ " + f.field.view(max(room-ansi.StringWidth(count)-4, 4))
	if count != "" {
		line += "  " + l.ink.Dim.Render(count)
	}
	return l.footer(margin, line, []hint{{"enter", "done", 1}}, out)
}

// foot is the foot while hits are marked: the count, of what, and where.
func (f *find) foot(l look, margin, percent int, status string) []string {
	first := f.count()
	if l.compact() {
		status = fmt.Sprintf("%d%%", percent)
	} else {
		first += " " + shorten(blog.Visible(f.what), 20)
	}
	if f.wrapped != "" {
		status = f.wrapped
	}
	if len(f.matches) == 0 {
		return l.footer(margin, first, []hint{{"esc", "clear", 2}, {"?", "keys", 1}}, hint{key: "q", does: "back"})
	}
	return l.footer(margin, first+" · "+status, []hint{{"n N", "hits", 3}, {"esc", "clear", 2}, {"?", "keys", 1}}, hint{key: "q", does: "back"})
}

// patches are the hits on a row of the text. The current one is told from the
// others.
func (f *find) patches(row int, ink render.Palette) []render.Patch {
	var all []render.Patch
	first := sort.Search(len(f.matches), func(i int) bool {
		parts := f.matches[i].Parts
		return parts[len(parts)-1].Row >= row
	})
	for i := first; i < len(f.matches) && f.matches[i].Parts[0].Row <= row; i++ {
		for _, p := range f.matches[i].Parts {
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
