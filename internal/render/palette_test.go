package render

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

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
