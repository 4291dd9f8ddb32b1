package command

import (
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func tocCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "toc SLUG",
		Short: "List the headings of a post",
		Long: "List the headings of a post: level, anchor and heading. The reading room opens at one " +
			"as SLUG#ANCHOR.",
		Args: oneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			headings := post.Contents()
			if len(headings) == 0 {
				return nothing(cmd, "%s has no headings: try read %s", post.Slug, post.Slug)
			}
			return headingList(env, headings).print(env, asJSON, headings)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// headingList is the list of headings, each indented by its level.
func headingList(env *Env, headings []blog.Heading) list[blog.Heading] {
	const step = 2
	ink := env.palette()
	highest := slices.MinFunc(headings, func(a, b blog.Heading) int { return a.Level - b.Level }).Level
	return list[blog.Heading]{
		columns: func(h blog.Heading) []string { return []string{strconv.Itoa(h.Level), h.Anchor, h.Text} },
		record: func(h blog.Heading) any {
			return struct {
				Level   int    `json:"level"`
				Anchor  string `json:"anchor"`
				Heading string `json:"heading"`
			}{h.Level, h.Anchor, h.Text}
		},
		entry: func(h blog.Heading) entry {
			return entry{indent: step * (h.Level - highest), parts: []part{
				{words: strings.Fields(h.Text), ink: ink.Bold},
				{words: []string{"#" + h.Anchor}, ink: ink.Code, beside: true},
			}}
		},
	}
}
