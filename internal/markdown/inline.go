package markdown

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// inlines writes the content of an element as inline nodes.
func (c *converter) inlines(to ast.Node, n *html.Node, depth int) {
	for e := n.FirstChild; e != nil; e = e.NextSibling {
		c.inline(to, e, depth)
	}
}

// inline writes a node of HTML as inline nodes. Blocks keep a space around them.
func (c *converter) inline(to ast.Node, n *html.Node, depth int) {
	if md := c.nodeOf(n); md != nil {
		c.adopt(to, md)
		return
	}
	switch {
	case n.Type == html.TextNode:
		c.words(to, n.Data)
		return
	case n.Type != html.ElementNode:
		return
	}
	c.at(n)
	switch n.Data {
	case "br":
		if to.HasChildren() {
			br := ast.NewRawTextSegment(c.segment(""))
			br.SetHardLineBreak(true)
			to.AppendChild(to, br)
		}
		return
	case "img":
		c.image(to, n)
		return
	case "x-media":
		c.media(to, n)
		return
	case "input":
		if kind := attr(n.Attr, "type"); kind == "checkbox" || kind == "radio" {
			c.words(to, "[ ] ")
		}
		return
	case "wbr", "source", "col", "colgroup":
		return
	case "code", "samp", "tt":
		c.code(to, n)
		return
	case "rt":
		c.words(to, "(")
		c.inlines(to, n, depth+1)
		c.words(to, ")")
		return
	case "rp":
		return
	}
	inner := inlineOf(n)
	if inner == nil || depth > maxHTMLDepth {
		c.place(to, n)
		space := blockTags[n.Data] || n.Data == breakTag
		if space {
			c.words(to, " ")
		}
		c.inlines(to, n, depth+1)
		if space {
			c.words(to, " ")
		}
		return
	}
	setPos(inner, n)
	keepID(inner, n)
	c.inlines(inner, n, depth+1)
	// words leaves out the space that an element begins with.
	first := n.FirstChild
	if first != nil && first.Type == html.TextNode && strings.TrimLeftFunc(first.Data, asciiSpace) != first.Data && to.HasChildren() && !isPlace(to.LastChild()) {
		c.words(to, " ")
	}
	if _, isID := inner.AttributeString("id"); inner.HasChildren() || isID {
		to.AppendChild(to, inner)
	}
}

// inlineOf returns the node for an inline element that has content, or nil if it means
// nothing.
func inlineOf(n *html.Node) ast.Node {
	switch n.Data {
	case "em", "i", "cite", "var", "dfn":
		return ast.NewEmphasis(1)
	case "strong", "b":
		return ast.NewEmphasis(2)
	case "del", "s", "strike":
		return astext.NewStrikethrough()
	case "a":
		return link(n)
	case "abbr", "ins", "kbd", "mark", "q", "small", "sub", "sup", "u":
		return &Inline{Tag: n.Data}
	}
	return nil
}

// adopt appends a node of Markdown. Blocks give their words.
func (c *converter) adopt(to, md ast.Node) {
	if md.Type() == ast.TypeInline {
		to.AppendChild(to, md)
		return
	}
	c.words(to, " ")
	if holdsInlines(md) {
		for md.FirstChild() != nil {
			to.AppendChild(to, md.FirstChild())
		}
	} else if md.HasChildren() {
		for md.FirstChild() != nil {
			child := md.FirstChild()
			md.RemoveChild(md, child)
			c.adopt(to, child)
		}
	} else {
		var b strings.Builder
		c.tree.spelled(&b, md)
		c.words(to, b.String())
	}
	c.words(to, " ")
}

// link returns the node for an element a: a link, or a place that links lead to.
func link(n *html.Node) ast.Node {
	href := attr(n.Attr, "href")
	if href == "" || strings.HasPrefix(strings.ToLower(href), "javascript:") {
		return &Inline{Tag: "a"}
	}
	l := ast.NewLink()
	l.Destination = literal(href)
	if title := attr(n.Attr, "title"); title != "" {
		l.Title = literal(title)
	}
	return l
}

