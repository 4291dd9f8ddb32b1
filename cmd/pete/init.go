package main

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"github.com/spf13/cobra"
)

//go:embed start
var start embed.FS

func initCommand(content *contentFlag) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Begin a blog in a directory",
		Long: "Begin a blog in DIR, or in this directory: site.yaml, a first post and a page about it. " +
			"Where there is Markdown already, only site.yaml is written, with what the files say of the blog. " +
			"Nothing is ever overwritten; the blog of a generator that pete reads needs nothing.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := cmp.Or(string(*content), ".") // the variable in the environment is for reading
			if len(args) > 0 {
				dir = args[0]
			}
			return beginBlog(cmd, dir)
		},
	}
}

// beginBlog writes what a directory lacks to be a blog, prints the path of each file, and
// says what to do next.
func beginBlog(cmd *cobra.Command, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return misused(cmd, "%q: not a directory: want one, or the name of one to make", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // a server of another user may read it
		return fmt.Errorf("init: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	defer func() { _ = root.Close() }()
	stderr := cmd.ErrOrStderr()
	switch kind, below := blog.Recognise(root.FS()); {
	case kind != "":
		say(stderr, "%s is %s already: nothing was written.", dir, kind)
	case len(below) > 0:
		return fmt.Errorf("init: %s: %s", dir, below[0])
	default:
		if err := writeStart(cmd.OutOrStdout(), root, dir); err != nil {
			return fmt.Errorf("init: %w", err)
		}
	}
	_, report := site.Directory(dir).Read(blog.Options{})
	summary := report.Summary()
	if len(report.Problems) > 0 {
		summary += ": " + shellLine("pete check", dir) + " says what to write instead"
	}
	say(stderr, "%s.", summary)
	say(stderr, "%s", "\n"+strings.TrimSuffix(render.Pairs{Indent: 2, Width: render.TextWidth, Rows: [][2]string{
		{shellLine("pete preview", dir), "shows it, drafts too"},
		{shellLine("pete serve --content", dir), "serves it"},
		{shellLine("pete --content", dir) + ` new "Title"`, "begins a post"},
	}}.String(), "\n"))
	return nil
}

// writeStart writes site.yaml, and a post and a page if there is no Markdown. site.yaml
// comes last, so that another run goes on where one was cut short.
func writeStart(stdout io.Writer, root *os.Root, dir string) error {
	path, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	title, posts := blog.Guess(root.FS(), filepath.Base(path))
	names := []string{"posts/hello.md", "pages/about.md", "site.yaml"}
	if blog.HasMarkdown(root.FS()) {
		names = names[2:]
	}
	folders := "#posts: posts"
	if posts != "" {
		folders = "posts: " + yamlText(posts)
	}
	fill := strings.NewReplacer("TITLE", yamlText(title), "POSTS", folders, "DATE", time.Now().Format(time.DateOnly))
	for _, name := range names {
		text, err := start.ReadFile("start/" + name[strings.LastIndexByte(name, '/')+1:])
		if err != nil {
			return err
		}
		isNew, err := create(root, name, []byte(fill.Replace(string(text))))
		if isNew { // else it is of a run that was cut short, or the author's
			_, err = fmt.Fprintln(stdout, filepath.Join(dir, name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// create writes a file, and makes the folders that it lies in. If the file is there already,
// it stays and isNew is false. Of a file that cannot be written whole nothing stays.
func create(root *os.Root, name string, text []byte) (isNew bool, err error) {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return false, err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = file.Write(text)
	if err = cmp.Or(err, file.Close()); err != nil {
		_ = root.Remove(name) // the first error is returned
	}
	return err == nil, err
}

// yamlText returns a text as YAML has it between quotes.
func yamlText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// say writes a sentence, with control characters made visible.
func say(to io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintln(to, blog.Visible(fmt.Sprintf(format, args...))) // stderr is the last resort
}

// shellLine returns a command line with a path, which is quoted if a shell would take it
// apart.
func shellLine(line, path string) string {
	special := func(r rune) bool {
		return !strings.ContainsRune("/._-+,@%:", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	if strings.ContainsFunc(path, special) {
		path = "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return line + " " + path
}
