package render

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	gansi "charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	"github.com/alecthomas/chroma/v2"
	chromastyles "github.com/alecthomas/chroma/v2/styles"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Styles are the glamour styles that a blog has in place of Pete's palettes: each a name,
// or the JSON of a file, or empty for Pete's palette. They are compared by what they say,
// because they are part of [Options].
type Styles struct{ dark, light string }

// NewStyles returns the styles of a site. A single style is for the background that it
// has more contrast with, and the other background has Pete's palette. One without
// colours is for both. A style that [CheckStyle] reports as an error is left out.
func NewStyles(site blog.Site) Styles {
	var s Styles
	for _, style := range site.Styles {
		source := cmp.Or(style.File, style.Name)
		config, err := parseStyle(source)
		switch {
		case err != nil:
		case style.Background == "dark":
			s.dark = source
		case style.Background == "light":
			s.light = source
		default:
			switch suits(config) {
			case Dark:
				s.dark = source
			case Light:
				s.light = source
			case Either:
				s = Styles{source, source}
			}
		}
	}
	return s
}

// Palette returns the inks for a background at a colour depth. Terminals of fewer than
// 256 colours have Pete's palette: what the sixteen look like is their owner's choice.
// So has output for an unknown background.
func (s Styles) Palette(t Theme, p colorprofile.Profile) Palette {
	pal := NewPalette(t, p)
	source := [...]string{Dark: s.dark, Light: s.light, Either: ""}[t]
	if source == "" || p < colorprofile.ANSI256 {
		return pal
	}
	if config, err := parseStyle(source); err == nil {
		pal.apply(config, p)
	}
	return pal
}

// parseStyle returns the style of a name or of a file.
func parseStyle(source string) (gansi.StyleConfig, error) {
	if config, ok := styles.DefaultStyles[source]; ok {
		return *config, nil
	}
	var config gansi.StyleConfig
	err := json.Unmarshal([]byte(source), &config)
	return config, err
}

// element is a part of a style, and the ink that it is for.
type element struct {
	name  string // in the JSON
	style gansi.StylePrimitive
	ink   *Ink // nil if the element has no colours and attributes that are taken
}

// elements returns what is taken of a style: what has its like in Pete.
func (pal *Palette) elements(c gansi.StyleConfig) []element {
	code := codeStyles(c)
	c.Document.BackgroundColor = nil // it would end where each line ends, and stop at the list
	all := []element{
		{"document", c.Document.StylePrimitive, &pal.Text},
		{"emph", c.Emph, &pal.Emph},
		{"strong", c.Strong, &pal.Strong},
		{"strikethrough", c.Strikethrough, &pal.Struck},
		{"block_quote", c.BlockQuote.StylePrimitive, &pal.Quote},
		{"link_text", cascade(c.Link, c.LinkText), &pal.Link},
		{"code", c.Code.StylePrimitive, &pal.Code},
		{"code_block", code.text, &pal.Block},
		{"code_block keyword", code.keyword, &pal.Keyword},
		{"code_block comment", code.comment, &pal.Comment},
		{"code_block literal_string", code.literal, &pal.String},
	}
	for i, h := range []gansi.StyleBlock{c.H1, c.H2, c.H3, c.H4, c.H5, c.H6} {
		all = append(all, element{fmt.Sprintf("h%d", i+1), cascade(c.Heading.StylePrimitive, h.StylePrimitive), &pal.Headings[i]})
	}
	return all
}

// codeStyle is the style of code, as far as Pete tells its parts.
type codeStyle struct{ text, keyword, comment, literal gansi.StylePrimitive }

// codeStyles returns what a style has for code: entries of its own, or the name of a
// style of chroma's.
func codeStyles(c gansi.StyleConfig) codeStyle {
	if own := c.CodeBlock.Chroma; own != nil {
		return codeStyle{cascade(c.CodeBlock.StylePrimitive, own.Text), own.Keyword, own.Comment, own.LiteralString}
	}
	named, ok := chromastyles.Registry[c.CodeBlock.Theme]
	if !ok {
		return codeStyle{text: c.CodeBlock.StylePrimitive}
	}
	of := func(t chroma.TokenType) (s gansi.StylePrimitive) {
		entry := named.Get(t)
		if entry.Colour.IsSet() {
			hex := entry.Colour.String()
			s.Color = &hex
		}
		yes := true
		for flag, set := range map[**bool]chroma.Trilean{&s.Bold: entry.Bold, &s.Italic: entry.Italic, &s.Underline: entry.Underline} {
			if set == chroma.Yes {
				*flag = &yes
			}
		}
		return s
	}
	return codeStyle{of(chroma.Text), of(chroma.Keyword), of(chroma.Comment), of(chroma.LiteralString)}
}

