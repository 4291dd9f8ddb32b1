package tui

import (
	tea "charm.land/bubbletea/v2"
)

// page is one page of the room. It knows the room, and asks it for another page.
type page interface {
	title() string                       // of the window
	lay()                                // fits it to the window, when that has changed
	press(msg tea.KeyPressMsg) tea.Cmd   // takes a key
	draw(s *screen)                      // draws the rows above its foot
	foot() []string                      // is the last row, or more over others
	wheel(rows int)                      // scrolls, down if rows is positive
	click(column, row int) (cmd tea.Cmd) // takes a click at a cell of the window
}

// typist is a page that is typed into: letters are no keys to it while it is.
type typist interface {
	typing() bool
	paste(text string) tea.Cmd
}

// mostPages bounds the stack: texts lead to texts, and round in circles.
const mostPages = 100

// keptTexts is how many pages below the one that shows keep their lines. Way back
// somebody else has mostly read the text meanwhile, or it is laid out again.
const keptTexts = 4

// page is the page that shows.
func (r *Room) page() page {
	if len(r.pages) == 0 {
		return r.home
	}
	return r.pages[len(r.pages)-1]
}

// reader is the text that shows, or nil.
func (r *Room) reader() *reader {
	rd, _ := r.page().(*reader)
	return rd
}

// typing is the page that shows, if it is typed into now.
func (r *Room) typing() typist {
	if t, ok := r.page().(typist); ok && t.typing() {
		return t
	}
	return nil
}

// push opens a page above what shows.
func (r *Room) push(p page) tea.Cmd {
	if len(r.pages) == mostPages {
		r.leave(r.pages[0])
		r.pages = append(r.pages[:0], r.pages[1:]...)
	}
	r.pages = append(r.pages, p)
	if deep := len(r.pages) - 1 - keptTexts; deep >= 0 {
		if rd, ok := r.pages[deep].(*reader); ok {
			rd.dropLines()
		}
	}
	p.lay()
	return r.layOut()
}

// open opens a text above what shows, where the reader left it.
func (r *Room) open(rd *reader) tea.Cmd {
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

// back closes the page that shows, and asks for the lines of the text below.
func (r *Room) back() tea.Cmd {
	r.pop()
	return r.layOut()
}

// pop takes the page that shows away, and remembers where in it the reader was.
func (r *Room) pop() {
	if len(r.pages) == 0 {
		return
	}
	r.leave(r.page())
	r.pages[len(r.pages)-1] = nil
	r.pages = r.pages[:len(r.pages)-1]
}

// leave is for a page that will not show again.
func (r *Room) leave(p page) {
	switch p := p.(type) {
	case *reader:
		r.places[p.slug] = p.place
	case *searching:
		p.stop()
	}
}

// layOut returns the command that brings what the page that shows lacks: the lines of
// a text, if it needs other ones than it has, or the snippets of hits. Lines that
// another reader has asked for are there at once. One layout runs at a time, whatever
// is pressed meanwhile, and the one after it is for the size that the window has then.
func (r *Room) layOut() tea.Cmd {
	if s, ok := r.page().(*searching); ok {
		return s.more()
	}
	rd, o := r.reader(), r.look.options()
	if rd == nil || r.look.tiny() || rd.lines != nil && rd.opts == o && !rd.renew {
		return nil
	}
	if lines, ok := r.cache.Cached(rd.page(), r.site(), o); ok {
		return rd.arrived(laidOut{rd.slug, newText(rd.page(), o, lines)})
	}
	if r.laying {
		return nil
	}
	r.laying = true
	return rd.layOut(o)
}

// arrived hands lines to the text that shows, and asks for others if those are
// not the ones that it needs by now.
func (r *Room) arrived(msg laidOut) tea.Cmd {
	r.laying = false
	var cmd tea.Cmd
	if rd := r.reader(); rd != nil {
		cmd = rd.arrived(msg)
	}
	return tea.Batch(cmd, r.layOut())
}

// paste types what was pasted into the page that shows. Elsewhere it is no key,
// and nobody pastes on purpose.
func (r *Room) paste(text string) tea.Cmd {
	if t := r.typing(); t != nil {
		r.note = note{}
		return t.paste(text)
	}
	return nil
}
