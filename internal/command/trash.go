package command

import (
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/site"
	"github.com/spf13/cobra"
)

func trashCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "trash",
		Short: "List the versions of files that the blog has no more, or never took",
		Long: "List the versions of files that were replaced, removed or refused, the latest first: number, day, " +
			"what happened, author, bytes, path, and why it was refused. They stay for 30 days.",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			versions, err := env.Workshop.Editor.Trash()
			switch {
			case err != nil:
				return env.unchanged(cmd, err)
			case len(versions) == 0:
				return nothing(cmd, "the trash is empty")
			}
			return trashList(env).print(env, asJSON, versions)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

func trashList(env *Env) list[site.Discarded] {
	ink := env.palette()
	firstLine := func(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }
	return list[site.Discarded]{
		columns: func(d site.Discarded) []string {
			return []string{d.ID, d.When.Format(time.DateOnly), d.Reason, d.Author, strconv.FormatInt(d.Size, 10), d.Path, firstLine(d.Why)}
		},
		record: func(d site.Discarded) any { return d },
		entry: func(d site.Discarded) entry {
			return entry{label: d.ID, parts: []part{
				{words: []string{d.Path}, ink: ink.Bold, whole: true},
				{words: []string{d.Reason, d.When.Format("2006-01-02 15:04"), "by", d.Author}, ink: ink.Dim},
				{words: strings.Fields(firstLine(d.Why)), ink: ink.Text},
			}}
		},
	}
}

func restoreCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "restore NUMBER",
		Short: "Publish a version from the trash again",
		Long:  "Publish a version from the trash at the path that it had. The version that is there goes to the trash.",
		Args:  oneNumber,
		RunE: func(cmd *cobra.Command, args []string) error {
			w := env.Workshop
			result, err := w.Editor.Restore(cmd.Context(), w.Author, args[0])
			return env.changed(cmd, "restored", result, err)
		},
	}
}

func purgeCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "purge NUMBER",
		Short: "Remove a version from the trash for good",
		Args:  oneNumber,
		RunE: func(cmd *cobra.Command, args []string) error {
			w := env.Workshop
			if err := w.Editor.Purge(cmd.Context(), w.Author, args[0]); err != nil {
				return env.unchanged(cmd, err)
			}
			return env.print("purged: " + args[0] + "\n")
		},
	}
}

// oneNumber accepts the number of a version in the trash.
func oneNumber(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse(cmd, "no version named: want %s NUMBER, from trash", cmd.Name())
	}
	return atMost(1, "want one NUMBER", cmd, args)
}
