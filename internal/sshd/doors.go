package sshd

import (
	"context"
	"io"
	"strings"

	"blog.example/pete/internal/terminal"
)

// Room is one reading room.
type Room = terminal.Model

// Doors are what clients find in Pete: the reading room, commands and files. None may be
// nil, and all may be called from many goroutines at once.
type Doors struct {
	// Room makes the room of one session, at the place that Opens returned, or at
	// the front for "". The size that it is drawn at first is the client's.
	Room func(client Client, place string) Room

	// Command runs one command line, as the client sent it and unparsed, and
	// returns its exit status. "" is the plain front page. client.Stdin has what an
	// author sends to it. With client.TTY it may lay out its output for a person; LF
	// becomes CRLF on the way out.
	//
	// stdout is held back in a buffer until the command returns, writes to stderr or
	// reads from client.Stdin. Writes fail once ctx has ended: when the client is gone, when a write to
	// it failed, when it pressed ctrl+c on a terminal, and when Pete is about to stop.
	Command func(ctx context.Context, client Client, line string, stdout, stderr io.Writer) int

	// Files speaks SFTP on a stream until the client ends the session (nil), the
	// stream breaks or ctx ends. Then it returns in bounded time, and closes the stream
	// if it still waits for bytes. A [*guard.Panic] is logged like one that Files did
	// not recover from. ctx ends when the client is gone and when Pete is about to
	// stop. What takes long is done within work, which runs it when there is a CPU
	// slot for the client's source, or not at all once ctx has ended. Most clients show
	// what is written to stderr.
	Files func(ctx context.Context, client Client, stream io.ReadWriteCloser, stderr io.Writer, work func(run func())) error

	// Opens reports whether a command line that came with a terminal opens the room,
	// and at which place. If not, the command runs, laid out for the terminal.
	Opens func(client Client, line string) (place string, ok bool)
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
func (d Doors) choose(client Client, line string) (door, place string) {
	bare := strings.TrimSpace(line) == ""
	interactive := client.TTY && client.Term != "dumb"
	switch {
	case bare && interactive:
		return doorRoom, ""
	case bare:
		return doorFront, ""
	case interactive:
		if place, ok := d.Opens(client, line); ok {
			return doorRoom, place
		}
	}
	return doorCommand, ""
}