// cascade returns what of a style remains where a more special one lies over it.
func cascade(s, over gansi.StylePrimitive) gansi.StylePrimitive {
	return gansi.StylePrimitive{
		Color:           cmp.Or(over.Color, s.Color),
		BackgroundColor: cmp.Or(over.BackgroundColor, s.BackgroundColor),
		Bold:            cmp.Or(over.Bold, s.Bold),
		Italic:          cmp.Or(over.Italic, s.Italic),
		Underline:       cmp.Or(over.Underline, s.Underline),
		Faint:           cmp.Or(over.Faint, s.Faint),
		CrossedOut:      cmp.Or(over.CrossedOut, s.CrossedOut),
	}
}

// apply takes the colours and attributes of a style. Prefixes, margins and formats are
// left alone, since they would move the text. What Pete tells by attributes it still
// tells by them.
func (pal *Palette) apply(c gansi.StyleConfig, p colorprofile.Profile) {
	if suits(c) == Either {
		*pal = colourless()
	}
	pal.Link, pal.Code, pal.String, pal.Comment = underlined(nil), Ink{}, Ink{}, Ink{}
	for _, e := range pal.elements(c) {
		*e.ink = ink(ink(styleOf(e.style, p)).over(e.ink.style))
	}
	if pal.Code.style.IsZero() {
		pal.Code = pal.Bold
	}
	accent := styleOf(c.Heading.StylePrimitive, p).Fg
	if accent == nil {
		return
	}
	pal.Accent = fg(accent, uv.AttrBold)
	pal.Hit = ink(uv.Style{Fg: accent, Underline: uv.UnderlineSingle, Attrs: uv.AttrBold})
	var on color.Color = ansi.IndexedColor(16)
	if white := ansi.IndexedColor(231); contrast(white, accent) > contrast(on, accent) {
		on = white
	}
	pal.Focus = ink(uv.Style{Fg: on, Bg: accent, Underline: uv.UnderlineSingle, Attrs: uv.AttrBold})
}

// styleOf returns the colours and attributes that are taken.
func styleOf(s gansi.StylePrimitive, p colorprofile.Profile) uv.Style {
	var style uv.Style
	if c, err := colorOf(s.Color); err == nil && c != nil {
		style.Fg = p.Convert(c)
	}
	if c, err := colorOf(s.BackgroundColor); err == nil && c != nil {
		style.Bg = p.Convert(c)
	}
	for _, a := range []struct {
		set  *bool
		attr uint8
	}{{s.Bold, uv.AttrBold}, {s.Italic, uv.AttrItalic}, {s.Faint, uv.AttrFaint}, {s.CrossedOut, uv.AttrStrikethrough}} {
		if a.set != nil && *a.set {
			style.Attrs |= a.attr
		}
	}
	if s.Underline != nil && *s.Underline {
		style.Underline = uv.UnderlineSingle
	}
	return style
}

// colorOf returns a colour as glamour has them: #RGB, #RRGGBB or a number up to 255. It
// returns nil if there is none.
func colorOf(s *string) (color.Color, error) {
	if s == nil || *s == "" {
		return nil, nil
	}
	if n, err := strconv.ParseUint(*s, 10, 8); err == nil {
		return ansi.IndexedColor(n), nil
	}
	if c := ansi.XParseColor(*s); c != nil && strings.HasPrefix(*s, "#") {
		return c, nil
	}
	return nil, errNoColor
}

var errNoColor = errors.New("want #RRGGBB, or a number up to 255")

// suits returns the background on which the colours of a style have more contrast, and
// Either if it has none.
func suits(c gansi.StyleConfig) Theme {
	var pal Palette
	dark, light := 0.0, 0.0
	for _, e := range pal.elements(c) {
		if s := styleOf(e.style, colorprofile.TrueColor); s.Fg != nil && s.Bg == nil {
			dark += contrast(s.Fg, color.Black)
			light += contrast(s.Fg, color.White)
		}
	}
	switch {
	case dark > light:
		return Dark
	case light > dark:
		return Light
	}
	return Either
}

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
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := int64(0)
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
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
	theme, remedy := Dark, "a lighter color"
	if style.Background == "light" || style.Background == "" && suits(c) == Light {
		theme, remedy = Light, "a darker color"
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
