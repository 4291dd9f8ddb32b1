package render

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	gansi "charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// CheckStyle returns what is wrong in the styles of a site: an error for one that is not
// there or cannot be read, a warning for text that has too little contrast with the
// usual backgrounds.
func CheckStyle(site blog.Site) []blog.Problem {
	var all []blog.Problem
	for _, style := range site.Styles {
		config, err := parseStyle(cmp.Or(style.File, style.Name))
		switch {
		case err == nil:
			all = append(all, checkStyle(style, config)...)
		case style.File == "":
			all = append(all, blog.Problem{
				Path: "site.yaml", Line: style.Line, Severity: blog.Error, Wrong: fmt.Sprintf("style %q", style.Name),
				Mend: "want one of " + strings.Join(slices.Sorted(maps.Keys(styles.DefaultStyles)), ", ") + ", or a file of glamour's JSON format",
			})
		default:
			all = append(all, blog.Problem{
				Path: style.Name, Line: jsonLine(style.File, err), Severity: blog.Error, Wrong: "no style (" + err.Error() + ")",
				Mend: "want glamour's JSON format",
			})
		}
	}
	return all
}

// jsonLine returns the line of a text at which a JSON error is.
func jsonLine(text string, err error) int {
	at := int64(0)
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = syntax.Offset
	} else if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = kind.Offset
	}
	return 1 + strings.Count(text[:min(int(at), len(text))], "\n")
}

// checkStyle returns warnings about the colours of a style, one for each pair of them.
func checkStyle(style blog.Style, c gansi.StyleConfig) []blog.Problem {
	var all []blog.Problem
	warn := func(mend, wrong string, args ...any) {
		all = append(all, blog.Problem{
			Path: "site.yaml", Line: style.Line, Severity: blog.Warning, Mend: mend,
			Wrong: fmt.Sprintf("style %q: ", style.Name) + fmt.Sprintf(wrong, args...),
		})
	}
	theme, remedy := themeOf(style, c), "a lighter color"
	if theme == Light {
		remedy = "a darker color"
	}
	var pal Palette
	seen := map[uv.Style]bool{}
	for _, e := range pal.elements(c) {
		for _, color := range []*string{e.style.Color, e.style.BackgroundColor} {
			if _, err := colorOf(color); err != nil {
				warn(err.Error(), "%s has the color %q", e.name, *color)
			}
		}
		s := styleOf(e.style, colorprofile.TrueColor)
		if s.Fg == nil && s.Bg != nil {
			s.Fg = styleOf(c.Document.StylePrimitive, colorprofile.TrueColor).Fg
		}
		look := uv.Style{Fg: s.Fg, Bg: s.Bg, Attrs: s.Attrs & uv.AttrFaint}
		if s.Fg == nil || seen[look] {
			continue
		}
		seen[look] = true
		if ratio, on := leastContrast(s, theme); ratio < minContrast {
			if s.Bg != nil {
				remedy = "another color or background_color"
			}
			warn(fmt.Sprintf("want %.1f, with %s", minContrast, remedy), "%s has a contrast of %.2f with %s", e.name, ratio, on)
		}
	}
	return all
}

// leastContrast returns the least contrast of a style with the usual backgrounds, or
// with its own, and that background. Terminals show faint text about halfway between its
// colour and the background.
func leastContrast(s uv.Style, t Theme) (least float64, on string) {
	behind := backgrounds[t]
	if s.Bg != nil {
		behind = []string{hexOf(s.Bg)}
	}
	for _, b := range behind {
		text, background := luminance(s.Fg), luminance(ansi.XParseColor(b))
		if s.Attrs&uv.AttrFaint != 0 {
			text = (text + 3*background) / 4 // sRGB is not linear
		}
		if r := ratio(text, background); on == "" || r < least {
			least, on = r, b
		}
	}
	return least, on
}

func hexOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02X%02X%02X", r>>8, g>>8, b>>8)
}

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
