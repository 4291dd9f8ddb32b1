package html

import (
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/render"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

const (
	// narrowColumns is how many columns of code stand beside one another at 320 px, the
	// narrowest window: what is wider scrolls, and so has to be reached by the keyboard.
	narrowColumns = 32

	// longestLabel is how many characters have room beside a block.
	longestLabel = 12
)

// hang returns the class of a block with a label, which stands beside the block if there is
// room.
func (m *pageMarkup) hang(n ast.Node, label string) string {
	if !m.top(n) || utf8.RuneCountInString(label) > longestLabel {
		return ""
	}
	return ` class="g"`
}

// code writes a program and its output as one figure.
func (m *pageMarkup) code(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block, isProgram := m.doc.CodeBlock(n)
	switch {
	case isProgram:
		put(w, "<figure", m.hang(n, block.Language), ">\n")
		caption(w, block.Language, block.Title)
		m.pre(w, "code", m.doc.Listing(n), block.Language)
		if output := n.NextSibling(); m.isOutput(output) {
			put(w, `<p class="l">`, wordPrints, "</p>\n")
			m.pre(w, "samp", m.doc.Listing(output), "")
		}
		put(w, "</figure>\n")
	case isCode(n.PreviousSibling()) && !m.isOutput(n.PreviousSibling()): // has been written with its program
	default:
		put(w, "<figure", m.hang(n, wordPrints), ">\n")
		caption(w, wordPrints, "")
		m.pre(w, "samp", m.doc.Listing(n), "")
		put(w, "</figure>\n")
	}
	return ast.WalkContinue, nil
}

func isCode(n ast.Node) bool {
	return n != nil && (n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock)
}

func (m *pageMarkup) isOutput(n ast.Node) bool {
	if !isCode(n) {
		return false
	}
	_, isProgram := m.doc.CodeBlock(n)
	return !isProgram
}

// caption writes the label of a figure, and its title if it has one. A caption is the first
// thing in its figure, so that of both the title is one.
func caption(w util.BufWriter, label, title string) {
	switch {
	case title != "" && label != "":
		put(w, "<figcaption>", escaped(title), "</figcaption>\n", `<p class="l">`, escaped(label), "</p>\n")
	case title != "":
		put(w, "<figcaption>", escaped(title), "</figcaption>\n")
	case label != "":
		put(w, `<figcaption class="l">`, escaped(label), "</figcaption>\n")
	}
}

// math writes a formula as it is written.
func (m *pageMarkup) math(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, "<figure", m.hang(n, ""), ">\n")
		m.pre(w, "code", m.doc.Listing(n), "")
		put(w, "</figure>\n")
	}
	return ast.WalkSkipChildren, nil
}

// tokenTags are the elements of what is marked in code.
var tokenTags = map[render.TokenKind][2]string{
	render.Keyword:     {"<b>", "</b>"},
	render.Comment:     {"<i>", "</i>"},
	render.StringToken: {`<span class="s">`, "</span>"},
}

// pre writes preformatted text, within an element of that tag.
func (m *pageMarkup) pre(w util.BufWriter, tag, listing, language string) {
	focus := ""
	for line := range strings.SplitSeq(listing, "\n") {
		if 4*len(line) > narrowColumns && render.CodeColumns(line) > narrowColumns { // a tab is up to four
			focus = ` tabindex="0"`
			break
		}
	}
	put(w, "<pre", focus, "><", tag, ">")
	for i, line := range m.highlighter.Lines(listing, language) {
		if i > 0 {
			put(w, "\n")
		}
		for _, t := range line {
			tags := tokenTags[t.Kind]
			put(w, tags[0], html.EscapeString(t.Text), tags[1])
		}
	}
	put(w, "</", tag, "></pre>\n")
}
