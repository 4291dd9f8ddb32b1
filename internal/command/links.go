package command

import (
	"cmp"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func linksCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "links SLUG",
		Short: "List where the links of a post lead",
		Long: "List where the links of a post lead: number, address and text. A post of this blog has " +
			"its address on the web, or that of its file; if the about page has none, the command that prints it stands there.",
		Args: oneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			links := post.Outline().Links
			if len(links) == 0 {
				return nothing(cmd, "%s has no links: try read %s", post.Slug, post.Slug)
			}
			return linkList(env).print(env, asJSON, links)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// linkList is the list of links.
func linkList(env *Env) list[blog.Link] {
	ink := env.palette()
	return list[blog.Link]{
		columns: func(l blog.Link) []string { return []string{strconv.Itoa(l.N), env.address(l), l.Text} },
		record: func(l blog.Link) any {
			return struct {
				N        int     `json:"n"`
				Address  string  `json:"address"`
				Text     string  `json:"text"`
				Slug     *string `json:"slug"`
				Fragment *string `json:"fragment"`
			}{l.N, env.address(l), l.Text, orNull(l.Slug), orNull(l.Fragment)}
		},
		entry: func(l blog.Link) entry {
			return entry{label: strconv.Itoa(l.N), parts: []part{
				{words: strings.Fields(l.Text), ink: ink.Text},
				{words: []string{env.address(l)}, ink: ink.Link, whole: true},
			}}
		},
	}
}

// address is where a link leads, for a reader outside the blog.
func (e *Env) address(l blog.Link) string {
	switch {
	case l.Slug == "":
		return cmp.Or(l.URL, l.Address)
	case l.Fragment != "" && l.URL != "":
		return e.addressOf(l.Slug) + "#" + l.Fragment
	}
	return e.addressOf(l.Slug)
}

// addressOf is the address of a post, or what opens the about page: its address on the web, or
// the command that prints it.
func (e *Env) addressOf(slug string) string {
	site := e.site()
	if p, ok := e.Archive.Post(slug); ok {
		return site.PostURL(p)
	}
	return cmp.Or(site.AboutURL(), site.SSH(slug))
}
