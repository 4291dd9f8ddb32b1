package tui

import (
	"fmt"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
)

// openAt opens the place that the reader named on the command line. The word may be a
// misspelt slug or command.
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

// notFound returns the message for a word that is no slug, with the slug or command that
// is most similar. It selects the post with that slug. The rest are the words behind it.
func (r *Room) notFound(slug, rest string, commands []string) string {
	typed := shorten(blog.Line(slug), 24)
	if near, ok := r.snapshot.Archive.Nearest(slug); ok {
		r.home.choose(near)
		return fmt.Sprintf("No post %q. Did you mean %s? Enter opens it.", typed, near)
	}
	if near, ok := blog.Nearest(slug, commands); ok {
		// A small window cuts off the end, which the reader has typed.
		return fmt.Sprintf("Did you mean %s? %s (no command %q)", near, r.commandFor(near, rest), typed)
	}
	return fmt.Sprintf("No command or post %q. Press ? for the keys.", typed)
}

// commandFor returns the shell command that runs a command of the blog with the words
// that were typed, quoted again for the shell.
func (r *Room) commandFor(command, rest string) string {
	if strings.ContainsFunc(rest, special) {
		rest = "'" + strings.ReplaceAll(rest, "'", `'\''`) + "'"
	}
	return strings.TrimSpace(r.site().SSHTerminal(command, rest))
}

// special reports whether a shell may interpret a letter.
func special(r rune) bool {
	return r != ' ' && r != '-' && r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}
