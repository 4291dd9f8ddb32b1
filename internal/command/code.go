package command

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func codeCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "code SLUG [N]",
		Short: "List the code in a post, or print one block",
		Long: "List the blocks of code in a post: number, language, lines and first line. With N, print that " +
			"block and nothing else, byte by byte.",
		Args: func(cmd *cobra.Command, args []string) error {
			return cmp.Or(atMost(2, "want code SLUG N", cmd, args), anySlugs(cmd, args))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			blocks := post.Document().Code
			if len(blocks) == 0 {
				return nothing(cmd, "%s has no code: try read %s", post.Slug, post.Slug)
			}
			if len(args) == 2 {
				n, err := blockNumber(cmd, post.Slug, args[1], len(blocks))
				if err != nil {
					return err
				}
				blocks = blocks[n-1 : n]
				if !asJSON {
					return env.printRaw([]byte(blocks[0].Text))
				}
			}
			return codeList(env).print(env, asJSON, blocks)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// blockNumber returns the number in word, which is that of one of the post's blocks.
func blockNumber(cmd *cobra.Command, slug, word string, blocks int) (int, error) {
	n, err := strconv.Atoi(word)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return 0, misuse(cmd, "%s is no number: want code SLUG N", quote(word))
	case n < 1 || n > blocks: // a number out of the range of int is a very large one
		return 0, nothing(cmd, "no block %s in %s: it has %d", shorten(word), slug, blocks)
	}
	return n, nil
}

// codeList is the list of blocks of code.
func codeList(env *Env) list[blog.Code] {
	ink := env.palette()
	return list[blog.Code]{
		columns: func(c blog.Code) []string {
			return []string{strconv.Itoa(c.N), c.Language, strconv.Itoa(lineCount(c.Text)), firstLine(c.Text)}
		},
		record: func(c blog.Code) any {
			return struct {
				N         int     `json:"n"`
				Language  *string `json:"language"`
				Title     *string `json:"title"` // the name of a file, or a caption
				Lines     int     `json:"lines"`
				FirstLine string  `json:"first_line"`
				Run       bool    `json:"run"`    // the blog's own tests execute it
				Output    *string `json:"output"` // what it prints, as the post says
				Text      string  `json:"text"`   // all of it
			}{c.N, orNull(c.Language), orNull(c.Title), lineCount(c.Text), firstLine(c.Text), c.Run, orNull(c.Output), c.Text}
		},
		entry: func(c blog.Code) entry {
			about := blog.Count(lineCount(c.Text), "line")
			for _, word := range []string{c.Title, c.Language} {
				if word != "" {
					about = word + " · " + about
				}
			}
			return entry{label: strconv.Itoa(c.N), parts: []part{
				{words: strings.Fields(blog.VisibleCode(firstLine(c.Text))), ink: ink.Code},
				{words: strings.Fields(about), ink: ink.Dim},
			}}
		},
	}
}

func lineCount(text string) (n int) {
	for range strings.Lines(text) {
		n++
	}
	return n
}

// firstLine is the first line that is not blank.
func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}
