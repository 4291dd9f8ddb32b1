package command

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

const helpName = "help"

// HelpCommand is help, which both doors have besides [Commands].
func HelpCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   helpName + " [COMMAND]",
		Short: "Say how to use all this, or one command",
		Long:  "This page. With COMMAND, that command with each of its flags, as with COMMAND --help.",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return env.printManual("manual.md", "PETE(1)", cmd)
			}
			if err := atMost(1, "want help COMMAND", cmd, args); err != nil {
				return err
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					return env.printCommandManual(c)
				}
			}
			if env.Program == "" && slices.Contains(hostCommands, args[0]) {
				return onHostOnly(args[0])
			}
			if env.Program == "" && slices.Contains(authorNames(), args[0]) {
				return onlyAuthors(env.site(), args[0])
			}
			return nothing(cmd, "no command %s: %s", quote(args[0]), didYouMean(args[0], commandNames(cmd.Root()), "try help"))
		},
	}
}

// HelpFunc answers --help, and on the host pete alone.
func HelpFunc(env *Env) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, _ []string) {
		// A failed write fails again when stdout is flushed.
		if cmd.HasParent() {
			_ = env.printCommandManual(cmd)
		} else {
			_ = env.printManual("overview.md", "", cmd)
		}
	}
}

// printCommandManual prints the page of one command: PETE-LS(1).
func (e *Env) printCommandManual(cmd *cobra.Command) error {
	return e.printManual("command.md", "PETE-"+strings.ToUpper(cmd.Name())+"(1)", cmd)
}
