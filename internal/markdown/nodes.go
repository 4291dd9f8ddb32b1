package markdown

import (
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// Inline is an element of HTML within a paragraph that Markdown has no sign for.
type Inline struct {
	ast.BaseInline
	// Tag is one of a (a place that links lead to), abbr, ins, kbd, mark, q, small, sub,
	// sup, u, and span, which means nothing.
	Tag string
}

// Spell returns what the element says in plain text. inner is what its content says.
func (n *Inline) Spell(inner string) string {
	switch n.Tag {
	case "sup", "sub":
		return Script(n.Tag, inner)
	case "q":
		return "“" + inner + "”"
	}
	return inner
}

// KindInline is the kind of [Inline].
var KindInline = ast.NewNodeKind("Inline")

// Kind implements ast.Node.
func (n *Inline) Kind() ast.NodeKind { return KindInline }

// Dump implements ast.Node.
func (n *Inline) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Tag": n.Tag}, nil)
}

// Block is an element of HTML with blocks in it that Markdown has no sign for.
type Block struct {
	ast.BaseBlock
	// Tag is one of details, summary, figure and figcaption.
	Tag  string
	Open bool // of details: its content is shown at once
}

// KindBlock is the kind of [Block].
var KindBlock = ast.NewNodeKind("Block")

// Kind implements ast.Node.
func (n *Block) Kind() ast.NodeKind { return KindBlock }

// Dump implements ast.Node.
func (n *Block) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Tag": n.Tag}, nil)
}

// Math is a formula that stands by itself. Its lines are verbatim, with their signs.
type Math struct{ ast.BaseBlock }

// KindMath is the kind of [Math].
var KindMath = ast.NewNodeKind("Math")

// Kind implements ast.Node.
func (n *Math) Kind() ast.NodeKind { return KindMath }

// IsRaw implements ast.Node: there is no Markdown in it.
func (n *Math) IsRaw() bool { return true }

// Dump implements ast.Node.
func (n *Math) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// Script returns a text as a superscript (tag sup) or a subscript (tag sub) of Unicode,
// or where that lacks a letter, behind ^ or _, in brackets if it is not a word. So
// 10<sup>12</sup> is never 1012.
func Script(tag, s string) string {
	letters, sign := superscripts, "^"
	if tag == "sub" {
		letters, sign = subscripts, "_"
	}
	var b []rune
	word := true
	for _, r := range s {
		to, ok := letters[r]
		if !ok {
			b = nil
			break
		}
		b = append(b, to)
	}
	if b != nil || s == "" {
		return string(b)
	}
	for _, r := range s {
		word = word && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	if word {
		return sign + s
	}
	return sign + "(" + s + ")"
}

var superscripts, subscripts = scriptTable(
	"0123456789+-−=()nia", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵃ",
), scriptTable(
	"0123456789+-−=()aeoxijruv", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓᵢⱼᵣᵤᵥ",
)

func scriptTable(from, to string) map[rune]rune {
	table, small := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		table[r] = small[i]
	}
	return table
}
