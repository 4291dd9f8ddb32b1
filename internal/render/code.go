package render

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
)

// tabWidth is how far apart the tab stops of code are. Terminals say eight,
// which pushes nested Go off a phone.
const tabWidth = 4

// codeIndent sets code off from prose. There is no frame and no fill, so that a mouse
// selects nothing but code.
const codeIndent = "  "

func isCode(n ast.Node) bool {
	return n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock
}

// isOutput reports whether a block is the output of the block above it.
func isOutput(doc *blog.Document, n ast.Node) bool {
	if !isCode(n) {
		return false
	}
	_, numbered := doc.CodeBlock(n)
	return !numbered
}

// code adds a block of code: a label, cut to the width, and its lines at their full width.
func (l *layout) code(f *frame, n ast.Node) {
	label, language, number := "prints", "", 0
	if c, ok := l.doc.CodeBlock(n); ok {
		label, language, number = fmt.Sprint(c.N), c.Language, c.N
		if c.Language != "" {
			label += " · " + c.Language
		}
		if c.Title != "" {
			label += " · " + c.Title
		}
	}
	first := l.doc.Line(n)
	if n.Lines().Len() > 0 {
		first = l.doc.LineAt(n.Lines().At(0).Start)
	}
	shown := ansi.Truncate(label, f.width, "…")
	l.add(f, markedRow(shown, mark{dim: true}), Place{l.block, 0}, l.doc.Line(n)).Code = number
	l.verbatim(f, l.codeRows(l.doc.Listing(n), language), first, letters(label))
}

// verbatim adds rows at their full width, indented: of code, or of a formula. first is the
// line of the file that the first row is on, seen how many letters of the block stand above.
func (l *layout) verbatim(f *frame, rows []row, first, seen int) {
	inner := f.inside(codeIndent, codeIndent, mark{})
	for i, row := range rows {
		l.add(inner, row, Place{l.block, seen}, first+i).Unwrapped = true
		seen += letters(row.text)
	}
	l.block++
}

// codeRows returns the rows of a block of code, highlighted if its language is known.
func (l *layout) codeRows(code, language string) []row {
	return l.highlighter.rows(expandTabs(strings.TrimSuffix(code, "\n")), language)
}

// CodeColumns returns how many columns a line of code takes, with tab stops four apart.
func CodeColumns(line string) int { return textWidth(expandTabs(line)) }

// expandTabs replaces tabs by spaces up to the next stop, because the screen drops tabs.
func expandTabs(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	column := 0
	for cluster, width := range graphemes(s) {
		switch cluster {
		case "\t":
			width = tabWidth - column%tabWidth
			cluster = strings.Repeat(" ", width)
		case "\n":
			column, width = 0, 0
		}
		b.WriteString(cluster)
		column += width
	}
	return b.String()
}
