package tui

import (
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// maxQueued bounds the keys that are queued while a text is laid out.
const maxQueued = 64

// queuesKey queues a key behind others while there are no lines, and reports whether it
// did. The key esc empties the queue.
func (r *reader) queuesKey(msg tea.KeyPressMsg) bool {
	switch {
	case r.lines != nil || len(r.queued) == 0 && !r.typing():
		return false
	case key.Matches(msg, keyClear):
		r.queued = nil
	case len(r.queued) < maxQueued:
		r.queued = append(r.queued, msg)
	}
	return true
}

func (r *reader) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case r.find.open:
		r.find.press(r, msg)
		return nil
	case key.Matches(msg, keyClear) && r.clear():
		return nil
	case key.Matches(msg, keyClose):
		return r.room.back()
	case key.Matches(msg, keyAbout):
		return r.room.openPages()
	case key.Matches(msg, keyNewer):
		return r.openNeighbour(r.room.snapshot.Archive.Newer, "This is the newest post.")
	case key.Matches(msg, keyOlder):
		return r.openNeighbour(r.room.snapshot.Archive.Older, "This is the oldest post.")
	case key.Matches(msg, keyCopyLink):
		r.copyLink()
		return nil
	case key.Matches(msg, keyReread):
		r.renew = r.updated()
		return r.room.load()
	case r.lines == nil:
		r.queued = append(r.queued, msg)
		return nil
	}
	if r.pressLinear(msg) {
		return nil
	}
	page := r.room.look.textRows()
	if by, ok := distance(msg, func() int { return max(page-2, 1) }, func() int { return max(page/2, 1) }); ok {
		r.scrollTo(r.top + by)
		return nil
	}
	return r.pressInText(msg)
}

// pressInText handles the keys that need the lines.
func (r *reader) pressInText(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyFind):
		r.find.begin(r)
	case key.Matches(msg, keyNext):
		r.find.step(r, 1)
	case key.Matches(msg, keyPrev):
		r.find.step(r, -1)
	case key.Matches(msg, keyNextLink):
		r.step(1)
	case key.Matches(msg, keyPrevLink):
		r.step(-1)
	case key.Matches(msg, keyScrollRight):
		r.sideways(shiftColumns)
	case key.Matches(msg, keyScrollLeft):
		r.sideways(-shiftColumns)
	case key.Matches(msg, keyFollow):
		return r.follow()
	case key.Matches(msg, keyCopyCode):
		return r.room.openCode(r)
	case key.Matches(msg, keyContents):
		return r.room.openContents(r)
	case key.Matches(msg, keyPictures):
		return r.togglePictures()
	}
	return nil
}

// openNeighbour replaces this post by the newer or older one.
func (r *reader) openNeighbour(neighbour func(*blog.Post) *blog.Post, none string) tea.Cmd {
	if r.isAbout() {
		return nil
	}
	to := neighbour(r.post())
	if to == nil {
		r.room.say(r.withoutNeighbour(none))
		return nil
	}
	r.room.pop()
	return r.room.open(newReader(r.room, to.Slug))
}

// withoutNeighbour returns what is said where the list ends: none, unless no post is on the
// other side either.
func (r *reader) withoutNeighbour(none string) string {
	archive, post := r.room.snapshot.Archive, r.post()
	switch {
	case archive.Newer(post) != nil || archive.Older(post) != nil:
		return none
	case post.Listed() || !post.IsPage && len(post.Translations) > 0:
		return "This is the only post."
	}
	return "This " + r.kind() + " is in no list."
}

// clear removes the marks and the focus, and reports whether there were any.
func (r *reader) clear() bool {
	marked := r.find.marks() || r.focus.at != nowhere
	r.find, r.focus.at = find{}, nowhere
	r.tell(tellHere)
	return marked
}

// copyLink copies the address of the link that has the focus, else the command that
// opens the text.
func (r *reader) copyLink() {
	if stop, ok := r.focused(); ok && stop.Kind == render.ToLink {
		switch link := r.links[stop.N-1]; {
		case link.URL != "" && link.Slug == "":
			r.copyAddress(link)
			return
		case link.URL == "" && link.File != "":
			r.copyFile(link)
			return
		}
	}
	if r.isAbout() {
		r.room.copyCommand(r.command(""))
		return
	}
	r.room.copyLink(r.slug)
}

func (r *reader) wheel(rows int) {
	if r.lines != nil {
		r.scrollTo(r.top + rows)
	}
}

// click follows the link at a cell, or copies the block of code whose label is there.
func (r *reader) click(column, row int) tea.Cmd {
	l := r.room.look
	i := r.top + row - l.topMargin()
	if r.lines == nil || row >= r.textRowsAboveFoot() || i < 0 || i >= len(r.lines.Lines) {
		return nil
	}
	if n := r.lines.Lines[i].Code; n > 0 {
		r.copyCodeAt(n)
		return nil
	}
	at := column - l.left() - l.textMargin()
	if line := r.lines.Lines[i]; line.Unwrapped {
		at += r.shift[line.Place.Block]
	}
	for n, stop := range r.lines.Stops {
		for _, part := range stop.Parts {
			if part.Row == i && at >= part.From && at < part.To {
				r.focus.at = n
				return r.follow()
			}
		}
	}
	return nil
}

// input implements inputPage.
func (r *reader) input() (prompt string, f *field) { return "Find in this text: ", &r.find.field }

// typing implements inputPage.
func (r *reader) typing() bool { return r.find.open }

// paste implements inputPage.
func (r *reader) paste(text string) tea.Cmd { //nolint:unparam // the search has a command to return
	if r.find.open && r.lines != nil && r.find.field.insert(text) {
		r.find.search(r, r.find.field.words())
	}
	return nil
}
