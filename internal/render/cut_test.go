package render

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestCut(t *testing.T) {
	const row = "a漢字\x1b[1mbold\x1b[mかな"
	for _, c := range []struct {
		from, to int
		want     string
	}{
		{0, 13, "a漢字boldかな"},
		{0, 5, "a漢字"},
		{0, 4, "a漢 "},
		{2, 5, " 字"},
		{2, 4, "  "},
		{3, 7, "字bo"},
		{5, 12, "boldか "},
		{20, 30, ""},
	} {
		got := ansi.Strip(Cut(row, c.from, c.to))
		if got != c.want {
			t.Errorf("from %d to %d: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
