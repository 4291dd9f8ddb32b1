package blog

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible shows what a terminal would obey. Control characters become their
// pictures (ESC is ␛), the C1 range, bidirectional overrides and invisible
// format characters become <U+202E>, and bytes that are not UTF-8 become
// <0xFF>. Newlines, tabs, and the joiners that scripts and emoji need stay.
func Visible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
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

// hidden reports the characters that a terminal obeys or that change the order
// of what it shows. U+200C, U+200D and the variation selectors are spelling.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t', 0x200C, 0x200D, 0xAD:
		return false
	case 0x2028, 0x2029:
		return true
	}
	return unicode.Is(unicode.Cc, r) || (unicode.Is(unicode.Cf, r) && !isTag(r))
}

// isTag reports the tag characters that spell flags such as Scotland's.
func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// Line is s on one line, with single spaces and nothing hidden.
func Line(s string) string { return Visible(strings.Join(strings.Fields(s), " ")) }
