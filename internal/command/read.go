package command

import (
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/spf13/cobra"
)

func readCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "read SLUG[#HEADING]",
		Short: "Read one post",
		Long: "Read one post. With a terminal, over SSH, the reading room opens there, also at a heading: " +
			"SLUG#HEADING. Without one the post is printed as text. The word read may be left out.",
		Args: oneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			return env.printPost(cmd.Context(), post, env.pageOptions())
		},
	}
}

func linearCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   blog.LinearCommand + " [SLUG[#HEADING]]",
		Short: "Read line by line, with a screen reader",
		Long: "Read line by line, with a screen reader. With a terminal, over SSH, the reading room opens in linear mode, " +
			"also at a post: each key appends plain lines, and nothing that was appended changes. The key L turns that " +
			"on and off anywhere in the room. Without a terminal it prints the front page, or the post as text.",
		Args: atMostOneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return frontPage(env)
			}
			return readCommand(env).RunE(cmd, args)
		},
	}
}

func aboutCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "about",
		Short: "Say who writes this, and how to read it",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if env.Archive.About == nil {
				return nothing(cmd, "this blog has no such page: try help")
			}
			return env.printPage(render.About(env.Archive.About, env.site(), env.pageOptions()))
		},
	}
}

func versionCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Pete this is",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			return env.print("pete " + env.Version + "\n")
		},
	}
}
