//go:build unix

package content_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
)

// TestRuns runs every block that is marked run, in an empty directory and without
// any of the environment that this machine happens to have. It has to print what
// the output block below it shows, and to exit with 0.
func TestRuns(t *testing.T) {
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	all := interpreters(t)
	for _, post := range archive.Posts {
		t.Run(post.Slug, func(t *testing.T) {
			t.Parallel()
			for _, code := range post.Document().Code {
				if !code.Run {
					continue
				}
				t.Run(strconv.Itoa(code.N), func(t *testing.T) {
					t.Parallel()
					place := fmt.Sprintf("content/%s:%d", post.Path, code.Line)
					interpret, ok := all[code.Language]
					if !ok {
						known := slices.Sorted(maps.Keys(all))
						t.Fatalf("%s: nothing here runs %q: want one of %q", place, code.Language, known)
					}
					if code.Output == "" {
						t.Fatalf("%s: below what runs an output block has to show what it prints", place)
					}
					requirePrograms(t, code)
					p := newProgram(t)
					interpret(t, p, code.Text)
					stdout, stderr, err := p.run()
					if err != nil || stdout != code.Output {
						t.Errorf("%s: %s", place, complaint(p, stdout, code.Output, stderr, err))
					}
				})
			}
		})
	}
}

// complaint says what a program did and should not have done.
func complaint(p *program, stdout, want, stderr string, err error) string {
	var b strings.Builder
	b.WriteString(strings.Join(p.args, " "))
	if err != nil {
		fmt.Fprintf(&b, ": %v", err)
	}
	if stdout == want {
		b.WriteString("\nIt printed what it should.\n")
	} else {
		b.WriteString("\nIt printed something else than its output block shows:\n")
		b.WriteString(difference(stdout, want))
	}
	if stderr != "" {
		b.WriteString("On stderr it said:\n")
		for line := range strings.Lines(stderr) {
			b.WriteString("        " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

// difference has the lines that both begin and end with once, and in between the
// lines of each.
func difference(got, want string) string {
	g, w := slices.Collect(strings.Lines(got)), slices.Collect(strings.Lines(want))
	before, after := 0, 0
	for before < min(len(g), len(w)) && g[before] == w[before] {
		before++
	}
	for after < min(len(g), len(w))-before && g[len(g)-1-after] == w[len(w)-1-after] {
		after++
	}
	var b strings.Builder
	add := func(label string, lines []string) {
		for _, line := range lines {
			fmt.Fprintf(&b, "  %4s  %q\n", label, line)
		}
	}
	add("", w[:before])
	add("want", w[before:len(w)-after])
	add("got", g[before:len(g)-after])
	add("", w[len(w)-after:])
	return b.String()
}
