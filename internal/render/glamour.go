package render

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	gansi "charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// unwrapped is the width that glamour takes for "as wide as it comes".
const unwrapped = 0

// The lines that glamour draws between the cells of a table: characters that no text has,
// so that a text's own lines are told from them.
const (
	columnLine = "\U0010FFF0"
	rowLine    = "\U0010FFF1"
	crossing   = "\U0010FFF2"
)

// glamour wraps prose and aligns tables. It styles nothing: a row's marks do that. One
// layout uses it, because glamour's renderers must not be shared, and has one renderer
// for each width, because making one takes longer than wrapping a paragraph.
type glamour struct {
	styles    gansi.StyleConfig
	replaced  map[string]string // what glamour draws, by what rows have instead
	renderers map[int]renderer.Renderer
}

// newGlamour returns one whose tables have lines in ASCII for plain text, which is read
// aloud and printed.
func newGlamour(plain bool) *glamour {
	g := &glamour{
		replaced:  map[string]string{hardSpace: " ", hardHyphen: "-", columnLine: "│", rowLine: "─", crossing: "┼"},
		renderers: map[int]renderer.Renderer{},
	}
	if plain {
		g.replaced[columnLine], g.replaced[rowLine], g.replaced[crossing] = "|", "-", "+"
	}
	column, row, cross := columnLine, rowLine, crossing
	g.styles.Table.ColumnSeparator, g.styles.Table.RowSeparator, g.styles.Table.CenterSeparator = &column, &row, &cross
	return g
}

// prose returns a paragraph as lines of at most so many columns.
func (g *glamour) prose(s string, width int) string {
	p := ast.NewParagraph()
	marked := s
	if width != unwrapped {
		marked = breakable(s, width)
	}
	drawing := g.block(p, appendText(p, nil, marked), width)
	if len(marked) != len(s) {
		drawing = unbroken.Replace(drawing)
	}
	return drawing
}

// block returns a block as glamour draws it.
func (g *glamour) block(n ast.Node, source []byte, width int) string {
	doc := ast.NewDocument()
	doc.AppendChild(doc, n)
	r := g.renderers[width]
	if r == nil {
		wrapTables := false
		r = renderer.NewRenderer(renderer.WithNodeRenderers(util.Prioritized(gansi.NewRenderer(gansi.Options{
			WordWrap:         width,
			TableWrap:        &wrapTables,
			InlineTableLinks: true,
			PreserveNewLines: true,
			Styles:           g.styles,
		}), 1000)))
		g.renderers[width] = r
	}
	var b bytes.Buffer
	if err := r.Render(&b, source, doc); err != nil {
		return err.Error() // a bytes.Buffer takes every write, so this is a bug that should show
	}
	return b.String()
}

// appendText appends a text node to a block, and its text to the source.
func appendText(to ast.Node, source []byte, s string) []byte {
	start := len(source)
	source = append(source, glamourEscaper.Replace(s)...)
	to.AppendChild(to, ast.NewTextSegment(text.NewSegment(start, len(source))))
	return source
}

// glamourEscaper undoes what glamour does to every text node, though the parser has
// done it already: entities are resolved and backslashes taken off.
var glamourEscaper = strings.NewReplacer("&", "&amp;", `\`, `\\`)

// rows returns the lines of a drawing of r, with the marks of r. All letters of r are in
// the drawing, in their order; between them glamour has put newlines, padding and the
// lines of tables, and has left out some spaces.
func (g *glamour) rows(r row, drawing string) []row {
	drawing = strings.Trim(drawing, "\n")
	if drawing == "" {
		return nil
	}
	var rows []row
	at, run := 0, 0 // of r
	for line := range strings.SplitSeq(drawing, "\n") {
		line = strings.TrimRight(line, " ")
		b := rowBuilder{text: make([]byte, 0, len(line))}
		for cluster, width := range graphemes(line) {
			var m mark
			if next := r.next(at, cluster); next >= 0 {
				for r.marks[run].to <= next {
					run++
				}
				m, at = r.marks[run].of, next+len(cluster)
			}
			if len(cluster) > 1 {
				if other, ok := g.replaced[cluster]; ok {
					cluster = other
				}
			}
			if width == 0 && len(b.text) == 0 { // x/ansi breaks lines before combining marks too
				if last := len(rows) - 1; last >= 0 {
					rows[last] = rows[last].with(markedRow(cluster, m))
				}
				continue
			}
			b.add(cluster, m)
		}
		rows = append(rows, b.done().trimmed())
	}
	return rows
}

// next returns the byte of r, from at on, at which a grapheme stands that was drawn, or
// -1 if glamour has added it.
func (r row) next(at int, cluster string) int {
	for {
		rest := r.text[at:]
		if strings.HasPrefix(rest, cluster) {
			return at
		}
		space, size := utf8.DecodeRuneInString(rest)
		if !unicode.IsSpace(space) {
			return -1
		}
		at += size
	}
}
