package command

import (
	"slices"
	"strconv"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func tagsCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tags",
		Short: "List tags, most frequent first",
		Long:  "List tags, most frequent first: the number of posts that carry it, and the tag.",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			tags := blog.CountTags(env.Archive.Posts)
			switch {
			case len(env.Archive.Posts) == 0:
				return noPosts(cmd)
			case len(tags) == 0:
				return nothing(cmd, "no post is tagged: try ls")
			}
			return tagTable(env).print(env, asJSON, tags)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

// tagged is a line of JSON: a tag and the number of posts that carry it.
type tagged struct {
	Tag   string `json:"tag"`
	Count int    `json:"count"`
}

func tagTable(env *Env) list[blog.TagCount] {
	ink := env.palette()
	return list[blog.TagCount]{
		columns: func(t blog.TagCount) []string { return []string{strconv.Itoa(t.Posts), t.Tag} },
		record:  func(t blog.TagCount) any { return tagged{t.Tag, t.Posts} },
		entry: func(t blog.TagCount) entry {
			return entry{label: strconv.Itoa(t.Posts), parts: []part{{words: []string{t.Tag}, ink: ink.Text}}}
		},
	}
}

// knownTags refuses the first tag that no post carries.
func knownTags(cmd *cobra.Command, a *blog.Archive, tags []string) error {
	for _, tag := range tags {
		if !a.HasTag(tag) {
			var names []string
			for _, t := range blog.CountTags(a.Posts) {
				names = append(names, blog.Tag(t.Tag))
			}
			slices.Sort(names)
			return nothing(cmd, "no post is tagged %s: %s", quote(tag), didYouMean(tag, names, "try tags"))
		}
	}
	return nil
}
