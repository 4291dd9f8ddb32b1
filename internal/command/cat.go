package command

import (
	"encoding/json"
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

// The formats of cat.
const (
	formatMarkdown = "md"
	formatText     = "text"
	formatANSI     = "ansi"
	formatJSON     = "json"
)

func catCommand(env *Env) *cobra.Command {
	c := &cat{env: env, format: choice{from: []string{formatMarkdown, formatText, formatANSI, formatJSON}}}
	cmd := &cobra.Command{
		Use:   "cat SLUG…",
		Short: "Print posts",
		Long: "Print posts: with colours on a terminal, else as the Markdown they were written in, byte by byte. " +
			"Without a terminal only --format ansi has escapes.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse(cmd, "no post named: want cat SLUG, from ls")
			}
			return nil
		},
		RunE: c.run,
	}
	cmd.Flags().Var(&c.format, "format", "md, text, ansi or json, which is one object a line")
	cmd.Flags().Var(&c.width, "width", "wrap text and ansi at this many columns")
	return cmd
}

// cat is one run of the command.
type cat struct {
	env    *Env
	format choice
	width  columns
}

// run prints every post there is, and then fails for the first there is not.
func (c *cat) run(cmd *cobra.Command, args []string) error {
	var missing error
	printed := 0
	for _, slug := range args {
		post, err := locate(cmd, c.env.Archive, slug, "post")
		if err != nil {
			if missing == nil {
				missing = err
			}
			continue
		}
		if err := c.print(post, printed); err != nil {
			return err
		}
		printed++
	}
	return missing
}

// print prints one post; nth is how many were printed before it.
func (c *cat) print(p *blog.Post, nth int) error {
	switch c.formatOrDefault() {
	case formatJSON:
		return c.json(p)
	case formatMarkdown:
		_, err := c.env.Stdout.Write(p.Source)
		return err
	}
	page := render.Post(p, c.env.Archive.Site, c.options()).String()
	if nth > 0 {
		page = "\n\n" + page
	}
	_, err := io.WriteString(c.env.Stdout, page)
	return err
}

func (c *cat) json(p *blog.Post) error {
	enc := json.NewEncoder(c.env.Stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		record
		Body string `json:"body"`
	}{newRecord(p, c.env.Archive.Site), string(p.Document.Source)})
}

func (c *cat) formatOrDefault() string {
	switch {
	case c.format.word != "":
		return c.format.word
	case c.env.TTY:
		return formatANSI
	}
	return formatMarkdown
}

// options are how a post looks that is printed as text or ansi.
func (c *cat) options() render.Options {
	o := c.env.pageOptions()
	switch {
	case c.format.word == formatText:
		o = render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	case c.format.word == formatANSI && !c.env.TTY:
		// No terminal was named, so the colours are those that every one has.
		o = render.Options{Width: render.Measure, Theme: theme, Profile: colorprofile.ANSI256}
	}
	if c.width > 0 {
		o.Width = int(c.width)
	}
	return o
}
