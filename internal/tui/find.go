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
	open  bool // the field is typed into now
	from  view // what showed when the field was opened

	what    string   // what was typed, here or into the search of all posts
	terms   []string // what is marked; empty marks nothing
	whole   bool     // the terms are whole words
	matches []render.Match
	current int    // number of the current match, from 0
	wrapped string // says that the last step went past an end
	target  *hit   // hit that the text was opened for; nil once it has been found
}

// findHit returns a find for a hit of the search of all posts.
func findHit(what string, hit hit) find {
	return find{what: what, terms: hit.forms, whole: true, target: &hit}
}

// marks reports whether there is something to mark, in the text or not.
func (f *find) marks() bool { return len(f.terms) > 0 }

// begin opens the field to type into.
func (f *find) begin(r *reader) {
	*f = find{open: true, from: r.view()}
	r.focus.at = nowhere
}

// again finds the same terms in other lines.
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
	case len(f.matches) == 0: // the hit is in the summary, which is not in the lines
		*f = find{}
	}
}

// press handles a key while the field is typed into. Enter in an empty field searches
// for what was searched for last, in any text.
func (f *find) press(r *reader, msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		r.show(f.from)
		*f = find{}
		r.tell(tellHere)
	case "enter":
		f.open = false
		if f.marks() {
			r.room.lastFind = sought{what: f.what}
		} else if r.room.lastFind.what != "" {
			f.repeat(r)
		}
	default:
		if f.field.press(msg) {
			f.search(r, f.field.words())
		}
	}
}

// sought is what was searched for last, in any text: what was typed, and the post that the
// search of all posts has found with the forms in it.
type sought struct {
	what, slug string
	forms      []string
}

// repeat searches for what was searched for last. In another post than that of a hit this is
// the text that was typed, because its forms are others there.
func (f *find) repeat(r *reader) {
	last := r.room.lastFind
	if last.slug != r.slug {
		last.forms = nil
	}
	f.search(r, last.what, last.forms...)
}

// search finds what was typed, or whole words that it stands for, and goes to the first match
// below the place where the field was opened.
func (f *find) search(r *reader, what string, forms ...string) {
	f.what, f.terms, f.whole, f.wrapped = what, forms, len(forms) > 0, ""
	if what != "" && !f.whole {
		f.terms = []string{what}
	}
	f.matches, f.current = r.lines.Find(f.terms, f.whole), 0
	r.tell(tellHit)
	if len(f.matches) == 0 {
		r.show(f.from)
		return
	}
	f.current = f.first(r) % len(f.matches)
	f.reveal(r)
}

// first returns the number of the first match below the place where the field was
// opened, or the number of all matches.
func (f *find) first(r *reader) int {
	top := r.topOf(f.from.place) - r.room.look.topMargin()
	return sort.Search(len(f.matches), func(i int) bool { return f.matches[i].Parts[0].Row >= top })
}

// step goes to the next match or the previous one. Past an end it goes on at the other.
func (f *find) step(r *reader, by int) {
	if !f.marks() && r.room.lastFind.what != "" {
		*f = find{from: r.view()}
		f.repeat(r)
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
		r.tell(tellHit) // the foot says so
		return
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

// reveal scrolls the current match into the window.
func (f *find) reveal(r *reader) {
	r.reveal(f.matches[f.current].Parts)
	r.tell(tellHit)
}

// count returns the number of the current match and of all: "3/12".
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

// typed returns the foot while the field is typed into: the field and the count.
func (f *find) typed(l look, margin int) []string {
	line := "/ " + f.field.view(f.room(l, margin))
	if count := f.count(); count != "" {
		line += "  " + l.ink.Dim.Render(count)
	}
	return l.footer(margin, line, []hint{{"enter", "done", 1}}, hintCancel)
}

// room returns the columns of the field.
func (f *find) room(l look, margin int) int {
	return max(l.width()-2*margin-hintCancel.width()-3-ansi.StringWidth(f.count())-4, 4)
}

// columnOfCursor returns the column of the cursor in the foot while the field is typed into.
func (f *find) columnOfCursor(l look, margin int) int {
	return len("/ ") + ansi.StringWidth(f.field.before(f.room(l, margin)))
}

// foot returns the foot while matches are marked: the count, the term and the status.
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
	found := len(f.matches) > 0
	if found {
		first += " · " + status
	}
	return l.footer(margin, first, []hint{hint{"n N", "hits", 3}.when(found), {"esc", "clear", 2}, {"?", "keys", 1}}, hintBack)
}

// patches returns the matches on a row of the text. The current one differs from the
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
