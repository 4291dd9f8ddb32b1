package tui

import (
	"context"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// reader shows one text. Its lines come from a command; until they are there
// it shows none, and keeps the keys that need them.
type reader struct {
	room         *Room
	post         *blog.Post // nil on the about page
	page         *blog.Page
	newer, older *blog.Post

	opts   render.Options // of the lines
	lines  *render.Page   // nil until they are there
	top    int            // row of the text at the top of the window
	place  place          // what top stands for, through every rewrapping
	anchor string         // heading to begin at
	early  []tea.KeyPressMsg

	over  map[int]int // columns by which blocks are wider than the window
	shift map[int]int // columns by which those that show are scrolled to the left

	find  find
	walk  walk
	which *number // which block of code to copy, while it is asked
}

// laidOut brings the lines that a reader asked for.
type laidOut struct {
	page  *blog.Page
	opts  render.Options
	lines *render.Page
}

// maxEarly bounds the keys that are kept while a text is laid out.
const maxEarly = 64

func newPostReader(r *Room, p *blog.Post) *reader {
	return &reader{room: r, post: p, page: &p.Page, newer: r.archive.Newer(p), older: r.archive.Older(p), walk: walk{at: nowhere}}
}

func newAboutReader(r *Room) *reader {
	return &reader{room: r, page: r.archive.About, walk: walk{at: nowhere}}
}

// openAbout opens the about page, unless it shows, at a heading if one is named.
func (r *Room) openAbout(anchor string) tea.Cmd {
	rd := r.reader()
	switch {
	case r.archive.About == nil:
		r.say("This blog has no about page.")
		return nil
	case rd != nil && rd.post == nil:
		rd.goTo(anchor)
		return nil
	}
	rd = newAboutReader(r)
	rd.anchor = anchor
	return r.open(rd)
}

// name tells the texts of an archive apart.
func (r *reader) name() string { return r.page.Path }

func (r *reader) title() string { return r.page.Title }

// options are those of the lines that the window needs.
func (l look) options() render.Options {
	return render.Options{Width: l.measure(), Theme: l.theme, Styles: l.styles, ASCII: l.ascii, Profile: l.profile}
}

// layOut is the command that brings lines.
func (r *reader) layOut(o render.Options) tea.Cmd {
	post, page, site, cache := r.post, r.page, r.room.archive.Site, r.room.cache
	return func() tea.Msg {
		// It waits for another reader's layout at most, which ends: there is no error.
		var lines *render.Page
		if post == nil {
			lines, _ = cache.About(context.Background(), page, site, o)
		} else {
			lines, _ = cache.Post(context.Background(), post, site, o)
		}
		return laidOut{page, o, lines}
	}
}

// arrived takes lines, finds the reader's place in them, and presses the keys
// that came before them.
func (r *reader) arrived(msg laidOut) tea.Cmd {
	if msg.page != r.page || msg.opts != r.room.look.options() {
		return nil
	}
	r.take(msg.lines, msg.opts)
	early := r.early
	r.early = nil
	var cmds []tea.Cmd
	for _, key := range early {
		cmds = append(cmds, r.room.press(key))
	}
	return tea.Batch(cmds...)
}

// take shows lines from where the reader is, or is to begin.
func (r *reader) take(lines *render.Page, o render.Options) {
	r.lines, r.opts = lines, o
	r.settle()
	r.find.again(r)
	r.toAnchor()
}

// toAnchor goes to the heading to begin at, if there is one.
func (r *reader) toAnchor() {
	if row, ok := r.lines.RowOf(r.anchor); ok {
		r.anchor = ""
		r.jump(row)
	}
}

// goTo goes to a heading, as soon as there are lines for the window.
func (r *reader) goTo(anchor string) {
	r.anchor = anchor
	r.lay()
}

// lay finds the reader's place in a window that is new. What was found in the lines
// stays where it is; other lines than it has are the room's to ask for.
func (r *reader) lay() {
	if r.lines != nil && r.opts == r.room.look.options() {
		r.settle()
		r.toAnchor()
	}
}

// keeps takes a key that comes before the lines, behind others that do. Who does
// not want to wait presses esc.
func (r *reader) keeps(msg tea.KeyPressMsg) bool {
	switch {
	case r.lines != nil || len(r.early) == 0 && !r.typing():
		return false
	case key.Matches(msg, r.room.keys.Clear):
		r.early = nil
	case len(r.early) < maxEarly:
		r.early = append(r.early, msg)
	}
	return true
}

func (r *reader) press(msg tea.KeyPressMsg) tea.Cmd {
	k := r.room.keys
	switch {
	case r.find.open:
		r.find.press(r, msg)
		return nil
	case r.which != nil:
		r.number(msg)
		return nil
	case key.Matches(msg, k.Clear) && r.clear():
		return nil
	case key.Matches(msg, k.Close):
		return r.room.back()
	case key.Matches(msg, k.About):
		return r.room.openAbout("")
	case key.Matches(msg, k.Newer):
		return r.turn(r.newer, "This is the newest post.")
	case key.Matches(msg, k.Older):
		return r.turn(r.older, "This is the oldest post.")
	case key.Matches(msg, k.CopyLink):
		return r.copyLink()
	case r.lines == nil:
		r.early = append(r.early, msg)
		return nil
	}
	if r.scroll(msg) {
		return nil
	}
	return r.look(msg)
}

// look takes the keys that look for something in the text.
func (r *reader) look(msg tea.KeyPressMsg) tea.Cmd {
	k := r.room.keys
	switch {
	case key.Matches(msg, k.Find):
		r.find.begin(r)
	case key.Matches(msg, k.Next):
		r.find.step(r, 1)
	case key.Matches(msg, k.Prev):
		r.find.step(r, -1)
	case key.Matches(msg, k.NextLink):
		r.step(1)
	case key.Matches(msg, k.PrevLink):
		r.step(-1)
	case key.Matches(msg, k.Follow):
		return r.follow()
	case key.Matches(msg, k.CopyCode):
		r.askCode()
	case key.Matches(msg, k.Contents):
		return r.room.openContents(r)
	}
	return nil
}

// scroll takes the keys that move the window, and reports whether this one does.
func (r *reader) scroll(msg tea.KeyPressMsg) bool {
	k, page := r.room.keys, r.room.look.textRows()
	switch {
	case key.Matches(msg, k.Down):
		r.scrollTo(r.top + 1)
	case key.Matches(msg, k.Up):
		r.scrollTo(r.top - 1)
	case key.Matches(msg, k.PageDown):
		r.scrollTo(r.top + max(page-2, 1))
	case key.Matches(msg, k.PageUp):
		r.scrollTo(r.top - max(page-2, 1))
	case key.Matches(msg, k.HalfDown):
		r.scrollTo(r.top + max(page/2, 1))
	case key.Matches(msg, k.HalfUp):
		r.scrollTo(r.top - max(page/2, 1))
	case key.Matches(msg, k.Top):
		r.scrollTo(0)
	case key.Matches(msg, k.Bottom):
		r.scrollTo(r.rows())
	case key.Matches(msg, k.ScrollRight):
		r.sideways(shiftColumns)
	case key.Matches(msg, k.ScrollLeft):
		r.sideways(-shiftColumns)
	default:
		return false
	}
	return true
}

// turn opens a neighbour in the place of this post.
func (r *reader) turn(to *blog.Post, none string) tea.Cmd {
	switch {
	case r.post == nil:
		return nil
	case to == nil:
		r.room.say(none)
		return nil
	}
	r.room.pop()
	r.room.home.choose(to.Slug)
	return r.room.open(newPostReader(r.room, to))
}

// clear forgets what is marked, and reports whether anything was.
func (r *reader) clear() bool {
	marked := r.find.marks() || r.walk.at != nowhere
	r.find, r.walk.at = find{}, nowhere
	return marked
}

// copyLink copies where the reader is at: the address of a link, or the command
// that opens the text.
func (r *reader) copyLink() tea.Cmd {
	switch link, ok := r.link(); {
	case ok && link.URL != "" && link.Slug == "":
		return r.copyAddress(link)
	case r.post == nil:
		return r.room.copyCommand(r.command(""))
	}
	return r.room.copyLink(r.post)
}

func (r *reader) wheel(rows int) {
	if r.lines != nil {
		r.scrollTo(r.top + rows)
	}
}

// click follows what stands there, or copies the block whose label does.
func (r *reader) click(column, row int) tea.Cmd {
	l := r.room.look
	i := r.top + row - l.topMargin()
	if r.lines == nil || row >= r.shown() || i < 0 || i >= len(r.lines.Lines) {
		return nil
	}
	if n := r.lines.Lines[i].Code; n > 0 {
		r.copyCode(n)
		return nil
	}
	at := column - l.left() - l.textMargin()
	if line := r.lines.Lines[i]; line.Unwrapped {
		at += r.shift[line.Place.Block]
	}
	for n, stop := range r.lines.Stops {
		for _, part := range stop.Parts {
			if part.Row == i && at >= part.From && at < part.To {
				r.walk.at = n
				return r.follow()
			}
		}
	}
	return nil
}

// typing implements typist.
func (r *reader) typing() bool { return r.find.open || r.which != nil }

// paste implements typist.
func (r *reader) paste(text string) tea.Cmd { //nolint:unparam // the search has a command to return
	if r.find.open && r.lines != nil && r.find.field.insert(text) {
		r.find.look(r, r.find.field.words())
	}
	return nil
}
