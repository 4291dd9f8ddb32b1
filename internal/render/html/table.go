package html

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// table writes a table in a block that scrolls. If the table may be wider than the narrowest
// window, the keyboard reaches that block, which then needs a name.
func (m *pageMarkup) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		put(w, "</table></div>\n")
		return ast.WalkContinue, nil
	}
	m.tables++
	put(w, `<div class="t"`)
	if m.narrowest(n) > narrowColumns {
		put(w, ` tabindex="0" role="region"`, attribute("aria-label", wordTable+strconv.Itoa(m.tables)))
	}
	put(w, "><table>\n")
	return ast.WalkContinue, nil
}

// narrowest returns how many characters a table has beside one another when all of its cells
// are wrapped: the longest word of each column, and what is between columns. Pictures have
// unknown widths, and count for all that there is.
func (m *pageMarkup) narrowest(table ast.Node) int {
	const between = 3
	var columns []int
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		at := 0
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if at == len(columns) {
				columns = append(columns, between)
			}
			for word := range strings.FieldsSeq(m.doc.Text(cell)) {
				columns[at] = max(columns[at], utf8.RuneCountInString(word)+between)
			}
			if hasPicture(cell) {
				columns[at] = narrowColumns
			}
			at++
		}
	}
	all := -between
	for _, width := range columns {
		all += width
	}
	return all
}

func hasPicture(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindImage || hasPicture(c) {
			return true
		}
	}
	return false
}

// cell writes a cell. One of the head that is empty is no heading of its column.
func (m *pageMarkup) cell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*astext.TableCell)
	tag := "td"
	if n.Parent().Kind() == astext.KindTableHeader && (m.doc.Text(n) != "" || hasPicture(n)) {
		tag = "th"
	}
	if !entering {
		put(w, "</", tag, ">\n")
		return ast.WalkContinue, nil
	}
	class := map[astext.Alignment]string{astext.AlignRight: "r", astext.AlignCenter: "c"}[n.Alignment]
	put(w, "<", tag, attribute("class", class), ">")
	return ast.WalkContinue, nil
}
