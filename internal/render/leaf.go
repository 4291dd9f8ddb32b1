package render

import (
	"bytes"
	"strings"

	gansi "charm.land/glamour/v2/ansi"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// unwrapped is the width that glamour takes for "as wide as it comes".
const unwrapped = 0

// draw has glamour wrap one block of prose, or align one table.
func draw(block ast.Node, source []byte, width int, plain bool) []uv.Line {
	return cells(strings.Trim(glamour(block, source, width, plain), "\n"))
}

// glamour renders one block as a document of its own. A renderer serves one
// block: glamour's may not be shared.
func glamour(block ast.Node, source []byte, width int, plain bool) string {
	doc := ast.NewDocument()
	doc.AppendChild(doc, block)
	wrapTables := false
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(gansi.NewRenderer(gansi.Options{
		WordWrap:         width,
		TableWrap:        &wrapTables,
		InlineTableLinks: true,
		PreserveNewLines: true,
		Styles:           glamourStyles(plain),
	}), 1000)))
	var b bytes.Buffer
	if err := r.Render(&b, source, doc); err != nil {
		return err.Error() // a bytes.Buffer takes every write, so this is a bug that should show
	}
	return b.String()
}

// cells draws styled rows.
func cells(s string) []uv.Line { return uv.NewStyledString(s).Lines(ansi.GraphemeWidth) }

// glamourStyles has glamour wrap and align, and style nothing: marks do that.
// Plain text has the lines of a typewriter: it is read aloud, and printed.
func glamourStyles(plain bool) gansi.StyleConfig {
	column, row, cross := "│", "─", "┼"
	if plain {
		column, row, cross = "|", "-", "+"
	}
	var s gansi.StyleConfig
	s.Table.ColumnSeparator, s.Table.RowSeparator, s.Table.CenterSeparator = &column, &row, &cross
	return s
}
