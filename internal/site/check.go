package site

import (
	"path"
	"strings"

	"blog.example/pete/internal/blog"
)

// change is what an overlay says of a change.
type change struct {
	path  string            // of the file that is checked; "" for a change that only takes files away
	from  map[string]string // see overlay
	gone  map[string]bool
	draft bool // the post must be a draft afterwards
}

// touches reports whether a file may have changed.
func (c change) touches(p string) bool {
	for changed := range c.from {
		if p == changed || strings.HasPrefix(p, changed+"/") {
			return true
		}
	}
	return false
}

// checked is what a reading of an overlay has found.
type checked struct {
	archive *blog.Archive // nil for a change that does not concern posts
	report  blog.Report
}

// warnings returns what is wrong with a file that is published all the same.
func (c checked) warnings(p string) (all []blog.Problem) {
	for _, problem := range c.report.Problems {
		if problem.Path == p {
			all = append(all, problem)
		}
	}
	return all
}

// check reads the blog as it would be after a change. The error is a [*Refused] if the file
// could not be shown; what is wrong with other files refuses nothing. The caller holds
// reading.
func (e *Editor) check(t *tree, c change) (checked, error) {
	if c.path != "" && !blog.IsMarkdown(c.path) {
		return checked{}, nil
	}
	latest := e.archive()
	known := func(p string) bool { _, content := latest.File(p); return content }
	archive, report := e.store.readOverlay(overlay{t, c.from, c.gone, known}, c.touches)
	if archive == nil {
		return checked{}, &Refused{Problems: report.Problems}
	}
	refused := &Refused{}
	for _, p := range report.Problems {
		if c.touches(p.Path) && p.Severity != blog.Warning {
			refused.Problems = append(refused.Problems, p)
		}
	}
	post, content := archive.File(c.path)
	other, clash := archive.Clash(c.path)
	if clash {
		before, _ := latest.Clash(c.path)
		clash = before != other // it was like that
	}
	switch {
	case c.path == "", len(refused.Problems) > 0:
	case !content && !sectionIndex(c.path):
		refused = refuse(c.path, "the blog does not read this file", "want a file in "+archive.PostsFolder())
	case clash:
		refused = refuse(c.path, "has the slug of "+other, "send it as that file, or give it another name")
	case c.draft && post != nil && post.State != blog.Draft:
		refused = refuse(c.path, "is no draft for "+archive.Generator(), "write draft: true in its front matter")
	}
	if len(refused.Problems) > 0 {
		return checked{}, refused
	}
	return checked{archive, report}, nil
}

// sectionIndex reports whether a file is one of Hugo's and Zola's about a folder.
func sectionIndex(p string) bool { return strings.HasPrefix(path.Base(p), "_index.") }
