package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// tableLine is a line of a table: one of each cell of its row.
type tableLine struct {
	cells []textLine
	row   int // in table.rows; -1 is a blank line between rows
	first bool
}

// lines returns the lines of a table. With widths its cells are wrapped, and if any row has
// several lines, a blank one is between the rows.
func (l *layout) lines(t table, widths []int) (lines []tableLine) {
	spaced := false
	for i, r := range t.rows {
		height := 1
		cells := make([][]textLine, len(r.cells))
		for c, in := range r.cells {
			cells[c] = []textLine{{row: in.oneLine()}}
			if widths != nil {
				cells[c] = l.wrapCell(in, widths[c])
			}
			height = max(height, len(cells[c]))
		}
		spaced = spaced || height > 1 && i > 0
		for n := range height {
			line := tableLine{make([]textLine, len(cells)), i, n == 0}
			for c, cell := range cells {
				if n < len(cell) {
					line.cells[c] = cell[n]
				}
			}
			lines = append(lines, line)
		}
	}
	if !spaced {
		return lines
	}
	var all []tableLine
	for _, line := range lines {
		if line.first && line.row > 1 {
			all = append(all, tableLine{make([]textLine, len(t.wants)), -1, false})
		}
		all = append(all, line)
	}
	return all
}

// wrapCell is wrap for a cell or an item. Most are short, and glamour is slow.
func (l *layout) wrapCell(in *inline, width int) []textLine {
	text := in.text.done()
	if !strings.ContainsAny(text.text, "\n"+hardSpace+hardHyphen) && textWidth(text.text) <= width {
		return []textLine{{row: text}}
	}
	return l.wrap(in, width)
}

// drawTable adds a table, with its cells wrapped if there are widths. glamour aligns the
// cells and draws the lines between them. It has one line for a header, so the line below
// that is put below all of them.
func (l *layout) drawTable(f *frame, t table, widths []int) {
	lines := l.lines(t, widths)
	drawn := l.draw(t, lines)
	head := 1
	for head < len(lines) && lines[head].row == 0 {
		head++
	}
	if len(drawn) > head {
		below := drawn[1]
		copy(drawn[1:head], drawn[2:])
		drawn[head] = below
	}
	parts := t.parts(lines)
	seen, next := 0, 0
	l.inTable = widths != nil
	for i, r := range drawn {
		from := lines[min(next, len(lines)-1)]
		if from.first {
			l.rowStops = len(l.page.Stops)
		}
		line := l.add(f, r, Place{l.block, seen}, t.source(from))
		line.Unwrapped = widths == nil
		if i == head {
			continue
		}
		if widths != nil && from.row >= 0 {
			line.cells = from.cellsAt(parts, line.indent)
		}
		seen += letters(r.text)
		next++
	}
	l.inTable = false
}

// cellsAt returns where the cells of a line stand, behind an indent.
func (from tableLine) cellsAt(parts []cellPart, indent int) *cells {
	at := &cells{continued: !from.first}
	for c, part := range parts {
		at.parts = append(at.parts, cellPart{part.from + indent, part.to + indent, from.cells[c].glued})
	}
	return at
}

// source returns the line of the file that a line of the table is from.
func (t table) source(line tableLine) int {
	if line.row < 0 {
		return 0
	}
	return t.rows[line.row].source
}

// parts returns where the cells of a row stand.
func (t table) parts(lines []tableLine) []cellPart {
	parts := make([]cellPart, len(t.wants))
	for _, line := range lines {
		for c, cell := range line.cells {
			parts[c].to = max(parts[c].to, textWidth(cell.text)+2)
		}
	}
	at := 0
	for c := range parts {
		parts[c].from, parts[c].to = at, at+parts[c].to
		at = parts[c].to + 1
	}
	return parts
}

// draw returns the lines of a table as glamour draws them.
func (l *layout) draw(t table, lines []tableLine) []row {
	drawing := astext.NewTable()
	drawing.Alignments = t.alignments
	var text rowBuilder
	var source []byte
	for i, line := range lines {
		row := astext.NewTableRow(drawing.Alignments)
		var to ast.Node = row
		if i == 0 {
			to = astext.NewTableHeader(row)
		}
		for _, c := range line.cells {
			cell := astext.NewTableCell()
			source = appendText(cell, source, c.text)
			to.AppendChild(to, cell)
			text.row(c.row)
		}
		drawing.AppendChild(drawing, to)
	}
	return l.glamour.rows(text.done(), l.glamour.block(drawing, source, unwrapped))
}
