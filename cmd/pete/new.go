package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func newCommand(content *contentFlag) *cobra.Command {
	return &cobra.Command{
		Use:   "new TITLE…",
		Short: "Begin a post, as a draft",
		Long: "Begin a post: write its file with front matter, in the folder where the other posts are, and print its path. " +
			"It is a draft, which readers do not see. A file that is there is never overwritten.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misused(cmd, `no title: want new "Title"`)
			}
			if err := content.chooseHere(cmd); err != nil {
				return err
			}
			return content.beginPost(cmd, strings.Join(args, " "))
		},
	}
}

// beginPost writes the file of a new post and prints its path.
func (c *contentFlag) beginPost(cmd *cobra.Command, title string) error {
	archive, report := c.open(blog.Options{})
	if archive == nil {
		say(cmd.ErrOrStderr(), "pete: %s", inOneLine(report))
		return errPrinted
	}
	dir := string(*c)
	name, text, err := archive.NewPost(title, time.Now())
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("new: %w", err)
	}
	defer func() { _ = root.Close() }()
	path := filepath.Join(dir, filepath.FromSlash(name))
	switch isNew, err := create(root, filepath.FromSlash(name), text); {
	case err != nil:
		return fmt.Errorf("new: %w", err)
	case !isNew:
		return fmt.Errorf("new: %s is there already: edit it, or want another title", path)
	}
	if _, err := fmt.Fprintln(cmd.OutOrStdout(), path); err != nil {
		return err
	}
	hides := "draft"
	if strings.Contains(string(text), "published:") {
		hides = "published"
	}
	say(cmd.ErrOrStderr(), "It is a draft until you take out the line that begins with %s. %s shows it meanwhile.", hides, shellLine("pete preview", path))
	return nil
}
