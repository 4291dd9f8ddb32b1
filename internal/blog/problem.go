package blog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a [Problem] keeps the blog from being served.
type Severity int

// An Error stops a start and fails a check; a Warning is listed.
const (
	Error Severity = iota
	Warning
)

// Problem is one fault in a content directory: where it is, what is wrong
// there, and what to write instead.
type Problem struct {
	Path     string
	Line     int // from 1; 0 when the file as a whole is meant
	Severity Severity
	Wrong    string
	Mend     string
}

// String is "path:line: what is wrong: what to write".
func (p Problem) String() string {
	place := p.Path
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d", p.Path, p.Line)
	}
	if p.Severity == Warning {
		return fmt.Sprintf("%s: warning: %s: %s", place, p.Wrong, p.Mend)
	}
	return fmt.Sprintf("%s: %s: %s", place, p.Wrong, p.Mend)
}

// Report is everything that [Open] found to say about a content directory.
type Report struct {
	Problems []Problem // by path and line
	Posts    int       // posts found
	Needy    int       // of these, named by a problem
	Drafts   int       // of the others, marked as drafts
}

// Err joins the errors of the report, one a line; nil when there are only
// warnings or nothing at all.
func (r Report) Err() error {
	var errs []error
	for _, p := range r.Problems {
		if p.Severity == Error {
			errs = append(errs, errors.New(p.String()))
		}
	}
	return errors.Join(errs...)
}

// Summary counts the posts: "40 posts: 37 ready, 3 need you".
func (r Report) Summary() string {
	parts := []string{fmt.Sprintf("%d ready", r.Posts-r.Needy-r.Drafts)}
	if r.Needy == 1 {
		parts = append(parts, "1 needs you")
	} else if r.Needy > 1 {
		parts = append(parts, fmt.Sprintf("%d need you", r.Needy))
	}
	if r.Drafts > 0 {
		parts = append(parts, Count(r.Drafts, "draft"))
	}
	return Count(r.Posts, "post") + ": " + strings.Join(parts, ", ")
}

// Count is a number and its noun, in the plural unless it is one.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// notes collects problems while a directory is read.
type notes struct{ problems []Problem }

func (n *notes) errorf(path string, line int, mend, wrong string, args ...any) {
	n.add(Error, path, line, mend, fmt.Sprintf(wrong, args...))
}

func (n *notes) warnf(path string, line int, mend, wrong string, args ...any) {
	n.add(Warning, path, line, mend, fmt.Sprintf(wrong, args...))
}

func (n *notes) add(s Severity, path string, line int, mend, wrong string) {
	n.problems = append(n.problems, Problem{Path: path, Line: line, Severity: s, Wrong: wrong, Mend: mend})
}

// failed reports whether the file at path has an error.
func (n *notes) failed(path string) bool {
	return slices.ContainsFunc(n.problems, func(p Problem) bool { return p.Path == path && p.Severity == Error })
}

// needy is the paths of the posts that have a problem.
func (n *notes) needy() map[string]bool {
	paths := map[string]bool{}
	for _, p := range n.problems {
		if isPost(p.Path) {
			paths[p.Path] = true
		}
	}
	return paths
}

func (n *notes) sorted() []Problem {
	slices.SortStableFunc(n.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return n.problems
}
