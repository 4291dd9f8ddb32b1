package command

import (
	"fmt"
	"io"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpName = "help"

// helpCommand is help as readers over SSH have it; on the host it is fang's.
func helpCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   helpName + " [COMMAND]",
		Short: "Say how to use all this, or one command",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return overview(env, cmd.Root())
			case len(args) > 1:
				return misuse(cmd, "%s is one word too many: want help COMMAND", quote(args[1]))
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					return manual(env, c)
				}
			}
			return nothing(cmd, "no command %s: %s", quote(args[0]), didYouMean(args[0], commandNames(cmd.Root()), "try help"))
		},
	}
}

// helpFunc answers --help.
func helpFunc(env *Env) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, _ []string) {
		// The outlet keeps the failure: the reader is gone.
		_ = manual(env, cmd)
	}
}

// overview says what Pete can be asked.
func overview(env *Env, root *cobra.Command) error {
	var b strings.Builder
	bold := env.palette().Bold
	b.WriteString(heading(env.Archive.Site) + "\n" + ways(env.Archive.Site))
	b.WriteString("\n" + bold.Render("Commands") + "\n")
	var lines [][2]string
	for _, c := range root.Commands() {
		lines = append(lines, [2]string{c.Use, c.Short})
	}
	b.WriteString(pairs(lines))
	b.WriteString("\n" + bold.Render("Exit status") + "\n")
	b.WriteString(pairs([][2]string{{"0", "Done"}, {"1", "Nothing found"}, {"2", "Wrong use; one line on stderr says what is right"}}))
	b.WriteString("\nWithout a terminal, lists have tabs between their columns, and nothing but\n" +
		"cat --format ansi is coloured. Pete never asks for your keys.\n")
	_, err := io.WriteString(env.Stdout, b.String())
	return err
}

// manual says how to use one command.
func manual(env *Env, cmd *cobra.Command) error {
	var b strings.Builder
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	for _, line := range fold(strings.Fields(text), " ", helpWidth) {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n  " + env.palette().Bold.Render(env.Archive.Site.SSH(cmd.Use)) + "\n")
	var lines [][2]string
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != helpName {
			lines = append(lines, [2]string{"  " + usage(f), f.Usage})
		}
	})
	b.WriteString(pairs(lines))
	_, err := io.WriteString(env.Stdout, b.String())
	return err
}

// helpWidth is the measure of help, in columns.
const helpWidth = 72

// heading is the blog's title and byline.
func heading(site blog.Site) string {
	if site.Byline == "" {
		return site.Title + "\n"
	}
	return site.Title + "\n" + site.Byline + "\n"
}

// ways are the doors, as commands to type.
func ways(site blog.Site) string {
	return pairs([][2]string{
		{site.SSH(), "the reading room, in a terminal"},
		{site.SSHTerminal("SLUG"), "the room, open at a post"},
		{site.SSH("cat", "SLUG", "|", "less"), "a post, as Markdown"},
		{site.SSH("about"), "who writes this"},
		{site.SSH(helpName), "all commands"},
	})
}

// pairs are two columns; what does not fit beside the first stands below it.
func pairs(lines [][2]string) string {
	const indent, most = "  ", 40
	first := 0
	for _, l := range lines {
		if n := len([]rune(l[0])); n <= most {
			first = max(first, n)
		}
	}
	var b strings.Builder
	for _, l := range lines {
		left := l[0]
		if len([]rune(left)) > first {
			b.WriteString(indent + left + "\n")
			left = ""
		}
		for _, right := range fold(strings.Fields(l[1]), " ", helpWidth+4-first) {
			b.WriteString(fmt.Sprintf("%s%-*s  %s", indent, first, left, right) + "\n")
			left = ""
		}
	}
	return b.String()
}
