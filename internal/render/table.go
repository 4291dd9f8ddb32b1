package render

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// leastColumn is the least width of a column whose cells are wrapped.
const leastColumn = 12

// table is a table that is being laid out. Its first row is the header. Each row has as
// many cells as the header.
type table struct {
	node  *astext.Table
	rows  []tableRow
	wants []int // columns that each column of cells takes if nothing is wrapped
}

type tableRow struct {
	cells  []*inline
	source int // line of the file
}

// cellLine is one line of a cell. glued: it goes on from the line above without a space.
type cellLine struct {
	row
	glued bool
}

// table lays out a table as it comes if that fits, or else with its cells wrapped, if each
// column keeps enough for that. If not, each row becomes a list of its cells. A table of
// numbers, or with a word that is too long for a list, is as wide as it comes, and readers
// scroll sideways.
func (l *layout) table(f *frame, n *astext.Table) {
	t := l.readTable(f, n)
	borders := 3*len(t.wants) - 1
	wants := 0
	for _, w := range t.wants {
		wants += w
	}
	var widths []int
	if wants+borders > f.width {
		widths = t.share(f.width - borders)
		if widths == nil && len(t.rows) > 1 && !t.numbers() && t.longest() <= f.width-len(listIndent) {
			l.listTable(f, t)
			l.block++
			return
		}
	}
	l.drawTable(f, t, widths)
	l.block++
}

