package blog

import (
	"bytes"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
	"blog.example/pete/internal/markdown"
)

// publicFields are the names of the front matter that readers take away: what a post is
// called, when it was written, and where it is. The others are of the author's tools, or
// say who may see the post.
var publicFields = slices.Concat(titleNames, dateNames, createdNames, updatedNames, summaryNames, tagNames, slugNames, aliasNames, addressNames, langNames, otherNames)

// isPublic reports whether readers take a field away, by its name behind those of the maps
// that it is in. Of these Pete reads taxonomies alone.
func isPublic(names ...string) bool {
	switch len(names) {
	case 1:
		return slices.Contains(publicFields, names[0])
	case 2:
		return slices.Contains(otherNames, names[0]) && slices.Contains(tagNames, names[1])
	}
	return false
}

// omission is a part of a file that readers do not take away, and what they get in its place.
type omission struct {
	start, end int // offsets in the file
	instead    []byte
}

// Public returns the file as readers take it away: without the comments, and without the
// fields of its front matter that say nothing to them. The rest is byte by byte as the
// author wrote it, and so is all of it in an archive for authors.
func (p *Page) Public() []byte { return p.public(0) }

// PublicBody returns the same without the front matter.
func (p *Page) PublicBody() []byte { return p.public(len(p.Source) - len(p.Body())) }

// PublicSize returns the length of what Public returns. It takes no memory.
func (p *Page) PublicSize() int {
	size := len(p.Source)
	for _, c := range p.omissions() {
		size += len(c.instead) - (c.end - c.start)
	}
	return size
}

func (p *Page) omissions() []omission {
	if p.authors {
		return nil
	}
	v := p.version
	v.omitting.Do(func() { v.omissions = omissionsOf(v.post.Source, isHTML(v.post.Path)) })
	return v.omissions
}

func (p *Page) public(from int) []byte {
	var taken []byte
	at := from
	for _, c := range p.omissions() {
		if c.start >= from {
			taken = append(append(taken, p.Source[at:c.start]...), c.instead...)
			at = c.end
		}
	}
	if at == from {
		return p.Source[from:]
	}
	return append(taken, p.Source[at:]...)
}

// omissionsOf returns what readers do not get of a file, in order. A file without comments
// and private fields costs a look at its front matter.
func omissionsOf(src []byte, html bool) []omission {
	f, bad := frontmatter.Parse(src)
	head := len(src) - len(f.Body)
	var omissions []omission
	isPrivate := func(f frontmatter.Field) bool {
		return f.Value.Kind > frontmatter.Text || !isPublic(strings.ToLower(f.Name))
	}
	if bad != nil {
		omissions = append(omissions, omission{0, head, nil})
	} else if len(f.Repeated) > 0 || slices.ContainsFunc(f.Fields, isPrivate) || bytes.IndexByte(f.Head, '#') >= 0 {
		public := frontmatter.Strip(src, isPublic)
		public = public[:len(public)-len(f.Body)]
		if !bytes.Equal(public, src[:head]) {
			omissions = append(omissions, omission{0, head, bytes.Clone(public)})
		}
	}
	comments := markdown.Comments
	if html {
		comments = pageComments
	}
	for _, c := range comments(f.Body) {
		omissions = append(omissions, omission{head + c.Start, head + c.End, nil})
	}
	return omissions
}
