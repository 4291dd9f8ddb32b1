package command

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"github.com/spf13/cobra"
)

// CheckFlags are the flags of check on both doors.
type CheckFlags struct{ All, Strict bool }

// Add adds the flags to a command.
func (f *CheckFlags) Add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.All, "all", false, "print every warning, however many are of one kind")
	cmd.Flags().BoolVar(&f.Strict, "strict", false, "end with status 1 if there is any warning")
}

// Print prints what is wrong, a line for each problem, and the count. Of many warnings of
// one kind it prints some, unless all are asked for. The error is one without a text if the
// check fails.
func (f *CheckFlags) Print(w io.Writer, r blog.Report) error {
	if err := printReport(w, r, f.All); err != nil {
		return err
	}
	if !r.OK() || f.Strict && len(r.Problems) > 0 {
		return &Failure{Status: StatusNothing}
	}
	return nil
}

// printReport prints what the directory was taken for, what is wrong, a line for each
// problem, and the count. Of many warnings of one kind it prints the first, unless all are
// asked for.
func printReport(w io.Writer, r blog.Report, all bool) error {
	out := bufio.NewWriter(w) // it keeps the first error
	line := func(line any) { _, _ = fmt.Fprintln(out, line) }
	line("This is " + cmp.Or(r.Kind, "a directory without a site.yaml or the configuration of a generator") + ".")
	if all {
		for _, p := range r.Problems {
			line(p)
		}
	} else {
		for _, g := range blog.Grouped(r.Problems) {
			line(g)
		}
	}
	line(r.Summary())
	return out.Flush()
}

func checkCommand(env *Env) *cobra.Command {
	var f CheckFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong with the blog, and what to write instead",
		Long: "Print everything that is wrong with the blog as path:line: what is wrong, and what to write, and then the " +
			"uploads that were refused and not sent again. A post that is left out ends check with status 1; a warning does not.",
		Args: noWords,
		RunE: func(*cobra.Command, []string) error {
			failed := f.Print(env.Stdout, env.Workshop.Report())
			if failed != nil && failed.Error() != "" { // the client is gone
				return failed
			}
			if err := env.printRefused(); err != nil {
				return err
			}
			return failed
		},
	}
	f.Add(cmd)
	return cmd
}

// printRefused prints the uploads that were refused since the files that they were for have
// changed last. Some clients do not show their users what Pete says of an upload.
func (e *Env) printRefused() error {
	w := e.Workshop
	if w.Editor == nil {
		return nil
	}
	versions, err := w.Editor.Trash()
	if err != nil {
		return nothing(&cobra.Command{Use: "check"}, "%v", err)
	}
	seen := map[string]bool{}
	for _, d := range versions { // the latest first
		if seen[d.Path] {
			continue
		}
		seen[d.Path] = true
		if d.Reason != "refused" || w.changedSince(d) {
			continue
		}
		text := fmt.Sprintf("%s\nrefused from %s on %s: trash has it as %s\n",
			strings.TrimSpace(d.Why), d.Author, d.When.Format("2006-01-02 15:04"), d.ID)
		if err := e.print(text); err != nil {
			return err
		}
	}
	return nil
}

// changedSince reports whether the file for which a text was refused is younger than that,
// which is known to the second.
func (w *Workshop) changedSince(d site.Discarded) bool {
	info, err := w.Editor.Stat(w.Author, path.Clean("/"+d.Path))
	return err == nil && info.ModTime().After(d.When.Add(time.Second))
}
