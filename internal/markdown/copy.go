package markdown

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
)

// copied says that a part of a source is in what is written for it.
type copied struct{ at, from, length int }

// put writes text.
func (w *writer) put(text []byte) { w.putFrom(text, -1) }

// copy writes a part of the source.
func (w *writer) copy(start, end int) { w.putFrom(w.src[start:end], start) }

// putFrom writes text that stands at a place of the source, or, below 0, nowhere. Within a
// quote each of its lines has the mark of the quote.
func (w *writer) putFrom(text []byte, from int) {
	if n := bytes.LastIndexByte(text, '\n'); n >= 0 {
		defer func() { w.begin = bytes.LastIndexByte(w.out, '\n') + 1 }()
	}
	add := func(text []byte) {
		if from >= 0 {
			w.copies = append(w.copies, copied{len(w.out), from, len(text)})
			from += len(text)
		}
		w.out = append(w.out, text...)
	}
	if len(w.quotes) == 0 {
		add(text)
		return
	}
	for len(text) > 0 {
		line := text
		if n := bytes.IndexByte(text, '\n'); n >= 0 {
			line = text[:n+1]
		}
		text = text[len(line):]
		if len(w.out) == 0 || w.out[len(w.out)-1] == '\n' {
			for _, columns := range w.quotes {
				n := min(columns, len(line)-len(bytes.TrimLeft(line, " ")))
				add(line[:n])
				line = line[n:]
				w.out = append(w.out, "> "...)
			}
		}
		add(line)
	}
}

var escapedTag = regexp.MustCompile(`(?s)\{\{[<%](/\*).*?(\*/)[>%]\}\}|\{%(/\*).*?(\*/)%\}|\{\{(/\*)\s*[\w:]+\(.*?(\*/)\}\}`)

// copyCode writes a part of the source that is code. Tags that it shows are not escaped
// any more, as generators want them.
func (w *writer) copyCode(start, end int) {
	code := w.src[start:end]
	if !bytes.Contains(code, []byte("/*")) {
		w.copy(start, end)
		return
	}
	at := 0
	for _, m := range escapedTag.FindAllSubmatchIndex(code, -1) {
		m = slices.DeleteFunc(m[2:], func(offset int) bool { return offset < 0 }) // of the form that it has
		w.copy(start+at, start+m[0])
		w.copy(start+m[1], start+m[2])
		at = m[3]
	}
	w.copy(start+at, end)
}

// origins returns the parts of the source that a part of what is written stems from.
func (w *writer) origins(c Span) (all []Span) {
	first, _ := slices.BinarySearchFunc(w.copies, c.Start, func(p copied, at int) int { return cmp.Compare(p.at+p.length, at+1) })
	for _, p := range w.copies[first:] {
		if p.at >= c.End {
			break
		}
		start, end := max(c.Start, p.at), min(c.End, p.at+p.length)
		all = append(all, Span{p.from + start - p.at, p.from + end - p.at})
	}
	return all
}
