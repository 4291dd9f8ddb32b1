package render

import (
	"iter"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// graphemes yields the graphemes of a text without escapes, and the columns of each.
func graphemes(s string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for s != "" {
			cluster, width := s[:1], 1
			// Nothing that is ASCII goes on, unless something follows that is not.
			if s[0] >= utf8.RuneSelf || len(s) > 1 && s[1] >= utf8.RuneSelf {
				cluster, width = ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
			}
			if !yield(cluster, width) {
				return
			}
			s = s[len(cluster):]
		}
	}
}

// textWidth returns the columns of a text without escapes.
func textWidth(s string) int {
	if ascii(s) {
		return len(s)
	}
	columns := 0
	for _, width := range graphemes(s) {
		columns += width
	}
	return columns
}

// TextColumns returns the columns of a text without escapes.
func TextColumns(s string) int { return textWidth(s) }

// columnByte returns the byte at which the first grapheme begins that stands in a
// column or behind it.
func columnByte(s string, column int) int {
	at, columns := 0, 0
	for cluster, width := range graphemes(s) {
		if columns >= column {
			break
		}
		at, columns = at+len(cluster), columns+width
	}
	return at
}

// fit returns how many bytes of a text fit into columns: whole graphemes, and at least
// the first.
func fit(s string, columns int) int {
	at := 0
	for cluster, width := range graphemes(s) {
		if columns -= width; columns < 0 && at > 0 {
			break
		}
		at += len(cluster)
	}
	return at
}
