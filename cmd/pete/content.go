package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
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

// choose takes the directory from the flag, else from the environment, and says
// who named one that is none.
func (c *contentFlag) choose(cmd *cobra.Command) error {
	if err := fromEnvironment(cmd, contentName); err != nil || *c == "" {
		return err
	}
	if err := isDirectory(string(*c)); err != nil {
		from := twin(contentName)
		if cmd.Flag(contentName).Changed {
			from = "--" + contentName
		}
		return misused(cmd, "%s %q: %v", from, string(*c), err)
	}
	return nil
}

var errNoBlog = errors.New("want a directory with a site.yaml and posts")

// isDirectory says what is wrong with a path that should lead to a blog.
func isDirectory(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", cause(err), errNoBlog)
	case !info.IsDir():
		return errors.New("not a directory: want the one that site.yaml lies in")
	}
	return nil
}

// open reads the blog, with everything there is to say about it. The archive is
// nil when the report has an error.
func (c *contentFlag) open() (*blog.Archive, blog.Report) { return c.read(blog.Open) }

func (c *contentFlag) read(open func(fs.FS) (*blog.Archive, blog.Report)) (*blog.Archive, blog.Report) {
	if *c == "" {
		return open(content.FS)
	}
	fsys, err := openTree(string(*c))
	if err != nil {
		report := blog.Report{Problems: []blog.Problem{{Wrong: fmt.Sprintf("cannot be read (%v)", cause(err)), Mend: "make it readable"}}}
		c.place(report.Problems)
		return nil, report
	}
	defer func() { _ = fsys.Close() }() // the archive holds all that was read
	archive, report := open(fsys)
	c.place(report.Problems)
	return archive, report
}

// place has the paths of problems lead to their files from here, so that an editor
// finds them.
func (c *contentFlag) place(problems []blog.Problem) {
	for i := range problems {
		problems[i].Path = filepath.Join(string(*c), problems[i].Path)
	}
}

// openFor gives env the blog that cmd is about.
func (c *contentFlag) openFor(env *command.Env, cmd *cobra.Command) error {
	if err := c.choose(cmd); err != nil {
		return err
	}
	archive, report := c.open()
	if archive == nil {
		_ = printReport(env.Stderr, report) // stderr is the last resort
		return errPrinted
	}
	env.Archive = archive
	return nil
}

// lend gives env the blog that help is about. Help has to work whatever the blog
// is like.
func (c *contentFlag) lend(env *command.Env, cmd *cobra.Command) {
	_ = fromEnvironment(cmd, contentName)
	if env.Archive, _ = c.open(); env.Archive == nil {
		env.Archive = &blog.Archive{Site: blog.Site{Title: "Pete", Host: "blog.example"}}
	}
}

// printReport prints every problem on a line of its own, and the count.
func printReport(w io.Writer, r blog.Report) error {
	for _, p := range r.Problems {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, r.Summary())
	return err
}

// cause is what is wrong with a file, without its path.
func cause(err error) error {
	if at, ok := err.(*fs.PathError); ok { //nolint:errorlint // os.Stat wraps nothing
		return at.Err
	}
	return err
}
