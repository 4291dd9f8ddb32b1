package tui

import (
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// This file has linear mode: the room for screen readers. Each key appends plain lines to the
// ordinary screen, and nothing that was appended changes. Pages note what a key was about, and
// say it: see linearlist.go and lineartext.go.

// linear is what was appended last.
type linear struct {
	text   strings.Builder // that the terminal has not taken
	page   page            // that was spoken of last
	said   message
	prompt string // begins the last line, which is not ended; "" for none
	typed  string // stands behind the prompt
}

// telling is what is to be said of a page.
type telling int

const (
	tellAll     telling = iota // what it is, and how it begins: the page is new
	tellNothing                // it was said
	tellHere                   // where the reader is: a page above it was closed
	tellEntry                  // the selected entry of a list
	tellEntries                // as many as the window holds, from the selected one on
	tellAhead                  // the rows of a text from one on
	tellPassage                // the rows of a passage
	tellStop                   // the link or footnote that has the focus
	tellHit                    // the hit that was found
)

// teller is what every page has for linear mode.
type teller struct{ untold telling }

func (t *teller) toTell() *telling { return &t.untold }

// tell notes what is to be said. All includes it.
func (t *teller) tell(what telling) {
	if t.untold != tellAll {
		t.untold = what
	}
}

// Append implements terminal.Appender.
func (r *Room) Append() (text string, ok bool) {
	text = r.linear.text.String()
	r.linear.text.Reset()
	return text, r.look.linear
}

// toggleLinear turns linear mode on or off.
func (r *Room) toggleLinear() tea.Cmd {
	r.look.linear = !r.look.linear
	r.linear = linear{}
	r.images = images{} // the terminal has dropped them
	if r.look.linear {
		for _, p := range append([]page{r.home}, r.pages...) {
			*p.toTell() = tellAll
		}
		r.say("Line by line. " + keyLinear.Help().Key + " draws the room again.")
	}
	return r.fitWindow()
}

// narrate appends what is new since it was called last.
func (r *Room) narrate() {
	if !r.look.linear {
		return
	}
	p := r.page()
	if t := r.typing(); t != nil {
		r.linear.page = p
		r.echo(t.input())
		return
	}
	r.endPrompt()
	if r.message != r.linear.said && r.message != (message{}) {
		r.append(r.look.lines(r.message.says)...)
		if r.message.command != "" {
			r.append("  " + r.message.command)
		}
	}
	r.linear.said = r.message
	what := p.toTell()
	if *what == tellNothing && p != r.linear.page {
		*what = tellHere
	}
	r.linear.page = p
	if *what == tellNothing {
		return
	}
	if lines, ok := p.speak(*what); ok {
		*what = tellNothing
		r.append(lines...)
	}
}

// append appends lines.
func (r *Room) append(lines ...string) {
	for _, line := range lines {
		r.linear.text.WriteString(r.shownAs(line) + "\n")
	}
}

// shownAs returns text as the terminal can show it.
func (r *Room) shownAs(text string) string {
	if text = blog.Visible(text); r.look.ascii {
		return render.ASCII(text)
	}
	return text
}

// lines wraps words for the window. The last column stays empty, because terminals differ in
// what they do behind it.
func (l look) lines(says ...string) (lines []string) {
	for _, s := range says {
		lines = append(lines, wrap(s, l.columns-1)...)
	}
	return lines
}

// echo appends what was typed since the last call. Where that is not at the end, the line is
// written once more.
func (r *Room) echo(prompt string, f *field) {
	typed, had := r.shownAs(f.String()), r.linear.typed
	fits := ansi.StringWidth(prompt)+ansi.StringWidth(had) < r.look.columns // else the line has wrapped
	switch more, less := strings.CutPrefix(typed, had); {
	case r.linear.prompt != prompt:
		r.endPrompt()
		r.linear.text.WriteString(prompt + typed)
	case less:
		r.linear.text.WriteString(more)
	case strings.HasPrefix(had, typed) && fits:
		r.linear.text.WriteString(strings.Repeat("\b \b", ansi.StringWidth(had[len(typed):])))
	default:
		r.endPrompt()
		r.linear.text.WriteString(prompt + typed)
	}
	r.linear.prompt, r.linear.typed = prompt, typed
}

// endPrompt ends the line that is typed into.
func (r *Room) endPrompt() {
	if r.linear.prompt != "" {
		r.linear.text.WriteString("\n")
		r.linear.prompt, r.linear.typed = "", ""
	}
}
