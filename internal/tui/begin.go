package tui

import (
	"fmt"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
)

// openAt goes to the place that the reader asked for on the command line, where
// commands stand as well.
func (r *Room) openAt(open string, commands []string) {
	if open == "" {
		return
	}
	first, rest := open, ""
	if at := strings.IndexFunc(open, unicode.IsSpace); at >= 0 {
		first, rest = open[:at], blog.Line(open[at:])
	}
	slug, heading, _ := strings.Cut(first, "#")
	post, ok := r.snapshot.Archive.Post(slug)
	if !ok {
		r.say(r.notFound(slug, rest, commands))
		return
	}
	if rest != "" {
		r.say(fmt.Sprintf("A post stands alone: %q was left out.", shorten(rest, 24)))
	}
	r.home.choose(post.Slug)
	rd := newReader(r, post.Slug)
	switch {
	case heading == "":
	case post.Outline().HasAnchor(heading):
		rd.anchor = heading
	default:
		r.say(fmt.Sprintf("No heading %q in this post.", shorten(blog.Line(heading), 24)))
	}
	r.pages = append(r.pages, rd)
}

// notFound says that there is no such post, and what was meant by the words that
// the rest go on. A post that was is chosen.
func (r *Room) notFound(slug, rest string, commands []string) string {
	typed := shorten(blog.Line(slug), 24)
	if near, ok := r.snapshot.Archive.Nearest(slug); ok {
		r.home.choose(near)
		return fmt.Sprintf("No post %q. Did you mean %s? Enter opens it.", typed, near)
	}
	if near, ok := blog.Nearest(slug, commands); ok {
		// What a small window cuts off is what the reader knows already.
		return fmt.Sprintf("Did you mean %s? %s (no command %q)", near, r.commandFor(near, rest), typed)
	}
	return fmt.Sprintf("No command or post %q. Press ? for the keys.", typed)
}

// commandFor returns a command with the words that were typed behind another, to type once
// more. Here they are as a shell left them, which has to leave them so again.
func (r *Room) commandFor(command, rest string) string {
	if strings.ContainsFunc(rest, special) {
		rest = "'" + strings.ReplaceAll(rest, "'", `'\''`) + "'"
	}
	return strings.TrimSpace(r.site().SSHTerminal(command, rest))
}

// special reports the letters that a shell may take for more than letters.
func special(r rune) bool {
	return r != ' ' && r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
