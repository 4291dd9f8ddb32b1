package blog

import "bytes"

// table is what has been counted of the table that a line is in.
type table struct {
	columns int // 0 outside
	rows    int
	widths  []int // of each column, in bytes
	width   int   // of all
}

// inTable counts a line that may belong to a table: the line below its head, or a row.
func (s *limits) inTable(text []byte) {
	if s.table.columns > 0 {
		s.row(text)
		return
	}
	if len(s.above) == 0 || !isDelimiters(text) {
		return
	}
	columns, head := cellsOf(text), cellsOf(s.above)
	switch {
	case columns > maxColumns && head > maxColumns:
		s.exceeds("split it, or put it in a block of code", "a table of %d columns, of which %d may be", columns, maxColumns)
	case columns == head:
		s.table = table{columns: columns, widths: make([]int, columns)}
		s.row(s.above)
	}
}

// row counts a row of the table. The parser adds the cells that it lacks.
func (s *limits) row(text []byte) {
	t := &s.table
	t.rows++
	s.cells += t.columns
	for i, rest := 0, inner(text); i < t.columns && rest != nil; i++ {
		var cell []byte
		cell, rest = nextCell(rest)
		if n := len(bytes.TrimSpace(cell)); n > t.widths[i] {
			t.width += n - t.widths[i]
			t.widths[i] = n
		}
	}
	if s.cells > maxCells {
		s.exceeds("split it, or put it in a block of code", "tables of more than %d cells", maxCells)
	}
	if s.area+t.area() > maxArea {
		s.exceeds("shorten the longest cell, or split the table", "tables that take more than %d characters when their columns are aligned", maxArea)
	}
}

// area returns how many columns of a terminal all rows take together.
func (t *table) area() int { return t.rows * (t.width + 3*t.columns) }

// end ends the table, if there is one.
func (s *limits) end() {
	s.area += s.table.area()
	s.table = table{}
}

// isDelimiters reports whether a line may be the one below the head of a table.
func isDelimiters(text []byte) bool {
	drawn, other := false, false
	for _, b := range text {
		switch b {
		case '-':
			drawn = true
		case '|', ':', ' ', '\t', '\v', '\f', '\r':
			other = true
		default:
			return false
		}
	}
	return drawn && other
}

// cellsOf counts the cells of a row as goldmark does.
func cellsOf(text []byte) int {
	n := 0
	for rest := inner(text); rest != nil; n++ {
		_, rest = nextCell(rest)
	}
	return n
}

// inner returns a row without the pipes around it, or nil if nothing is left.
func inner(text []byte) []byte {
	text = bytes.TrimSpace(text)
	if len(text) > 0 && text[0] == '|' {
		text = text[1:]
	}
	if len(text) > 0 && text[len(text)-1] == '|' {
		text = text[:len(text)-1]
	}
	if len(text) == 0 {
		return nil
	}
	return text
}

// nextCell returns the first cell of a row, and those behind it or nil.
func nextCell(row []byte) (cell, rest []byte) {
	for i, b := range row {
		if b != '|' || i > 0 && row[i-1] == '\\' {
			continue
		}
		if i+1 == len(row) {
			return row[:i], nil
		}
		return row[:i], row[i+1:]
	}
	return row, nil
}
