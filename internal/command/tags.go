package command

import (
	"maps"
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
			tags := countTags(env.Archive)
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

// tagged is a tag and the number of posts that carry it.
type tagged struct {
	Tag   string `json:"tag"`
	Count int    `json:"count"`
}

func tagTable(env *Env) list[tagged] {
	ink := env.palette()
	return list[tagged]{
		columns: func(t tagged) []string { return []string{strconv.Itoa(t.Count), t.Tag} },
		record:  func(t tagged) any { return t },
		entry: func(t tagged) entry {
			return entry{label: strconv.Itoa(t.Count), parts: []part{{words: []string{t.Tag}, ink: ink.Text}}}
		},
	}
}

// postsPerTag returns how many posts carry each tag of the archive.
func postsPerTag(a *blog.Archive) map[string]int {
	counts := map[string]int{}
	for _, p := range a.Posts {
		for _, tag := range p.Tags {
			counts[tag]++
		}
	}
	return counts
}

// countTags returns all tags of the archive, the most frequent first, and tags of one
// count in the order of their letters.
func countTags(a *blog.Archive) (tags []tagged) {
	counts := postsPerTag(a)
	for _, tag := range slices.Sorted(maps.Keys(counts)) {
		tags = append(tags, tagged{Tag: tag, Count: counts[tag]})
	}
	slices.SortStableFunc(tags, func(a, b tagged) int { return b.Count - a.Count })
	return tags
}

// knownTags refuses the first tag that no post carries.
func knownTags(cmd *cobra.Command, a *blog.Archive, tags []string) error {
	for _, tag := range tags {
		if !a.HasTag(tag) {
			return nothing(cmd, "no post is tagged %s: %s", quote(tag), didYouMean(tag, slices.Sorted(maps.Keys(postsPerTag(a))), "try tags"))
		}
	}
	return nil
}
