package html

import (
	"strconv"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// What a page says besides the text. It is English in all languages.
const (
	wordPrints = "prints" // before the output of a program
	wordNotes  = "Notes"  // the section of the footnotes
	wordNote   = "Note "  // before its number
	wordBack   = "Back to the text"
	wordTable  = "Table " // before its number
	wordDone   = "done"   // a task
	wordOpen   = "to do"
)

// noteID returns the id of a note, or of a mark that leads to it, such as ref-1, and ref-1-2
// for its second mark. An id that the text has otherwise gets a hyphen.
func (m *pageMarkup) noteID(kind string, number, mark int) string {
	name := kind + "-" + strconv.Itoa(number)
	if mark > 0 {
		name += "-" + strconv.Itoa(mark+1)
	}
	id, known := m.ids[name]
	if !known {
		id = name
		for m.taken[id] || m.doc.HasID(id) {
			id += "-"
		}
		if m.ids == nil {
			m.ids = map[string]string{}
		}
		m.ids[name], m.taken[id] = id, true
	}
	return id
}

func (m *pageMarkup) noteLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*astext.FootnoteLink)
		number := strconv.Itoa(n.Index)
		put(w, "<sup><a", attribute("href", "#"+m.noteID("note", n.Index, 0)), attribute("id", m.noteID("ref", n.Index, n.RefIndex)),
			` role="doc-noteref"`, attribute("aria-label", wordNote+number), ">", number, "</a></sup>")
	}
	return ast.WalkContinue, nil
}

func (m *pageMarkup) noteBacklink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*astext.FootnoteBacklink)
		label := wordBack
		if n.RefCount > 1 {
			label += ", " + strconv.Itoa(n.RefIndex+1)
		}
		put(w, " <a", attribute("href", "#"+m.noteID("ref", n.Index, n.RefIndex)), ` role="doc-backlink"`, attribute("aria-label", label), ">↩\uFE0E</a>")
	}
	return ast.WalkContinue, nil
}

func (m *pageMarkup) note(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, "<li", attribute("id", m.noteID("note", node.(*astext.Footnote).Index, 0)), ">\n")
	} else {
		put(w, "</li>\n")
	}
	return ast.WalkContinue, nil
}

func (m *pageMarkup) notes(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, `<section class="notes" role="doc-endnotes"`, attribute("aria-label", wordNotes), ">\n<ol>\n")
	} else {
		put(w, "</ol>\n</section>\n")
	}
	return ast.WalkContinue, nil
}
