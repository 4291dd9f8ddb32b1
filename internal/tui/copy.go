package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// maxCopy is the most that is copied at once, in bytes. Terminals ignore longer texts.
const maxCopy = 64 << 10

// Clipboard returns what the reader has copied since it was last asked, or "".
func (r *Room) Clipboard() string {
	text := r.clipboard
	r.clipboard = ""
	return text
}

// say shows a message in the place of the footer.
func (r *Room) say(says string) { r.message = message{says: says} }

// copy puts text on the reader's clipboard, and says what it is and which command prints
// it, because not every terminal lets a program write to the clipboard.
func (r *Room) copy(text, what, otherwise string) {
	if len(text) > maxCopy {
		r.message = message{"Too long to copy. Instead:", otherwise}
		return
	}
	r.clipboard = text
	r.message = message{fmt.Sprintf("Copied %s. Without a clipboard:", what), otherwise}
}

// copyCommand copies a command. The message shows it for readers without a clipboard.
func (r *Room) copyCommand(command string) tea.Cmd {
	r.clipboard = command
	r.message = message{"Copied:", command}
	return nil
}

// copyLink copies the command that opens a post.
func (r *Room) copyLink(slug string) tea.Cmd {
	return r.copyCommand(r.site().SSHTerminal(slug))
}
