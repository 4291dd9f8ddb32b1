package blog

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const (
	postsDir  = "posts"
	aboutPath = "pages/about.md"
)

// Open reads a content directory (site.yaml, posts/**/*.md, pages/about.md)
// and reports everything that is wrong in it at once. The archive is nil when
// the report has an error; warnings leave it usable. Names that begin with a
// dot are not looked at.
func Open(fsys fs.FS) (*Archive, Report) {
	n := &notes{}
	r := &reading{notes: n, taken: map[string]*Post{}, fields: map[*Post]*fields{}, broken: map[string]bool{}}
	a := &Archive{Site: readSite(fsys, n), bySlug: map[string]*Post{}}
	all := r.posts(fsys)
	a.About = r.about(fsys)
	r.claimSlugs(all)
	for _, p := range all {
		if !p.draft {
			a.publish(p)
		}
	}
	slices.SortStableFunc(a.Posts, newestFirst)
	r.resolveLinks(a, all)

	report := r.report(all)
	if report.Err() != nil {
		return nil, report
	}
	return a, report
}

// report counts what was read.
func (r *reading) report(all []*Post) Report {
	needy := r.notes.needy()
	drafts := 0
	for _, p := range all {
		if p.draft && !needy[p.Path] {
			drafts++
		}
	}
	return Report{Problems: r.notes.sorted(), Posts: r.found, Needy: len(needy), Drafts: drafts}
}

func (a *Archive) publish(p *Post) {
	a.Posts = append(a.Posts, p)
	for _, s := range append([]string{p.Slug}, p.Aliases...) {
		a.bySlug[s] = p
	}
}

// newestFirst orders by date; undated posts come last, equal dates by slug.
func newestFirst(a, b *Post) int {
	if c := b.Date.Compare(a.Date); c != 0 {
		return c
	}
	return strings.Compare(a.Slug, b.Slug)
}

// reading is one pass over a content directory.
type reading struct {
	notes  *notes
	taken  map[string]*Post // slugs and aliases, drafts' too
	fields map[*Post]*fields
	broken map[string]bool // names of files that are no posts: a link to one is not the fault
	found  int
}

// posts reads every post, drafts included.
func (r *reading) posts(fsys fs.FS) []*Post {
	var all []*Post
	_ = fs.WalkDir(fsys, postsDir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case p == postsDir && errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			r.notes.errorf(p, 0, "make it readable", "cannot be read (%s)", cause(err))
			return nil
		case strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), ".") || d.IsDir():
			return nil
		case !isPost(p):
			r.notes.warnf(p, 0, "only files that end in .md are posts", "is not read")
			return nil
		}
		r.found++
		if post := r.post(fsys, p); post != nil {
			all = append(all, post)
		} else {
			r.broken[baseName(p)] = true
		}
		return nil
	})
	if r.found == 0 {
		r.notes.warnf(postsDir, 0, "write posts/hello.md", "there are no posts")
	}
	return all
}

func isPost(p string) bool { return strings.HasPrefix(p, postsDir+"/") && path.Ext(p) == ".md" }

// post reads one file; nil when it is not a post.
func (r *reading) post(fsys fs.FS, path string) *Post {
	src, ok := r.file(fsys, path)
	if !ok {
		return nil
	}
	p := &Post{Page: Page{Path: path, Source: src}}
	meta, body, bodyLine := split(path, src, r.notes)
	if r.notes.failed(path) {
		return nil
	}
	f, ok := readFields(p, meta, r.notes)
	p.Document = parse(body, bodyLine)
	p.Words = p.Document.Words
	p.Minutes = minutes(p.Words)
	for _, note := range p.Document.lostNotes() {
		r.notes.warnf(path, note.line, "refer to it, or take it out", "footnote [^%s] has no mark in the text", Line(note.label))
	}
	if p.Slug == "" {
		p.Slug = baseName(path)
	}
	r.fields[p] = f
	if ok {
		r.defaults(p, f)
	}
	return p
}

// defaults fills in what the author left out, and says so. Without a single
// field the missing title says it all.
func (r *reading) defaults(p *Post, f *fields) {
	if p.Title == "" && (f.lines["title"] == 0 || !r.notes.failed(p.Path)) {
		r.notes.errorf(p.Path, f.line("title"), "write title: and the title between two lines of ---", "no title")
	}
	if len(f.lines) == 0 {
		return
	}
	if p.Summary == "" {
		p.Summary = p.Document.opening()
		wrong := "no summary, the first paragraph serves"
		if p.Summary == "" {
			wrong = "no summary, and no paragraph that could serve"
		}
		r.notes.warnf(p.Path, f.line("summary"), "write summary: and a sentence or two for the index", "%s", wrong)
	}
	if !p.Date.IsZero() || r.notes.failed(p.Path) {
		return
	}
	if t, ok := nameDate(p.Path); ok {
		p.Date = t
		r.notes.warnf(p.Path, f.line("date"), "write date: "+t.Format(time.DateOnly), "no date, the file's name serves")
		return
	}
	r.notes.warnf(p.Path, f.line("date"), "write date: YYYY-MM-DD", "no date, it stands last and in no feed")
}

// claimSlugs checks every slug and alias, and that no two posts share one.
func (r *reading) claimSlugs(all []*Post) {
	for _, p := range all {
		f := r.fields[p]
		r.claim(p, f.line("slug"), "slug", p.Slug)
		for _, alias := range p.Aliases {
			r.claim(p, f.line("aliases"), "alias", alias)
		}
	}
}

// claim takes a slug or an alias, which stands on that line, for a post.
func (r *reading) claim(p *Post, line int, kind, s string) {
	switch other := r.taken[s]; {
	case !slugForm.MatchString(s):
		r.notes.errorf(p.Path, line, wantSlug(s), "%s %q", kind, s)
	case Reserved(s):
		r.notes.errorf(p.Path, line, "write another", "%s %q is a command", kind, s)
	case other == p:
		r.notes.errorf(p.Path, line, "take it out", "%s %q leads here already", kind, s)
	case other != nil:
		r.notes.errorf(p.Path, line, "write another", "%s %q belongs to %s", kind, s, other.Path)
	default:
		r.taken[s] = p
	}
}

// about reads the about page; nil where there is none.
func (r *reading) about(fsys fs.FS) *Page {
	if _, err := fs.Stat(fsys, aboutPath); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	src, ok := r.file(fsys, aboutPath)
	if !ok {
		return nil
	}
	page := &Page{Title: "About", Path: aboutPath, Source: src}
	meta, body, bodyLine := split(aboutPath, src, r.notes)
	f := &fields{path: aboutPath, first: 1, notes: r.notes, known: map[string]field{
		"title": func(f *fields, v *yaml.Node) { page.Title = f.text(v) },
	}}
	f.read(meta)
	page.Document = parse(body, bodyLine)
	return page
}

// file reads a whole file and holds it to UTF-8.
func (r *reading) file(fsys fs.FS, path string) ([]byte, bool) {
	src, err := fs.ReadFile(fsys, path)
	if err != nil {
		r.notes.errorf(path, 0, "make it readable", "cannot be read (%s)", cause(err))
		return nil, false
	}
	if at := invalid(src); at >= 0 {
		line := 1 + bytes.Count(src[:at], []byte("\n"))
		r.notes.errorf(path, line, "save the file as UTF-8", "byte 0x%02X is not UTF-8", src[at])
		return nil, false
	}
	return src, true
}

// invalid is the offset of the first byte that is not UTF-8, or -1.
func invalid(src []byte) int {
	for at := 0; at < len(src); {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
	return -1
}
