package main

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/terminal"
	"blog.example/pete/internal/tui"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// previewPoll is how often a preview looks for changes that the file system does not
// report.
const previewPoll = 5 * time.Second

func previewCommand(content *contentFlag) *cobra.Command {
	return &cobra.Command{
		Use:   "preview [DIR|FILE]",
		Short: "Read the blog in this terminal while you write it",
		Long: "Open the reading room in this terminal, with drafts and what is scheduled or unlisted, at FILE if one is named. " +
			"It follows each save and keeps the place. What pete check would say stands at the foot.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := content.choosePreview(cmd, args)
			if err != nil {
				return err
			}
			p := preview{content: content, file: file, env: os.Environ(), term: os.Getenv("TERM")}
			p.profile = terminal.Profile(p.term, p.env)
			if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) || p.profile == colorprofile.NoTTY {
				return misused(cmd, "this is no terminal that can show the room: run it in one, or %s and read over SSH",
					shellLine("pete serve --drafts --content", string(*content)))
			}
			return p.run(cmd)
		},
	}
}

// choosePreview chooses the directory by the argument, else as chooseHere does, and returns
// the file that the argument names, below the directory.
func (c *contentFlag) choosePreview(cmd *cobra.Command, args []string) (file string, err error) {
	if len(args) == 0 {
		return "", c.chooseHere(cmd)
	}
	info, err := os.Stat(args[0])
	switch {
	case err != nil:
		return "", misused(cmd, "%q: no such directory or file: want one of a blog", args[0])
	case !info.IsDir():
		return c.chooseAround(cmd, args[0])
	}
	kind, below := blog.Recognise(os.DirFS(args[0]))
	switch {
	case len(below) > 0:
		return "", misused(cmd, "%s: %s", args[0], strings.Replace(below[0], "serve that folder", "preview that folder", 1))
	case kind == "":
		return "", misused(cmd, "%s is no blog: %s makes it one", args[0], shellLine("pete init", args[0]))
	}
	return "", c.Set(args[0])
}

// chooseAround chooses the nearest directory above a file that is a blog.
func (c *contentFlag) chooseAround(cmd *cobra.Command, path string) (file string, err error) {
	if path, err = filepath.Abs(path); err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", err
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if kind, _ := blog.Recognise(os.DirFS(dir)); kind != "" {
			file, err = filepath.Rel(dir, path)
			return filepath.ToSlash(file), cmp.Or(err, c.Set(dir))
		}
		if dir == filepath.Dir(dir) {
			return "", misused(cmd, "%s is in no blog: %s makes one of its folder", path, shellLine("pete init", filepath.Dir(path)))
		}
	}
}

// preview is one call of the command.
type preview struct {
	content *contentFlag
	file    string // to open, below the content directory; "" for none
	env     []string
	term    string
	profile colorprofile.Profile
}

// run shows the room until the author leaves it.
func (p *preview) run(cmd *cobra.Command) error {
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	news := make(chan struct{}, 1) // several readings at once are one
	store, report, err := site.Open(ctx, p.content.source(), site.Options{Poll: previewPoll, HasRead: func() {
		select {
		case news <- struct{}{}:
		default:
		}
	}})
	if err != nil {
		return err
	}
	if store == nil {
		p.content.place(report.Problems)
		printLast(report.Err().Error())
		return errPrinted
	}
	defer func() { _ = store.Close() }() // it is in memory
	if err := p.known(cmd, store); err != nil {
		return err
	}
	var following sync.WaitGroup
	defer following.Wait()
	defer stop()
	following.Go(func() { store.Run(ctx, nil) })

	columns, rows, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		return err
	}
	room := tui.NewPreview(store.ForAuthors(), tui.Options{
		Columns: columns, Rows: rows, Profile: p.profile, ASCII: terminal.ASCII(p.term, p.env), Cache: render.NewCache(8 << 20),
	}, p.file, store.Report)
	if err := terminal.RunHere(ctx, room, news); err != nil {
		return err
	}
	last := store.Report()
	say(cmd.ErrOrStderr(), "%s.", last.Summary())
	if len(last.Problems) > 0 {
		say(cmd.ErrOrStderr(), "%s says what to write instead.", shellLine("pete check", string(*p.content)))
	}
	return nil
}

// known refuses a file that is none of the blog, as far as its name says that. One that is
// left out may be mended while its problem shows.
func (p *preview) known(cmd *cobra.Command, store *site.Store) error {
	if p.file == "" {
		return nil
	}
	if _, ok := store.ForAuthors().Current().Archive.ByFile(p.file); ok {
		return nil
	}
	for _, problem := range store.Report().Problems {
		if problem.Path == p.file {
			return nil
		}
	}
	return misused(cmd, "%s is no post or page of %s: want one, or the directory alone", p.file, string(*p.content))
}
