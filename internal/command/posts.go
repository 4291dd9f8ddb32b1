package command

import (
	"fmt"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/spf13/cobra"
)

// narrow is the width, in columns, below which there is no room for dates beside
// titles.
const narrow = 60

// labels returns what is beside the titles of posts: date and minutes, or on a narrow
// terminal the minutes alone.
func labels(env *Env, posts []*blog.Post) func(*blog.Post) string {
	digits := 0
	for _, p := range posts {
		digits = max(digits, len(strconv.Itoa(p.Minutes)))
	}
	return func(p *blog.Post) string {
		if env.columns() < narrow {
			return strconv.Itoa(p.Minutes)
		}
		return fmt.Sprintf("%-10s  %*d min", date(p), digits, p.Minutes)
	}
}

// postEntry is a post with its title, what to type for it, and more.
func postEntry(ink render.Palette, p *blog.Post, label string, more ...part) entry {
	return entry{label: label, parts: append([]part{
		{words: strings.Fields(p.Title), ink: ink.Bold},
		{words: []string{p.Slug}, ink: ink.Code},
	}, more...)}
}

// noPosts is the failure of an archive without posts.
func noPosts(cmd *cobra.Command) error { return nothing(cmd, "this blog has no posts yet") }
