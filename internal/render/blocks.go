package render

import (
	"image"
	"image/color"
	"strings"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// HalfBlocks returns the rows of a picture, each with its escapes: a cell shows one pixel
// above another. Pixels of which less than half shows are the terminal's own background.
func HalfBlocks(img *image.NRGBA, p colorprofile.Profile) []string {
	colour := func(x, y int) color.Color {
		if y >= img.Rect.Dy() {
			return nil
		}
		c := img.NRGBAAt(x, y)
		if c.A < 128 {
			return nil
		}
		opaque := color.RGBA{c.R, c.G, c.B, 255}
		if p < colorprofile.TrueColor {
			return ansi.Convert256(opaque)
		}
		return opaque
	}
	rows := make([]string, 0, (img.Rect.Dy()+1)/2)
	for y := 0; y < img.Rect.Dy(); y += 2 {
		var b strings.Builder
		now := uv.Style{}
		for x := range img.Rect.Dx() {
			char, next := halfBlock(colour(x, y), colour(x, y+1))
			if char == " " {
				next.Fg = now.Fg // it does not show
			}
			if !next.Equal(&now) {
				b.WriteString(next.Diff(&now))
				now = next
			}
			b.WriteString(char)
		}
		if !now.IsZero() {
			b.WriteString(ansi.ResetStyle)
		}
		rows = append(rows, b.String())
	}
	return rows
}

// halfBlock returns the character of a cell and its colours, for the colours of two pixels;
// nil is none.
func halfBlock(top, bottom color.Color) (char string, style uv.Style) {
	switch {
	case top == bottom:
		return " ", uv.Style{Bg: bottom}
	case top == nil:
		return "▄", uv.Style{Fg: bottom}
	}
	return "▀", uv.Style{Fg: top, Bg: bottom}
}
