package render

import (
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// inks are those of a palette that have a colour of their own.
func inks(p Palette) map[string]Ink {
	return map[string]Ink{
		"dim": p.Dim, "accent": p.Accent, "link": p.Link, "code": p.Code, "string": p.String,
		"hit": p.Hit, "focus": p.Focus,
	}
}

// TestContrast pairs each colour of the palette with the backgrounds of
// widespread schemes; WCAG's formula, its AA level.
func TestContrast(t *testing.T) {
	for theme, against := range backgrounds {
		for name, ink := range inks(NewPalette(theme, colorprofile.ANSI256)) {
			for _, bg := range against {
				behind := ansi.XParseColor(bg)
				if ink.style.Bg != nil {
					behind = ink.style.Bg
				}
				if r := contrast(ink.style.Fg, behind); r < 4.5 {
					t.Errorf("theme %d: %s on %s has a contrast of %.2f, want 4.5", theme, name, bg, r)
				}
			}
		}
	}
}

// TestContrastOfSixteen pairs the colours of a terminal of sixteen with the
// backgrounds that such terminals have by default: xterm's and the Linux
// console's, which shows bold in the brighter half.
func TestContrastOfSixteen(t *testing.T) {
	schemes := map[string][16]string{
		"xterm": {
			"#000000", "#CD0000", "#00CD00", "#CDCD00", "#0000EE", "#CD00CD", "#00CDCD", "#E5E5E5",
			"#7F7F7F", "#FF0000", "#00FF00", "#FFFF00", "#5C5CFF", "#FF00FF", "#00FFFF", "#FFFFFF",
		},
		"console": {
			"#000000", "#AA0000", "#00AA00", "#AA5500", "#0000AA", "#AA00AA", "#00AAAA", "#AAAAAA",
			"#555555", "#FF5555", "#55FF55", "#FFFF55", "#5555FF", "#FF55FF", "#55FFFF", "#FFFFFF",
		},
	}
	for name, scheme := range schemes {
		for theme, bg := range map[Theme]string{Dark: scheme[0], Light: scheme[15], Either: scheme[0]} {
			for what, ink := range inks(NewPalette(theme, colorprofile.ANSI)) {
				fg, ok := ink.style.Fg.(ansi.BasicColor)
				if !ok {
					continue // the terminal's own, which is its owner's choice
				}
				if name == "console" && ink.style.Attrs&uv.AttrBold != 0 && fg < 8 {
					fg += 8
				}
				if r := contrast(ansi.XParseColor(scheme[fg]), ansi.XParseColor(bg)); r < 4.5 {
					t.Errorf("%s, theme %d: %s has a contrast of %.2f, want 4.5", name, theme, what, r)
				}
			}
		}
	}
}

// TestNothingByColourAlone holds every ink that means something to an attribute
// where there are no colours.
func TestNothingByColourAlone(t *testing.T) {
	for name, pal := range map[string]Palette{
		"colourless": NewPalette(Dark, colorprofile.ASCII),
		"16, light":  NewPalette(Light, colorprofile.ANSI),
	} {
		for what, ink := range map[string]Ink{"accent": pal.Accent, "link": pal.Link, "code": pal.Code, "hit": pal.Hit, "focus": pal.Focus, "bold": pal.Bold} {
			if ink.style.Attrs == 0 && ink.style.Underline == 0 {
				t.Errorf("%s: %s is told by colour alone", name, what)
			}
		}
	}
}
