package blog

import (
	"fmt"
	"strings"
	"sync"
)

// body is the Markdown of one page, and what has been found wrong in it.
type body struct {
	page   *Page
	post   *Post // that the page is, if any
	source []byte
	line   int // of the file, where source begins
	web    *web

	mu    sync.Mutex // held while the tree is made, for which all who ask wait
	read  bool       // the tree has been made before, and what follows is known
	fails bool       // making it panics
	wrong []Problem
	deep  []deepLink
}

// document is the tree of the body.
func (b *body) document() *Document {
	if d, ok := b.web.keep.get(b); ok {
		return d
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if d, ok := b.web.keep.get(b); ok {
		return d
	}
	d := b.parse()
	b.web.keep.put(b, d)
	return d
}

// parse makes the tree, and the first time notes what is wrong in it.
func (b *body) parse() *Document {
	d, n := parse(b.source, b.line), &notes{}
	for _, note := range d.lostNotes() {
		n.warnf(b.page.Path, note.line, "refer to it, or take it out", "footnote [^%s] has no mark in the text", Line(note.label))
	}
	deep := b.web.resolve(b, d, n)
	if !b.read {
		b.read, b.wrong, b.deep = true, n.problems, deep
	}
	return d
}

// faults is what is wrong in the body, as far as it can tell by itself, and the
// links that another has to be asked about. A body that somebody has read before
// is not read again. One that the parser fails on is a problem of its own: whoever
// opens it pays for that, and nobody else.
func (b *body) faults() (wrong []Problem, deep []deepLink) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer func() {
		if value := recover(); value != nil {
			n := &notes{}
			n.errorf(b.page.Path, b.line, "leave out half of it to find what does it", "the Markdown parser fails on this (%v)", value)
			b.read, b.fails, b.wrong = true, true, n.problems
			wrong, deep = b.wrong, nil
		}
	}()
	if !b.read {
		b.parse()
	}
	return b.wrong, b.deep
}

// deepLink is a link to a heading of another page.
type deepLink struct {
	from   *body
	line   int
	link   string // as it was written
	target *body
	anchor string
}

// maxOffered is how many headings a message offers instead of one that is not there.
// A post with many dead links would otherwise list all of them for each.
const maxOffered = 20

// noHeading notes that a link leads to a heading which is none of the outline's.
func noHeading(n *notes, path string, line int, address string, o Outline) {
	mend := "it has no headings"
	switch anchors := o.Anchors(); {
	case len(anchors) > maxOffered:
		mend = fmt.Sprintf("want one of #%s, or of %d others", strings.Join(anchors[:maxOffered], ", #"), len(anchors)-maxOffered)
	case len(anchors) > 0:
		mend = "want one of #" + strings.Join(anchors, ", #")
	}
	n.errorf(path, line, mend, "link to %q: no such heading", address)
}
