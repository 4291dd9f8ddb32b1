package tui

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// linkFocus is which link or footnote of a text has the focus.
type linkFocus struct {
	at   int    // index in the stops of the page, or nowhere
	from []jump // jumps to footnotes that can be taken back, the last one last
}

// jump is a jump to a footnote, and the place that it began at.
type jump struct {
	footnote int
	place    place
	stop     int
}

const nowhere = -1

// maxJumps bounds the jumps that can be taken back.
const maxJumps = 100

// focused returns the link or footnote that has the focus.
func (r *reader) focused() (stop render.Stop, ok bool) {
	if r.lines == nil || r.focus.at < 0 || r.focus.at >= len(r.lines.Stops) {
		return render.Stop{}, false
	}
	return r.lines.Stops[r.focus.at], true
}

// step moves the focus to the next stop or the previous one, and past an end to the
// other. If the focused stop does not show, the first or the last that shows gets it.
func (r *reader) step(by int) {
	stops := r.lines.Stops
	if len(stops) == 0 {
		r.room.say("No links in this text.")
		return
	}
	if at := r.focus.at; at != nowhere && r.visible(stops[at]) {
		r.focusOn((at + by + len(stops)) % len(stops))
	} else {
		r.focusOn(r.nearest(by))
	}
}

// focusOn gives a stop the focus, and scrolls it into the window.
func (r *reader) focusOn(at int) {
	r.focus.at = at
	r.reveal(r.lines.Stops[at].Parts)
	r.tell(tellStop)
}

// nearest returns the first stop below the top of the window, or with by below 0 the
// last stop above the end of the window.
func (r *reader) nearest(by int) int {
	first, end := r.shown()
	stops := r.lines.Stops
	if by > 0 {
		return max(slices.IndexFunc(stops, func(s render.Stop) bool { return s.Parts[0].Row >= first }), 0)
	}
	for i, s := range slices.Backward(stops) {
		if s.Parts[0].Row < end {
			return i
		}
	}
	return len(stops) - 1
}

// visible reports whether a stop begins in the window.
func (r *reader) visible(s render.Stop) bool {
	first, end := r.shown()
	return s.Parts[0].Row >= first && s.Parts[0].Row < end
}

// linkAction says where a link or footnote leads, and what enter does there.
type linkAction struct {
	where, does string
	follow      func() tea.Cmd
}

// actionOf returns the action of a stop.
func (r *reader) actionOf(stop render.Stop) linkAction {
	note := fmt.Sprintf("note %d", stop.N)
	switch stop.Kind {
	case render.ToNote:
		return linkAction{note, "go there", func() tea.Cmd { r.toFootnote(stop.N); return nil }}
	case render.FromNote:
		return linkAction{note, "back to the text", func() tea.Cmd { r.fromFootnote(stop.N); return nil }}
	}
	link := r.links[stop.N-1]
	if post, ok := r.room.snapshot.Archive.Post(link.Slug); ok {
		where := link.Slug
		if link.Fragment != "" {
			where += "#" + link.Fragment
		}
		return linkAction{where, "read", func() tea.Cmd { return r.openPost(post, link.Fragment) }}
	}
	switch {
	case link.URL != "":
		return linkAction{blog.Line(link.URL), "copy", func() tea.Cmd { r.copyAddress(link); return nil }}
	case link.Slug != "":
		return linkAction{link.Slug, "read", func() tea.Cmd { return r.room.openAbout(link.Fragment) }}
	}
	if link.File != "" { // which has no address on the web
		return linkAction{blog.Line(link.Address), "copy how to get it", func() tea.Cmd { r.copyFile(link); return nil }}
	}
	// A heading of the about page itself.
	return linkAction{"#" + link.Fragment, "go there", func() tea.Cmd { r.goTo(link.Fragment); return nil }}
}

// follow goes where the focused stop leads.
func (r *reader) follow() tea.Cmd {
	if stop, ok := r.focused(); ok {
		return r.actionOf(stop).follow()
	}
	return nil
}

// openPost opens a post above this text.
func (r *reader) openPost(p *blog.Post, anchor string) tea.Cmd {
	rd := newReader(r.room, p.Slug)
	rd.anchor = anchor
	if rd.slug == r.slug && !r.updated() { // the lines are the same
		rd.text, rd.newest = r.text, r.newest
		rd.known, rd.showable = r.known, r.showable
	}
	return r.room.open(rd)
}

// toFootnote goes to a footnote, and remembers the place of its mark.
func (r *reader) toFootnote(n int) {
	at, ok := r.lines.StopAt(render.Ref{Kind: render.FromNote, N: n})
	if !ok {
		return
	}
	if len(r.focus.from) == maxJumps {
		r.focus.from = r.focus.from[1:]
	}
	r.focus.from = append(r.focus.from, jump{n, r.place, r.focus.at})
	r.focusOn(at)
}

// fromFootnote goes back to the mark that led to a footnote, or else to its first mark.
func (r *reader) fromFootnote(n int) {
	if last := len(r.focus.from) - 1; last >= 0 && r.focus.from[last].footnote == n {
		was := r.focus.from[last]
		r.focus.from = r.focus.from[:last]
		r.focus.at, r.place = was.stop, was.place
		r.restorePosition()
		r.tell(tellStop)
		return
	}
	if at, ok := r.lines.StopAt(render.Ref{Kind: render.ToNote, N: n}); ok {
		r.focusOn(at)
	}
}

// copyAddress copies the address of a link that leads out of the blog. A server cannot
// make the reader's terminal open it.
func (r *reader) copyAddress(link blog.Link) {
	r.room.copy(link.URL, "the address", r.command("links"))
}

// copyFile copies the command that gets a file of this text.
func (r *reader) copyFile(link blog.Link) {
	if r.known.Has(link.N) {
		name := path.Base(link.File)
		if strings.HasPrefix(name, "-") || strings.ContainsFunc(name, special) {
			name = "picture" // a shell would take it for more than a name
		}
		r.room.copyCommand(r.command("picture", strconv.Itoa(link.N)) + " > " + name)
		return
	}
	r.room.copyCommand(r.command("links"))
}

// command returns the shell command that prints a part of this text.
func (r *reader) command(name string, args ...string) string {
	if r.isAbout() {
		return r.room.site().SSH("about")
	}
	return r.room.site().SSH(append([]string{name, r.slug}, args...)...)
}
