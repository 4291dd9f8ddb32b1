package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// begin goes to the place that the reader asked for on the command line, where
// commands stand as well.
func (r *Room) begin(open string, commands []string) {
	if open == "" {
		return
	}
	first, rest := open, ""
	if at := strings.IndexFunc(open, unicode.IsSpace); at >= 0 {
		first, rest = open[:at], blog.Line(open[at:])
	}
	slug, heading, _ := strings.Cut(first, "#")
	post, ok := r.archive.Post(slug)
	if !ok {
		r.note = r.missing(slug, rest, commands)
		return
	}
	if rest != "" {
		r.note = fmt.Sprintf("A post stands alone: %q was left out.", shorten(rest, 24))
	}
	r.home.choose(post.Slug, r.look)
	rd := newPostReader(r.archive, post)
	r.open = append(r.open, rd)
	if heading == "" {
		return
	}
	rd.anchor = heading
	if !slices.Contains(post.Document.Anchors(), heading) {
		rd.anchor = ""
		r.note = fmt.Sprintf("No heading %q in this post.", shorten(blog.Line(heading), 24))
	}
}

// missing says that there is no such post, and what was meant by the words that
// the rest go on. A post that was is chosen.
func (r *Room) missing(slug, rest string, commands []string) string {
	typed := shorten(blog.Line(slug), 24)
	if near, ok := r.archive.Nearest(slug); ok {
		r.home.choose(near, r.look)
		return fmt.Sprintf("No post %q. Did you mean %s? Enter opens it.", typed, near)
	}
	if near, ok := blog.Nearest(slug, commands); ok {
		// What a small window cuts off is what the reader knows already.
		return fmt.Sprintf("Did you mean %s? %s (no command %q)", near, r.meant(near, rest), typed)
	}
	return fmt.Sprintf("No command or post %q. Press ? for the keys.", typed)
}

// meant is a command with the words that were typed behind another, to type once
// more. Here they are as a shell left them, which has to leave them so again.
func (r *Room) meant(command, rest string) string {
	if strings.ContainsFunc(rest, special) {
		rest = "'" + strings.ReplaceAll(rest, "'", `'\''`) + "'"
	}
	return strings.TrimSpace(r.archive.Site.SSHTerminal(command, rest))
}

// special reports the letters that a shell may take for more than letters.
func special(r rune) bool {
	return r != ' ' && r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func (r *Room) readerKey(msg tea.KeyPressMsg, rd *reader) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.Close):
		return r.back()
	case key.Matches(msg, r.keys.About):
		return r.openAbout()
	case key.Matches(msg, r.keys.Newer):
		return r.turn(rd, rd.newer, "This is the newest post.")
	case key.Matches(msg, r.keys.Older):
		return r.turn(rd, rd.older, "This is the oldest post.")
	}
	rd.update(msg, r.keys, r.look)
	return nil
}

// turn opens a neighbour in the place of the post that shows.
func (r *Room) turn(from *reader, to *blog.Post, none string) tea.Cmd {
	switch {
	case from.post == nil:
		return nil
	case to == nil:
		r.note = none
		return nil
	}
	r.close()
	r.home.choose(to.Slug, r.look)
	return r.show(newPostReader(r.archive, to))
}

func (r *Room) openAbout() tea.Cmd {
	switch {
	case r.reader() != nil && r.reader().post == nil:
		return nil
	case r.archive.About == nil:
		r.note = "This blog has no about page."
		return nil
	}
	return r.show(newAboutReader(r.archive))
}

// reader is the text that shows, or nil on home.
func (r *Room) reader() *reader {
	if len(r.open) == 0 {
		return nil
	}
	return r.open[len(r.open)-1]
}

// show opens a text above what shows, where the reader left it.
func (r *Room) show(rd *reader) tea.Cmd {
	rd.place = r.places[rd.name()]
	r.open = append(r.open, rd)
	return r.layOut()
}

// back closes the text that shows, and asks for the lines of the one below.
func (r *Room) back() tea.Cmd {
	r.close()
	return r.layOut()
}

// close takes the text that shows away, and remembers where the reader was.
func (r *Room) close() {
	rd := r.reader()
	r.places[rd.name()] = rd.place
	r.open = r.open[:len(r.open)-1]
}

// layOut asks for the lines of the text that shows, if it needs other ones
// than it has. One layout runs at a time, whatever is pressed meanwhile: it is
// the one thing in the room that costs.
func (r *Room) layOut() tea.Cmd {
	rd := r.reader()
	if rd == nil || r.look.tiny() {
		return nil
	}
	o := r.look.options()
	if rd.lines != nil && rd.opts == o {
		rd.settle(r.look)
		return nil
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
	if rd := r.reader(); rd != nil {
		rd.arrived(msg, r.keys, r.look)
	}
	return r.layOut()
}
