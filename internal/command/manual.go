package command

import (
	"cmp"
	"embed"
	"strings"
	"sync"
	"text/template"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// pages are the texts of help, as Markdown for [render.Manual].
//
//	manual.md    PETE(1)
//	command.md   the page of one command
//	overview.md  pete alone
//	examples.md  the examples of each command, made of posts that the archive has
//
//go:embed pages/*.md
var pageFiles embed.FS

var pages = sync.OnceValue(func() *template.Template {
	functions := template.FuncMap{
		"text":      render.EscapeMarkdown,
		"program":   program,
		"pictureOf": pictureOf,
		"usage":     usage,
		"sftp":      sftpCommand,
		"scp":       scpCommand,
		"sshfs":     sshfsCommand,

		"scpUp":    scpUpCommand,
		"lftpSite": lftpSite,
	}
	return template.Must(template.New("").Funcs(functions).ParseFS(pageFiles, "pages/*.md"))
})

// page is what the templates ask for. Commands, flags and examples are those that there
// are, so that help cannot fall behind.
type page struct {
	samples
	blog.Site
	Program string // as in [Env]
	Start   string // of a command line
	Command *commandPage
	Author  *blog.Site // the site with the host that authors log in to; nil for readers
}

func newPage(env *Env, cmd *cobra.Command) *page {
	p := &page{samples: samples{env.Archive}, Site: env.site(), Program: env.Program}
	p.Start = cmp.Or(env.Program, p.SSH())
	p.Command = &commandPage{cmd, p}
	if env.Workshop != nil {
		p.Author = new(forAuthors(p.Site))
		p.Start = p.Author.SSH()
	}
	return p
}

// commandPage is one command.
type commandPage struct {
	*cobra.Command
	page *page
}

// Destination is what SSH has after ssh.
func (p *page) Destination() string { return strings.TrimPrefix(p.SSH(), "ssh ") }

// Commands are the commands of the manual.
func (p *page) Commands() (list []*commandPage) {
	for _, c := range p.Command.Root().Commands() {
		if c.Name() == pagesName && len(p.Archive.Pages) == 0 {
			continue
		}
		if c.IsAvailableCommand() || c.Name() == helpName {
			list = append(list, &commandPage{c, p})
		}
	}
	return list
}

// Short is what the command does, as the end of a sentence.
func (c *commandPage) Short() string {
	return strings.ToLower(c.Command.Short[:1]) + c.Command.Short[1:]
}

// Description is what the command does, in sentences.
func (c *commandPage) Description() string {
	if c.Long != "" {
		return c.Long
	}
	return c.Command.Short + "."
}

// Synopsis is the command with its arguments and flags, each in one piece: "ls", "[-1]",
// "[--tag TAG]…".
func (c *commandPage) Synopsis() []string {
	words := strings.Fields(c.Use)
	for _, f := range visibleFlags(c.LocalFlags()) {
		word := "[" + usage(f) + "]"
		if _, repeats := f.Value.(*Value[[]string]); repeats {
			word += "…"
		}
		words = append(words, word)
	}
	return words
}

// Flags are the flags of the command.
func (c *commandPage) Flags() []*pflag.Flag {
	return append(visibleFlags(c.LocalFlags()), visibleFlags(c.InheritedFlags())...)
}

// Examples are the examples of the command, as Markdown.
func (c *commandPage) Examples() (string, error) {
	var b strings.Builder
	name := c.Name() + " examples"
	if pages().Lookup(name) == nil {
		return "", nil
	}
	err := pages().ExecuteTemplate(&b, name, c.page)
	return strings.TrimSpace(b.String()), err
}

// visibleFlags are the flags that are shown: not --help, which all commands have.
func visibleFlags(set *pflag.FlagSet) (flags []*pflag.Flag) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Name != helpName && !f.Hidden {
			flags = append(flags, f)
		}
	})
	return flags
}

// Widths of a page of the manual, in columns.
const (
	maxManualWidth = 80
	manualIndent   = 7 // as man has it
	narrowIndent   = 2
)

// printManual prints a template. name is what its first and its last line say, if it has
// them: "PETE-LS(1)".
func (e *Env) printManual(template, name string, cmd *cobra.Command) error {
	var markdown strings.Builder
	if err := pages().ExecuteTemplate(&markdown, template, newPage(e, cmd)); err != nil {
		return err
	}
	m := render.Manual{Width: render.TextWidth, Indent: manualIndent, Palette: e.palette()}
	if e.TTY {
		m.Width = min(e.columns(), maxManualWidth)
	}
	if m.Width < narrow {
		m.Indent = narrowIndent
	}
	text := m.Render([]byte(markdown.String()))
	if name != "" {
		day := ""
		if posts := e.Archive.Posts; len(posts) > 0 && !posts[0].Date.IsZero() {
			day = posts[0].Date.Format("2 January 2006")
		}
		text = edge(m.Width, name, e.Archive.Site.Title, name) + "\n" + text + "\n" + edge(m.Width, "pete "+e.Version, day, name)
	}
	return e.print(text)
}

// edge is the first or the last line of a page: three words, without the middle one if
// there is no room for it.
func edge(width int, left, middle, right string) string {
	left, middle = ansi.Truncate(left, max(width-ansi.StringWidth(right)-2, 0), "…"), blog.Line(middle)
	before := ansi.StringWidth(left)
	after := ansi.StringWidth(right)
	at := (width - ansi.StringWidth(middle)) / 2
	if end := at + ansi.StringWidth(middle); at >= before+2 && end+2 <= width-after {
		left += strings.Repeat(" ", at-before) + middle
		before = end
	}
	return left + strings.Repeat(" ", max(width-after-before, 1)) + right + "\n"
}
