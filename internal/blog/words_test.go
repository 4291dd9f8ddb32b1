package blog

import (
	"strings"
	"testing"
	"unicode"
)

// A word is a token between white space that has a letter or a digit.
func TestCountWords(t *testing.T) {
	for _, c := range []struct {
		markdown string
		want     int
	}{
		{"", 0},
		{"\n \n", 0},
		{"one two\nthree", 3},
		{"naïve 漢字 🧶 a\u00a0b", 4},
		{"# One two #\n\n- - -\n", 2},
		{"- [ ] open\n- [x] done\n", 3},
		{"a - b — c -- d\n", 4},
		{"```go run\nfunc main() {\n\t*p = 1\n}\n```\n", 6},
		{"| a | b c |\n| - | :-: |\n", 3},
		{strings.Repeat("ภาษาไทย", 100) + " Go", 176}, // 700 letters, four a word
		{strings.Repeat("ที่นี่", 100), 50},           // marks take no time
		{"[a link](https://example.com) 3.14 &amp;\n", 4},
	} {
		if got := countWords([]byte(c.markdown)); got != c.want {
			t.Errorf("%d words, want %d in %q", got, c.want, c.markdown)
		}
	}
}

// FuzzCountWords counts any text: plain words are as many as there are fields, unless they
// have wide characters.
func FuzzCountWords(f *testing.F) {
	for _, seed := range []string{"# a\n\n> - [ ] b\n", "```x\n```", "\\", "1. \n2)", "\xff a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n := countWords([]byte(text)); n < 0 || n > len(text) {
			t.Errorf("%d words in %d bytes", n, len(text))
		}
		plain := strings.Map(func(r rune) rune {
			if r == '\n' || unicode.IsLetter(r) && !Unspaced(r) {
				return r
			}
			return ' '
		}, text)
		if got, want := countWords([]byte(plain)), len(strings.Fields(plain)); got != want {
			t.Errorf("%d words, want %d in %q", got, want, plain)
		}
	})
}