// literal returns a value with the escapes that Markdown's nodes have.
func literal(s string) []byte {
	return []byte(strings.NewReplacer("&", "&amp;", `\`, `\\`).Replace(s))
}

// image writes a picture.
func (c *converter) image(to ast.Node, n *html.Node) {
	src := attr(n.Attr, "src")
	if lazy := attr(n.Attr, "data-src"); lazy != "" && (src == "" || strings.HasPrefix(src, "data:")) {
		src = lazy
	}
	if src == "" || attr(n.Attr, "width") == "1" && attr(n.Attr, "height") == "1" {
		return
	}
	l := ast.NewLink()
	l.Destination = literal(src)
	if title := attr(n.Attr, "title"); title != "" {
		l.Title = literal(title)
	}
	img := ast.NewImage(l)
	setPos(img, n)
	c.words(img, attr(n.Attr, "alt"))
	c.trim(img)
	to.AppendChild(to, img)
}

// MediaKind names the attribute of a link that stands for an element video or audio. It has
// the name of the element, as bytes.
const MediaKind = "media"

// media writes a link to a film, a sound or a frame.
func (c *converter) media(to ast.Node, n *html.Node) {
	src := watchAddress(attr(n.Attr, "src"))
	if lazy := attr(n.Attr, "data-src"); src == "" {
		src = watchAddress(lazy)
	}
	if src == "" || strings.HasPrefix(src, "about:") {
		return
	}
	l := ast.NewLink()
	l.Destination = literal(src)
	setPos(l, n)
	if kind := attr(n.Attr, "data-media"); kind == "video" || kind == "audio" {
		l.SetAttributeString(MediaKind, []byte(kind))
	}
	c.words(l, mediaName(n, src))
	if to.HasChildren() {
		c.words(to, " ")
	}
	to.AppendChild(to, l)
}

// code writes a span of code.
func (c *converter) code(to ast.Node, n *html.Node) {
	var b strings.Builder
	var language string
	c.verbatim(&b, n, &language)
	s := oneLined(b.String())
	if s == "" {
		return
	}
	span := ast.NewCodeSpan()
	t := ast.NewRawTextSegment(c.segment(s))
	span.AppendChild(span, t)
	setPos(span, n)
	to.AppendChild(to, span)
}

// words writes text with single spaces.
func (c *converter) words(to ast.Node, s string) {
	collapsed := strings.Join(strings.FieldsFunc(s, asciiSpace), " ")
	if s != "" && asciiSpace(rune(s[0])) && to.HasChildren() && !isPlace(to.LastChild()) && !c.endsInSpace(to.LastChild()) {
		collapsed = " " + collapsed
	}
	if r, _ := utf8.DecodeLastRuneInString(s); asciiSpace(r) && collapsed != " " && (collapsed != "") {
		collapsed += " "
	}
	if collapsed == "" {
		return
	}
	to.AppendChild(to, ast.NewRawTextSegment(c.segment(collapsed)))
}

// isPlace reports whether a node and those before it are places that links lead to.
func isPlace(n ast.Node) bool {
	for ; n != nil; n = n.PreviousSibling() {
		if e, ok := n.(*Inline); !ok || e.Tag != "a" || e.HasChildren() {
			return false
		}
	}
	return true
}

func asciiSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }

// endsInSpace reports whether a node ends in a space or in a line break.
func (c *converter) endsInSpace(n ast.Node) bool {
	t, ok := n.(*ast.Text)
	if !ok {
		return false
	}
	v := t.Segment.Value(c.tree.Source)
	return t.SoftLineBreak() || t.HardLineBreak() || len(v) > 0 && asciiSpace(rune(v[len(v)-1]))
}

// segment appends words to the source, as of the line that is being read.
func (c *converter) segment(s string) text.Segment {
	return c.tree.add(s, max(c.line, 1), true)
}

// trim leaves out the white space at both ends of what a block holds.
func (c *converter) trim(n ast.Node) {
	for t, ok := n.FirstChild().(*ast.Text); ok; t, ok = n.FirstChild().(*ast.Text) {
		t.Segment = t.Segment.TrimLeftSpace(c.tree.Source)
		if !t.Segment.IsEmpty() {
			break
		}
		n.RemoveChild(n, t)
	}
	c.trimRight(n)
}

// trimRight leaves out the white space and the line breaks at the end.
func (c *converter) trimRight(n ast.Node) {
	for t, ok := n.LastChild().(*ast.Text); ok; t, ok = n.LastChild().(*ast.Text) {
		t.Segment = t.Segment.TrimRightSpace(c.tree.Source)
		t.SetHardLineBreak(false)
		t.SetSoftLineBreak(false)
		if !t.Segment.IsEmpty() {
			break
		}
		n.RemoveChild(n, t)
	}
}
