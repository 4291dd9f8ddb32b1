package blog

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// Visible returns prose as it is shown. Invisible characters that are harmless without an
// effect are left out: soft hyphens, spaces without width, marks of direction, and
// isolates and embeddings in pairs. Separators of lines, paragraphs and pages become spaces.
// Everything else that a terminal would obey or not show is replaced, as [VisibleCode]
// does. Newlines, tabs, and the joiners that scripts and emoji need stay.
func Visible(s string) string { return visible(s, paired(s), true, plainPicture) }

// VisibleCode returns code with every character visible. Control characters become their
// pictures (ESC is ␛), the C1 range and invisible format characters become <U+202E>, and
// bytes that are not UTF-8 become <0xFF>.
func VisibleCode(s string) string { return visible(s, false, false, plainPicture) }

// VisibleHTML is [Visible] for HTML.
func VisibleHTML(markup string) string {
	return visible(markup, paired(markup), true, html.EscapeString)
}

func plainPicture(s string) string { return s }

// visible replaces the hidden characters of s by their pictures. In prose it leaves out
// the harmless ones, and the marks that begin and end isolates and embeddings if they are
// paired.
func visible(s string, paired, prose bool, picture func(string) string) string {
	if plain(s) || strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	flag := 0 // byte at which the tags of a flag end
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			b.WriteString(picture(fmt.Sprintf("<0x%02X>", s[i])))
		case !hidden(r):
			b.WriteRune(r)
			if r == blackFlag {
				flag = i + utf8.RuneLen(r) + tags(s[i+utf8.RuneLen(r):])
			}
		case i < flag:
			b.WriteRune(r)
		case prose && (unicode.Is(harmless, r) || paired && unicode.Is(nesting, r)):
		case prose && unicode.Is(separators, r):
			b.WriteByte(' ')
		case r < 0x20:
			b.WriteString(picture(string(0x2400 + r)))
		case r == 0x7F:
			b.WriteString(picture("\u2421"))
		default:
			b.WriteString(picture(fmt.Sprintf("<U+%04X>", r)))
		}
	}
	return b.String()
}

// blackFlag and the tags behind it are the flag of a region, such as Wales.
const blackFlag = '\U0001F3F4'

// tags returns the length of the tags of a flag that s begins with: at most six, and the
// one that ends them.
func tags(s string) int {
	for i, r := range s {
		switch {
		case r == 0xE007F:
			return i + utf8.RuneLen(r)
		case r < 0xE0030 || r > 0xE007A || i >= 6*utf8.RuneLen(r):
			return 0
		}
	}
	return 0
}

// paired reports whether each isolate and each embedding of a text is ended, in the order
// in which they begin, and nothing is overridden. Such marks are those of a writer; others
// may be there to deceive, so they are shown.
func paired(s string) bool {
	var open []rune // what ends those that are open
	for _, r := range s {
		switch r {
		case '\u202D', '\u202E':
			return false
		case '\u202A', '\u202B':
			open = append(open, '\u202C')
		case '\u2066', '\u2067', '\u2068':
			open = append(open, '\u2069')
		case '\u202C', '\u2069':
			last := len(open) - 1
			if last < 0 || open[last] != r {
				return false
			}
			open = open[:last]
		}
	}
	return len(open) == 0
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
var hiddenFormats = &unicode.RangeTable{
	LatinOffset: 1,
	R16: []unicode.Range16{
		{Lo: 0x00AD, Hi: 0x00AD, Stride: 1}, // soft hyphen
		{Lo: 0x061C, Hi: 0x061C, Stride: 1}, // Arabic letter mark
		{Lo: 0x200B, Hi: 0x200B, Stride: 1}, // no width
		{Lo: 0x200E, Hi: 0x200F, Stride: 1}, // marks of direction
		{Lo: 0x2028, Hi: 0x202E, Stride: 1}, // line and paragraph separators, embeddings, overrides
		{Lo: 0x2060, Hi: 0x206F, Stride: 1}, // invisible operators, isolates
		{Lo: 0xFEFF, Hi: 0xFEFF, Stride: 1}, // byte order mark
		{Lo: 0xFFF9, Hi: 0xFFFB, Stride: 1}, // interlinear annotation
	},
	R32: []unicode.Range32{
		{Lo: 0xE0000, Hi: 0xE007F, Stride: 1}, // tags
	},
}

// Of the hidden characters those that prose may have for a reason. Terminals get none of
// them: what has no effect there needs not be shown.
var (
	// harmless: the soft hyphen, marks of direction, and what has no width.
	harmless = rangetable.New(0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF)

	// nesting: what begins and ends embeddings and isolates.
	nesting = rangetable.New(0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069)

	separators = rangetable.New(0x0B, 0x0C, 0x2028, 0x2029)
)

// hidden reports whether a terminal obeys a character, whether it changes the order of
// what is shown, or shows as nothing. XML forbids the noncharacters besides.
func hidden(r rune) bool {
	if ' ' <= r && r < 0x7F || r == '\n' || r == '\t' {
		return false
	}
	return unicode.In(r, unicode.Cc, hiddenFormats, unicode.Noncharacter_Code_Point)
}

// Line returns s on one line, with single spaces and all characters visible.
func Line(s string) string {
	oneLine := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return oneLine(Visible(oneLine(s))) // without a mark two spaces may be neighbours
}
