package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// pre writes a block of code with its lines.
func (b *blockWriter) pre(n *html.Node) {
	language := languageOf(n.Attr)
	var s strings.Builder
	b.verbatim(&s, n, &language)
	code := strings.TrimRight(s.String(), " \t\r\n")
	if code == "" {
		return
	}
	pos := at(n)
	line := b.tree.line(b.parent)
	if pos >= 0 {
		line = b.tree.Line(pos)
	}
	// A browser leaves out a newline behind the tag.
	if raw := b.tree.Source[max(pos, 0):]; pos >= 0 && pos < b.tree.length {
		if end := strings.IndexByte(string(raw[:min(len(raw), 300)]), '>'); end >= 0 && end+1 < len(raw) && (raw[end+1] == '\n' || raw[end+1] == '\r') {
			line++
		}
	}
	whole := b.tree.add(code+"\n", line, false)
	block := ast.NewFencedCodeBlock(nil)
	if language != "" {
		block.Info = ast.NewTextSegment(b.tree.add(language, line, true))
	}
	for start := whole.Start; start < whole.Stop; {
		end := start + strings.IndexByte(string(b.tree.Source[start:whole.Stop]), '\n') + 1
		block.Lines().Append(text.NewSegment(start, end))
		start = end
	}
	if pos >= 0 {
		block.SetPos(pos)
	}
	b.blocks++
	b.parent.AppendChild(b.parent, block)
}

// verbatim collects the text of an element, newlines and all, and the language of the code.
func (c *converter) verbatim(b *strings.Builder, n *html.Node, language *string) {
	for e := n.FirstChild; e != nil; e = e.NextSibling {
		switch md := c.nodeOf(e); {
		case md != nil:
			if b.Len() > 0 && md.Type() == ast.TypeBlock {
				b.WriteString("\n")
			}
			c.tree.spelled(b, md)
		case e.Type == html.TextNode:
			b.WriteString(e.Data)
		case e.Data == "br":
			b.WriteString("\n")
		default:
			if *language == "" {
				*language = languageOf(e.Attr)
			}
			c.verbatim(b, e, language)
		}
	}
}

// spelled appends what the source has for a node, without the marks of Markdown where
// they are not known.
func (t *Tree) spelled(b *strings.Builder, n ast.Node) {
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
			b.Write(s.Value(t.Source))
		}
		return
	}
	switch n := n.(type) {
	case *ast.Text:
		v := n.Segment.Value(t.Source)
		if !n.IsRaw() {
			v = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(v)))
		}
		b.Write(v)
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteString("\n")
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(t.Source))
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t.spelled(b, c)
	}
}
