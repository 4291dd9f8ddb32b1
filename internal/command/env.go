// Package command answers a command line with text on stdout, one line on
// stderr when something is wrong, and an exit status. The same commands serve
// both doors: a session over SSH without a room, and the host's own shell.
//
// It promises that nothing a reader typed is ever run, expanded or echoed raw,
// that only --format ansi writes escapes where there is no terminal, that a
// terminal obeys nothing that stands in a post, and that a reader who hangs up
// ends the command at its next write. It knows flags, columns and exit statuses;
// it never knows connections or keys, and of a terminal only that there is one
// and how wide it is.
//
// A command line passes these files, in this order:
//
//	run.go        from the line to the exit status
//	words.go      the line cut into words, as a shell cuts it
//	foreign.go    what clients of other protocols send
//	flags.go      wrong flags; their values are in values.go
//	place.go      which post is meant
//	ls.go, …      a command each
//	list.go       how every list is printed; entry.go, on a terminal
//	print.go      how everything is written
//	failure.go    what is said instead
//
// Help has files of its own: manual.go and help.go are its words, examples.go and
// client.go what it tells a reader to type, sheet.go how it is set.
package command

import (
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

// Env is what a command knows about whoever asks.
type Env struct {
	Archive *blog.Archive // may be set as late as cobra's PreRunE
	Stdout  io.Writer
	Stderr  io.Writer
	TTY     bool // lists and posts are laid out for a person
	Width   int  // of that terminal, in columns; 0 when it is not known
	Profile colorprofile.Profile
	ASCII   bool // that terminal shows no other characters
	Version string
	Program string // what a shell on the host starts commands with; empty over SSH

	// Cache has the pages that others have asked for; nil where one command has
	// nobody to share them with.
	Cache *render.Cache

	// Feeds are those of Archive; nil where they serve one command only.
	Feeds *render.Feeds

	// Index is the index of Archive. Only a command that searches calls it: on
	// the host, making one costs more than most commands do.
	Index func() (*search.Index, error)
}

// Commands are the commands that both doors have, in the order of their names.
// Each reads env when it runs.
func Commands(env *Env) []*cobra.Command {
	return []*cobra.Command{
		aboutCommand(env),
		catCommand(env),
		codeCommand(env),
		feedCommand(env),
		linksCommand(env),
		lsCommand(env),
		readCommand(env),
		searchCommand(env),
		tagsCommand(env),
		tocCommand(env),
		versionCommand(env),
	}
}

// defaultWidth is a terminal's, where it does not say.
const defaultWidth = 80

// columns is how wide a line may be on the terminal.
func (e *Env) columns() int {
	if e.Width > 0 {
		return e.Width
	}
	return defaultWidth
}

// theme is what commands are coloured for: a terminal is asked for its
// background in the room only, where an answer that comes late does no harm.
const theme = render.Either

// palette is plain where there is no terminal.
func (e *Env) palette() render.Palette { return render.NewPalette(theme, e.profile()) }

func (e *Env) profile() colorprofile.Profile {
	if e.TTY {
		return e.Profile
	}
	return colorprofile.NoTTY
}

// pageOptions are how a page looks to whoever asks: as text without a terminal,
// else in its width and colours.
func (e *Env) pageOptions() render.Options {
	if !e.TTY {
		return render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	}
	return render.Options{Width: min(e.columns(), render.Measure), Theme: theme, Profile: e.Profile}
}
