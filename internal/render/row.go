package render

import (
	"bytes"
	"strings"
)

// mark is how a run of text is meant. What that looks like is up to the palette.
type mark struct {
	ref                  Ref // what it leads to
	heading              int // level, of a heading or, as 1, of the title
	bold, italic, struck bool
	strong, emph         bool // bold and italic that an author gave to words
	quote, dim, code     bool

	block, keyword, comment, quoted bool // of a block of code; quoted is a string
}

// row is a text and how each part of it is meant.
type row struct {
	text  string
	marks []span[mark] // in order; they cover the text
}

// span is a part of a text that has one value. It ends at byte to, where the next begins.
type span[T comparable] struct {
	to int
	of T
}

// extend appends a span, or extends the last one if that has the same value.
func extend[T comparable](spans []span[T], to int, of T) []span[T] {
	if last := len(spans) - 1; last >= 0 && spans[last].of == of {
		spans[last].to = to
		return spans
	}
	return append(spans, span[T]{to, of})
}

// markedRow returns a row of one mark.
func markedRow(s string, m mark) row {
	if s == "" {
		return row{}
	}
	return row{s, []span[mark]{{len(s), m}}}
}

// with returns r followed by s.
func (r row) with(s row) row {
	switch {
	case r.text == "":
		return s
	case s.text == "":
		return r
	}
	b := rowBuilder{text: make([]byte, 0, len(r.text)+len(s.text)), marks: make([]span[mark], 0, len(r.marks)+len(s.marks))}
	b.row(r)
	b.row(s)
	return b.done()
}

// rowBuilder builds a row piece by piece.
type rowBuilder struct {
	text  []byte
	marks []span[mark]
}

func (b *rowBuilder) add(s string, m mark) {
	if s == "" {
		return
	}
	b.text = append(b.text, s...)
	b.marks = extend(b.marks, len(b.text), m)
}

func (b *rowBuilder) endsInSpace() bool { return bytes.HasSuffix(b.text, []byte(" ")) }

func (b *rowBuilder) row(r row) {
	from := 0
	for _, m := range r.marks {
		b.add(r.text[from:m.to], m.of)
		from = m.to
	}
}

// done returns the row that was built.
func (b *rowBuilder) done() row { return row{string(b.text), b.marks} }

// slice returns the part of r between two bytes.
func (r row) slice(from, to int) row {
	part := row{text: r.text[from:to]}
	begin := 0
	for _, m := range r.marks {
		if min(m.to, to) > max(begin, from) {
			part.marks = append(part.marks, span[mark]{min(m.to, to) - from, m.of})
		}
		begin = m.to
	}
	return part
}

// textLine is a line of a text that was wrapped. glued: it goes on from the line above
// without a space.
type textLine struct {
	row
	glued bool
}

// lines splits r at its newlines.
func (r row) lines() []row {
	var all []row
	from := 0
	for line := range strings.SplitSeq(r.text, "\n") {
		all = append(all, r.slice(from, from+len(line)))
		from += len(line) + 1
	}
	return all
}

// trimmed returns r without the spaces at its end.
func (r row) trimmed() row {
	text := strings.TrimRight(r.text, " ")
	if len(text) == len(r.text) {
		return r
	}
	return r.slice(0, len(text))
}

// fold breaks a row that is wider than width, at a space if it has one. Few are:
// x/ansi wraps, but puts a hyphen that follows spaces on a row that is full.
func (r row) fold(width int) []row {
	if width == unwrapped || textWidth(r.text) <= width {
		return []row{r}
	}
	n := fit(r.text, width)
	if i := strings.LastIndexByte(r.text[:min(n+1, len(r.text))], ' '); i > 0 {
		return append([]row{r.slice(0, i).trimmed()}, r.slice(i+1, len(r.text)).fold(width)...)
	}
	return append([]row{r.slice(0, n)}, r.slice(n, len(r.text)).fold(width)...)
}
