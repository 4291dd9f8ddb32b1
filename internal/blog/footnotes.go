package blog

import (
	"bytes"
	"regexp"
	"strings"

	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

var footnoteDefinition = regexp.MustCompile(`(?m)^ {0,3}\[\^([^\]\s]+)\]:`)

// unusedFootnotes returns the names of the footnotes that the source defines and the tree
// lacks, by line of the file: the parser drops those that nothing in the text refers to.
// Lines of code define none.
func (d *Document) unusedFootnotes() map[int]string {
	if !bytes.Contains(d.Source, []byte("[^")) {
		return nil
	}
	defined := footnoteDefinition.FindAllSubmatchIndex(d.Source, -1)
	if defined == nil {
		return nil
	}
	used, code := map[string]bool{}, map[int]bool{}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *astext.Footnote:
			used[string(n.Ref)] = true
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				code[d.LineAt(n.Lines().At(i).Start)] = true
			}
		}
		return ast.WalkContinue, nil
	})
	unused := map[int]string{}
	for _, at := range defined {
		label, line := string(d.Source[at[2]:at[3]]), d.LineAt(at[2])
		if !used[label] && !code[line] && !strings.HasPrefix(label, markdown.InlineNote) {
			unused[line] = label
		}
	}
	return unused
}

var undefinedMark = regexp.MustCompile(`(?:^|[^\\])\[\^([^\]\[\s^]+)\](?:[^:(\[]|$)`)

// undefinedFootnotes returns the marks of footnotes in the text that have none, by line of
// the file.
func (d *Document) undefinedFootnotes() map[int]string {
	if !bytes.Contains(d.Source, []byte("[^")) {
		return nil
	}
	undefined := map[int]string{}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		var text []byte
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			t, ok := c.(*ast.Text)
			if !ok || t.IsRaw() {
				text = append(text, ' ')
				continue
			}
			text = append(text, t.Segment.Value(d.Source)...)
			if m := undefinedMark.FindSubmatch(text); m != nil {
				undefined[d.LineAt(t.Segment.Start)] = string(m[1])
				text = nil
			}
		}
		return ast.WalkContinue, nil
	})
	return undefined
}
