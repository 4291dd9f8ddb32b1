package render

import (
	"image"
	"image/color"
	"strconv"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// HalfBlocks returns the rows of a picture, each with its escapes: a cell shows one pixel
// above another. Pixels of which less than half shows are the terminal's own background.
//
// charmbracelet/x/mosaic does the like, but has no transparency, and shows both pixels of a
// cell in one colour if both are dark or both are light.
func HalfBlocks(img *image.NRGBA, p colorprofile.Profile) []string {
	rows := make([]string, 0, (img.Rect.Dy()+1)/2)
	var row []byte
	for y := 0; y < img.Rect.Dy(); y += 2 {
		row = row[:0]
		fg, bg := none, none
		for x := range img.Rect.Dx() {
			top, bottom := pixelOf(img, x, y, p), pixelOf(img, x, y+1, p)
			char, nextFg, nextBg := "▀", top, bottom
			switch top {
			case bottom:
				char, nextFg = " ", fg // which does not show
			case none:
				char, nextFg, nextBg = "▄", bottom, none
			}
			row = appendColours(row, nextFg, nextFg != fg, nextBg, nextBg != bg)
			row = append(row, char...)
			fg, bg = nextFg, nextBg
		}
		if fg != none || bg != none {
			row = append(row, ansi.ResetStyle...)
		}
		rows = append(rows, string(row))
	}
	return rows
}

// pixel is a colour as a terminal has it: 0xRRGGBB, or indexed and its number, or none.
type pixel int32

const (
	none    pixel = -1
	indexed pixel = 1 << 24
)

// pixelOf returns a pixel of a picture, none below its end.
func pixelOf(img *image.NRGBA, x, y int, p colorprofile.Profile) pixel {
	c := img.NRGBAAt(x, y)
	switch {
	case y >= img.Rect.Max.Y || c.A < 128:
		return none
	case p < colorprofile.TrueColor:
		return indexed | pixel(nearest(c))
	}
	return pixel(c.R)<<16 | pixel(c.G)<<8 | pixel(c.B)
}

// appendColours appends what changes the colours of text and of its background.
func appendColours(b []byte, fg pixel, setFg bool, bg pixel, setBg bool) []byte {
	if !setFg && !setBg {
		return b
	}
	b = append(b, "\x1b["...)
	if setFg {
		b = appendColour(b, '3', fg)
	}
	if setFg && setBg {
		b = append(b, ';')
	}
	if setBg {
		b = appendColour(b, '4', bg)
	}
	return append(b, 'm')
}

func appendColour(b []byte, ground byte, c pixel) []byte {
	number := func(n pixel) { b = strconv.AppendInt(b, int64(n&0xFF), 10) }
	switch {
	case c == none:
		return append(b, ground, '9')
	case c&indexed != 0:
		b = append(b, ground, '8', ';', '5', ';')
		number(c)
		return b
	}
	b = append(b, ground, '8', ';', '2', ';')
	number(c >> 16)
	b = append(b, ';')
	number(c >> 8)
	b = append(b, ';')
	number(c)
	return b
}

// nearest returns the nearest of the 240 colours of 256 that no theme changes: a cube of six
// levels a channel, and 24 greys.
func nearest(c color.NRGBA) uint8 {
	levels := [6]int{0, 95, 135, 175, 215, 255}
	level := func(v uint8) int {
		if v < 48 {
			return 0
		}
		return min(max((int(v)-35)/40, 1), 5)
	}
	distance := func(r, g, b int) int {
		r, g, b = r-int(c.R), g-int(c.G), b-int(c.B)
		return 2*r*r + 4*g*g + 3*b*b
	}
	r, g, b := level(c.R), level(c.G), level(c.B)
	grey := min(max((int(c.R)+int(c.G)+int(c.B)-9)/30, 0), 23)
	shade := 8 + 10*grey
	if distance(shade, shade, shade) < distance(levels[r], levels[g], levels[b]) {
		return uint8(232 + grey)
	}
	return uint8(16 + 36*r + 6*g + b) //nolint:gosec // at most 231
}
