package render

import (
	"image/color"
	"math"
)

// minContrast is the contrast of WCAG's level AA.
const minContrast = 4.5

// backgrounds are those of widespread schemes.
var backgrounds = map[Theme][]string{
	Dark:   {"#000000", "#121212", "#2E3440" /* Nord */, "#282828" /* Gruvbox */, "#002B36" /* Solarized */},
	Light:  {"#FFFFFF", "#FBF1C7" /* Gruvbox */, "#FDF6E3" /* Solarized */},
	Either: {"#000000", "#FFFFFF"},
}

// luminance is WCAG's relative luminance of a colour, from 0 to 1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is WCAG's contrast ratio of two colours, from 1 to 21.
func contrast(a, b color.Color) float64 { return ratio(luminance(a), luminance(b)) }

// ratio is the contrast ratio of two luminances.
func ratio(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
