package command

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const helpName = "help"

// HelpCommand is help, which both doors have besides [Commands].
func HelpCommand(env *Env) *cobra.Command {
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

// HelpFunc answers --help, and on the host pete alone.
func HelpFunc(env *Env) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, _ []string) {
		page := commandManual
		if !cmd.HasParent() {
			page = overview
		}
		// The outlet keeps the failure: the reader is gone.
		_ = env.print(page(env, cmd))
	}
}

// overview is what there is, a line each, for whoever typed pete alone.
func overview(env *Env, root *cobra.Command) string {
	s := newSheet(env)
	s.lines(0, root.Long)
	for _, group := range root.Groups() {
		s.section(group.Title)
		var rows [][2]string
		for _, c := range root.Commands() {
			if c.GroupID == group.ID && c.IsAvailableCommand() {
				rows = append(rows, [2]string{c.Use, c.Short})
			}
		}
		s.table(rows...)
	}
	s.section("HELP")
	s.table(
		[2]string{root.Name() + " help", "the manual"},
		[2]string{root.Name() + " help COMMAND", "one command, with its flags"},
	)
	return s.b.String()
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
	s.usage(append([]string{env.start()}, synopsis(cmd)...)...)
	s.section("DESCRIPTION")
	s.text(description(cmd))
	if flags := append(visibleFlags(cmd.LocalFlags()), visibleFlags(cmd.InheritedFlags())...); len(flags) > 0 {
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
	for _, f := range visibleFlags(cmd.LocalFlags()) {
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

// start is what a command line begins with.
func (e *Env) start() string {
	if e.Program != "" {
		return e.Program
	}
	return e.Archive.Site.SSH()
}

// visibleFlags are the flags that are shown: not --help, which all commands have.
func visibleFlags(set *pflag.FlagSet) []*pflag.Flag {
	var flags []*pflag.Flag
	set.VisitAll(func(f *pflag.Flag) {
		if f.Name != helpName && !f.Hidden {
			flags = append(flags, f)
		}
	})
	return flags
}
