package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/terminal"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// The groups that help lists commands in.
const (
	groupReading = "reading"
	groupWriting = "writing"
	groupRunning = "running"
)

// stdoutSize is how much of stdout is held back, in bytes. Commands write line by line.
const stdoutSize = 16 << 10

// run runs pete with its arguments, and returns its exit status.
func run(ctx context.Context, args []string) int {
	stdout := bufio.NewWriterSize(os.Stdout, stdoutSize)
	root := newRoot(stdout)
	root.SetArgs(append([]string{}, args...)) // nil would be os.Args to cobra
	err := root.ExecuteContext(ctx)
	if flushed := stdout.Flush(); flushed != nil {
		err = flushed
	}
	if err != nil && err.Error() != "" { // errPrinted has no text
		// The text may have a path or an argument with escapes that a terminal obeys.
		printLast("pete: " + blog.Visible(err.Error()))
	}
	return command.Status(err)
}

// newRoot is the tree of commands of the host: those that readers have, and those that
// run a server.
func newRoot(stdout io.Writer) *cobra.Command {
	env := hostEnv(stdout)
	content := new(contentFlag)
	root := &cobra.Command{
		Use:   "pete",
		Short: "A blog over SSH",
		Long: "Pete serves a blog over SSH: ssh to it, and read. What readers can ask for over SSH " +
			"also works here, without the network.",
		Version:       version(),
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			if err := content.openFor(env, cmd); err != nil {
				return err
			}
			return command.Bare(cmd.Context(), env, cmd, args)
		},
	}
	root.SetVersionTemplate("pete {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(command.FlagError)
	addOptions(root.PersistentFlags(), option{contentName, content, "read the blog in this directory, not the one inside pete"})
	root.AddGroup(&cobra.Group{ID: groupReading, Title: "READING"}, &cobra.Group{ID: groupWriting, Title: "WRITING"}, &cobra.Group{ID: groupRunning, Title: "RUNNING"})
	for _, c := range command.Commands(env) {
		c.GroupID = groupReading
		if c.Name() != "version" { // which has to work whatever the blog is like
			c.PreRunE = func(cmd *cobra.Command, _ []string) error { return content.openFor(env, cmd) }
		}
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{initCommand(content), newCommand(content), previewCommand(content)} {
		c.GroupID = groupWriting
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{serveCommand(content), checkCommand(content), keyCommand(content), authorsCommand(content), livezCommand()} {
		c.GroupID = groupRunning
		root.AddCommand(c)
	}
	addHelp(root, env, content)
	return root
}

// addHelp gives the host the help that readers have.
func addHelp(root *cobra.Command, env *command.Env, content *contentFlag) {
	help := command.HelpCommand(env)
	help.PreRun = func(cmd *cobra.Command, _ []string) { content.lend(env, cmd) }
	root.SetHelpCommand(help)
	page := command.HelpFunc(env)
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		content.lend(env, cmd)
		page(cmd, args)
	})
}

// hostEnv is what commands know about the shell that started pete.
func hostEnv(stdout io.Writer) *command.Env {
	env := &command.Env{
		Stdout:  stdout,
		Stderr:  os.Stderr,
		TTY:     term.IsTerminal(os.Stdout.Fd()),
		Version: version(),
		Program: "pete",
	}
	if env.TTY {
		env.Profile = colorprofile.Detect(os.Stdout, os.Environ())
		env.Unlinked = !terminal.Hyperlinks(os.Getenv("TERM"), os.Environ())
		env.Width, _, _ = term.GetSize(os.Stdout.Fd()) // 0 where it does not say
	}
	return env
}

// errPrinted ends pete with status 1 when what is wrong has been printed.
var errPrinted = &command.Failure{Status: command.StatusNothing}

// misused is a wrong command line.
func misused(cmd *cobra.Command, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if cmd.HasParent() { // else it is pete, which begins every line on stderr
		text = cmd.Name() + ": " + text
	}
	return &command.Failure{Status: command.StatusMisuse, Text: text}
}

// atMost refuses more than n arguments.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		return misused(cmd, "%q is one word too many: want %s", args[n], cmd.Use)
	}
}
