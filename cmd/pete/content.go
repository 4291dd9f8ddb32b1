package main

import (
	"errors"
	"fmt"
	"os"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"github.com/spf13/cobra"
)

const contentName = "content"

// contentFlag is the directory that the blog is read from; empty for the blog
// that pete ships with.
type contentFlag string

func (c *contentFlag) String() string { return string(*c) }
func (c *contentFlag) Type() string   { return "DIR" }

// Set does not ask whether the directory is there: help is given without it.
func (c *contentFlag) Set(s string) error {
	if s == "" {
		return errNoBlog
	}
	*c = contentFlag(s)
	return nil
}

// choose sets cmd's options from the environment, and refuses a directory that is none.
func (c *contentFlag) choose(cmd *cobra.Command) error {
	if err := fromEnvironment(cmd); err != nil || *c == "" {
		return err
	}
	if err := isDirectory(string(*c)); err != nil {
		from := envName(contentName)
		if cmd.Flag(contentName).Changed {
			from = "--" + contentName
		}
		return misused(cmd, "%s %q: %v", from, string(*c), err)
	}
	return nil
}

// chooseHere is choose for commands of authors: without a directory they mean the present
// one, if that is a blog.
func (c *contentFlag) chooseHere(cmd *cobra.Command) error {
	if err := c.choose(cmd); err != nil || *c != "" {
		return err
	}
	if kind, _ := blog.Recognise(os.DirFS(".")); kind == "" {
		return misused(cmd, "there is no blog in this directory: go to one, name it with --%s DIR, or make one with pete init", contentName)
	}
	return c.Set(".")
}

var errNoBlog = errors.New("want a directory with a site.yaml and posts")

// isDirectory says what is wrong with a path that should lead to a blog.
func isDirectory(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errors.Unwrap(err), errNoBlog) // without the path, which the caller prints
	case !info.IsDir():
		return errors.New("not a directory: want the one that site.yaml lies in")
	}
	return nil
}

// source returns what the blog is read from.
func (c *contentFlag) source() site.Content {
	if *c == "" {
		return site.Files(content.FS)
	}
	return site.Directory(string(*c))
}

// open reads the blog, with everything there is to say about it. The archive is nil
// when the report has an error.
func (c *contentFlag) open(o blog.Options) (*blog.Archive, blog.Report) {
	archive, report := c.source().Read(o)
	c.place(report.Problems)
	return archive, report
}

// place has the paths of problems lead to their files from here, so that an editor
// finds them.
func (c *contentFlag) place(problems []blog.Problem) {
	for i, p := range problems {
		problems[i] = c.source().Place(p)
	}
}

// openFor gives env the blog that cmd is about, and its index if cmd is the one command
// that needs it: the index takes its texts from this reading, so nothing is parsed twice.
func (c *contentFlag) openFor(env *command.Env, cmd *cobra.Command) error {
	if err := c.choose(cmd); err != nil {
		return err
	}
	var options blog.Options
	if cmd.Name() == "search" {
		database, err := search.NewDatabase()
		if err != nil {
			return err
		}
		options.Parsed = database.Add
		env.Index = func() (*search.Index, error) { return database.Index(cmd.Context(), env.Archive.Posts) }
	}
	archive, report := c.open(options)
	if len(report.Problems) > 0 {
		_, _ = fmt.Fprintln(env.Stderr, "pete: "+inOneLine(report)) // stderr is the last resort
	}
	if archive == nil {
		return errPrinted
	}
	env.Archive = archive
	return nil
}

// lend gives env the blog that help is about. Help has to work whatever is wrong with
// the blog.
func (c *contentFlag) lend(env *command.Env, cmd *cobra.Command) {
	_ = fromEnvironment(cmd)
	if env.Archive, _ = c.open(blog.Options{}); env.Archive == nil {
		env.Archive = &blog.Archive{Site: blog.Site{Title: "Pete", Host: "blog.example"}}
	}
}

// inOneLine is a report for a command that is not about what is wrong: the first problem
// that keeps the blog from being served, else how many there are.
func inOneLine(r blog.Report) string {
	for _, p := range r.Problems {
		if p.Severity == blog.Error {
			if others := len(r.Problems) - 1; others > 0 {
				return fmt.Sprintf("%s (and %s: pete check lists them)", p, blog.Count(others, "other problem"))
			}
			return p.String()
		}
	}
	return blog.Count(len(r.Problems), "problem") + " (" + r.Summary() + "): pete check lists them"
}
