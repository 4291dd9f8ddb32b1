package blog

import (
	"bytes"
	"regexp"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

var noteDefinition = regexp.MustCompile(`(?m)^ {0,3}\[\^([^\]\s]+)\]:`)

// lostNote is a footnote that no mark in the text refers to. The parser drops
// such notes, which an author should know.
type lostNote struct {
	label string
	line  int // of the file
}

// lostNotes compares the notes that the source defines with those in the tree.
// What a block of code shows is no definition.
func (d *Document) lostNotes() []lostNote {
	if !bytes.Contains(d.Source, []byte("[^")) {
		return nil
	}
	defined := noteDefinition.FindAllSubmatchIndex(d.Source, -1)
	if defined == nil {
		return nil
	}
	kept, shown := map[string]bool{}, map[int]bool{}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *astext.Footnote:
			kept[string(n.Ref)] = true
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				shown[d.LineAt(n.Lines().At(i).Start)] = true
			}
		}
		return ast.WalkContinue, nil
	})
	var lost []lostNote
	for _, at := range defined {
		label, line := string(d.Source[at[2]:at[3]]), d.LineAt(at[2])
		if !kept[label] && !shown[line] {
			lost = append(lost, lostNote{label, line})
		}
	}
	return lost
}
