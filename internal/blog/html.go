package blog

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"

	"blog.example/pete/internal/markdown"
)

// markdownOf returns a page of HTML line for line as Markdown has it: without the indents
// that would mean code, without the blank lines that would end a block within <pre>, and
// without comments: those of HTML are comments between backquotes too.
func markdownOf(src []byte) []byte {
	src = blanked(src, htmlComments(src))
	out, open := make([]byte, 0, len(src)), 0 // how many <pre> are open
	for line := range bytes.Lines(src) {
		bare := bytes.TrimLeft(line, " \t")
		switch {
		case open <= 0:
			out = append(out, bare...)
		case len(bytes.TrimSpace(bare)) == 0:
			out = append(append(out, "<wbr>"...), bare...)
		default:
			out = append(out, line...)
		}
		lower := bytes.ToLower(line)
		open = max(0, open+bytes.Count(lower, []byte("<pre"))-bytes.Count(lower, []byte("</pre")))
	}
	return out
}

// htmlComment matches what browsers take for a comment, or for more. One that nothing ends
// goes on to the end of the page.
var htmlComment = regexp.MustCompile(`(?s)<!--.*?(?:--!?>|$)`)

func htmlComments(src []byte) (spans []markdown.Span) {
	for _, at := range htmlComment.FindAllIndex(src, -1) {
		spans = append(spans, markdown.Span{Start: at[0], End: at[1]})
	}
	return spans
}

// blanked returns a text with spaces for parts of it, line for line.
func blanked(src []byte, spans []markdown.Span) []byte {
	src = bytes.Clone(src)
	for _, s := range spans {
		for i := s.Start; i < s.End; i++ {
			if src[i] != '\n' {
				src[i] = ' '
			}
		}
	}
	return src
}

// pageComments returns the comments of HTML and those of generators in a page of HTML, in
// order. A line that is indented is no code there.
func pageComments(src []byte) []markdown.Span {
	spans := htmlComments(src)
	outdented := blanked(src, spans) // with each indent at the end of its line
	var starts, indents []int
	at := 0
	for line := range bytes.Lines(outdented) {
		text := bytes.TrimRight(line, "\r\n")
		bare := bytes.TrimLeft(text, " \t")
		starts, indents = append(starts, at), append(indents, len(text)-len(bare))
		copy(text, slices.Concat(bare, text[:len(text)-len(bare)]))
		at += len(line)
	}
	back := func(offset int) int {
		i, atStart := slices.BinarySearch(starts, offset)
		if atStart || i == 0 {
			return offset
		}
		end := len(src)
		if i < len(starts) {
			end = starts[i]
		}
		return min(offset+indents[i-1], end)
	}
	for _, s := range markdown.Comments(outdented) {
		spans = append(spans, markdown.Span{Start: back(s.Start), End: back(s.End)})
	}
	slices.SortFunc(spans, func(a, b markdown.Span) int { return cmp.Compare(a.Start, b.Start) })
	var apart []markdown.Span // one may be in another
	for _, s := range spans {
		if n := len(apart); n > 0 && s.Start < apart[n-1].End {
			apart[n-1].End = max(apart[n-1].End, s.End)
		} else {
			apart = append(apart, s)
		}
	}
	return apart
}
