package render

import (
	"iter"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// graphemes is what fills the cells of a text without escapes, one after the other,
// each with its columns.
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
