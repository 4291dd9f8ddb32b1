package command

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
)

// Run does what a command line that came over SSH asks for, and returns its
// exit status. The line is as the client sent it; an empty one prints the front
// page. Once ctx ends or a write fails, so does the command, quietly.
func Run(ctx context.Context, env Env, line string) int {
	out := &outlet{ctx: ctx, w: env.Stdout}
	env.Stdout = out
	err := run(ctx, &env, line)
	if err != nil && !out.gone && ctx.Err() == nil {
		// Nobody is left to tell when this fails.
		_, _ = fmt.Fprintln(env.Stderr, "pete: "+err.Error())
	}
	return Status(err)
}

func run(ctx context.Context, env *Env, line string) error {
	words, err := split(line)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return frontPage(env)
	}
	if mend, ok := foreign(env.Archive.Site, words); ok {
		return &Failure{Status: StatusNothing, Text: mend}
	}
	root := remoteRoot(env)
	switch first := words[0]; {
	case first == "-h" || first == "--help":
		words[0] = helpName
	case first == "--version":
		words[0] = "version"
	case !isCommand(root, first):
		// cobra would also answer to names of its own here, such as __complete.
		return Bare(ctx, env, root, words)
	}
	root.SetArgs(words)
	return root.ExecuteContext(ctx)
}

// remoteRoot is the tree of commands that readers have.
func remoteRoot(env *Env) *cobra.Command {
	root := &cobra.Command{
		Use:               "pete",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.AddCommand(Commands(env)...)
	root.SetHelpCommand(HelpCommand(env))
	root.SetHelpFunc(HelpFunc(env))
	root.SetFlagErrorFunc(FlagError)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	return root
}

// Bare does what is asked for by words that begin with no command of root: a
// slug that stands alone is read.
func Bare(ctx context.Context, env *Env, root *cobra.Command, words []string) error {
	post, err := locate(root, env.Archive, words[0], "command or post", commandNames(root)...)
	if err != nil {
		return err
	}
	if len(words) > 1 {
		return misuse(root, "%s is one word too many: a post stands alone", quote(words[1]))
	}
	return env.printPost(ctx, post, env.pageOptions())
}

// commandNames are the commands of root that are shown to whoever asks.
func commandNames(root *cobra.Command) []string {
	list := []string{helpName}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			list = append(list, c.Name())
		}
	}
	return list
}

// isCommand reports the names of the commands of root.
func isCommand(root *cobra.Command, word string) bool {
	return slices.Contains(commandNames(root), word)
}