func (l *layout) readTable(f *frame, n *astext.Table) table {
	t := table{node: n, wants: make([]int, len(n.Alignments))}
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		m := f.mark
		m.bold = m.bold || r.Kind() == astext.KindTableHeader
		row := tableRow{source: l.doc.Line(r)}
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			in := l.inline(unwrapped)
			in.children(c, m)
			if column := len(row.cells); column < len(t.wants) {
				t.wants[column] = max(t.wants[column], textWidth(in.oneLine().text))
			}
			row.cells = append(row.cells, in)
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// oneLine returns the text with spaces for its line breaks.
func (in *inline) oneLine() row {
	return row{strings.ReplaceAll(string(in.text.text), "\n", " "), in.text.marks}
}

// share returns the width of each column of a table with so many columns for its cells, or
// nil if there is not enough for each. Short columns have what they take, and the long
// ones have equal parts of the rest. A heading needs no more than its longest word.
func (t table) share(room int) []int {
	widths := make([]int, len(t.wants))
	for i := range widths {
		for r, row := range t.rows {
			text := row.cells[i].oneLine().text
			least := longestPart(text, true)
			if r > 0 {
				least = min(max(least, leastColumn), textWidth(text))
			}
			widths[i] = max(widths[i], least)
		}
		room -= widths[i]
	}
	if room < 0 {
		return nil
	}
	for ; room > 0; room-- {
		narrowest := -1
		for i, w := range widths {
			if w < t.wants[i] && (narrowest < 0 || w < widths[narrowest]) {
				narrowest = i
			}
		}
		if narrowest < 0 {
			break
		}
		widths[narrowest]++
	}
	return widths
}

// longest returns the columns of the longest part of a cell that no line break divides,
// addresses apart: they stand below the text too.
func (t table) longest() (columns int) {
	for _, row := range t.rows {
		for _, cell := range row.cells {
			columns = max(columns, longestPart(string(cell.text.text), false))
		}
	}
	return columns
}

// longestPart returns the columns of the longest part of a text that no line break
// divides.
func longestPart(s string, addresses bool) (columns int) {
	parts := strings.FieldsFunc(breakable(s, math.MaxInt), func(r rune) bool {
		return r == ' ' || r == '\n' || string(r) == mayBreak
	})
	for _, part := range parts {
		if !addresses && strings.Contains(part, "://") {
			continue
		}
		for part := range strings.SplitAfterSeq(part, "-") {
			columns = max(columns, textWidth(part))
		}
	}
	return columns
}

// numbers reports whether most cells have more digits than letters. Such a table is read
// column by column.
func (t table) numbers() bool {
	numbers, words := 0, 0
	for _, row := range t.rows[1:] {
		for _, cell := range row.cells {
			digits, letters := 0, 0
			for _, r := range string(cell.text.text) {
				switch {
				case unicode.IsDigit(r):
					digits++
				case unicode.IsLetter(r):
					letters++
				}
			}
			switch {
			case digits > letters:
				numbers++
			case letters > 0:
				words++
			}
		}
	}
	return numbers > words
}

// tableLine is a line of a table: one of each cell of its row.
type tableLine struct {
	cells []cellLine
	row   int // in table.rows; -1 is a blank line between rows
	first bool
}

// lines returns the lines of a table. With widths its cells are wrapped, and if any row has
// several lines, a blank one is between the rows.
func (l *layout) lines(t table, widths []int) (lines []tableLine) {
	spaced := false
	for i, r := range t.rows {
		height := 1
		cells := make([][]cellLine, len(r.cells))
		for c, in := range r.cells {
			cells[c] = []cellLine{{row: in.oneLine()}}
			if widths != nil {
				cells[c] = l.wrap(in, widths[c])
			}
			height = max(height, len(cells[c]))
		}
		spaced = spaced || height > 1 && i > 0
		for n := range height {
			line := tableLine{make([]cellLine, len(cells)), i, n == 0}
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
			all = append(all, tableLine{make([]cellLine, len(t.wants)), -1, false})
		}
		all = append(all, line)
	}
	return all
}

// wrap returns the lines of a cell or an item that is so wide.
func (l *layout) wrap(in *inline, width int) []cellLine {
	text := in.text.done()
	if !strings.ContainsAny(text.text, "\n"+hardSpace+hardHyphen) && textWidth(text.text) <= width {
		return []cellLine{{row: text}}
	}
	var lines []cellLine
	seen := 0
	for _, drawn := range l.glamour.rows(text, l.glamour.prose(text.text, width)) {
		for _, r := range drawn.fold(width) {
			lines = append(lines, cellLine{r, seen > 0 && !in.spaces[seen]})
			seen += letters(r.text)
		}
	}
	return lines
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
	for i, r := range drawn {
		if i == head { // the line below the header
			l.add(f, r, Place{l.block, seen}, t.source(lines, next)).Unwrapped = widths == nil
			continue
		}
		from := lines[min(next, len(lines)-1)]
		if from.first {
			l.rowStops = len(l.page.Stops)
		}
		l.inTable = widths != nil
		line := l.add(f, r, Place{l.block, seen}, t.source(lines, next))
		line.Unwrapped = widths == nil
		l.inTable = false
		seen += letters(r.text)
		if widths != nil && from.row >= 0 {
			line.cells = &cells{continued: !from.first}
			for c, part := range parts {
				part.from, part.to, part.glued = part.from+line.indent, part.to+line.indent, from.cells[c].glued
				line.cells.parts = append(line.cells.parts, part)
			}
		}
		next++
	}
}

// source returns the line of the file that a line of the table is from.
func (t table) source(lines []tableLine, i int) int {
	row := lines[min(i, len(lines)-1)].row
	if row < 0 {
		return 0
	}
	return t.rows[row].source
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
	drawing.Alignments = t.node.Alignments
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

// listIndent is before the further lines of an item.
const listIndent = "  "

// listTable adds each row of a table as a list of "heading: cell", with a blank line
// between the rows. Cells without a text are left out.
func (l *layout) listTable(f *frame, t table) {
	seen := 0
	for _, cell := range t.rows[0].cells {
		seen += cell.letters
	}
	for i, r := range t.rows[1:] {
		if i > 0 {
			l.add(&frame{head: f.body, body: f.body}, row{}, Place{l.block, seen}, 0)
		}
		for c, cell := range r.cells {
			if len(cell.text.text) == 0 {
				continue
			}
			item := f.inside("", listIndent, f.mark)
			in := l.inline(item.width)
			in.label(t.rows[0].cells[c].text.done(), i == 0)
			label := in.letters
			in.row(cell.text.done())
			n := 0
			for _, part := range l.wrap(in, item.width) {
				l.add(item, part.row, Place{l.block, seen + max(n-label, 0)}, r.source).glued = part.glued
				n += letters(part.text)
			}
			seen += cell.letters
		}
	}
}

// label appends the heading of a column. What it leads to can be followed once.
func (in *inline) label(heading row, first bool) {
	if heading.text == "" {
		return
	}
	if !first {
		heading.marks = slices.Clone(heading.marks)
		for i := range heading.marks {
			heading.marks[i].of.ref = Ref{}
		}
	}
	in.row(heading)
	m := heading.marks[len(heading.marks)-1].of
	m.ref = Ref{}
	if !strings.HasSuffix(heading.text, ":") {
		in.add(":", m)
	}
	in.add(" ", m)
}

// row appends a text that has its marks.
func (in *inline) row(r row) {
	in.count(r.text)
	in.text.row(r)
}
