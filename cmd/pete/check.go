package main

import (
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"github.com/spf13/cobra"
)

func checkCommand(dir *contentFlag) *cobra.Command {
	var flags command.CheckFlags
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Say what is wrong with a blog, and what to write instead",
		Long: "Read the blog in DIR, and print everything that is wrong with it as path:line: what is wrong, " +
			"and what to write. An error, which would stop pete serve, ends check with status 1, and so does a post " +
			"that pete serve would leave out; a warning does not. The first line is what the directory was taken for, the last line counts. " +
			"Of more than ten warnings of one kind the first is printed, and how many more there are.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := chooseContent(cmd, dir, args); err != nil {
				return err
			}
			_, report := dir.open(blog.Options{Advise: true})
			return flags.Print(cmd.OutOrStdout(), report)
		},
	}
	flags.Add(cmd)
	return cmd
}

// chooseContent chooses the directory by the argument, else by the flag, else by the
// environment.
func chooseContent(cmd *cobra.Command, dir *contentFlag, args []string) error {
	if len(args) == 0 {
		return dir.choose(cmd)
	}
	if err := isDirectory(args[0]); err != nil {
		return misused(cmd, "%q: %v", args[0], err)
	}
	return dir.Set(args[0])
}
