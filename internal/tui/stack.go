package tui

import (
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// page is one page of the room. It holds the room, and asks it to open other pages.
type page interface {
	title() string                       // of the window
	fitWindow()                          // fits it to the window, when that has changed
	press(msg tea.KeyPressMsg) tea.Cmd   // takes a key
	draw(s *screen)                      // draws the rows above its foot
	foot() []string                      // is the last row, or more over others
	wheel(rows int)                      // scrolls, down if rows is positive
	click(column, row int) (cmd tea.Cmd) // takes a click at a cell of the window

	toTell() *telling                             // what linear mode has yet to say of it
	speak(what telling) (lines []string, ok bool) // says it, unless it has to wait for something
}

// inputPage is a page that may be typed into. Meanwhile letters are text, not keys.
type inputPage interface {
	typing() bool
	paste(text string) tea.Cmd
	input() (prompt string, f *field) // for linear mode
}

// maxPages bounds the stack, because links between texts can go round in circles.
const maxPages = 100

// maxLaidOut is how many pages below the one that shows keep their lines. Deeper texts
// are laid out again on the way back, unless the cache has them.
const maxLaidOut = 4

// page returns the page that shows.
func (r *Room) page() page {
	if len(r.pages) == 0 {
		return r.home
	}
	return r.pages[len(r.pages)-1]
}

// reader returns the text that shows, or nil.
func (r *Room) reader() *reader {
	rd, _ := r.page().(*reader)
	return rd
}

// typing returns the page that shows if it is typed into now, else nil.
func (r *Room) typing() inputPage {
	if t, ok := r.page().(inputPage); ok && t.typing() {
		return t
	}
	return nil
}

// push opens a page above the one that shows.
func (r *Room) push(p page) tea.Cmd {
	if len(r.pages) == maxPages {
		r.remember(r.pages[0])
		r.pages = append(r.pages[:0], r.pages[1:]...)
	}
	r.pages = append(r.pages, p)
	if deep := len(r.pages) - 1 - maxLaidOut; deep >= 0 {
		if rd, ok := r.pages[deep].(*reader); ok {
			rd.lines, rd.links = nil, nil
		}
	}
	p.fitWindow()
	return r.load()
}

// open opens a text above the page that shows, at the place where the reader left it, and
// selects it in the list of posts.
func (r *Room) open(rd *reader) tea.Cmd {
	r.home.choose(rd.slug)
	rd.place = r.placeOf(rd)
	return r.push(rd)
}

// placeOf returns where the reader left a text, by its slug or one that it had before.
func (r *Room) placeOf(rd *reader) place {
	if at, ok := r.places[rd.slug]; ok || rd.isAbout() {
		return at
	}
	for _, alias := range rd.post().Aliases {
		if at, ok := r.places[alias]; ok {
			return at
		}
	}
	return place{}
}

// back closes the page that shows, and loads what the page below lacks.
func (r *Room) back() tea.Cmd {
	r.pop()
	return r.load()
}

// pop removes the page that shows, and remembers the place in it.
func (r *Room) pop() {
	if len(r.pages) == 0 {
		return
	}
	r.remember(r.page())
	r.pages[len(r.pages)-1] = nil
	r.pages = r.pages[:len(r.pages)-1]
}

// remember keeps the place in a page that will not show again, or stops its search.
func (r *Room) remember(p page) {
	switch p := p.(type) {
	case *reader:
		r.places[p.slug] = p.place
	case *searchPage:
		p.stop()
	}
}

// load returns the command that makes what the page that shows lacks: the lines of a
// text for this window, or an answer and snippets of a search. Lines that are cached are
// taken at once. One layout runs at a time, whatever is pressed meanwhile; the next one
// is for the size that the window has then.
func (r *Room) load() tea.Cmd {
	if s, ok := r.page().(*searchPage); ok {
		return s.loadMore()
	}
	rd := r.reader()
	if rd != nil && r.follow {
		rd.renew = rd.renew || rd.updated()
	}
	if rd == nil || r.look.tiny() && !r.look.linear || rd.lines != nil && rd.opts == rd.options() && !rd.renew {
		return nil
	}
	fresh, ok := true, true
	if rd.lines == nil || rd.renew {
		var known render.Known
		if known, fresh, ok = r.snapshot.KnownPictures(rd.newestPage()); ok {
			rd.know(known)
		}
	}
	o := rd.options()
	if lines, cached := r.cache.Cached(rd.newestPage(), r.site(), o); cached && ok {
		cmd := rd.receive(layoutDone{rd.slug, newText(rd.newestPage(), o, lines)})
		if !fresh {
			cmd = tea.Batch(cmd, rd.refreshPictures())
		}
		return cmd
	}
	if r.layoutRuns {
		return nil
	}
	r.layoutRuns = true
	return rd.layoutCmd(o, !ok || !fresh)
}

// receive passes lines to the text that shows, and loads others if the text needs
// others by now.
func (r *Room) receive(msg layoutDone) tea.Cmd {
	r.layoutRuns = false
	var cmd tea.Cmd
	if rd := r.reader(); rd != nil {
		cmd = rd.receive(msg)
	}
	return tea.Batch(cmd, r.load())
}

// paste types what was pasted into the page that shows. Pages that are not typed into
// ignore it, since pasted letters are not meant as keys.
func (r *Room) paste(text string) tea.Cmd {
	if t := r.typing(); t != nil {
		r.message = message{}
		return t.paste(text)
	}
	return nil
}
