package blog

import (
	"errors"
	"io/fs"
	"time"

	"go.yaml.in/yaml/v3"
)

// file is a post's file that has been read, and what was noted about it.
type file struct {
	path   string
	notes  notes
	post   *Post   // nil when it is none
	fields *fields // of the post
	out    bool    // the post is left out
}

// leaveOut reports why the post is left out.
func (f *file) leaveOut(bad *fault) {
	f.out = true
	f.notes.leaveOut(f.path, bad)
}

// readFile reads one file, up to its body. A file that cannot be read is left out.
func readFile(fsys fs.FS, path string, w *web) *file {
	f := &file{path: path}
	src, bad := source(fsys, path)
	if bad != nil {
		f.leaveOut(bad)
		return f
	}
	p := &Post{Page: Page{Path: path, Source: src}}
	meta, rest, line := split(path, src, &f.notes)
	if f.notes.failed(path) {
		return f
	}
	if bad = metaFault(meta); bad != nil {
		bad.line++ // it begins below the first ---
	} else {
		bad = overLimit(rest, line)
	}
	if bad != nil {
		f.leaveOut(bad)
		return f
	}
	p.body = &body{page: &p.Page, post: p, source: rest, line: line, web: w}
	p.Words = count(rest)
	p.Minutes = minutes(p.Words)
	var ok bool
	f.fields, ok = readFields(p, meta, &f.notes)
	if p.Slug == "" {
		p.Slug = baseName(path)
	}
	if ok {
		f.defaults(p)
	}
	f.post = p
	return f
}

// defaults fills in what the author left out, and says so. Without a single
// field the missing title says it all.
func (f *file) defaults(p *Post) {
	if p.Title == "" && (f.fields.lines["title"] == 0 || !f.notes.failed(p.Path)) {
		f.notes.errorf(p.Path, f.fields.line("title"), "write title: and the title between two lines of ---", "no title")
	}
	if len(f.fields.lines) == 0 {
		return
	}
	if p.Summary == "" {
		p.Summary = opening(p.body.source)
		wrong := "no summary, the first paragraph serves"
		if p.Summary == "" {
			wrong = "no summary, and no paragraph that could serve"
		}
		f.notes.warnf(p.Path, f.fields.line("summary"), "write summary: and a sentence or two for the index", "%s", wrong)
	}
	if !p.Date.IsZero() || f.notes.failed(p.Path) {
		return
	}
	if t, ok := nameDate(p.Path); ok {
		p.Date = t
		f.notes.warnf(p.Path, f.fields.line("date"), "write date: "+t.Format(time.DateOnly), "no date, the file's name serves")
		return
	}
	f.notes.warnf(p.Path, f.fields.line("date"), "write date: YYYY-MM-DD", "no date, it stands last and in no feed")
}

// about reads the about page; nil where there is none, and where it is left out.
func (r *reading) about(fsys fs.FS) *Page {
	if _, err := fs.Lstat(fsys, aboutPath); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	src, bad := source(fsys, aboutPath)
	if bad != nil {
		return r.withoutAbout(bad)
	}
	page := &Page{Title: "About", Path: aboutPath, Source: src}
	meta, rest, line := split(aboutPath, src, r.notes)
	if bad = metaFault(meta); bad != nil {
		bad.line++ // it begins below the first ---
	} else {
		bad = overLimit(rest, line)
	}
	if bad != nil {
		return r.withoutAbout(bad)
	}
	f := &fields{path: aboutPath, first: 1, notes: r.notes, known: map[string]field{
		"title": func(f *fields, v *yaml.Node) { page.Title = f.text(v) },
	}}
	f.read(meta)
	page.body = &body{page: page, source: rest, line: line, web: r.web}
	page.Words = count(rest)
	return page
}

// withoutAbout leaves out the about page.
func (r *reading) withoutAbout(bad *fault) *Page {
	r.notes.leaveOut(aboutPath, bad)
	r.web.broken[aboutSlug] = true
	return nil
}
