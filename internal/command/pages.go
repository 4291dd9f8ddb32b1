package command

import (
	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

const pagesName = "pages"

// pagesCommand lists the pages that are no posts. Help offers it if there are some.
func pagesCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   pagesName,
		Short: "List pages that are not posts",
		Long:  "List pages that are not posts: slug and title. No other list has them; read, cat, links, toc and code take their slugs.",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !hasPages(env) {
				return nothing(cmd, "this blog has no pages: try ls")
			}
			return pageTable(env).print(env, false, env.Archive.Pages)
		},
	}
}

func hasPages(env *Env) bool { return env.Archive != nil && len(env.Archive.Pages) > 0 }

func pageTable(env *Env) list[*blog.Post] {
	ink := env.palette()
	return list[*blog.Post]{
		columns: func(p *blog.Post) []string { return []string{p.Slug, p.Title} },
		entry: func(p *blog.Post) entry {
			return entry{parts: titleParts(ink, p, env.site())}
		},
	}
}
