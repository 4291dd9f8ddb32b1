package command

import (
	"errors"

	"blog.example/pete/internal/render/feed"
	"github.com/spf13/cobra"
)

// The formats of feed.
const (
	formatAtom     = "atom"
	formatJSONFeed = "json"
)

func feedCommand(env *Env) *cobra.Command {
	format, tag := formatAtom, ""
	cmd := &cobra.Command{
		Use:   "feed",
		Short: "Print the feed",
		Long: "Print the feed of the newest posts with their whole texts, in Atom or as a JSON Feed; " +
			"with --tag, of the posts that carry it.",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if tag != "" {
				if err := knownTags(cmd, env.Archive, []string{tag}); err != nil {
					return err
				}
			}
			text, err := env.feed(format, tag)
			switch {
			case len(env.Archive.Posts) == 0:
				return noPosts(cmd)
			case errors.Is(err, feed.ErrEmpty):
				return nothing(cmd, "no post to put in it has a date: try ls")
			case err != nil:
				return err
			}
			return env.printRaw(text)
		},
	}
	f := cmd.Flags()
	f.Var(oneOf(&format, formatAtom, formatJSONFeed), "format", "atom, which is meant if nothing is said, or json")
	f.Var(oneTag(&tag), "tag", "only posts with this tag")
	return cmd
}

// feed is the feed of a tag, or of the whole blog for "".
func (e *Env) feed(format, tag string) ([]byte, error) {
	feeds := e.Feeds
	if feeds == nil {
		feeds = feed.NewSet(e.Archive)
	}
	if format == formatJSONFeed {
		return feeds.JSON(tag)
	}
	return feeds.Atom(tag)
}
