package render

import (
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// Manual lays out Markdown the way man(1) sets a page. Headings are at the margin, and
// below the first of them everything else is indented.
//
//   - A table has two columns: [Pairs]. Its header is left out.
//   - A block of code in sh is commands, which are wrapped so that they can be pasted.
//   - A block of code called usage is one command, a line for each word that stays whole.
//   - Any other block of code keeps its lines as they are.
//   - A quotation is indented further. Below code it says what the code does.
type Manual struct {
	Width   int // columns
	Indent  int // columns
	Palette Palette
	Whole   bool // words in tables are never broken, however long: a file has no width
}

// The further indent of commands, and of usage that goes on, in columns.
const (
	commandIndent = 2
	usageIndent   = 4
)

// Render returns the page, each line ended.
func (m Manual) Render(markdown []byte) string {
	p := manualPage{Manual: m, doc: blog.ParseMarkdown(markdown)}
	p.Indent = 0
	p.blocks(p.doc.Root, m.Indent)
	return p.b.String()
}

// EscapeMarkdown returns text on one line that Markdown shows as it is.
func EscapeMarkdown(text string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(text), " ") {
		if r < unicode.MaxASCII && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// manualPage is a page that is being laid out. Its Indent is that of the current block.
type manualPage struct {
	Manual
	doc *blog.Document
	b   strings.Builder
}

// blocks lays out the children of a node. indent is that of blocks below a heading.
func (p *manualPage) blocks(parent ast.Node, indent int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if blankAbove(n) {
			p.b.WriteByte('\n')
		}
		switch n := n.(type) {
		case *ast.Heading:
			p.lines(0, Fold(strings.Fields(p.doc.Text(n)), " ", p.Width), p.Palette.Bold)
			p.Indent = indent
		case *ast.Blockquote:
			outer := p.Indent
			p.Indent += max(indent, commandIndent)
			p.blocks(n, indent)
			p.Indent = outer
		case *ast.FencedCodeBlock:
			p.code(n)
		case *astext.Table:
			p.table(n)
		default:
			p.lines(p.Indent, Fold(strings.Fields(p.doc.Text(n)), " ", max(p.Width-p.Indent, 1)), Ink{})
		}
	}
}

// blankAbove reports whether a blank line separates a block from the one above it.
func blankAbove(n ast.Node) bool {
	above := n.PreviousSibling()
	switch {
	case above == nil || above.Kind() == ast.KindHeading:
		return false
	case isCode(n):
		return above.Kind() == ast.KindBlockquote
	case n.Kind() == ast.KindBlockquote:
		return !isCode(above)
	}
	return true
}

func (p *manualPage) code(n ast.Node) {
	lines := strings.Split(strings.TrimSuffix(p.doc.Listing(n), "\n"), "\n")
	switch block, _ := p.doc.CodeBlock(n); block.Language {
	case "usage":
		lines = Fold(lines, " ", max(p.Width-p.Indent-usageIndent, 1))
		p.lines(p.Indent, lines[:1], p.Palette.Code)
		p.lines(p.Indent+usageIndent, lines[1:], p.Palette.Code)
	case "sh":
		for _, command := range lines {
			p.lines(p.Indent+commandIndent, FoldCommand(command, p.Width-p.Indent-commandIndent), p.Palette.Code)
		}
	default:
		p.lines(p.Indent+commandIndent, lines, p.Palette.Code)
	}
}

func (p *manualPage) table(n *astext.Table) {
	pairs := Pairs{Indent: p.Indent, Width: p.Width, Ink: p.Palette.Code, Whole: p.Whole}
	for row := n.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		pairs.Rows = append(pairs.Rows, [2]string{p.doc.Text(row.FirstChild()), p.doc.Text(row.LastChild())})
	}
	p.b.WriteString(pairs.String())
}

func (p *manualPage) lines(indent int, lines []string, ink Ink) {
	for _, line := range lines {
		p.b.WriteString(strings.Repeat(" ", indent) + ink.Render(line) + "\n")
	}
}
