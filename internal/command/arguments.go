package command

import "github.com/spf13/cobra"

// noWords refuses arguments where a command takes none.
func noWords(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return misuse(cmd, "%s is one word too many: %s takes none", quote(args[0]), cmd.Name())
}

// oneSlug accepts one post.
func oneSlug(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return misuse(cmd, "%s is one word too many: want one SLUG", quote(args[1]))
	}
	return anySlugs(cmd, args)
}

// anySlugs accepts one post or more.
func anySlugs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse(cmd, "no post named: want %s SLUG, from ls", cmd.Name())
	}
	return nil
}
