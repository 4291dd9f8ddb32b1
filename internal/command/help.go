package command

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpName = "help"

// helpCommand is help as readers over SSH have it; on the host it is fang's.
func helpCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   helpName + " [COMMAND]",
		Short: "Say how to use all this, or one command",
		Long:  "This page. With COMMAND, that command with each of its flags, as with COMMAND --help.",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return env.print(manual(env, cmd.Root()))
			case len(args) > 1:
				return misuse(cmd, "%s is one word too many: want help COMMAND", quote(args[1]))
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					return env.print(commandManual(env, c))
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
		_ = env.print(commandManual(env, cmd))
	}
}

// commandManual is the manual page of one command: PETE-LS(1).
func commandManual(env *Env, cmd *cobra.Command) string {
	site := env.Archive.Site
	s := newSheet(env)
	name := "PETE-" + strings.ToUpper(cmd.Name()) + "(1)"
	s.edge(name, site.Title, name)

	s.section("NAME")
	s.text(cmd.Name(), "-", strings.ToLower(cmd.Short[:1])+cmd.Short[1:])
	s.section("SYNOPSIS")
	s.usage(append([]string{site.SSH()}, synopsis(cmd)...)...)
	s.section("DESCRIPTION")
	s.text(description(cmd))
	if flags := visibleFlags(cmd); len(flags) > 0 {
		s.section("OPTIONS")
		var rows [][2]string
		for _, f := range flags {
			rows = append(rows, [2]string{usage(f), f.Usage})
		}
		s.table(rows...)
	}
	own := func(e example) bool { return e.command == cmd.Name() }
	s.examples(env.Archive, own)
	s.footer(env, name)
	return s.b.String()
}

// synopsis is a command with its arguments and flags, each in one piece: "ls",
// "[-1]", "[--tag TAG]…".
func synopsis(cmd *cobra.Command) []string {
	words := strings.Fields(cmd.Use)
	for _, f := range visibleFlags(cmd) {
		word := "[" + usage(f) + "]"
		if _, repeats := f.Value.(*tagList); repeats {
			word += "…"
		}
		words = append(words, word)
	}
	return words
}

// description is what a command does, in sentences.
func description(cmd *cobra.Command) string {
	if cmd.Long != "" {
		return cmd.Long
	}
	return cmd.Short + "."
}

// visibleFlags are the flags of a command, but for --help, which all have.
func visibleFlags(cmd *cobra.Command) []*pflag.Flag {
	var flags []*pflag.Flag
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != helpName && !f.Hidden {
			flags = append(flags, f)
		}
	})
	return flags
}
