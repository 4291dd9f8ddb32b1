package blog

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// unpaired returns the text of a node without the marks of isolates and embeddings, if
// these are paired in its block. [Visible] sees one node, and a mark in one may be
// ended in another.
func (d *Document) unpaired(n ast.Node, text []byte) []byte {
	if !d.paired[n] {
		return text
	}
	return bytes.Map(func(r rune) rune {
		if unicode.Is(nesting, r) {
			return -1
		}
		return r
	}, text)
}

// pair finds the blocks in which isolates and embeddings are paired. Few texts have any.
func (d *Document) pair() {
	if !bytes.ContainsAny(d.Source, "\u202A\u202B\u2066\u2067\u2068") {
		return
	}
	d.paired = map[ast.Node]bool{}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		var text strings.Builder
		var leaves []ast.Node
		_ = ast.Walk(n, func(leaf ast.Node, entering bool) (ast.WalkStatus, error) {
			if t, ok := leaf.(*ast.Text); ok && entering && !t.IsRaw() {
				text.Write(d.literal(leaf))
				leaves = append(leaves, leaf)
			}
			return ast.WalkContinue, nil
		})
		if paired(text.String()) {
			for _, leaf := range leaves {
				d.paired[leaf] = true
			}
		}
		return ast.WalkSkipChildren, nil
	})
}

// Joined reports whether there is no space for the soft line break behind a text. That is
// so between Chinese or Japanese on both sides; Korean has spaces, and so has code.
func (d *Document) Joined(t *ast.Text) bool {
	above := d.literal(t)
	if len(above) == 0 {
		above = d.beside(t, ast.Node.PreviousSibling, ast.Node.LastChild)
	}
	if before, _ := utf8.DecodeLastRune(above); !spaceless(before) {
		return false
	}
	after, _ := utf8.DecodeRune(d.beside(t, ast.Node.NextSibling, ast.Node.FirstChild))
	return spaceless(after)
}

// beside returns the text next to a node in its block: nothing if that is code or HTML.
func (d *Document) beside(n ast.Node, sibling, child func(ast.Node) ast.Node) []byte {
	for sibling(n) == nil {
		if n = n.Parent(); n == nil || n.Type() != ast.TypeInline {
			return nil
		}
	}
	n = sibling(n)
	for child(n) != nil {
		n = child(n)
	}
	if t, ok := n.(*ast.Text); !ok || t.IsRaw() {
		return nil
	}
	return d.literal(n)
}

// spaceless reports whether a character is of a script that has no spaces between words,
// or of its punctuation.
func spaceless(r rune) bool {
	switch {
	case r < 0x2E80:
		return false
	case 0x3000 <= r && r <= 0x303F, 0xFF01 <= r && r <= 0xFF60: // punctuation, and what has its width
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi) ||
		r == 0x30FB || r == 0x30FC // a dot and a long vowel, which several scripts share
}
