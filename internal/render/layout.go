package render

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// layout lays out one page from top to bottom. It sets containers (quotes, lists, notes)
// itself: a prefix, and their children at the narrower width. glamour sets each block
// that holds text.
type layout struct {
	doc     *blog.Document
	site    blog.Site
	opts    Options
	pal     Palette
	page    *Page
	pens    map[mark]*pen
	glamour *glamour
	links   []blog.Link // of the page, and behind them those to its translations
	title   string      // of the page, which a first heading may repeat
	known   map[int]KnownPicture
	id      string // makes the page's hyperlinks distinct from another page's

	block       int // of the line that comes next
	highlighter Highlighter

	inTable  bool // the cells of the line that comes next may have several lines
	rowStops int  // stops of the page before that row of the table
}

// children lays out the blocks below n, with the white space between them.
func (l *layout) children(f *frame, n ast.Node) {
	tight := isTight(n)
	first := true
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if l.doc.RepeatsTitle(c, l.title) {
			l.anchor(c.(*ast.Heading)) // links lead there
			continue
		}
		if l.skipped(c) {
			continue
		}
		if !first {
			l.gap(f, spaceBefore(l.doc, c, tight))
		}
		first = false
		l.node(f, c)
	}
	if first && f.fresh {
		l.add(f, row{}, Place{Block: l.block}, l.doc.Line(n)) // an empty item shows its mark
	}
}

// isTight reports whether a list, or the list of an item, has no blank lines between items.
func isTight(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.List:
		return n.IsTight
	case *ast.ListItem:
		return n.Parent().(*ast.List).IsTight
	}
	return false
}

// skipped reports whether a block shows nothing.
func (l *layout) skipped(n ast.Node) bool {
	switch n.Kind() {
	case ast.KindLinkReferenceDefinition, astext.KindFootnoteList:
		return true
	case ast.KindHeading:
		return l.doc.Text(n) == ""
	case ast.KindParagraph, ast.KindTextBlock:
		return !l.shows(n)
	}
	return false
}

// shows reports whether there is more in a paragraph than spaces, such as &nbsp;, and
// places that links lead to.
func (l *layout) shows(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *ast.Text, *ast.String:
			if strings.TrimSpace(l.doc.Literal(c)) != "" {
				return true
			}
		case *markdown.Inline, *ast.Emphasis:
			if l.shows(c) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// spaceBefore returns the number of blank lines between a block and the one above.
func spaceBefore(doc *blog.Document, n ast.Node, tight bool) int {
	heading, isHeading := n.(*ast.Heading)
	switch {
	case isHeading && heading.Level <= 2:
		return 2
	case isOutput(doc, n) && n.PreviousSibling() != nil && isCode(n.PreviousSibling()):
		return 0
	case tight, n.Kind() == astext.KindDefinitionDescription:
		return 0
	}
	return 1
}

func (l *layout) node(f *frame, n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		l.heading(f, n)
	case *ast.Paragraph, *ast.TextBlock:
		l.paragraph(f, n, f.mark)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		l.code(f, n)
	case *ast.Blockquote:
		quote := f.inside("│ ", "│ ", mark{dim: true})
		if l.opts.plain() {
			quote = f.inside("> ", "> ", mark{})
		}
		quote.mark.italic, quote.mark.quote = true, true
		l.children(quote, n)
	case *ast.List:
		l.list(f, n)
	case *astext.Table:
		l.table(f, n)
	case *ast.ThematicBreak:
		l.text(f, f.width, "* * *", mark{dim: true})
	case *markdown.Math:
		l.verbatim(f, l.codeRows(l.doc.Listing(n), ""), l.doc.Line(n), 0)
	case *markdown.Block:
		l.element(f, n)
	case *astext.DefinitionTerm:
		m := f.mark
		m.bold = true
		l.paragraph(f, n, m)
	case *astext.DefinitionDescription:
		l.children(f.inside(codeIndent, codeIndent, mark{}), n)
	default:
		l.children(f, n)
	}
}

