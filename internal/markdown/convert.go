package markdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// Bounds of what HTML may become. Blocks take the layout 0.1 ms each, and it calls itself
// for each level.
const (
	maxHTMLBlocks = 10_000
	maxHTMLDepth  = 40
)

// converter turns the HTML of a tree into nodes.
type converter struct {
	tree    *Tree
	current []item
	ended   map[string]bool // names of elements that something ends
	blocks  int             // that have been written
	cells   int             // of tables
	area    int             // of tables, in characters
	line    int             // of the text, that the HTML being read is on
}

// children turns the HTML among the children of a node into nodes.
func (c *converter) children(parent ast.Node) {
	c.current, c.line = c.items(parent), c.tree.line(parent)
	inline := parent.Type() == ast.TypeInline || holdsInlines(parent)
	root := read(c.current)
	parent.RemoveChildren(parent)
	if inline {
		c.inlines(parent, root, 0)
		if p := parent.Parent(); parent.Kind() == ast.KindParagraph && c.empty(parent) {
			p.RemoveChild(p, parent)
		}
		return
	}
	b := &blockWriter{converter: c, parent: parent, loose: true}
	b.children(root, 0)
	b.flush()
}

// empty reports whether a paragraph shows nothing.
func (c *converter) empty(n ast.Node) bool {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); !ok || !util.IsBlank(t.Segment.Value(c.tree.Source)) {
			return false
		}
	}
	return true
}

// holdsInlines reports whether the children of a block are inline.
func holdsInlines(n ast.Node) bool {
	switch n.Kind() {
	case ast.KindParagraph, ast.KindTextBlock, ast.KindHeading, astext.KindTableCell, astext.KindDefinitionTerm:
		return true
	}
	return false
}

// blockWriter writes blocks below a parent. What stands between them becomes paragraphs.
type blockWriter struct {
	*converter
	parent ast.Node
	loose  bool     // text is a paragraph, not that of a tight list
	open   ast.Node // the paragraph that is being written, or nil
}

// flush ends the paragraph.
func (b *blockWriter) flush() {
	if b.open == nil {
		return
	}
	b.trim(b.open)
	if b.open.HasChildren() {
		b.parent.AppendChild(b.parent, b.open)
	}
	b.open = nil
}

// paragraph returns the paragraph that takes what is inline.
func (b *blockWriter) paragraph(from *html.Node) ast.Node {
	if b.open == nil {
		b.blocks++
		lines := text.NewSegments()
		if pos := at(from); pos >= 0 {
			lines.Append(text.NewSegment(pos, pos))
		}
		if b.loose {
			p := ast.NewParagraph()
			p.SetLines(lines)
			b.open = p
		} else {
			p := ast.NewTextBlock()
			p.SetLines(lines)
			b.open = p
		}
	}
	return b.open
}

func (b *blockWriter) children(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.node(c, depth)
	}
}

