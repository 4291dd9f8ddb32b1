package render

import (
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

func TestCut(t *testing.T) {
	bold := newPen(uv.Style{Attrs: uv.AttrBold}, uv.Link{})
	row := Line{Text: "a漢字boldかな", runs: []span[*pen]{{7, &unstyled}, {11, bold}}}
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
		if got := row.Cut(c.from, c.to); got.Text != c.want || ansi.Strip(got.ANSI()) != c.want {
			t.Errorf("from %d to %d: %q, want %q", c.from, c.to, got.ANSI(), c.want)
		}
	}
}

// A part of a line keeps its style.
func TestCutStyle(t *testing.T) {
	bold := newPen(uv.Style{Attrs: uv.AttrBold}, uv.Link{})
	row := Line{Text: "a漢字boldかな", runs: []span[*pen]{{7, &unstyled}, {11, bold}}}
	if got, want := row.Cut(4, 7).ANSI(), " \x1b[1mbo\x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
