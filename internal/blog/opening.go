package blog

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
)

// openingBytes is how much of a body is looked at first for its first paragraph.
const openingBytes = 2 << 10

// opening is the first paragraph of a body, cut to the length of a summary. It is
// what the whole body's tree would say, and mostly takes the tree of its first
// lines: Markdown is read from above, so what stands before a blank line is
// settled there, but for brackets, which a definition anywhere below may make a
// link or a note.
func opening(source []byte) string {
	for size := openingBytes; ; size *= 4 {
		head := source
		if size < len(source) {
			head = source[:bytes.LastIndex(source[:size], []byte("\n\n"))+1]
		}
		whole := len(head) == len(source)
		d := read(head, 1)
		p := d.firstParagraph()
		switch {
		case p != nil && (whole || !bytes.ContainsAny(p.Lines().Value(head), "[]")):
			return cut(d.Text(p), 240)
		case whole:
			return ""
		}
	}
}

// firstParagraph is nil where there is none.
func (d *Document) firstParagraph() ast.Node {
	for c := d.Root.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindParagraph {
			return c
		}
	}
	return nil
}
