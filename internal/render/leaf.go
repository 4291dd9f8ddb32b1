package render

import (
	"bytes"
	"strings"
	"sync"

	gansi "charm.land/glamour/v2/ansi"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/styles"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// unwrapped is the width that glamour takes for "as wide as it comes".
const unwrapped = 0

// draw has glamour wrap one block of prose, or align one table.
func draw(block ast.Node, source []byte, width int) []uv.Line {
	return cells(strings.Trim(glamour(block, source, width), "\n"))
}

// drawCode has glamour highlight one block of code, blank lines and all.
func drawCode(block ast.Node, source []byte) []uv.Line {
	s := strings.TrimPrefix(glamour(block, source, unwrapped), "\n")
	return cells(strings.TrimSuffix(s, "\n"))
}

// glamour renders one block as a document of its own. A renderer serves one
// block: glamour's may not be shared.
func glamour(block ast.Node, source []byte, width int) string {
	registerStyle()
	doc := ast.NewDocument()
	doc.AppendChild(doc, block)
	wrapTables := false
	r := renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(gansi.NewRenderer(gansi.Options{
		WordWrap:         width,
		TableWrap:        &wrapTables,
		InlineTableLinks: true,
		PreserveNewLines: true,
		Styles:           glamourStyles(),
		ChromaFormatter:  "terminal16m",
	}), 1000)))
	var b bytes.Buffer
	if err := r.Render(&b, source, doc); err != nil {
		return err.Error() // a bytes.Buffer takes every write, so this is a bug that should show
	}
	return b.String()
}

// cells draws styled rows.
func cells(s string) []uv.Line { return uv.NewStyledString(s).Lines(ansi.GraphemeWidth) }

// codeStyle is the name under which chroma knows the tokens.
const codeStyle = "pete"

// registerStyle tells chroma what to make of code: keywords bold, comments dim,
// strings in their colour, and nothing else. One style serves every theme,
// since its colours are tokens.
var registerStyle = sync.OnceFunc(func() {
	styles.Register(chroma.MustNewStyle(codeStyle, chroma.StyleEntries{
		chroma.Keyword:       "bold",
		chroma.KeywordType:   "nobold",
		chroma.Comment:       tokenDim,
		chroma.LiteralString: tokenString,
	}))
})

// glamourStyles has glamour wrap and align, and style nothing: marks do that.
func glamourStyles() gansi.StyleConfig {
	column, row, cross := "│", "─", "┼"
	var s gansi.StyleConfig
	s.CodeBlock.Theme = codeStyle
	s.Table.ColumnSeparator, s.Table.RowSeparator, s.Table.CenterSeparator = &column, &row, &cross
	return s
}
