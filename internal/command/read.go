package command

import (
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

func readCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "read SLUG",
		Short: "Read one post",
		Long: "Read one post. With a terminal, over SSH, the reading room opens there, also at a heading: " +
			"SLUG#HEADING. Without one the post is printed as text. The word read may be left out.",
		Args: onePlace,
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			return printPost(env, post)
		},
	}
}

func printPost(env *Env, p *blog.Post) error {
	_, err := io.WriteString(env.Stdout, render.Post(p, env.Archive.Site, env.pageOptions()).String())
	return err
}

func onePlace(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return misuse(cmd, "no post named: want read SLUG, from ls")
	case 1:
		return nil
	}
	return misuse(cmd, "%s is one word too many: want one SLUG", quote(args[1]))
}

func aboutCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "about",
		Short: "Say who writes this, and how to read it",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if env.Archive.About == nil {
				return nothing(cmd, "this blog has no such page: try ls")
			}
			_, err := io.WriteString(env.Stdout, render.About(env.Archive.About, env.Archive.Site, env.pageOptions()).String())
			return err
		},
	}
}

func versionCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Pete this is",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			_, err := io.WriteString(env.Stdout, "pete "+env.Version+"\n")
			return err
		},
	}
}

// pageOptions are how a page looks to whoever asks: as text without a terminal,
// else in its width and colours.
func (e *Env) pageOptions() render.Options {
	if !e.TTY {
		return render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	}
	return render.Options{Width: min(e.columns(), render.Measure), Theme: theme, Profile: e.Profile}
}
