package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// cutLinear returns the words without the flag for linear mode, and whether they had it.
func cutLinear(open string) (rest string, linear bool) {
	words := strings.Fields(open)
	if !slices.Contains(words, blog.LinearFlag) {
		return open, false
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == blog.LinearFlag }), " "), true
}

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
	switch {
	case ok:
	case len(r.snapshot.Archive.Sharing(slug)) > 0:
		_ = r.openSharing(slug, heading) // a list needs nothing loaded
		return
	default:
		r.say(r.notFound(slug, rest, commands))
		return
	}
	if rest != "" {
		r.say(fmt.Sprintf("A post stands alone: %q was left out.", shorten(rest, 24)))
	}
	r.home.choose(post.Slug)
	rd := newReader(r, post.Slug)
	if rd.anchor, ok = post.Outline().Anchor(heading); !ok {
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

// Farewell returns what stays on the ordinary screen: why the room closed, if the reader
// did not close it, and the command that leads back to this place.
func (r *Room) Farewell(why string) string {
	r.resume()
	for _, p := range r.pages {
		r.remember(p)
	}
	var b strings.Builder
	r.endPrompt()
	b.WriteString(r.linear.text.String())
	if why != "" {
		b.WriteString(why + "\n")
	}
	site := r.site()
	where, short := site.Title+". To come back:", "To come back:"
	var words []string
	if r.look.linear {
		words = []string{blog.LinearCommand}
	}
	if rd := r.reading(); rd != nil {
		where, short = fmt.Sprintf("%s, %d%%. To go on:", rd.title(), rd.percent()), "To go on:"
		words = append(words, rd.address())
	}
	command := site.SSH()
	if len(words) > 0 {
		command = site.SSHTerminal(words...)
	}
	if ansi.StringWidth(where) > r.look.columns {
		where = short
	}
	fmt.Fprintf(&b, "%s\n  %s\n", where, command)
	if r.look.ascii {
		return render.ASCII(b.String())
	}
	return b.String()
}

// reading returns the topmost post of the stack, or nil if a search is above it.
func (r *Room) reading() *reader {
	for _, p := range slices.Backward(r.pages) {
		switch p := p.(type) {
		case *reader:
			if !p.isAbout() {
				return p
			}
		case *searchPage:
			return nil
		}
	}
	return nil
}
