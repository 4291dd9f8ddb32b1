package blog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a [Problem] keeps from being served.
type Severity int

// An Error keeps the whole blog from being served and fails a check. A Warning is
// only listed. Of a LeftOut one post, or the about page, is not served and all others
// are; it fails a check.
const (
	Error Severity = iota
	Warning
	LeftOut
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

// String is "path:line: what is wrong: what to write". It may be printed on a
// terminal, whatever the path and the post have in them; only Mend may have several
// lines.
func (p Problem) String() string {
	place := Printable(p.Path)
	if p.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, p.Line)
	}
	if p.Severity == Warning {
		place += ": warning"
	}
	mend := strings.Split(p.Mend, "\n")
	for i := range mend {
		mend[i] = Printable(mend[i])
	}
	return place + ": " + Printable(p.Wrong) + ": " + strings.Join(mend, "\n")
}

// Report is everything that [Open] found to say about a content directory.
type Report struct {
	Problems []Problem // by path and line
	Posts    int       // posts found
	LeftOut  int       // of these, left out
	Needy    int       // of the others, named by a problem
	Drafts   int       // of the others, marked as drafts
}

// Err joins the errors of the report, one a line; nil when none of its problems
// keeps the whole blog from being served.
func (r Report) Err() error {
	var errs []error
	for _, p := range r.Problems {
		if p.Severity == Error {
			errs = append(errs, errors.New(p.String()))
		}
	}
	return errors.Join(errs...)
}

// OK reports whether everything is served: there are only warnings, or nothing at
// all.
func (r Report) OK() bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Severity != Warning })
}

// Summary counts the posts: "40 posts: 36 ready, 3 need you, 1 left out".
func (r Report) Summary() string {
	parts := []string{fmt.Sprintf("%d ready", r.Posts-r.LeftOut-r.Needy-r.Drafts)}
	if r.Needy == 1 {
		parts = append(parts, "1 needs you")
	} else if r.Needy > 1 {
		parts = append(parts, fmt.Sprintf("%d need you", r.Needy))
	}
	if r.LeftOut > 0 {
		parts = append(parts, fmt.Sprintf("%d left out", r.LeftOut))
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

// leaveOut notes why the post or page at path is not served.
func (n *notes) leaveOut(path string, bad *fault) {
	n.add(LeftOut, path, bad.line, bad.mend, bad.wrong)
}

func (n *notes) add(s Severity, path string, line int, mend, wrong string) {
	n.problems = append(n.problems, Problem{Path: path, Line: line, Severity: s, Wrong: wrong, Mend: mend})
}

// failed reports whether the file at path has an error.
func (n *notes) failed(path string) bool {
	return slices.ContainsFunc(n.problems, func(p Problem) bool { return p.Path == path && p.Severity == Error })
}

// named returns the paths of the posts that are left out, and of the others that
// have a problem.
func (n *notes) named() (leftOut, needy map[string]bool) {
	leftOut, needy = map[string]bool{}, map[string]bool{}
	for _, p := range n.problems {
		if p.Severity == LeftOut && isPost(p.Path) {
			leftOut[p.Path] = true
		}
	}
	for _, p := range n.problems {
		if isPost(p.Path) && !leftOut[p.Path] {
			needy[p.Path] = true
		}
	}
	return leftOut, needy
}

func (n *notes) sorted() []Problem {
	slices.SortStableFunc(n.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return n.problems
}
