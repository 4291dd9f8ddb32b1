// Package command answers a command line with text on stdout, one line on
// stderr when something is wrong, and an exit status. The same commands serve
// both doors: a session over SSH without a room, and the host's own shell.
//
// It promises that it never runs, expands or echoes raw what a reader typed, that
// without a terminal only --format ansi writes escapes, that a terminal obeys nothing in
// a post, and that a command ends at its next write when its reader has hung up. It
// knows flags, columns and exit statuses; it does not know connections or keys, and of a
// terminal it knows the width and the colours.
//
// A command line passes these files, in this order:
//
//	run.go        from the line to the exit status
//	words.go      the line cut into words, as a shell cuts it
//	foreign.go    what clients of other protocols send
//	flags.go      wrong flags and arguments; values.go has the values of flags
//	place.go      which post is meant
//	ls.go         a command, as each of these is: cat.go, check.go, code.go, feed.go, links.go,
//	              pages.go, pictures.go, read.go, search.go, tags.go, toc.go; publish.go and trash.go have
//	              those of authors, and frontpage.go answers without a command
//	list.go       how every list is printed; posts.go, a list of posts; entry.go, on a terminal
//	print.go      how everything is written
//	failure.go    the line on stderr
//
// Help is written in pages/*.md. manual.go fills those templates in, samples.go finds
// what their examples are made of, and help.go has the commands that print them.
package command

import (
	"cmp"
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/feed"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

// Env is what a command knows about the reader and the blog.
type Env struct {
	Archive  *blog.Archive // may be set as late as cobra's PreRunE
	Host     string        // instead of the host of Archive in what is printed, except for feeds; "" is none
	Stdout   io.Writer     // buffered: commands write line by line
	Stderr   io.Writer
	TTY      bool // lists and posts are laid out for a person
	Width    int  // of that terminal, in columns; 0 when it is not known
	Profile  colorprofile.Profile
	ASCII    bool // that terminal shows no other characters
	Unlinked bool // that terminal has no hyperlinks
	Version  string
	Program  string // what starts commands in a shell of the host; empty over SSH

	Workshop *Workshop // of an author; nil for readers, and on the host

	Cache *render.Cache // of pages; may be nil
	Feeds *feed.Set     // of Archive; nil makes them for this command

	Snapshot *site.Snapshot // of Archive, which has its files; nil makes one when it is needed

	// Index is the index of Archive. Only a command that searches calls it: on
	// the host, making one costs more than most commands do.
	Index func() (*search.Index, error)
}

// site is the site of the archive, with the host that commands are printed for.
func (e *Env) site() blog.Site {
	site := e.Archive.Site
	site.Host = cmp.Or(e.Host, site.Host)
	return site
}

// Commands are the commands that both doors have, in the order of their names.
// Each reads env when it runs.
func Commands(env *Env) []*cobra.Command {
	commands := []*cobra.Command{
		aboutCommand(env),
		catCommand(env),
		codeCommand(env),
		feedCommand(env),
		linearCommand(env),
		linksCommand(env),
		lsCommand(env),
		pictureCommand(env),
		picturesCommand(env),
		readCommand(env),
		searchCommand(env),
		tagsCommand(env),
		pagesCommand(env),
		tocCommand(env),
		versionCommand(env),
	}
	if env.Workshop != nil {
		commands = append(commands, authorCommands(env)...)
	}
	for _, c := range commands {
		c.Flags().SortFlags = false // help lists them in the order in which they were added
	}
	return commands
}

// defaultWidth is a terminal's, where it does not say.
const defaultWidth = 80

// columns is the width of the terminal.
func (e *Env) columns() int {
	if e.Width > 0 {
		return e.Width
	}
	return defaultWidth
}

// theme is the theme of commands. Only the room asks a terminal for its background,
// since a late answer does no harm there.
const theme = render.Either

// palette is plain where there is no terminal.
func (e *Env) palette() render.Palette { return render.NewPalette(theme, e.profile()) }

func (e *Env) profile() colorprofile.Profile {
	if e.TTY {
		return e.Profile
	}
	return colorprofile.NoTTY
}

// pageOptions are how a page is laid out: as text without a terminal, else in its width
// and colours.
func (e *Env) pageOptions() render.Options {
	if !e.TTY {
		return render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	}
	return render.Options{Width: min(e.columns(), render.Measure), Theme: theme, Profile: e.Profile}
}
