// Package command answers a command line with text on stdout, one line on
// stderr when something is wrong, and an exit status. The same commands serve
// both doors: a session over SSH without a room, and the host's own shell.
//
// It promises that nothing a reader typed is ever run, expanded or echoed raw,
// that only --format ansi writes escapes where there is no terminal, and that a
// reader who hangs up ends the command at its next write. It knows flags,
// columns and exit statuses; it never knows connections or keys, and of a
// terminal only that there is one and how wide it is.
package command

import (
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
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
	Version string
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
const theme = render.Dark

// palette is plain where there is no terminal.
func (e *Env) palette() render.Palette { return render.NewPalette(theme, e.profile()) }

func (e *Env) profile() colorprofile.Profile {
	if e.TTY {
		return e.Profile
	}
	return colorprofile.NoTTY
}

// Commands are the commands that both doors have, in the order of their names.
// Each reads env when it runs.
func Commands(env *Env) []*cobra.Command {
	return []*cobra.Command{
		aboutCommand(env),
		catCommand(env),
		lsCommand(env),
		readCommand(env),
		versionCommand(env),
	}
}

// noWords refuses arguments where a command takes none.
func noWords(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return misuse(cmd, "%s is one word too many: %s takes none", quote(args[0]), cmd.Name())
}
