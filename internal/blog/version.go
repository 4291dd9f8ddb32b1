package blog

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"slices"
	"sync"
	"time"

	"blog.example/pete/internal/guard"
)

// version is what one version of a file says. It depends on the path, the section and the
// bytes of the file alone, never changes, and is shared by all archives that are read while the
// file has these bytes. It leads to none of them.
type version struct {
	surroundings
	post     Post // without its links and its place in an archive; the about page is its Page
	body     []byte
	line     int // of the file, on which body begins
	headings []Heading
	links    []Link // those within the blog lead nowhere yet
	internal []internalLink
	claims   []claim
	problems problemList
	parsed   bool // front matter and body could be read, whatever is wrong in them
	secret   bool // the front matter has a word of secrecy, or says that it is a draft

	parsing sync.Mutex // held while a document is made for an archive
}

// clean reports whether the version can be served, as far as it can tell by itself.
func (v *version) clean() bool { return !v.problems.has(Error) && !v.problems.has(LeftOut) }

// dropText frees what is of use only in a version that is served.
func (v *version) dropText() {
	v.post = Post{Page: Page{Path: v.post.Path, Sum: v.post.Sum}}
	v.body, v.headings, v.links, v.internal = nil, nil, nil, nil
}

// claim is a slug or an alias that a post asks for.
type claim struct {
	slug, kind string
	line       int // of the file
}

// internalLink is a link to another post, or to a heading.
type internalLink struct {
	n        int    // index of version.links
	name     string // of the file or the post; "" for a heading of the same page
	fragment string
}

// sumOf returns what [Page.Sum] is for a file.
func sumOf(path string, section [32]byte, src []byte) [32]byte {
	h := sha256.New()
	h.Write(section[:])
	h.Write([]byte(path))
	h.Write([]byte{0})
	h.Write(src)
	return [32]byte(h.Sum(nil))
}

// version parses a file.
func (r *reading) version(e entry, src []byte, sum [32]byte) *version {
	v, path := &version{surroundings: e.surroundings}, e.path
	v.post.Page = Page{Path: path, Source: src, Sum: sum, version: v}
	var d *Document
	var bad *fault
	if caught := guard.Run(func() { d, bad = r.readVersion(v) }); caught != nil {
		bad = &fault{max(v.line, 1), fmt.Sprintf("the parser fails on this (%v)", caught.Value), "leave out half of it to find what does it"}
	}
	if bad != nil {
		v.problems.add(LeftOut, path, bad)
		v.dropText()
		return v
	}
	v.parsed = d != nil
	if parsed := r.options.Parsed; parsed != nil && v.parsed && v.clean() && path != aboutPath && !v.post.draft {
		parsed(&v.post, d.texts())
	}
	return v
}

// readVersion reads front matter and body. It returns a fault if the file is to be left out, and
// no document if front matter and body cannot be told apart.
func (r *reading) readVersion(v *version) (*Document, *fault) {
	src, path := v.post.Source, v.post.Path
	v.secret = namesSecrecy(src)
	if bad := notUTF8(src); bad != nil {
		return nil, bad
	}
	meta, rest, line := split(path, src, &v.problems)
	v.body, v.line = rest, line
	if !v.clean() {
		return nil, nil
	}
	if bad := metaFault(meta); bad != nil {
		bad.line++ // it begins below the first ---
		return nil, bad
	}
	if bad := overLimit(rest, line); bad != nil {
		return nil, bad
	}
	d := r.parse(rest, line)
	p := &v.post
	p.Words = countWords(rest)
	p.Minutes = minutes(p.Words)
	if path == aboutPath {
		v.readAbout(meta)
	} else {
		v.readPost(meta, d)
	}
	for line, label := range d.unusedFootnotes() {
		v.problems.warnf(path, line, "refer to it, or take it out", "footnote [^%s] has no mark in the text", Line(label))
	}
	v.outline(d)
	v.secret = v.secret || p.draft
	return d, nil
}

// readAbout reads the front matter of the about page.
func (v *version) readAbout(meta []byte) {
	page := &v.post.Page
	page.Title = "About"
	f := &fields{path: page.Path, first: 1, problems: &v.problems, known: map[string]field{
		"title": textField(&page.Title),
	}}
	f.read(meta)
}

// readPost reads the front matter of a post, and fills in what it leaves out.
func (v *version) readPost(meta []byte, d *Document) {
	p := &v.post
	f, ok := readFields(p, meta, &v.problems)
	if p.Slug == "" {
		p.Slug = v.slug
	}
	if ok {
		v.defaults(f, d)
	}
	v.claim(claim{p.Slug, "slug", f.line("slug")})
	for _, alias := range p.Aliases {
		v.claim(claim{alias, "alias", f.line("aliases")})
	}
}

// defaults fills in the title, the summary and the date where the front matter lacks
// them, and adds a problem for each. If it lacks all fields, the title is the only one.
func (v *version) defaults(f *fields, d *Document) {
	p := &v.post
	if p.Title == "" && (f.lines["title"] == 0 || v.clean()) {
		v.problems.errorf(p.Path, f.line("title"), "write title: and the title between two lines of ---", "no title")
	}
	if len(f.lines) == 0 {
		return
	}
	if p.Summary == "" {
		p.Summary = d.opening()
		wrong := "no summary, the first paragraph serves"
		if p.Summary == "" {
			wrong = "no summary, and no paragraph that could serve"
		}
		v.problems.warnf(p.Path, f.line("summary"), "write summary: and a sentence or two for the index", "%s", wrong)
	}
	if !p.Date.IsZero() || !v.clean() {
		return
	}
	if t := v.date; !t.IsZero() {
		p.Date = t
		v.problems.warnf(p.Path, f.line("date"), "write date: "+t.Format(time.DateOnly), "no date, the file's name serves")
		return
	}
	v.problems.warnf(p.Path, f.line("date"), "write date: YYYY-MM-DD", "no date, it stands last and in no feed")
}

// claim adds a slug or an alias to what the post asks for, if it may have it.
func (v *version) claim(c claim) {
	path := v.post.Path
	switch {
	case !slugForm.MatchString(c.slug):
		v.problems.errorf(path, c.line, wantSlug(c.slug), "%s %q", c.kind, c.slug)
	case Reserved(c.slug):
		v.problems.errorf(path, c.line, "write another", "%s %q is a command", c.kind, c.slug)
	case slices.ContainsFunc(v.claims, func(other claim) bool { return other.slug == c.slug }):
		v.problems.errorf(path, c.line, "take it out", "%s %q leads here already", c.kind, c.slug)
	default:
		v.claims = append(v.claims, c)
	}
}

// outline takes from a document what the archive needs.
func (v *version) outline(d *Document) {
	path := v.post.Path
	v.headings, v.links = d.Headings, d.Links
	for i := range v.links {
		l := &v.links[i]
		switch u, err := url.Parse(l.Address); {
		case err != nil:
			v.problems.errorf(path, l.Line, "want SLUG.md or a whole address", "link to %q is no address", l.Address)
		case u.Scheme != "" || u.Host != "":
			l.URL = l.Address
		case l.Address == "":
			v.problems.errorf(path, l.Line, "give it one, or take the brackets out", "link %q has no address", l.Text)
		default:
			v.internal = append(v.internal, internalLink{n: i, name: linkName(u.Path), fragment: u.Fragment})
		}
	}
}

// texts returns what search indexes.
func (d *Document) texts() Texts {
	t := Texts{Plain: d.Plain}
	for _, h := range d.Headings {
		t.Headings = append(t.Headings, h.Text)
	}
	return t
}
