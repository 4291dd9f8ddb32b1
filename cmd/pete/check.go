package main

import (
	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func checkCommand(dir *contentFlag) *cobra.Command {
	return &cobra.Command{
		Use:   "check [DIR]",
		Short: "Say what is wrong with a blog, and what to write instead",
		Long: "Read the blog in DIR, and print everything that is wrong with it as path:line: what is wrong, " +
			"and what to write. An error, which would stop pete serve, ends check with status 1, and so does a post " +
			"that pete serve would leave out; a warning does not.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := chooseContent(cmd, dir, args); err != nil {
				return err
			}
			_, report := dir.open(blog.Options{})
			if err := printReport(cmd.OutOrStdout(), report); err != nil {
				return err
			}
			if !report.OK() {
				return errPrinted
			}
			return nil
		},
	}
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
