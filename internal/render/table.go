package render

import (
	"math"
	"slices"
	"strings"
	"unicode"

	astext "github.com/yuin/goldmark/extension/ast"
)

// leastColumn is the least width of a column whose cells are wrapped.
const leastColumn = 12

// table is a table that is being laid out. Its first row is the header. All rows have as
// many cells.
type table struct {
	alignments []astext.Alignment
	rows       []tableRow
	wants      []int // width of each column if nothing is wrapped
}

type tableRow struct {
	cells  []*inline
	source int // line of the file
}

// table lays out a table as it comes if that fits, or else with its cells wrapped, if each
// column keeps enough for that. If not, each row becomes a list of its cells. A table of
// numbers is as wide as it comes, and readers scroll sideways.
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
		if widths == nil && len(t.rows) > 1 && !t.numbers() {
			l.listTable(f, t)
			l.block++
			return
		}
	}
	l.drawTable(f, t, widths)
	l.block++
}

func (l *layout) readTable(f *frame, n *astext.Table) table {
	t := table{alignments: slices.Clone(n.Alignments)}
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		m := f.mark
		m.bold = m.bold || r.Kind() == astext.KindTableHeader
		row := tableRow{source: l.doc.Line(r)}
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			in := l.inline(unwrapped)
			in.children(c, m)
			row.cells = append(row.cells, in)
		}
		for len(t.alignments) < len(row.cells) {
			t.alignments = append(t.alignments, astext.AlignNone)
		}
		t.rows = append(t.rows, row)
	}
	t.wants = make([]int, len(t.alignments))
	for i := range t.rows {
		for len(t.rows[i].cells) < len(t.wants) {
			t.rows[i].cells = append(t.rows[i].cells, l.inline(unwrapped))
		}
		for c, cell := range t.rows[i].cells {
			t.wants[c] = max(t.wants[c], textWidth(cell.oneLine().text))
		}
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
			least := longestPart(text)
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

// longestPart returns the columns of the longest part of a text that no line break
// divides.
func longestPart(s string) (columns int) {
	parts := strings.FieldsFunc(breakable(s, math.MaxInt), func(r rune) bool {
		return r == ' ' || r == '\n' || string(r) == mayBreak
	})
	for _, part := range parts {
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
			for _, part := range l.wrapCell(in, item.width) {
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
