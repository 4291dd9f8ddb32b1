package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"regexp"

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
			"that pete serve would leave out; a warning does not. The last line counts. Of more than ten warnings of one kind " +
			"the first three are printed, and how many more there are.",
		Args: atMost(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := chooseContent(cmd, dir, args); err != nil {
				return err
			}
			archive, report := dir.open(blog.Options{})
			if err := printReport(cmd.OutOrStdout(), archive, report, all); err != nil {
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

const (
	maxOfKind = 10 // warnings of one kind that are all printed
	samples   = 3  // that are printed of more
)

// printReport prints what is wrong, a line for each problem, and the count. Of many
// warnings of one kind it prints some, unless all are asked for.
func printReport(w io.Writer, archive *blog.Archive, r blog.Report, all bool) error {
	kinds := map[string]int{}
	for _, p := range r.Problems {
		if p.Severity == blog.Warning && !all {
			kinds[kind(p)]++
		}
	}
	out := bufio.NewWriter(w) // it keeps the first error
	line := func(line any) { _, _ = fmt.Fprintln(out, line) }
	if archive != nil && archive.Site.Kind != "" {
		line("This is " + archive.Site.Kind + ".")
	}
	printed := map[string]int{}
	for _, p := range r.Problems {
		k := kind(p)
		many := p.Severity == blog.Warning && kinds[k] > maxOfKind
		if printed[k]++; !many || printed[k] <= samples {
			line(p)
		}
		if many && printed[k] == samples {
			line(fmt.Sprintf("… and %d more like the last one: --all prints them", kinds[k]-samples))
		}
	}
	line(r.Summary())
	return out.Flush()
}

var varying = regexp.MustCompile(`"([^"\\]|\\.)*"|\S*/\S*|\d+|\[\^.*?\]`)

// kind is what a problem has in common with others: its text without names and numbers.
func kind(p blog.Problem) string { return cmp.Or(p.Kind, varying.ReplaceAllString(p.Wrong, "…")) }
