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

// Report is the result of one reading of a content directory.
type Report struct {
	Problems []Problem // by path and line
	Posts    int       // posts found: the sum of the next five

	Served    int // published posts
	Unlisted  int
	Scheduled int
	Drafts    int
	LeftOut   int

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
	states := map[State]*int{Published: &r.Served, Unlisted: &r.Unlisted, Scheduled: &r.Scheduled, Draft: &r.Drafts}
	switch page := f.isPage(); {
	case f.served == nil && page:
		r.LeftOutPages++
	case f.served == nil:
		r.LeftOut++
	case !page:
		*states[f.state]++
	case f.state.readable() && f.served.post.Slug != aboutSlug:
		r.Pages++
	}
}

// Summary returns the counts: "257 posts: 255 served, 2 left out, 14 remarks". Those of
// unlisted and scheduled posts, of drafts and of pages are in it if there are any.
func (r Report) Summary() string {
	parts := []string{fmt.Sprintf("%d served", r.Served)}
	add := func(n int, noun string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, noun))
		}
	}
	plural := func(n int, noun string) {
		if n > 0 {
			parts = append(parts, Count(n, noun))
		}
	}
	add(r.Unlisted, "unlisted")
	add(r.Scheduled, "scheduled")
	plural(r.Drafts, "draft")
	add(r.LeftOut, "left out")
	plural(r.Pages, "page")
	if r.LeftOutPages > 0 {
		parts = append(parts, Count(r.LeftOutPages, "page")+" left out")
	}
	plural(r.Remarks, "remark")
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
