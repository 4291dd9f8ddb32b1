package tui

import (
	"cmp"
	"slices"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// longView is the length from which a suspended room does not hold its view, in bytes: one with
// pictures has tens of thousands.
const longView = 8 << 10

// Suspend drops everything that keeps the snapshot in memory. Slugs, places and lines
// that are laid out stay. The next Update takes the current snapshot.
func (r *Room) Suspend() {
	r.snapshot = nil
	if len(r.view.Content) > longView {
		r.view, r.drawn = tea.View{}, false
	}
	r.tagCounts.offers = nil
	r.home.suspend()
	for _, p := range r.pages {
		if rd, ok := p.(*reader); ok {
			rd.drawnPictures = nil // the cache has them
		}
	}
}

// change is what became of the room when it took another snapshot.
type change struct {
	says   string // to the reader, or ""
	closed bool   // the page that showed is closed
}

// resume takes the current snapshot if the room has none, because it was suspended.
func (r *Room) resume() {
	if r.snapshot == nil {
		r.say(r.adopt(r.store.Current()).says)
		_ = r.loadPicture() // takes those that are cached
	}
}

// updateAdopting takes the current snapshot, and then the message. A key that was
// meant for a page that is closed by now does nothing.
func (r *Room) updateAdopting(msg tea.Msg) tea.Cmd {
	r.message = message{}
	change := r.adopt(r.store.Current())
	var cmd tea.Cmd
	if !change.closed || !r.isForPage(msg) {
		cmd = r.update(msg)
	}
	if change.says != "" {
		r.say(change.says)
	}
	cmd = tea.Batch(cmd, r.load())
	r.announce()
	r.narrate()
	return cmd
}

// isForPage reports input that means different things on different pages.
func (r *Room) isForPage(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return !key.Matches(msg, keyLeave)
	case tea.PasteMsg, tea.MouseMsg:
		return true
	}
	return false
}

// adopt replaces the snapshot. Pages keep what they show as far as the new snapshot
// has it.
func (r *Room) adopt(next *site.Snapshot) change {
	r.Suspend()
	r.snapshot, r.drawn = next, false
	r.generation++
	r.look.styles = next.Styles
	r.look.ink = next.Styles.Palette(r.look.theme, r.look.profile)
	c := r.closeWithdrawn()
	c.says = cmp.Or(c.says, r.home.adopt())
	for _, p := range slices.Clone(r.pages) {
		if a, ok := p.(interface{ adopt() string }); ok {
			c.says = cmp.Or(c.says, a.adopt())
		}
		if _, ok := p.(*reader); !ok {
			p.fitWindow()
		}
	}
	return c
}

// closeWithdrawn closes the texts that the snapshot does not have. When that is the
// text that shows, even below its contents or the help, the list of posts shows.
func (r *Room) closeWithdrawn() (c change) {
	var open []page
	for _, p := range r.pages {
		switch rd, ok := p.(*reader); {
		case !ok:
			open = append(open, p)
		case rd.isPublished():
			open = append(open, p)
			c = change{} // this one is above those that were withdrawn
		default:
			delete(r.places, rd.slug)
			c = change{"This " + rd.kind() + " was withdrawn.", true}
		}
	}
	r.pages = open
	if c.closed {
		for _, p := range r.pages {
			r.remember(p)
		}
		r.pages = nil
	}
	return c
}

// announce says that the text that shows has changed, once for each change. It waits
// while something else is said or typed.
func (r *Room) announce() {
	rd := r.reader()
	switch {
	case rd == nil || !rd.updated() || rd.told == rd.newest:
		return
	case r.message != (message{}) || rd.typing():
		return
	case rd.renew || rd.opts != rd.options(): // the new version is on its way
		return
	}
	rd.told = rd.newest
	r.sayUpdated(rd)
}

func (r *Room) sayUpdated(rd *reader) {
	r.say("This " + rd.kind() + " was updated. " + keyReread.Help().Key + " reads it again.")
}

// tagsLeft returns the tags that posts are narrowed by, if the snapshot has such posts.
// Else it returns none, and says so.
func (r *Room) tagsLeft(tags []string) (left []string, says string) {
	if len(tags) == 0 || len(withTags(r.snapshot.Archive.Posts, tags)) > 0 {
		return tags, ""
	}
	return nil, "No post has that tag any more. These are all posts."
}

// site returns the site of the snapshot, with the host that commands are shown with.
func (r *Room) site() blog.Site {
	site := r.snapshot.Archive.Site
	site.Host = cmp.Or(r.host, site.Host)
	return site
}
