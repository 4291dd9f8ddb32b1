package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// maxCopy is the most that is copied at once, in bytes. Terminals drop what is
// longer than they like, and some like no more than this.
const maxCopy = 64 << 10

// Clipboard returns what the reader has copied since it was last asked, or "".
func (r *Room) Clipboard() string {
	text := r.clipboard
	r.clipboard = ""
	return text
}

// say puts a note in the footer's stead.
func (r *Room) say(says string) { r.message = message{says: says} }

// copy puts text on the reader's clipboard and says that it is what, and how it
// is had without one: not every terminal lets a program write there.
func (r *Room) copy(text, what, otherwise string) {
	if len(text) > maxCopy {
		r.message = message{"Too long to copy. Instead:", otherwise}
		return
	}
	r.clipboard = text
	r.message = message{fmt.Sprintf("Copied %s. Without a clipboard:", what), otherwise}
}

// copyCommand copies a command. It is its own way without a clipboard: it stands
// in the note.
func (r *Room) copyCommand(command string) tea.Cmd {
	r.clipboard = command
	r.message = message{"Copied:", command}
	return nil
}

// copyLink copies the command that opens a post.
func (r *Room) copyLink(slug string) tea.Cmd {
	return r.copyCommand(r.site().SSHTerminal(slug))
}
