package command

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"github.com/spf13/cobra"
)

// Workshop is what an author changes the blog with.
type Workshop struct {
	Author string
	Editor *site.Editor // nil if the blog cannot be written
	Fault  error        // why it cannot
	Stdin  io.Reader    // what the author sends; nil with a terminal

	Report func() blog.Report // of the last reading of the blog
}

// authorCommands are the commands that authors have besides.
func authorCommands(env *Env) []*cobra.Command {
	commands := []*cobra.Command{
		publishCommand(env),
		unpublishCommand(env),
		renameCommand(env),
		trashCommand(env),
		restoreCommand(env),
		purgeCommand(env),
	}
	for _, c := range commands {
		c.PreRunE = func(cmd *cobra.Command, _ []string) error {
			if env.Workshop.Editor == nil {
				return nothing(cmd, "%v", env.Workshop.Fault)
			}
			return nil
		}
	}
	return append(commands, checkCommand(env)) // for which nothing need be written
}

func publishCommand(env *Env) *cobra.Command {
	var o site.PutOptions
	cmd := &cobra.Command{
		Use:   "publish [PATH]",
		Short: "Publish the text on stdin, or a draft",
		Long: "Publish the text on stdin as the file at PATH, such as posts/hello.md, in whose place it comes. " +
			"Without PATH the title names the file. If PATH is the slug of a draft in the folder of drafts, and no flag is given, " +
			"that draft is published, and stdin is not read. A text with a mistake is not published: " +
			"what is wrong is printed, and the trash has the text.",
		Args: func(cmd *cobra.Command, args []string) error { return atMost(1, "want one PATH", cmd, args) },
		RunE: func(cmd *cobra.Command, args []string) error {
			w := env.Workshop
			if len(args) == 1 && !o.Draft && o.IfMatch == "" && isDraft(env.Archive, args[0]) {
				result, err := w.Editor.Publish(cmd.Context(), w.Author, args[0])
				return env.changed(cmd, "published the draft", result, err)
			}
			if w.Stdin == nil {
				return misuse(cmd, "a terminal has no text to publish: want publish [PATH] < FILE, without -t")
			}
			head, err := io.ReadAll(io.LimitReader(w.Stdin, maxHead))
			switch {
			case err != nil:
				return nothing(cmd, "the text broke off: send it again")
			case len(head) == 0:
				return misuse(cmd, "nothing came on stdin: want publish [PATH] < FILE")
			}
			name, err := targetOf(cmd, args, head)
			if err != nil {
				return err
			}
			source := io.MultiReader(bytes.NewReader(head), w.Stdin)
			result, err := w.Editor.Put(cmd.Context(), w.Author, name, source, o)
			return env.changed(cmd, "published", result, err)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.Draft, "draft", false, "put it into the folder of drafts, where only authors see it")
	f.Var(NewValue(&o.IfMatch, "SHA256", func(s string) (string, error) {
		sum, err := hex.DecodeString(s)
		return s, Want(s == "none" || err == nil && len(sum) == sha256.Size, "none, or the sha256 of ls --json")
	}), "if-match", "only if the file there is of this hash, as ls --json prints it; none for no file")
	return cmd
}

// targetOf returns the path for which a text is meant, which begins with head.
func targetOf(cmd *cobra.Command, args []string, head []byte) (string, error) {
	name := strings.Join(args, "")
	switch {
	case name == "":
		name = blog.NameOf(head)
		if name == "" {
			return "", misuse(cmd, "the text has no title that names a file: want publish PATH, such as posts/hello.md")
		}
	case strings.Contains(name, "/"):
		return name, nil
	}
	if path.Ext(name) == "" {
		name += ".md"
	}
	return path.Join("posts", name), nil
}

// maxHead is how much of a text is read for its title, in bytes.
const maxHead = 64 << 10

// isDraft reports whether a word is the slug of a draft and cannot be the name of a file.
func isDraft(a *blog.Archive, word string) bool {
	post, ok := a.Post(word)
	return ok && post.State == blog.Draft
}

func unpublishCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "unpublish SLUG",
		Short: "Move a post to the trash",
		Long: "Move the text of a post or page to the trash, where restore finds it for 30 days. " +
			"Pictures in its folder stay where they are, so that it has them when it is restored; readers find none of them here, " +
			"but a generator may publish them: sftp removes them one by one.",
		Args: oneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			w := env.Workshop
			result, err := w.Editor.Unpublish(cmd.Context(), w.Author, args[0])
			return env.changed(cmd, "unpublished", result, err)
		},
	}
}

func renameCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "rename SLUG NEW",
		Short: "Give a post another slug",
		Long:  "Give a post another slug, by giving its file another name. The old slug leads to it from then on.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return misuse(cmd, "want the slug of a post and the new one: rename SLUG NEW")
			}
			return atMost(2, "want rename SLUG NEW", cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			w := env.Workshop
			result, err := w.Editor.RenameSlug(cmd.Context(), w.Author, args[0], args[1])
			return env.changed(cmd, "renamed", result, err)
		},
	}
}

// changed prints what a change has done, or why it was refused.
func (e *Env) changed(cmd *cobra.Command, what string, r site.Result, err error) error {
	if err != nil {
		return e.unchanged(cmd, err)
	}
	for _, p := range r.Warnings {
		_, _ = fmt.Fprintln(e.Stderr, p) // stderr is the last resort
	}
	if r.Unchanged {
		what = "unchanged"
	}
	lines := []string{fmt.Sprintf("%s: %s, %s", what, r.Path, blog.Count(int(r.Bytes), "byte"))}
	switch {
	case r.Slug == "" && r.Trash != "" && what != "published" && what != "restored":
		lines = append(lines, "The trash has it: restore "+r.Trash)
	case r.Slug == "":
	case r.Command != "":
		lines = append(lines, r.State.String()+": "+e.site().SSH("read", r.Slug))
	default:
		lines = append(lines, r.State.String()+": only authors see it")
	}
	return e.print(strings.Join(lines, "\n") + "\n")
}

// unchanged says why a change was not made: what is wrong with a text line by line, and
// where the trash has it.
func (e *Env) unchanged(cmd *cobra.Command, err error) error {
	refused, ok := errors.AsType[*site.Refused](err)
	if !ok {
		text := blog.Printable(err.Error())
		if errors.Is(err, fs.ErrNotExist) {
			text = strings.TrimSuffix(text, ": "+fs.ErrNotExist.Error())
		}
		return nothing(cmd, "%s", text)
	}
	for _, p := range refused.Problems {
		_, _ = fmt.Fprintln(e.Stderr, p) // stderr is the last resort
	}
	if refused.Trash != "" {
		return nothing(cmd, "nothing has changed, and the trash has the text: restore %s publishes it once the blog can show it", refused.Trash)
	}
	return nothing(cmd, "nothing has changed")
}
