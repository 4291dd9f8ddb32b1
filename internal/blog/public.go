package blog

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// publicFields are the names of the front matter that readers take away: what a post is
// called, when it was written, and where it is. The others are of the author's tools, or
// say who may see the post.
var publicFields = slices.Concat(titleNames, dateNames, updatedNames, summaryNames, tagNames, slugNames, aliasNames, addressNames, langNames, otherNames)

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
// author wrote it.
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
	v := p.version
	v.omitting.Do(func() { v.omissions = omissionsOf(v.post.Source) })
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
func omissionsOf(src []byte) []omission {
	f, bad := frontmatter.Parse(src)
	head := len(src) - len(f.Body)
	var omissions []omission
	isPrivate := func(f frontmatter.Field) bool {
		return f.Value.Kind > frontmatter.Text || !isPublic(strings.ToLower(f.Name))
	}
	if bad != nil {
		omissions = append(omissions, omission{0, head, nil})
	} else if slices.ContainsFunc(f.Fields, isPrivate) || bytes.IndexByte(f.Head, '#') >= 0 {
		public := frontmatter.Strip(src, isPublic)
		public = public[:len(public)-len(f.Body)]
		if !bytes.Equal(public, src[:head]) {
			omissions = append(omissions, omission{0, head, bytes.Clone(public)})
		}
	}
	for _, o := range comments(f.Body) {
		omissions = append(omissions, omission{head + o.start, head + o.end, nil})
	}
	return omissions
}

// Marks of a comment of HTML.
var (
	commentStart = []byte("<!--")
	commentEnd   = []byte("-->")
)

// commonMark finds the HTML in a text as its author wrote it, before anything is made of
// shortcodes: the places of nodes are those of the file.
var commonMark = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser()

// comments returns where a text has comments of HTML, in order. What looks like one in code
// is none.
func comments(body []byte) (found []omission) {
	if !bytes.Contains(body, commentStart) {
		return nil
	}
	_ = ast.Walk(commonMark.Parse(text.NewReader(body)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			if first := n.Segments.At(0); bytes.HasPrefix(body[first.Start:], commentStart) {
				found = append(found, omission{first.Start, n.Segments.At(n.Segments.Len() - 1).Stop, nil})
			}
		case *ast.HTMLBlock:
			lines := n.Lines().Sliced(0, n.Lines().Len())
			if n.HasClosure() {
				lines = append(slices.Clip(lines), n.ClosureLine)
			}
			found = append(found, blockComments(body, lines)...)
		}
		return ast.WalkContinue, nil
	})
	slices.SortFunc(found, func(a, b omission) int { return cmp.Compare(a.start, b.start) })
	listings := codeTags.FindAllIndex(body, -1)
	return slices.DeleteFunc(found, func(c omission) bool {
		return slices.ContainsFunc(listings, func(l []int) bool { return l[0] <= c.start && c.start < l[1] })
	})
}

// codeTags are the blocks of code that are written with tags of generators.
var codeTags = regexp.MustCompile(`(?s)\{\{[<%]\s*highlight\b.*?\{\{[<%]\s*/\s*highlight\b|\{%-?\s*(?:highlight|codeblock|raw)\b.*?\{%-?\s*end(?:highlight|codeblock|raw)\b`)

// blockComments returns the comments in the lines of a block of HTML. One that does not end
// there takes the rest of the block. Between two lines are the marks of quotes.
func blockComments(body []byte, lines []text.Segment) (found []omission) {
	open := -1
	for _, line := range lines {
		for at := line.Start; at < line.Stop; {
			rest := body[at:line.Stop]
			if open < 0 {
				start := bytes.Index(rest, commentStart)
				if start < 0 {
					break
				}
				open = at + start
				at = open + len("<!") // <!--> is one
				continue
			}
			end := bytes.Index(rest, commentEnd)
			if end < 0 {
				break
			}
			at += end + len(commentEnd)
			found = append(found, omission{open, at, nil})
			open = -1
		}
	}
	if open >= 0 {
		found = append(found, omission{open, len(bytes.TrimRight(body[:lines[len(lines)-1].Stop], "\r\n")), nil})
	}
	return found
}
