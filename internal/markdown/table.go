package markdown

import (
	"regexp"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// Bounds of what is shown as a table. All rows are as wide as the widest.
const (
	maxTableColumns = 50
	maxTableCells   = 10_000  // of all tables
	maxTableArea    = 500_000 // characters, of all tables
	maxCellText     = 2_000   // characters
)

// gutter is the class of a column of line numbers beside code.
var gutter = regexp.MustCompile(`(?i)gutter|lineno|line-num|blob-num`)

// rows returns the cells of a table by rows.
func rows(table *html.Node) (all [][]*html.Node) {
	var collect func(n *html.Node)
	collect = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.Data {
			case "thead", "tbody", "tfoot":
				collect(c)
			case "tr":
				var row []*html.Node
				for cell := c.FirstChild; cell != nil; cell = cell.NextSibling {
					if (cell.Data == "td" || cell.Data == "th") && !hasClass(cell, gutter) {
						row = append(row, cell)
					}
				}
				if len(row) > 0 {
					all = append(all, row)
				}
			}
		}
	}
	collect(table)
	return all
}

// table writes a table whose cells are words. What is laid out in others is written block
// by block.
func (b *blockWriter) table(n *html.Node, depth int) bool {
	all := rows(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "caption" {
			b.children(c, depth+1)
			b.flush()
		}
	}
	columns, ok := b.simple(all)
	if !ok {
		for _, row := range all {
			for _, cell := range row {
				b.anchor(cell)
				b.children(cell, depth+1)
				b.flush()
			}
		}
		return true
	}
	alignments := make([]astext.Alignment, columns)
	for i := range alignments {
		alignments[i] = astext.AlignNone
	}
	table := astext.NewTable()
	table.Alignments = alignments
	setPos(table, n)
	for i, cells := range all {
		row := astext.NewTableRow(alignments)
		for column := range columns {
			cell := astext.NewTableCell()
			cell.Alignment = astext.AlignNone
			if column < len(cells) {
				if pos := at(cells[column]); pos >= 0 {
					cell.Lines().Append(text.NewSegment(pos, pos))
					b.at(cells[column])
				}
				if column == 0 {
					b.place(cell, cells[column].Parent)
				}
				b.place(cell, cells[column])
				b.inlines(cell, cells[column], depth+1)
				b.trim(cell)
			}
			row.AppendChild(row, cell)
		}
		if i == 0 {
			table.AppendChild(table, astext.NewTableHeader(row))
		} else {
			table.AppendChild(table, row)
		}
	}
	b.blocks += len(all)
	b.anchor(n)
	b.flush()
	b.parent.AppendChild(b.parent, table)
	return true
}

// simple returns the number of columns of a table, and whether it is to be shown as one.
func (b *blockWriter) simple(all [][]*html.Node) (columns int, ok bool) {
	var widths [maxTableColumns]int
	for _, row := range all {
		columns = max(columns, len(row))
		if columns > maxTableColumns {
			return 0, false
		}
		for i, cell := range row {
			width := 0
			for n := range cell.Descendants() {
				md := b.nodeOf(n)
				switch {
				case md != nil && md.Type() == ast.TypeBlock && !holdsInlines(md):
					return 0, false
				case md != nil:
					width += 20
				case n.Type == html.TextNode:
					width += utf8.RuneCountInString(n.Data)
				case n.Data == "pre", n.Data == "table", n.Data == "ul", n.Data == "ol", n.Data == "dl", n.Data == "blockquote":
					return 0, false
				}
			}
			if width > maxCellText {
				return 0, false
			}
			widths[i] = max(widths[i], width)
		}
	}
	total := 0
	for _, width := range widths[:columns] {
		total += width + 3
	}
	b.cells += len(all) * columns
	b.area += len(all) * total
	return columns, columns > 1 && b.cells <= maxTableCells && b.area <= maxTableArea
}
