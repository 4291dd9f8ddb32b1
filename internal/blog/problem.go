package blog

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Severity says what a [Problem] prevents.
type Severity int

// An Error fails a check and prevents the whole blog from being served, unless an archive
// of before is there (see [Read]). A Warning is only listed. With a LeftOut one post, or one
// page, is not served and all others are; it fails a check.
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
	Kind     string // a short name that all faults like it have, such as "dead link"; "" if it has none
	Wrong    string
	Mend     string
	Common   bool // it may be in every file and intended, so one line says it for all of them

	near string // a word that Mend may offer a slug for
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

// maxOfKind is how many warnings of one kind are said one by one.
const maxOfKind = 10

// Group is a problem, and how many of its kind are not said one by one.
type Group struct {
	Problem
	More int
}

// String returns the problem, and on the same line how many are like it.
func (g Group) String() string {
	if g.More == 0 {
		return g.Problem.String()
	}
	return fmt.Sprintf("%s (and %d more like it: --all prints them)", g.Problem, g.More)
}

// Grouped returns problems in their order. Of more than ten warnings of one kind, and of
// several that are [Problem.Common], it returns the first with the number of the others.
func Grouped(problems []Problem) []Group {
	type kind struct {
		text   string
		common bool
	}
	kindOf := func(p Problem) kind { return kind{cmp.Or(p.Kind, varying.ReplaceAllString(p.Wrong, "…")), p.Common} }
	kinds := map[kind]int{}
	for _, p := range problems {
		if p.Severity == Warning {
			kinds[kindOf(p)]++
		}
	}
	var groups []Group
	said := map[kind]bool{}
	for _, p := range problems {
		k, more := kindOf(p), 0
		if n := kinds[k]; p.Severity == Warning && (n > maxOfKind || p.Common) {
			if said[k] {
				continue
			}
			said[k], more = true, n-1
		}
		groups = append(groups, Group{p, more})
	}
	return groups
}

// varying finds what differs between problems of one kind: names and numbers.
var varying = regexp.MustCompile(`"([^"\\]|\\.)*"|\S*/\S*|\d+|\[\^.*?\]`)

// Report is the result of one reading of a content directory.
type Report struct {
	Kind     string    // what the directory was taken for, such as "a Hugo site (hugo.toml)"; "" for nothing
	Problems []Problem // by path and line
	Posts    int       // posts found: the sum of the next four

	Served    int // posts that readers may read
	Scheduled int
	Drafts    int
	LeftOut   int

	Unlisted  int // of Served
	Elsewhere int // of Served: published, and in no list because of their language

	Pages        int // pages that readers may read, without the about page
	LeftOutPages int
	Remarks      int // problems that are warnings

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

// count counts a file, but not the about page, nor pages that readers may not read.
func (r *Report) count(f *file) {
	states := map[State]*int{Published: &r.Served, Unlisted: &r.Served, Scheduled: &r.Scheduled, Draft: &r.Drafts}
	switch page := f.isPage(); {
	case f.served == nil && page:
		r.LeftOutPages++
	case f.served == nil:
		r.LeftOut++
	case !page:
		*states[f.state]++
		if f.state == Unlisted {
			r.Unlisted++
		}
	case f.state.readable() && f.served.post.Slug != aboutSlug:
		r.Pages++
	}
}

// Summary returns the counts: "257 posts: 255 served (3 unlisted, 20 in other languages),
// 2 left out, 14 remarks". A count of 0 is not in it, except that of what is served.
func (r Report) Summary() string {
	counts := func(all ...string) string {
		return strings.Join(slices.DeleteFunc(all, func(s string) bool { return strings.HasPrefix(s, "0 ") }), ", ")
	}
	number := func(n int, what string) string { return fmt.Sprintf("%d %s", n, what) }
	parts := []string{number(r.Served, "served")}
	if s := counts(number(r.Unlisted, "unlisted"), number(r.Elsewhere, "in other languages")); s != "" {
		parts[0] += " (" + s + ")"
	}
	if s := counts(number(r.Scheduled, "scheduled"), Count(r.Drafts, "draft"), number(r.LeftOut, "left out"),
		Count(r.Pages, "page"), Count(r.LeftOutPages, "page")+" left out", Count(r.Remarks, "remark")); s != "" {
		parts = append(parts, s)
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

// siteErrorf adds an error in site.yaml.
func (l *problemList) siteErrorf(line int, mend, wrong string, args ...any) {
	l.add(Error, sitePath, &fault{line, fmt.Sprintf(wrong, args...), mend})
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
