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

// hidden reports whether a terminal obeys a character, whether it changes the order of
// what is shown, or shows as nothing. U+200C, U+200D and the variation selectors are not
// hidden, because scripts and emoji need them.
func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.IsControl(r):
		return true
	case r == 0xAD, r == 0x61C, r == 0xFEFF: // soft hyphen, Arabic letter mark, byte order mark
		return true
	case r >= 0x200B && r <= 0x200F: // no width, marks of direction
		return r != 0x200C && r != 0x200D
	case r >= 0x2028 && r <= 0x202E: // line and paragraph separators, embeddings, overrides
		return true
	case r >= 0x2060 && r <= 0x206F: // invisible operators, isolates
		return true
	case r >= 0xFFF9 && r <= 0xFFFB: // interlinear annotation
		return true
	case unicode.Is(unicode.Noncharacter_Code_Point, r): // which XML forbids besides
		return true
	}
	return false
}

// Line returns s on one line, with single spaces and all characters visible.
func Line(s string) string { return Visible(strings.Join(strings.Fields(s), " ")) }
