package blog

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible replaces what a terminal would obey or not show. Control characters become
// their pictures (ESC is ␛), the C1 range, bidirectional overrides and invisible format
// characters become <U+202E>, and bytes that are not UTF-8 become <0xFF>. Newlines, tabs,
// and the joiners that scripts and emoji need stay.
func Visible(s string) string {
	if plain(s) || strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "<0x%02X>", s[i])
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7F:
			b.WriteRune(0x2421)
		default:
			fmt.Fprintf(&b, "<U+%04X>", r)
		}
	}
	return b.String()
}

// appendVisible appends to b what Visible makes of text.
func appendVisible(b, text []byte) []byte {
	if plain(text) {
		return append(b, text...)
	}
	return append(b, Visible(string(text))...)
}

// Printable returns s on one line for a terminal or a log. What these would obey or not
// show, and bytes that are not UTF-8, become escapes of Go, such as \x1b and \u202e. It is
// for paths and messages; letters of every script stay.
func Printable(s string) string {
	if strings.IndexFunc(s, odd) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case odd(r):
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// odd reports whether a character cannot be seen or is obeyed by a terminal. U+200C and
// U+200D are parts of words and emoji.
func odd(r rune) bool {
	return hidden(r) || !unicode.IsGraphic(r) && r != 0x200C && r != 0x200D
}

// plain reports whether s is visible ASCII, as most texts are.
func plain[T string | []byte](s T) bool {
	for i := range len(s) {
		if b := s[i]; (b < ' ' && b != '\n' && b != '\t') || b >= 0x7F {
			return false
		}
	}
	return true
}

// hiddenFormats are the format characters that are hidden. U+200C, U+200D and the variation
// selectors are not, because scripts and emoji need them.
var hiddenFormats = &unicode.RangeTable{LatinOffset: 1, R16: []unicode.Range16{
	{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
	{Lo: 0x061C, Hi: 0x061C, Stride: 1}, // Arabic letter mark
	{Lo: 0x200B, Hi: 0x200B, Stride: 1}, // no width
	{Lo: 0x200E, Hi: 0x200F, Stride: 1}, // marks of direction
	{Lo: 0x2028, Hi: 0x202E, Stride: 1}, // line and paragraph separators, embeddings, overrides
	{Lo: 0x2060, Hi: 0x206F, Stride: 1}, // invisible operators, isolates
	{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
	{Lo: 0xFFF9, Hi: 0xFFFB, Stride: 1}, // interlinear annotation
}}

// hidden reports whether a terminal obeys a character, whether it changes the order of
// what is shown, or shows as nothing. XML forbids the noncharacters besides.
func hidden(r rune) bool {
	if ' ' <= r && r < 0x7F || r == '\n' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, hiddenFormats, unicode.Noncharacter_Code_Point)
}

// Line returns s on one line, with single spaces and all characters visible.
func Line(s string) string { return Visible(strings.Join(strings.Fields(s), " ")) }
