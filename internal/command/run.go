package command

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

// Run runs a command line that came over SSH, and returns its exit status. The line is
// as the client sent it; an empty one prints the front page. The command ends quietly
// once ctx ends. A write to stdout that fails must end ctx, and writes after that must
// fail.
func Run(ctx context.Context, env Env, line string) int {
	err := run(ctx, &env, line)
	if err != nil && ctx.Err() == nil {
		_, _ = fmt.Fprintln(env.Stderr, "pete: "+err.Error()) // stderr is the last resort
	}
	return Status(err)
}

func run(ctx context.Context, env *Env, line string) error {
	if err := foreign(env.Archive, env.site(), line, env.Workshop != nil); err != nil {
		return err
	}
	words, err := split(line)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return frontPage(env)
	}
	root := remoteRoot(env)
	switch first := words[0]; {
	case first == "-h" || first == "--help":
		words[0] = helpName
	case first == "--version":
		words[0] = "version"
	case first == blog.LinearCommand && len(words) > 1 && isCommand(words[1]) && !isPlace(env.Archive, words[1]):
		return &Failure{Status: StatusMisuse, Text: first + ": " + words[1] + " is a command, not a post: leave out " + first + ", and -t for plain lines"}
	case slices.Contains(commandNames(root), first):
	case slices.Contains(hostCommands, first):
		return onHostOnly(first)
	case slices.Contains(authorNames(), first) && !isPost(env.Archive, first):
		return onlyAuthors(env.site(), first)
	default:
		// cobra would also answer to names of its own here, such as __complete.
		return Bare(ctx, env, root, words)
	}
	root.SetArgs(words)
	return root.ExecuteContext(ctx)
}

// hostCommands are the commands that cmd/pete adds to those of [Commands].
var hostCommands = []string{"init", "key", "livez", "new", "preview", "serve"}

func onHostOnly(name string) error {
	return &Failure{Status: StatusMisuse, Text: name + ": on the host only: run pete " + name + " there"}
}

// onlyAuthors says who has a command.
func onlyAuthors(s blog.Site, name string) error {
	return &Failure{Status: StatusMisuse, Text: name + ": for authors: " + forAuthors(s).SSH(name)}
}

// forAuthors returns a site with the host that its authors log in to.
func forAuthors(s blog.Site) blog.Site {
	host, port := s.HostPort()
	s.Host = "author@" + cmp.Or(host, "HOST")
	if port != "" {
		s.Host = net.JoinHostPort(s.Host, port)
	}
	return s
}

func isPost(a *blog.Archive, slug string) bool {
	_, ok := a.Post(slug)
	return ok
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

// Bare runs a command line that begins with no command of root: a slug alone prints
// its post.
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

// commandNames are the names of the commands of root that help shows.
func commandNames(root *cobra.Command) []string {
	names := []string{helpName}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}
