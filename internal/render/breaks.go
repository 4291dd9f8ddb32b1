package render

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/markdown"
	"github.com/rivo/uniseg"
)

// Characters that tell glamour where a line may break, and where not. No text has the
// first, because blog.Visible replaces it; no line of a page has either.
const (
	mayBreak    = "\u0085"     // to glamour a space, which has no width
	gluedHyphen = "\U0010FFF3" // as wide as a hyphen
)

var unbroken = strings.NewReplacer(mayBreak, "", gluedHyphen, "-")

// breakable returns a text with marks for glamour, which breaks lines at spaces and
// behind hyphens: between Chinese, Japanese and Korean letters a line may break, and a
// hyphen divides compounds, not dates, flags, versions or addresses that fit the width.
func breakable(s string, width int) string {
	if strings.Contains(s, "-") && !strings.Contains(s, gluedHyphen) {
		s = glueHyphens(s, width)
	}
	return breakBetween(s)
}

// glueHyphens replaces the hyphens at which no line may break.
func glueHyphens(s string, width int) string {
	var glued strings.Builder
	done := 0 // up to which s is in glued
	for at := strings.IndexByte(s, '-'); at >= 0; {
		from := strings.LastIndexAny(s[:at], " \n") + 1
		to := len(s)
		if n := strings.IndexAny(s[at:], " \n"); n >= 0 {
			to = at + n
		}
		if word := s[from:to]; !isCompound(word) && textWidth(word) <= width {
			glued.WriteString(s[done:from])
			glued.WriteString(strings.ReplaceAll(word, "-", gluedHyphen))
			done = to
		}
		next := strings.IndexByte(s[to:], '-')
		if next < 0 {
			break
		}
		at = to + next
	}
	glued.WriteString(s[done:])
	return glued.String()
}

// isCompound reports whether a word has letters on both sides of its hyphens and, but for
// the punctuation around it, nothing else. The number of a link behind it does not count.
func isCompound(word string) bool {
	word, _, _ = strings.Cut(word, hardSpace)
	word = strings.TrimFunc(word, func(r rune) bool { return r != '-' && !isWord(r) })
	if strings.HasPrefix(word, "-") || strings.HasSuffix(word, "-") {
		return false
	}
	return strings.IndexFunc(word, func(r rune) bool {
		ascii := r == '-' || r == '\'' || unicode.IsLetter(r)
		return !ascii && (r < utf8.RuneSelf || unicode.IsDigit(r))
	}) < 0
}

// breakBetween marks where lines may break beside letters of East Asia, as Unicode's Annex
// 14 says.
func breakBetween(s string) string {
	if strings.IndexFunc(s, markdown.Wide) < 0 {
		return s
	}
	var b strings.Builder
	for rest, state := s, -1; rest != ""; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		b.WriteString(part)
		before, _ := utf8.DecodeLastRuneInString(part)
		after, _ := utf8.DecodeRuneInString(rest)
		if rest != "" && !unicode.IsSpace(before) && (markdown.Wide(before) || markdown.Wide(after)) {
			b.WriteString(mayBreak)
		}
	}
	return b.String()
}
