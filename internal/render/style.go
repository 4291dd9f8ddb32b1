package render

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
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

// Styles are the glamour styles that a blog has in place of Pete's palettes, by theme:
// each a name, or the JSON of a file, or empty for Pete's palette. They are compared by
// what they say, because they are part of [Options].
type Styles [Either]string

// NewStyles returns the styles of a site. A single style is for the background that it
// has more contrast with, and the other background has Pete's palette. One without
// colours is for both. A style that [CheckStyle] reports as an error is left out.
func NewStyles(site blog.Site) Styles {
	var s Styles
	for _, style := range site.Styles {
		source := cmp.Or(style.File, style.Name)
		config, err := parseStyle(source)
		if err != nil {
			continue
		}
		if theme := themeOf(style, config); theme != Either {
			s[theme] = source
		} else {
			s = Styles{source, source}
		}
	}
	return s
}

// Palette returns the inks for a background at a colour depth. Terminals of fewer than
// 256 colours have Pete's palette: what the sixteen look like is their owner's choice.
// So has output for an unknown background.
func (s Styles) Palette(t Theme, p colorprofile.Profile) Palette {
	pal := NewPalette(t, p)
	if t == Either || s[t] == "" || p < colorprofile.ANSI256 {
		return pal
	}
	if config, err := parseStyle(s[t]); err == nil {
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
	ink   *Ink
}

// elements returns what is taken of a style: what has its like in Pete.
func (pal *Palette) elements(c gansi.StyleConfig) []element {
	text, keyword, comment, literal := codeStyles(c)
	c.Document.BackgroundColor = nil // it would end where each line ends, and stop at the list
	all := []element{
		{"document", c.Document.StylePrimitive, &pal.Text},
		{"emph", c.Emph, &pal.Emph},
		{"strong", c.Strong, &pal.Strong},
		{"strikethrough", c.Strikethrough, &pal.Struck},
		{"block_quote", c.BlockQuote.StylePrimitive, &pal.Quote},
		{"link_text", cascade(c.Link, c.LinkText), &pal.Link},
		{"code", c.Code.StylePrimitive, &pal.Code},
		{"code_block", text, &pal.Block},
		{"code_block keyword", keyword, &pal.Keyword},
		{"code_block comment", comment, &pal.Comment},
		{"code_block literal_string", literal, &pal.String},
	}
	for i, h := range []gansi.StyleBlock{c.H1, c.H2, c.H3, c.H4, c.H5, c.H6} {
		all = append(all, element{fmt.Sprintf("h%d", i+1), cascade(c.Heading.StylePrimitive, h.StylePrimitive), &pal.Headings[i]})
	}
	return all
}

// codeStyles returns what a style has for code, as far as Pete tells its parts: entries of
// its own, or the name of a style of chroma's.
func codeStyles(c gansi.StyleConfig) (text, keyword, comment, literal gansi.StylePrimitive) {
	if own := c.CodeBlock.Chroma; own != nil {
		return cascade(c.CodeBlock.StylePrimitive, own.Text), own.Keyword, own.Comment, own.LiteralString
	}
	named, ok := chromastyles.Registry[c.CodeBlock.Theme]
	if !ok {
		text = c.CodeBlock.StylePrimitive
		return text, keyword, comment, literal
	}
	of := func(t chroma.TokenType) gansi.StylePrimitive {
		entry := named.Get(t)
		is := func(set chroma.Trilean) *bool {
			yes := set == chroma.Yes
			return &yes
		}
		s := gansi.StylePrimitive{Bold: is(entry.Bold), Italic: is(entry.Italic), Underline: is(entry.Underline)}
		if entry.Colour.IsSet() {
			hex := entry.Colour.String()
			s.Color = &hex
		}
		return s
	}
	return of(chroma.Text), of(chroma.Keyword), of(chroma.Comment), of(chroma.LiteralString)
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
	if c, _ := colorOf(s.Color); c != nil {
		style.Fg = p.Convert(c)
	}
	if c, _ := colorOf(s.BackgroundColor); c != nil {
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
	return nil, errors.New("want #RRGGBB, or a number up to 255")
}

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

// themeOf returns the background that a style is for: what its author says, or else what
// it suits.
func themeOf(style blog.Style, c gansi.StyleConfig) Theme {
	switch style.Background {
	case "dark":
		return Dark
	case "light":
		return Light
	}
	return suits(c)
}