// node writes a node of HTML.
func (b *blockWriter) node(n *html.Node, depth int) {
	if md := b.nodeOf(n); md != nil {
		if md.Type() == ast.TypeBlock {
			b.flush()
			b.parent.AppendChild(b.parent, md)
		} else {
			b.paragraph(n).AppendChild(b.paragraph(n), md)
		}
		return
	}
	if n.Type == html.TextNode {
		if b.open != nil || strings.TrimSpace(n.Data) != "" {
			p := b.paragraph(n)
			b.words(p, n.Data)
		}
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	if !blockTags[n.Data] && n.Data != breakTag {
		if depth < maxHTMLDepth && b.around(n) {
			b.spread(n, depth)
			return
		}
		b.inline(b.paragraph(n), n, depth)
		return
	}
	b.flush()
	b.at(n)
	if n.Data == "p" {
		outside := b.loose
		b.loose = true
		defer func() { b.loose = outside }()
	}
	if depth > maxHTMLDepth || b.blocks > maxHTMLBlocks || !b.block(n, depth) {
		b.anchor(n)
		b.children(n, depth+1)
		b.flush()
	}
}

// around reports whether an inline element has blocks in it.
func (b *blockWriter) around(n *html.Node) bool {
	switch {
	case n.Data == "code", n.Data == "samp", n.Data == "tt", n.FirstChild == nil:
		return false
	}
	for c := range n.Descendants() {
		if md := b.nodeOf(c); md != nil && md.Type() == ast.TypeBlock || c.Type == html.ElementNode && blockTags[c.Data] {
			return true
		}
	}
	return false
}

// spread writes the blocks in an inline element, and gives the words in each of them what
// the element means. A link is given to the first words, or else to the first picture.
func (b *blockWriter) spread(n *html.Node, depth int) {
	b.flush()
	last := b.parent.LastChild()
	b.anchor(n)
	b.children(n, depth+1)
	b.flush()
	first := b.parent.FirstChild()
	if last != nil {
		first = last.NextSibling()
	}
	if n.Data == "a" && attr(n.Attr, "href") == "" { // a place
		return
	}
	var words []ast.Node
	for block := first; block != nil && inlineOf(n) != nil; block = block.NextSibling() {
		_ = ast.Walk(block, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering || !holdsInlines(c) {
				return ast.WalkContinue, nil
			}
			words = append(words, c)
			return ast.WalkSkipChildren, nil
		})
	}
	if n.Data == "a" && len(words) > 0 {
		at := max(slices.IndexFunc(words, func(c ast.Node) bool { return b.says(c) }), 0)
		words = words[at : at+1]
	}
	for _, c := range words {
		inner := inlineOf(n)
		setPos(inner, n)
		for c.FirstChild() != nil {
			inner.AppendChild(inner, c.FirstChild())
		}
		c.AppendChild(c, inner)
	}
}

// says reports whether there are words below a node besides those of pictures.
func (c *converter) says(n ast.Node) bool {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		t, ok := child.(*ast.Text)
		if ok && !util.IsBlank(t.Segment.Value(c.tree.Source)) || !ok && child.Kind() != ast.KindImage && c.says(child) {
			return true
		}
	}
	return false
}

// anchor keeps the id of an element that has no node of its own.
func (b *blockWriter) anchor(n *html.Node) {
	if hasID(n) {
		b.place(b.paragraph(n), n)
	}
}

// place appends the id of an element as a place that links lead to, if it has one.
func (c *converter) place(to ast.Node, n *html.Node) {
	if hasID(n) {
		place := &Inline{Tag: "a"}
		keepID(place, n)
		to.AppendChild(to, place)
	}
}

// block writes an element that has a node of its own, and reports whether it has one.
func (b *blockWriter) block(n *html.Node, depth int) bool {
	var to ast.Node
	loose := true
	switch n.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return b.heading(n, depth)
	case "hr":
		to = ast.NewThematicBreak()
	case "pre":
		b.pre(n)
		return true
	case "blockquote":
		to = ast.NewBlockquote()
	case "ul", "ol", "menu", "dir":
		return b.list(n, depth)
	case "dl":
		return b.definitions(n, depth)
	case "details", "summary", "figure", "figcaption":
		open := func(a html.Attribute) bool { return a.Key == "open" }
		to = &Block{Tag: n.Data, Open: n.Data == "details" && slices.ContainsFunc(n.Attr, open)}
		loose = n.Data == "details" || n.Data == "figure"
	case "table":
		return b.table(n, depth)
	default:
		return false
	}
	b.blocks++
	setPos(to, n)
	keepID(to, n)
	b.into(to, n, loose, depth)
	if to.HasChildren() || n.Data == "hr" {
		b.parent.AppendChild(b.parent, to)
	}
	return true
}

// into writes the content of n below to.
func (b *blockWriter) into(to ast.Node, n *html.Node, loose bool, depth int) {
	inner := &blockWriter{converter: b.converter, parent: to, loose: loose}
	inner.children(n, depth+1)
	inner.flush()
}

