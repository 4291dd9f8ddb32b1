package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func checkCommand(dir *contentFlag) *cobra.Command {
	var all, strict bool
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Say what is wrong with a blog, and what to write instead",
		Long: "Read the blog in DIR, and print everything that is wrong with it as path:line: what is wrong, " +
			"and what to write. An error, which would stop pete serve, ends check with status 1, and so does a post " +
			"that pete serve would leave out; a warning does not. The first line is what the directory was taken for, the last line counts. " +
			"Of more than ten warnings of one kind the first is printed, and how many more there are.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := chooseContent(cmd, dir, args); err != nil {
				return err
			}
			_, report := dir.open(blog.Options{Advise: true})
			if err := printReport(cmd.OutOrStdout(), report, all); err != nil {
				return err
			}
			if !report.OK() || strict && len(report.Problems) > 0 {
				return errPrinted
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.BoolVar(&all, "all", false, "print every warning, however many are of one kind")
	f.BoolVar(&strict, "strict", false, "end with status 1 if there is any warning")
	return cmd
}

// chooseContent chooses the directory by the argument, else by the flag, else by the
// environment.
func chooseContent(cmd *cobra.Command, dir *contentFlag, args []string) error {
	if len(args) == 0 {
		return dir.choose(cmd)
	}
	if err := isDirectory(args[0]); err != nil {
		return misused(cmd, "%q: %v", args[0], err)
	}
	return dir.Set(args[0])
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
