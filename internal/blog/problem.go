package blog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a [Problem] prevents.
type Severity int

// An Error fails a check and prevents the whole blog from being served, unless an archive
// of before is there (see [Read]). A Warning is only listed. With a LeftOut one post, or the
// about page, is not served and all others are; it fails a check.
const (
	Error Severity = iota
	Warning
	LeftOut
)

// Problem is one fault in a content directory: its place, what is wrong, and the remedy.
type Problem struct {
	Path     string
	Line     int // from 1; 0 when the file as a whole is meant
	Severity Severity
	Wrong    string
	Mend     string
}

// String returns "path:line: what is wrong: what to write". It may be printed on a
// terminal, whatever bytes the path and the post have. Only Mend may have several lines.
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

// Report is the result of one reading of a content directory.
type Report struct {
	Problems []Problem // by path and line
	Posts    int       // posts found
	LeftOut  int       // of these, left out
	Needy    int       // of the others, named by a problem
	Drafts   int       // of the others, marked as drafts

	Read    int      // files that were read; the others were known from [Options.Previous]
	Unread  int      // files that could not be read; the next reading tries again
	Kept    []string // paths whose last good text is served instead of what they say now
	Changed []string // paths of what is served otherwise than in [Options.Previous], or not any more
}

// Err joins the problems of severity [Error], one a line. It returns nil if there are
// none.
func (r Report) Err() error {
	var errs []error
	for _, p := range r.Problems {
		if p.Severity == Error {
			errs = append(errs, errors.New(p.String()))
		}
	}
	return errors.Join(errs...)
}

// OK reports whether there are no problems but warnings.
func (r Report) OK() bool {
	return !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Severity != Warning })
}

// Summary returns the counts: "40 posts: 36 ready, 3 need you, 1 left out".
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

// Count returns a number and its noun, in the plural unless the number is one.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// problemList collects problems while a directory is read.
type problemList []Problem

func (l *problemList) errorf(path string, line int, mend, wrong string, args ...any) {
	l.add(Error, path, &fault{line, fmt.Sprintf(wrong, args...), mend})
}

func (l *problemList) warnf(path string, line int, mend, wrong string, args ...any) {
	l.add(Warning, path, &fault{line, fmt.Sprintf(wrong, args...), mend})
}

func (l *problemList) add(s Severity, path string, bad *fault) {
	*l = append(*l, Problem{Path: path, Line: bad.line, Severity: s, Wrong: bad.wrong, Mend: bad.mend})
}

// has reports whether a problem of this severity is in the list.
func (l problemList) has(s Severity) bool {
	return slices.ContainsFunc(l, func(p Problem) bool { return p.Severity == s })
}

// sort sorts the list by path and line.
func (l problemList) sort() {
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
}
