package tui

import (
	"context"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// reader shows one text. A command lays out its lines; until then the reader shows
// none and queues the keys that need them. It holds a slug instead of a post, because
// posts belong to a snapshot.
type reader struct {
	room *Room
	slug string // empty on the about page
	text        // the version that shows; it has no lines until they are there

	newest [32]byte // key of the version that the snapshot has
	told   [32]byte // key of the version that the reader was told of
	renew  bool     // the newest version is asked for

	top     int    // row of the text at the top of the window
	place   place  // what top stands for, through every rewrapping
	passage        // from the row that was last moved to
	column  int    // in that row, of what was moved to
	anchor  string // heading to begin at
	queued  []tea.KeyPressMsg

	overflow map[int]int // columns by which blocks are wider than the window
	shift    map[int]int // columns by which those that show are scrolled to the left

	known         render.Known          // of the pictures of the text
	showable      bool                  // some of them can be shown
	drawnPictures map[int]*drawnPicture // of those in the window, by their index in the page

	find  find
	focus linkFocus
	teller
}

// text is one version of a text, laid out.
type text struct {
	key   [32]byte // of the version, as [blog.Page] has it
	opts  render.Options
	lines *render.Page

	links    []blog.Link      // and translations: what stops lead to
	contents []render.Heading // below the title
}

// newText returns the version that p is, with its lines.
func newText(p *blog.Page, o render.Options, lines *render.Page) text {
	t := text{p.Key, o, lines, p.Targets(), lines.Headings}
	own := p.Contents()
	if all := p.Outline().Headings; len(own) < len(all) && len(t.contents) > 0 && t.contents[0].Anchor == all[0].Anchor {
		t.contents = t.contents[1:]
	}
	return t
}

// layoutDone is the message that a text has been laid out.
type layoutDone struct {
	slug string
	text text
}

func newReader(r *Room, slug string) *reader {
	return &reader{room: r, slug: slug, focus: linkFocus{at: nowhere}}
}

// openAbout opens the about page, unless it shows, at a heading if one is named.
func (r *Room) openAbout(anchor string) tea.Cmd {
	rd := r.reader()
	switch {
	case r.snapshot.Archive.About == nil:
		r.say("This blog has no about page.")
		return nil
	case rd != nil && rd.isAbout():
		rd.goTo(anchor)
		return nil
	}
	rd = newReader(r, "")
	rd.anchor = anchor
	return r.open(rd)
}

// isPublished reports whether the snapshot has the text. It follows a slug that has
// become an alias, and notes the version that the snapshot has.
func (r *reader) isPublished() bool {
	if !r.isAbout() {
		post, ok := r.room.snapshot.Archive.Post(r.slug)
		if !ok {
			return false
		}
		r.slug = post.Slug
	}
	page := r.newestPage()
	if page != nil && r.lines != nil {
		r.newest = page.Key
	}
	return page != nil
}

func (r *reader) isAbout() bool { return r.slug == "" }

// kind returns the word for the text in messages.
func (r *reader) kind() string {
	if post := r.post(); r.isAbout() || post != nil && post.IsPage {
		return "page"
	}
	return "post"
}

// post returns the post of the snapshot, or nil on the about page.
func (r *reader) post() *blog.Post {
	post, _ := r.room.snapshot.Archive.Post(r.slug)
	return post
}

// newestPage returns the text of the snapshot.
func (r *reader) newestPage() *blog.Page {
	if r.isAbout() {
		return r.room.snapshot.Archive.About
	}
	return &r.post().Page
}

// updated reports whether the snapshot has another version than the one that shows.
func (r *reader) updated() bool { return r.lines != nil && r.key != r.newest }

func (r *reader) title() string { return r.newestPage().Title }

// options returns how a text is laid out for this window.
func (l look) options() render.Options {
	if l.linear { // plain text is made for being read aloud
		return render.Options{Width: max(min(render.TextWidth, l.columns-1), 1), ASCII: l.ascii, Profile: colorprofile.NoTTY}
	}
	return render.Options{Width: l.measure(), Theme: l.theme, Styles: l.styles, ASCII: l.ascii, Profile: l.profile}
}

// options returns how this text is laid out.
func (r *reader) options() render.Options {
	o := r.room.look.options()
	if r.known != "" {
		o.Pictures = r.room.look.laidOut(r.known)
	}
	return o
}

// layoutCmd returns the command that lays out the text. With look it looks at the pictures
// before.
func (r *reader) layoutCmd(o render.Options, look bool) tea.Cmd {
	slug, post, page, site, cache := r.slug, r.post(), r.newestPage(), r.room.site(), r.room.cache
	snapshot, l := r.room.snapshot, r.room.look
	return func() tea.Msg {
		if look {
			o.Pictures = render.Pictures{}
			if known := snapshot.Pictures(page); known != "" {
				o.Pictures = l.laidOut(known)
			}
		}
		// The context never ends, so there is no error.
		var lines *render.Page
		if post == nil {
			lines, _ = cache.About(context.Background(), page, site, o)
		} else {
			lines, _ = cache.Post(context.Background(), post, site, o)
		}
		return layoutDone{slug, newText(page, o, lines)}
	}
}

// receive takes lines if they are the ones that are needed now, and then presses the
// queued keys. Lines of a version that was replaced meanwhile are better than none: a post
// may change faster than it is laid out.
func (r *reader) receive(msg layoutDone) tea.Cmd {
	newest := r.newestPage().Key
	if msg.slug == r.slug && msg.text.key == newest {
		r.know(msg.text.opts.Pictures.Known)
	}
	if msg.slug != r.slug || msg.text.opts != r.options() || msg.text.key != newest && r.lines != nil {
		return nil
	}
	r.take(msg.text)
	r.newest = newest
	early := r.queued
	r.queued = nil
	var cmds []tea.Cmd
	for _, key := range early {
		r.room.narrate()
		cmds = append(cmds, r.room.press(key))
	}
	return tea.Batch(cmds...)
}

// take shows lines at the place of the reader. In another version of the text that is
// where the same words are.
func (r *reader) take(t text) {
	heard := r.heardIn(t)
	if r.key != t.key {
		if r.lines != nil {
			r.place.at = relocated(r.place.at, r.lines, t.lines)
			if r.find.open {
				r.find.from.place.at = relocated(r.find.from.place.at, r.lines, t.lines)
			}
		}
		r.focus = linkFocus{at: nowhere}
	}
	r.drawnPictures = nil
	r.text, r.newest, r.renew = t, t.key, false
	r.restorePosition()
	r.heard = max(r.at, heard)
	r.find.again(r)
	r.toAnchor()
}

// heardIn returns the row of another version of the text, or of another layout, before which
// linear mode has appended all.
func (r *reader) heardIn(t text) int {
	switch {
	case r.lines == nil || r.heard == 0:
		return 0
	case r.heard == len(r.lines.Lines):
		return len(t.lines.Lines)
	}
	at := r.lines.Lines[r.heard].Place
	if r.key != t.key {
		at = relocated(at, r.lines, t.lines)
	}
	return t.lines.Row(at)
}

// toStart goes to the start of the text. There may be no lines now.
func (r *reader) toStart() {
	r.place, r.top, r.column, r.passage = place{}, 0, 0, passage{}
	r.tell(tellAhead)
}

// toAnchor goes to the heading that was asked for, if there is one.
func (r *reader) toAnchor() {
	if row, ok := r.lines.RowOf(r.anchor); ok {
		r.anchor = ""
		r.scrollTo(row + r.room.look.topMargin())
		r.at = row // which may be below the top of the window, at the end of the text
	}
}

// goTo goes to a heading as soon as there are lines for the window.
func (r *reader) goTo(anchor string) {
	r.anchor = anchor
	r.fitWindow()
}

// fitWindow shows the place of the reader in a window of another size, if the lines fit
// it. The room loads other lines.
func (r *reader) fitWindow() {
	if r.lines != nil && r.opts == r.options() {
		r.restorePosition()
		r.toAnchor()
	}
}