func setPos(to ast.Node, n *html.Node) {
	if pos := at(n); pos >= 0 {
		if p, ok := to.(interface{ SetPos(int) }); ok {
			p.SetPos(pos)
		}
	}
}

func hasID(n *html.Node) bool {
	return attr(n.Attr, "id") != "" || n.Data == "a" && attr(n.Attr, "name") != ""
}

// keepID gives a node the name that links to it have.
func keepID(to ast.Node, n *html.Node) {
	id := attr(n.Attr, "id")
	if id == "" && n.Data == "a" {
		id = attr(n.Attr, "name")
	}
	if id != "" {
		to.SetAttributeString("id", []byte(id))
	}
}

// heading writes a heading, unless there are blocks of Markdown in it.
func (b *blockWriter) heading(n *html.Node, depth int) bool {
	for c := range n.Descendants() {
		if md := b.nodeOf(c); md != nil && md.Type() == ast.TypeBlock && md.Kind() != ast.KindParagraph {
			return false
		}
	}
	h := ast.NewHeading(int(n.Data[1] - '0'))
	setPos(h, n)
	keepID(h, n)
	b.inlines(h, n, depth+1)
	b.trim(h)
	if h.HasChildren() {
		b.blocks++
		b.parent.AppendChild(b.parent, h)
	}
	return true
}

// list writes a list. What is no item becomes one.
func (b *blockWriter) list(n *html.Node, depth int) bool {
	marker := byte('-')
	if n.Data == "ol" {
		marker = '.'
	}
	list := ast.NewList(marker)
	list.IsTight = true
	if n.Data == "ol" {
		list.Start = 1
		if start, err := strconv.Atoi(attr(n.Attr, "start")); err == nil && start >= 0 && start < 1e9 {
			list.Start = start
		}
	}
	setPos(list, n)
	var item *ast.ListItem
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
			continue
		}
		if item == nil || c.Data == "li" {
			b.blocks++
			item = ast.NewListItem(2)
			setPos(item, c)
			keepID(item, c)
			list.AppendChild(list, item)
		}
		inner := &blockWriter{converter: b.converter, parent: item}
		if c.Data == "li" {
			inner.children(c, depth+2)
		} else {
			inner.node(c, depth+2)
			if c.Type != html.ElementNode || c.Data != placeholderTag {
				item = nil
			}
		}
		inner.flush()
	}
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		for block := li.FirstChild(); block != nil; block = block.NextSibling() {
			if block.Kind() == ast.KindParagraph {
				list.IsTight = false
			}
		}
	}
	if list.HasChildren() {
		b.anchor(n)
		b.flush()
		b.parent.AppendChild(b.parent, list)
	}
	return true
}

// definitions writes a list of definitions.
func (b *blockWriter) definitions(n *html.Node, depth int) bool {
	list := astext.NewDefinitionList(0, nil)
	for c := range n.Descendants() {
		switch c.Data {
		case "dt":
			term := astext.NewDefinitionTerm()
			if pos := at(c); pos >= 0 {
				term.Lines().Append(text.NewSegment(pos, pos))
			}
			keepID(term, c)
			b.inlines(term, c, depth+2)
			b.trim(term)
			list.AppendChild(list, term)
		case "dd":
			meaning := astext.NewDefinitionDescription()
			meaning.IsTight = true
			setPos(meaning, c)
			b.into(meaning, c, false, depth+2)
			list.AppendChild(list, meaning)
		default:
			continue
		}
		b.blocks++
	}
	if !list.HasChildren() {
		return false
	}
	b.parent.AppendChild(b.parent, list)
	return true
}

// at takes over the line of an element.
func (c *converter) at(n *html.Node) {
	if v, err := strconv.Atoi(attr(n.Attr, offsetKey)); err == nil {
		c.line = c.tree.Line(v)
	}
}
