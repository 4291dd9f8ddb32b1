package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestHeights compares the heights that lists are planned by with the rows that are
// drawn, at every size and in every style.
func TestHeights(t *testing.T) {
	for _, a := range []*struct{ *visit }{{visitTo(t, opened(t, hostile()), at(80, 24))}, {enter(t, at(80, 24))}} {
		for columns := 20; columns < 130; columns += 7 {
			a.resize(columns, 24)
			h := a.room.home
			for i := range h.posts {
				for _, style := range []entryStyle{dense, spaced, summaries} {
					if got, want := h.entryHeight(i, style), len(h.rows(i, style)); got != want {
						t.Errorf("%d columns, post %d, style %d: %d rows are planned and %d drawn", columns, i, style, got, want)
					}
				}
			}
		}
	}
}

// FuzzWrap compares the short way of wrapping a text that fits with the long one.
func FuzzWrap(f *testing.F) {
	for _, s := range []string{"", " ", "a", "  a b ", "a - b", "a -b- c", "--", "漢字 かな", "e\u0301 – “x”", "\u00a0a", "a\tb", "a\nb", "👩‍👩‍👧‍👦 x", "a\u200bb", "\u3000x", "00000\xe0"} {
		f.Add(s, 5)
		f.Add(s, 40)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = max(width%200, 1)
		if s == "" || !fits(s, width) {
			return
		}
		long := strings.Split(ansi.Wrap(s, width, ""), "\n")
		for i, row := range long {
			long[i] = strings.TrimRight(row, " ")
		}
		if got := wrap(s, width); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", long) {
			t.Errorf("%q in %d columns: %q, want %q", s, width, got, long)
		}
	})
}
