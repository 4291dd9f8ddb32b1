package blog

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"

	"blog.example/pete/internal/frontmatter"
	"blog.example/pete/internal/guard"
)

// version is what one version of a file says. It depends on the path, the section and the
// bytes of the file alone, never changes, and is shared by all archives that are read while the
// file has these bytes. It leads to none of them.
type version struct {
	surroundings
	post     Post // without its links, its state and its place in an archive
	body     []byte
	line     int               // of the file, on which body begins
	fields   map[string]string // of the front matter that the body names, as {{ page.title }} does
	headings []Heading
	anchors  *anchorIndex
	links    []Link // all; those within the blog lead nowhere yet
	claims   []claim
	problems problemList
	secret   bool   // the front matter may have a word of secrecy that hides the post
	key      string // translationKey of Hugo: texts in several languages have it in common

	visibility visibility

	parsing   sync.Mutex // held while a document is made for an archive
	omitting  sync.Once
	omissions []omission // what readers do not take away; known once omitting is done
}

// clean reports whether the version can be served, as far as it can tell by itself.
func (v *version) clean() bool { return !v.problems.has(LeftOut) }

// hiddenBySection reports whether a file without fields would be hidden where it lies.
func (v *version) hiddenBySection() bool {
	bare := &version{surroundings: v.surroundings}
	m := &metadata{version: bare, inherited: v.inherited}
	_, timed := m.find(slices.Concat(v.dates.publish.or(publishNames), v.dates.expire.or(expireNames))...)
	return timed || m.visibility().state != Published || !bare.clean()
}

// dropText frees what is of use only in a version that is served.
func (v *version) dropText() {
	v.post = Post{Page: Page{Path: v.post.Path, Sum: v.post.Sum}}
	v.body, v.headings, v.anchors, v.links = nil, nil, nil, nil
}

const (
	kindSlug  = "slug"
	kindAlias = "alias"
)

// claim is a slug or an alias that a post asks for.
type claim struct {
	slug, kind string
	line       int // of the file
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
	}
	if !v.clean() {
		v.secret = v.secret || namesSecrecy(src) || v.hiddenBySection()
		v.dropText()
		return v
	}
	state, _ := v.visibility.at(r.options.Now)
	if parsed := r.options.Parsed; parsed != nil && !v.post.IsPage && state == Published {
		parsed(&v.post, d.texts())
	}
	return v
}

// readVersion reads front matter and body. It returns a fault if the file is to be left out.
func (r *reading) readVersion(v *version) (*Document, *fault) {
	src, path := v.post.Source, v.post.Path
	if bad := notUTF8(src); bad != nil {
		return nil, bad
	}
	if len(bytes.TrimSpace(src)) == 0 && v.role == rolePost { // an editor may be about to write it
		return nil, &fault{1, "the file is empty", "write a title and a text, or delete it"}
	}
	parts, err := frontmatter.Parse(src)
	if err != nil {
		return nil, &fault{err.Line, err.Wrong, err.Mend}
	}
	v.body, v.line = parts.Body, parts.BodyLine
	if bad := overLimit(v.body, v.line); bad != nil {
		return nil, bad
	}
	text := v.text()
	v.fields = fieldsNamed(text, parts.Fields)
	d := r.parse(text, v.line, v.fields)
	p := &v.post
	p.Words = countWords(text)
	p.Minutes = minutes(p.Words)
	m := &metadata{version: v, own: nest(parts.Fields), repeated: parts.Repeated, inherited: v.inherited}
	if parts.Format == frontmatter.None {
		m.unmarked(src, 1)
	} else if parts.LongMark { // fields may stand below it, between two lines of ---
		m.unmarked(slices.Concat([]byte("---\n"), parts.Body), parts.BodyLine-1)
	}
	m.read()
	v.key, _ = m.text("translationKey")
	m.slugs()
	if v.clean() {
		m.defaults(d)
	}
	for line, label := range d.unusedFootnotes() {
		v.problems.warnf(path, line, "refer to it, or take it out", "footnote [^%s] has no mark in the text", Line(label))
	}
	for line, label := range d.undefinedFootnotes() {
		v.problems.warnf(path, line, "define it, or write \\[^"+Line(label)+"]", "footnote [^%s] is not defined", Line(label))
	}
	v.outline(d)
	return d, nil
}

// text returns the body as Markdown.
func (v *version) text() []byte {
	if isHTML(v.post.Path) {
		return markdownOf(v.body)
	}
	return v.body
}

// fieldsNamed returns the fields with one value that a text may name in tags of Liquid, by
// their names there, or nil.
func fieldsNamed(text []byte, fields []frontmatter.Field) map[string]string {
	if !bytes.Contains(text, []byte("page.")) || !bytes.Contains(text, []byte("{{")) {
		return nil
	}
	named := map[string]string{}
	for _, f := range fields {
		if scalar(f.Value) && f.Value.Text != "" {
			named["page."+f.Name] = Line(f.Value.Text)
		}
	}
	return named
}

// claim adds a slug or an alias to what the post asks for.
func (v *version) claim(c claim) {
	path := v.post.Path
	switch {
	case slices.ContainsFunc(v.claims, func(other claim) bool { return other.slug == c.slug }):
		return
	case Reserved(c.slug) && (!v.post.IsPage || c.slug != aboutSlug):
		v.problems.warnf(path, c.line, "read "+c.slug+" opens it; another name is shorter", "%s %q is a command", c.kind, c.slug)
	}
	v.claims = append(v.claims, c)
}

// outline takes from a document what the archive needs.
func (v *version) outline(d *Document) {
	v.headings, v.links, v.anchors = d.Headings, d.Links, d.anchors
	for i := range v.links {
		l := &v.links[i]
		var wrong string
		if _, l.URL, wrong = parseAddress(l.Address); wrong != "" {
			v.problems.warnLink(v.post.Path, l, "unreadable link", wrong, "want SLUG.md or a whole address, or take the link out")
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
