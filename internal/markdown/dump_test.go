package markdown

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// dump writes a tree as short as it can be read: each node with its kind in lower case,
// and what it holds in brackets.
func (t *Tree) dump() string {
	var b strings.Builder
	t.dumpChildren(&b, t.Root, " ")
	return strings.TrimSpace(b.String())
}

func (t *Tree) dumpChildren(b *strings.Builder, n ast.Node, between string) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c != n.FirstChild() {
			b.WriteString(between)
		}
		t.dumpNode(b, c)
	}
}

func (t *Tree) dumpNode(b *strings.Builder, n ast.Node) {
	name := strings.ToLower(n.Kind().String())
	between := ""
	if n.Type() == ast.TypeBlock && !holdsInlines(n) {
		between = " "
	}
	if id, ok := n.AttributeString("id"); ok {
		defer fmt.Fprintf(b, "#%s", id)
	}
	switch n := n.(type) {
	case *ast.Text:
		v := n.Segment.Value(t.Source)
		if !n.IsRaw() {
			v = util.UnescapePunctuations(v)
		}
		b.Write(v)
		if n.HardLineBreak() {
			b.WriteString("⏎")
		} else if n.SoftLineBreak() {
			b.WriteString("␤")
		}
		return
	case *ast.String:
		b.Write(n.Value)
		return
	case *ast.AutoLink:
		fmt.Fprintf(b, "<%s>", n.Label(t.Source))
		return
	case *ast.Heading:
		name = fmt.Sprint("h", n.Level)
	case *ast.Paragraph:
		name = "p"
	case *ast.TextBlock:
		name = "t"
	case *ast.Emphasis:
		name = strings.Repeat("*", n.Level)
	case *ast.Link:
		name = "link:" + string(n.Destination)
		if n.Title != nil {
			name += "|" + string(n.Title)
		}
	case *ast.Image:
		name = "image:" + string(n.Destination)
		if n.Title != nil {
			name += "|" + string(n.Title)
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock, *Math:
		if f, ok := n.(*ast.FencedCodeBlock); ok {
			name = "code"
			if f.Info != nil {
				name += ":" + string(f.Info.Value(t.Source))
			}
		}
		var lines strings.Builder
		for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
			lines.Write(s.Value(t.Source))
		}
		fmt.Fprintf(b, "%s{%s}", name, strings.ReplaceAll(lines.String(), "\n", "␤"))
		return
	case *Inline:
		name = n.Tag
	case *Block:
		name = n.Tag
	case *astext.FootnoteLink:
		fmt.Fprintf(b, "^%d", n.Index)
		return
	}
	b.WriteString(name + "[")
	t.dumpChildren(b, n, between)
	b.WriteString("]")
}