// element adds an element of HTML with blocks in it.
func (l *layout) element(f *frame, n *markdown.Block) {
	outside := f.mark
	switch n.Tag {
	case "summary":
		f.mark.bold = true
	case "figcaption":
		f.mark.italic, f.mark.dim = true, true
	}
	l.children(f, n)
	f.mark = outside
}

func (l *layout) heading(f *frame, n *ast.Heading) {
	l.anchor(n)
	m := f.mark
	m.heading = n.Level
	m.bold = n.Level <= 3
	m.italic = m.italic || n.Level > 3
	if l.opts.plain() {
		// Plain text is read aloud and printed, where bold does not show.
		signs := strings.Repeat("#", n.Level) + " "
		f = f.inside(signs, strings.Repeat(" ", len(signs)), m)
	}
	l.paragraph(f, n, m)
}

// anchor records where a heading is.
func (l *layout) anchor(n *ast.Heading) {
	h := blog.Heading{Level: n.Level, Anchor: l.doc.Anchor(n), Text: l.doc.Text(n), Line: l.doc.Line(n)}
	l.page.Headings = append(l.page.Headings, Heading{Heading: h, Row: len(l.page.Lines)})
}

// inline returns the inline for one block of so many columns.
func (l *layout) inline(width int) *inline {
	return &inline{doc: l.doc, plain: l.opts.plain(), ascii: l.opts.ASCII, width: width}
}

// paragraph adds a block of prose.
func (l *layout) paragraph(f *frame, n ast.Node, m mark) {
	if parts := l.pictureLines(n); parts != nil {
		l.pictures(f, n, parts, m)
		return
	}
	in := l.inline(f.width)
	in.children(n, m)
	l.prose(f, in, l.doc.Line(n))
}

// text adds words that are not in the source as a block of their own.
func (l *layout) text(f *frame, width int, s string, m mark) {
	in := l.inline(width)
	in.add(s, m)
	l.prose(f, in, 0)
}

// prose adds a block of text that begins on a line of the file.
func (l *layout) prose(f *frame, in *inline, source int) { l.proseBelow(f, in, source, 0) }

// proseBelow is prose in a block that has above letters already.
func (l *layout) proseBelow(f *frame, in *inline, source, above int) {
	in.origins = append([]origin{{0, source}}, in.origins...)
	wrapped := l.wrap(in, in.width)
	if len(wrapped) == 0 && f.fresh {
		l.add(f, row{}, Place{l.block, above}, source) // an item without words keeps its mark
	}
	seen := 0
	for _, part := range wrapped {
		line := l.add(f, part.row, Place{l.block, above + seen}, in.sourceLine(seen))
		line.Unwrapped = in.width == unwrapped
		line.glued = part.glued
		seen += letters(part.text)
	}
	l.block++
}

// wrap returns the lines of a text in so many columns.
func (l *layout) wrap(in *inline, width int) []textLine {
	text := in.text.done()
	var lines []textLine
	seen := 0
	for _, drawn := range l.glamour.rows(text, l.glamour.prose(text.text, width)) {
		for _, r := range drawn.fold(width) {
			lines = append(lines, textLine{r, seen > 0 && !in.spaces[seen]})
			seen += letters(r.text)
		}
	}
	return lines
}

func (l *layout) list(f *frame, n *ast.List) {
	number := n.Start
	widest := len(fmt.Sprintf("%d. ", n.Start+n.ChildCount()-1))
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c != n.FirstChild() && !n.IsTight {
			l.gap(f, 1)
		}
		bullet := "• "
		if l.opts.plain() {
			bullet = "- "
		}
		if n.IsOrdered() {
			bullet = fmt.Sprintf("%*s", widest, fmt.Sprintf("%d. ", number))
			number++
		}
		l.children(f.inside(bullet, strings.Repeat(" ", len([]rune(bullet))), mark{dim: !n.IsOrdered()}), c)
	}
}
