package render

import (
	"image/color"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Theme says which background colours are chosen for.
type Theme int

// Dark is the theme to start with, because a terminal may answer late what its background is.
// Either is for terminals that do not say, and for commands, which do not ask.
const (
	Dark Theme = iota
	Light
	Either
)

// Ink is a style of text. The zero value changes nothing.
type Ink struct {
	style uv.Style
	begin string // the escapes before text; "" for the zero style
}

// ink returns the ink of a style. It encodes the escapes once, because every row of every
// frame has some.
func ink(s uv.Style) Ink {
	if s.IsZero() {
		return Ink{}
	}
	return Ink{s, s.String()}
}

// Render returns s, which has no escapes of its own, in the ink.
func (i Ink) Render(s string) string {
	if s == "" || i.begin == "" {
		return s
	}
	return i.begin + s + ansi.ResetStyle
}

// Palette is the inks of one theme at one colour depth. Nothing is told by colour alone:
// links are underlined, hits are bold as well, what has the focus is reversed or filled,
// accents are bold.
type Palette struct {
	Text   Ink
	Bold   Ink
	Dim    Ink // minutes, tags, labels
	Accent Ink // initials, bar
	Link   Ink
	Code   Ink // code in prose; bold where it has no colour
	String Ink // in code
	Hit    Ink // what was looked for, wherever it stands
	Focus  Ink // the one of them, or of the links, that the reader is at

	// Of the text of a post, for styles that have colours for them.
	Emph, Strong, Struck, Quote Ink
	Headings                    [6]Ink // by level
	Block, Keyword, Comment     Ink    // of a block of code
}

// NewPalette returns Pete's palette. Its colours have a contrast of at least 4.5:1 with
// the usual dark or light backgrounds, Solarized, Gruvbox and Nord among them, and those
// for either with black and white. True-colour terminals get the 256 colours too, so that
// all terminals look alike.
func NewPalette(t Theme, p colorprofile.Profile) Palette {
	switch {
	case p <= colorprofile.NoTTY:
		return Palette{}
	case p == colorprofile.ASCII:
		return colourless()
	case p == colorprofile.ANSI:
		return sixteen(t)
	}
	indexed := func(dark, light, either uint8) color.Color {
		return ansi.IndexedColor([...]uint8{Dark: dark, Light: light, Either: either}[t])
	}
	pal := colourless()
	pal.Dim = fg(indexed(248, 240, 243), 0)
	pal.Accent = fg(indexed(179, 94, 131), uv.AttrBold)
	pal.Link = underlined(indexed(110, 25, 63))
	pal.Code = fg(indexed(108, 22, 29), 0)
	pal.String, pal.Comment = pal.Code, pal.Dim
	pal.Hit = ink(uv.Style{Fg: indexed(179, 94, 131), Underline: uv.UnderlineSingle, Attrs: uv.AttrBold})
	pal.Focus = ink(uv.Style{Fg: ansi.IndexedColor(16), Bg: indexed(179, 222, 179), Underline: uv.UnderlineSingle, Attrs: uv.AttrBold})
	return pal
}

// sixteen returns a palette of the colours that themes of sixteen leave readable. Dim is
// not dimmed, because Solarized shows bright black as its background.
func sixteen(t Theme) Palette {
	pal := colourless()
	switch t {
	case Light:
		pal.Link = underlined(ansi.Blue)
	case Dark:
		pal.Accent = fg(ansi.Yellow, uv.AttrBold)
		pal.Hit = ink(uv.Style{Fg: ansi.Yellow, Underline: uv.UnderlineSingle, Attrs: uv.AttrBold})
		pal.Link = underlined(ansi.Cyan)
		pal.Code = fg(ansi.Green, 0)
		pal.String = pal.Code
	}
	return pal
}

func colourless() Palette {
	bold := ink(uv.Style{Attrs: uv.AttrBold})
	return Palette{
		Bold:   bold,
		Accent: bold,
		Link:   underlined(nil),
		Code:   bold,
		Hit:    ink(uv.Style{Underline: uv.UnderlineSingle, Attrs: uv.AttrBold}),
		Focus:  ink(uv.Style{Underline: uv.UnderlineSingle, Attrs: uv.AttrReverse | uv.AttrBold}),
	}
}

func fg(c color.Color, attrs uint8) Ink { return ink(uv.Style{Fg: c, Attrs: attrs}) }

func underlined(c color.Color) Ink { return ink(uv.Style{Fg: c, Underline: uv.UnderlineSingle}) }

// style returns what a mark looks like in a palette.
func (m mark) style(pal Palette) uv.Style {
	s := pal.Text.style
	if m.heading > 0 {
		s = pal.Headings[m.heading-1].over(s)
	}
	for _, layer := range []struct {
		meant bool
		ink   Ink
	}{
		{m.block, pal.Block},
		{m.quote, pal.Quote},
		{m.emph, pal.Emph},
		{m.strong, pal.Strong},
		{m.struck, pal.Struck},
		{m.bold, Ink{style: uv.Style{Attrs: uv.AttrBold}}},
		{m.italic, Ink{style: uv.Style{Attrs: uv.AttrItalic}}},
		{m.struck, Ink{style: uv.Style{Attrs: uv.AttrStrikethrough}}},
	} {
		if layer.meant {
			s = layer.ink.over(s)
		}
	}
	switch {
	case m.ref.Kind == ToLink:
		s = pal.Link.over(s)
	case m.code:
		s = pal.Code.over(s)
	case m.keyword:
		s = pal.Keyword.over(s)
	case m.quoted:
		s = pal.String.over(s)
	case m.comment:
		s = pal.Comment.over(s)
	case m.dim:
		s = pal.Dim.over(s)
	}
	return s
}
