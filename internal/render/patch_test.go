package render

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// FuzzPatched compares the short way of patching a row without escapes with the long
// one, which reads its cells.
func FuzzPatched(f *testing.F) {
	for _, row := range []string{"a plain row", "  indented  ", "漢字 かな", "e\u0301a – “x”", "👩‍👩‍👧‍👦 x", "a\u200bb", "\u200d", "a\u0301\u0302"} {
		for from := range 5 {
			f.Add(row, from, from+2, from+4, from+5)
		}
	}
	pal := NewPalette(Dark, colorprofile.ANSI256)
	f.Fuzz(func(t *testing.T, row string, a, b, c, d int) {
		patches := []Patch{{a % 40, b % 40, pal.Hit}, {c % 40, d % 40, pal.Focus}}
		short, ok := patchedPlain(row, patches)
		if !ok {
			return
		}
		var long string
		if lines := cells(row); len(lines) > 0 {
			long = patchedCells(lines[0], patches)
		} else {
			long = row
		}
		if short != long {
			t.Errorf("%q, %v: %q, want %q", row, patches, short, long)
		}
	})
}

// TestInk compares what an ink writes with what its style does.
func TestInk(t *testing.T) {
	for _, style := range []uv.Style{{}, {Attrs: uv.AttrBold}, NewPalette(Light, colorprofile.ANSI).Link.style, NewPalette(Dark, colorprofile.ANSI256).Focus.style} {
		for _, text := range []string{"", "text"} {
			want := text
			if text != "" {
				want = style.Styled(text)
			}
			if got := ink(style).Render(text); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}
