package tui

import (
	"fmt"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// Farewell returns what stays on the ordinary screen: why the room closed, if the reader
// did not close it, and the command that leads back to this place.
func (r *Room) Farewell(why string) string {
	r.resume()
	for _, p := range r.pages {
		r.remember(p)
	}
	var b strings.Builder
	if why != "" {
		b.WriteString(why + "\n")
	}
	site := r.site()
	where, command := site.Title+". To come back:", site.SSH()
	short := "To come back:"
	if rd := r.reading(); rd != nil {
		where = fmt.Sprintf("%s, %d%%. To go on:", rd.title(), rd.percent())
		short, command = "To go on:", site.SSHTerminal(rd.address())
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
