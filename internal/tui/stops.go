package tui

import (
	"fmt"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// walk is a reader's way along what can be followed in a text.
type walk struct {
	at   int    // the stop the reader is at, or nowhere
	from []step // where jumps to notes began, the last one last
}

// step is a jump to be taken back.
type step struct {
	note  int // to which it led
	place place
	stop  int
}

const nowhere = -1

// mostSteps bounds the jumps that can be taken back.
const mostSteps = 100

// stop is what the reader is at.
func (r *reader) stop() (stop render.Stop, ok bool) {
	if r.lines == nil || r.walk.at < 0 || r.walk.at >= len(r.lines.Stops) {
		return render.Stop{}, false
	}
	return r.lines.Stops[r.walk.at], true
}

// link is the link that the reader is at.
func (r *reader) link() (link blog.Link, ok bool) {
	stop, ok := r.stop()
	if !ok || stop.Kind != render.ToLink {
		return blog.Link{}, false
	}
	return r.links[stop.N-1], true
}

// step goes to the next stop, or the one before, and round at the ends. Where the
// one that the reader was at does not show, it is the first that does, or the last.
func (r *reader) step(by int) {
	stops := r.lines.Stops
	if len(stops) == 0 {
		r.room.say("No links in this text.")
		return
	}
	if at := r.walk.at; at != nowhere && r.visible(stops[at]) {
		r.walk.at = (at + by + len(stops)) % len(stops)
	} else {
		r.walk.at = r.nearest(by)
	}
	parts := stops[r.walk.at].Parts
	r.bring(parts[0].Row, parts[len(parts)-1].Row)
	r.uncover(parts[0])
}

// nearest is the first stop from the top of the window on, or the last above its
// end, whichever way the reader goes.
func (r *reader) nearest(by int) int {
	l, stops := r.room.look, r.lines.Stops
	first, end := r.top-l.topMargin(), r.top-l.topMargin()+l.textRows()
	if by > 0 {
		for i, s := range stops {
			if s.Parts[0].Row >= first {
				return i
			}
		}
		return 0
	}
	for i := len(stops) - 1; i >= 0; i-- {
		if stops[i].Parts[0].Row < end {
			return i
		}
	}
	return len(stops) - 1
}

// visible reports a stop that begins in the window.
func (r *reader) visible(s render.Stop) bool {
	l := r.room.look
	row := s.Parts[0].Row - r.top + l.topMargin()
	return row >= 0 && row < l.textRows()
}

// lead is where a stop leads, in words, and what enter does about it.
type lead struct {
	where, does string
	follow      func() tea.Cmd
}

// lead is that of a stop.
func (r *reader) lead(stop render.Stop) lead {
	note := fmt.Sprintf("note %d", stop.N)
	switch stop.Kind {
	case render.ToNote:
		return lead{note, "go there", func() tea.Cmd { r.toNote(stop.N); return nil }}
	case render.FromNote:
		return lead{note, "back to the text", func() tea.Cmd { r.fromNote(stop.N); return nil }}
	}
	link := r.links[stop.N-1]
	if post, ok := r.room.snapshot.Archive.Post(link.Slug); ok {
		where := link.Slug
		if link.Fragment != "" {
			where += "#" + link.Fragment
		}
		return lead{where, "read", func() tea.Cmd { return r.openPost(post, link.Fragment) }}
	}
	switch {
	case link.URL != "":
		return lead{blog.Line(link.URL), "copy", func() tea.Cmd { return r.copyAddress(link) }}
	case link.Slug != "":
		return lead{link.Slug, "read", func() tea.Cmd { return r.room.openAbout(link.Fragment) }}
	}
	// A heading of the about page itself.
	return lead{"#" + link.Fragment, "go there", func() tea.Cmd { r.goTo(link.Fragment); return nil }}
}

// follow goes where the stop leads.
func (r *reader) follow() tea.Cmd {
	if stop, ok := r.stop(); ok {
		return r.lead(stop).follow()
	}
	return nil
}

// openPost opens a post above this text, which back leads to.
func (r *reader) openPost(p *blog.Post, anchor string) tea.Cmd {
	rd := newReader(r.room, p.Slug)
	rd.anchor = anchor
	if rd.slug == r.slug && !r.updated() { // its lines are here
		rd.text, rd.newest = r.text, r.newest
	}
	r.room.home.choose(p.Slug)
	return r.room.open(rd)
}

// toNote goes to a note, and remembers from where.
func (r *reader) toNote(n int) {
	at, ok := r.lines.StopAt(render.Ref{Kind: render.FromNote, N: n})
	if !ok {
		return
	}
	if len(r.walk.from) == mostSteps {
		r.walk.from = r.walk.from[1:]
	}
	r.walk.from = append(r.walk.from, step{n, r.place, r.walk.at})
	r.walk.at = at
	row := r.lines.Stops[at].Parts[0].Row
	r.bring(row, row)
}

// fromNote goes back to the mark that led to a note, or else to its first.
func (r *reader) fromNote(n int) {
	if last := len(r.walk.from) - 1; last >= 0 && r.walk.from[last].note == n {
		was := r.walk.from[last]
		r.walk.from = r.walk.from[:last]
		r.walk.at, r.place = was.stop, was.place
		r.settle()
		return
	}
	if at, ok := r.lines.StopAt(render.Ref{Kind: render.ToNote, N: n}); ok {
		r.walk.at = at
		row := r.lines.Stops[at].Parts[0].Row
		r.bring(row, row)
	}
}

// copyAddress copies where a link leads out of the blog: a terminal cannot be
// made to open it from here.
func (r *reader) copyAddress(link blog.Link) tea.Cmd {
	r.room.copy(link.URL, "the address", r.command("links"))
	return nil
}

// command is the one that prints a part of this text, wherever it is typed.
func (r *reader) command(name string, args ...string) string {
	if r.isAbout() {
		return r.room.site().SSH("about")
	}
	return r.room.site().SSH(append([]string{name, r.slug}, args...)...)
}
