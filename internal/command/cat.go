package command

import (
	"context"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/html"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

// The formats of cat.
const (
	formatMarkdown = "md"
	formatText     = "text"
	formatANSI     = "ansi"
	formatHTML     = "html"
	formatJSON     = "json"
)

func catCommand(env *Env) *cobra.Command {
	c := &cat{env: env}
	cmd := &cobra.Command{
		Use:   "cat SLUG…",
		Short: "Print posts",
		Long: "Print posts: as ansi, laid out and coloured, on a terminal, and else as md, the Markdown they were " +
			"written in, without comments. text is plain, html is one document, json an object a line.",
		Args: anySlugs,
		RunE: c.run,
	}
	f := cmd.Flags()
	f.Var(oneOf(&c.format, formatMarkdown, formatText, formatANSI, formatHTML, formatJSON), "format", "how to print them; if nothing is said, ansi on a terminal, and else md")
	f.Var(number(&c.width, minColumns, maxColumns), "width", "wrap text and ansi at this many columns")
	return cmd
}

// cat is one call of the command.
type cat struct {
	env    *Env
	format string // "" while it is not given
	width  int    // 0 while it is not given
}

// run prints all posts that exist, and then fails for the first that does not.
func (c *cat) run(cmd *cobra.Command, args []string) error {
	if c.format == "" {
		c.format = formatMarkdown
		if c.env.TTY {
			c.format = formatANSI
		}
	}
	laidOut := c.format == formatText || c.format == formatANSI
	if c.width > 0 && !laidOut {
		return misuse(cmd, "--width is for text and ansi: want --format text, or leave --width out")
	}
	posts, missing := c.locate(cmd, args)
	if laidOut && len(posts) > maxLaidOut {
		return misuse(cmd, "%d posts are too many to lay out at once: want at most %d, or --format md", len(posts), maxLaidOut)
	}
	if c.format == formatHTML && len(posts) > 0 {
		if err := c.document(posts); err != nil {
			return err
		}
		return missing
	}
	for i, post := range posts {
		if cmd.Context().Err() != nil {
			return errGone
		}
		if err := c.print(cmd.Context(), post, i); err != nil {
			return err
		}
	}
	return missing
}

// locate returns the posts that exist, and an error for the first word that leads to
// none. Only that word is looked up for near ones, which is slow.
func (c *cat) locate(cmd *cobra.Command, args []string) (posts []*blog.Post, missing error) {
	for _, place := range args {
		if post, ok := find(c.env.Archive, place); ok {
			posts = append(posts, post)
		} else if missing == nil {
			_, missing = locate(cmd, c.env.Archive, place, "post")
		}
	}
	return posts, missing
}

// print prints one post after nth others.
func (c *cat) print(ctx context.Context, p *blog.Post, nth int) error {
	switch c.format {
	case formatJSON:
		return c.env.printObject(struct {
			record
			Body string `json:"body"`
		}{c.env.newRecord(p), string(p.PublicBody())})
	case formatMarkdown:
		return c.env.printRaw(p.Public())
	}
	if nth > 0 {
		if err := c.env.print("\n\n"); err != nil {
			return err
		}
	}
	return c.env.printPost(ctx, p, c.options())
}

// maxLaidOut is how many posts one command lays out. A layout takes ten thousand times
// as long as sending the name of its post.
const maxLaidOut = 64

// document prints posts as one HTML document, each once.
func (c *cat) document(posts []*blog.Post) error {
	var once []*blog.Post
	seen := map[*blog.Post]bool{}
	for _, p := range posts {
		if !seen[p] {
			seen[p] = true
			once = append(once, p)
		}
	}
	for piece := range html.Document(once, c.env.site()) {
		if err := c.env.printRaw([]byte(piece)); err != nil {
			return err
		}
	}
	return nil
}

// options are the layout of text and ansi.
func (c *cat) options() render.Options {
	o := c.env.pageOptions()
	switch {
	case c.format == formatText:
		o = render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	case c.format == formatANSI && !c.env.TTY:
		// The terminal is not known, so the colours are those that all have.
		o = render.Options{Width: render.Measure, Theme: theme, Profile: colorprofile.ANSI256}
	}
	if c.width > 0 {
		o.Width = c.width
	}
	return o
}
