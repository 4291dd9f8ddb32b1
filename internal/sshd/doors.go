package sshd

import (
	"context"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Room is one reading room: a model that also knows what to leave behind on the
// ordinary screen.
//
// A room's Update must return a Room. The screen honours Content, Cursor (place
// only), WindowTitle and MouseMode of its views; it always uses the alternate
// screen. Commands that speak to the terminal ([tea.SetClipboard], [tea.Raw] and
// the like) write nothing: Clipboard is the way to copy. OnMouse is not called.
type Room interface {
	tea.Model

	// Farewell returns the lines that stay on the screen after the visit, plain
	// text ending in "\n", or "". why is "" when the reader left by choice, else
	// the sentence that says why Pete ended the visit. It is called once, after
	// the last Update, even when that Update panicked.
	Farewell(why string) string

	// Clipboard returns what the reader has copied since it was last asked, or "".
	// It is asked after each View, and what it returns is sent as OSC 52, which
	// not every terminal heeds.
	Clipboard() string
}

// Doors are the ways into Pete. None may be nil, and all may be called from many
// goroutines at once.
type Doors struct {
	// Room makes the room for one visit, at the place that Opens returned, or at
	// the front for "". The size it is drawn at first is in the guest.
	Room func(guest Guest, place string) Room

	// Command runs one command line, as the client sent it and unparsed, and
	// returns its exit status. "" is the plain front page. With guest.TTY it may
	// lay out its output for a person; LF becomes CRLF on the way out.
	//
	// stdout is held back in a buffer until the command returns or writes to
	// stderr. ctx ends when the client is gone, when a write to it failed, when
	// it pressed ctrl+c on a terminal, and when Pete is about to stop.
	Command func(ctx context.Context, guest Guest, line string, stdout, stderr io.Writer) int

	// Files speaks SFTP with one client, byte for byte, until the client ends the
	// session (nil), the stream breaks or ctx ends; then it returns in bounded
	// time, once it has closed client if it still waits for bytes from it. A
	// [*Panic] is logged like one that was not caught before. ctx ends when the
	// client is gone and when Pete is about to stop. What takes long is given to turn,
	// which does it when it is the turn of the client's source, or not at all once ctx
	// has ended.
	Files func(ctx context.Context, guest Guest, client io.ReadWriteCloser, turn func(do func())) error

	// Opens says whether a command line that came with a terminal opens the room,
	// and at which place; otherwise the command runs, laid out for the terminal.
	Opens func(line string) (place string, ok bool)
}

// The doors by the names they have in the log.
const (
	doorRoom    = "room"
	doorCommand = "command"
	doorFront   = "front"
	doorFiles   = "files"
	doorNone    = "none"
)

// choose decides which door a session takes, and at which place a room opens.
func (d Doors) choose(guest Guest, line string) (door, place string) {
	bare := strings.TrimSpace(line) == ""
	interactive := guest.TTY && guest.Term != "dumb"
	switch {
	case bare && interactive:
		return doorRoom, ""
	case bare:
		return doorFront, ""
	case interactive:
		if place, ok := d.Opens(line); ok {
			return doorRoom, place
		}
	}
	return doorCommand, ""
}
