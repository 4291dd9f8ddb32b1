package tui

import (
	"fmt"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// message is a line that replaces the footer until the next key.
type message struct {
	says    string
	command string // to type; stands behind the words or on rows of its own
}

// say shows a message in the place of the footer.
func (r *Room) say(says string) { r.message = message{says: says} }

// maxMessageRows is how many rows the words of a message may take.
const maxMessageRows = 4

// messageRows returns the rows of a message. Its words may be cut. Its command is never
// cut, because then it could not be typed.
func (l look) messageRows(margin int, m message) []string {
	width := l.width() - 2*margin
	rows := cutRows(render.Fold(strings.Fields(m.says), " ", width), max(min(maxMessageRows, l.rows/3), 1), width)
	var command []string
	if line := m.says + " " + m.command; m.command != "" && ansi.StringWidth(line) <= width {
		rows = []string{line}
	} else if m.command != "" {
		command = l.commandRows(margin, m.command)
	}
	rows = append(l.indented(margin, l.ink.Accent, rows...), command...)
	return l.below(rows[max(len(rows)-l.rows, 0):])
}

// commandRows returns a command on rows of its own. If a word of it is wider than the
// page, the rows take the margins too, and only then break the word.
func (l look) commandRows(margin int, command string) []string {
	width := l.width() - 2*margin
	lines := render.FoldCommand(command, width)
	if slices.ContainsFunc(lines, func(line string) bool { return ansi.StringWidth(line) > width }) {
		margin, width = -l.left(), l.columns
		lines = render.FoldCommand(command, width)
	}
	rows := strings.Split(ansi.Hardwrap(strings.Join(lines, "\n"), width, true), "\n")
	return l.indented(margin, l.ink.Accent, rows...)
}

// below returns rows that cover the end of a text, with a blank one above if the window
// is tall.
func (l look) below(rows []string) []string {
	if l.tall() && len(rows) > 1 {
		return append([]string{""}, rows...)
	}
	return rows
}

// maxCopy is the most that is copied at once, in bytes. Terminals ignore longer texts.
const maxCopy = 64 << 10

// Clipboard returns what the reader has copied since it was last asked, or "".
func (r *Room) Clipboard() string {
	text := r.clipboard
	r.clipboard = ""
	return text
}

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
func (r *Room) copyCommand(command string) {
	r.clipboard = command
	r.message = message{"Copied:", command}
}

// copyLink copies the command that opens a post.
func (r *Room) copyLink(slug string) { r.copyCommand(r.site().SSHTerminal(slug)) }
