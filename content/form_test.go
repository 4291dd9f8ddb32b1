package content_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// What still fits into a terminal of 80 columns beside the room's margin, and
// what can be taken in at a glance on the list.
const (
	mostCells   = 72
	mostColumns = 3
	mostLetters = 240
)

// TestForm holds the texts to what a reader can see at once: nothing that is not
// wrapped has to be moved sideways.
func TestForm(t *testing.T) {
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	pages := []*blog.Page{archive.About}
	for _, post := range archive.Posts {
		pages = append(pages, &post.Page)
		if n := utf8.RuneCountInString(post.Summary); n > mostLetters {
			t.Errorf("content/%s: the summary has %d letters: want at most %d", post.Path, n, mostLetters)
		}
	}
	for _, page := range pages {
		doc := page.Document()
		err := ast.Walk(doc.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				for _, fault := range faults(doc, n) {
					t.Errorf("content/%s:%s", page.Path, fault)
				}
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// faults are what is too wide in a block, each with its line.
func faults(d *blog.Document, n ast.Node) []string {
	var found []string
	switch n := n.(type) {
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for _, segment := range n.Lines().Sliced(0, n.Lines().Len()) {
			if w := cells(string(segment.Value(d.Source))); w > mostCells {
				found = append(found, fmt.Sprintf("%d: this line is %d cells wide: want at most %d", d.LineAt(segment.Start), w, mostCells))
			}
		}
	case *astext.Table:
		if columns := len(n.Alignments); columns > mostColumns {
			found = append(found, fmt.Sprintf("%d: this table has %d columns: want at most %d", d.Line(n), columns, mostColumns))
		}
	}
	return found
}

// cells is how wide a line of code is shown. Tabs stop at every fourth cell.
func cells(line string) int {
	column := 0
	for i, part := range strings.Split(strings.TrimRight(line, "\r\n"), "\t") {
		if i > 0 {
			column += 4 - column%4
		}
		column += ansi.StringWidth(part)
	}
	return column
}
