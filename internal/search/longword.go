package search

import (
	"unicode/utf8"

	"golang.org/x/text/width"
)

// snippetLetters bounds the letters of a snippet: in a script without spaces one word may
// be as long as a page. Wide letters count twice.
const snippetLetters = 160

// lettersOf returns what a character counts for.
func lettersOf(r rune) int {
	if r >= 0x1100 {
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			return 2
		}
	}
	return 1
}

// around returns the part of text[from:to], a long word, that has its first mark, with a
// third of the context before the mark. Without a mark it is the beginning.
func around(text string, from, to int, marks []Mark) (start, end int) {
	start = from
	for _, m := range marks {
		if from <= m.From && m.From < to {
			marked := letters(text[m.From:forward(text, m.From, min(m.To, to), snippetLetters)])
			start = back(text, from, m.From, (snippetLetters-marked)/3)
			break
		}
	}
	end = forward(text, start, to, snippetLetters)
	return back(text, from, start, snippetLetters-letters(text[start:end])), end
}

// longer reports whether s has more letters than a snippet.
func longer(s string) bool { return forward(s, 0, len(s), snippetLetters) < len(s) }

// letters returns how many letters a text has.
func letters(s string) (n int) {
	for _, r := range s {
		n += lettersOf(r)
	}
	return n
}

// forward returns the offset at most n letters after at, but at most to.
func forward(s string, at, to, n int) int {
	for at < to {
		r, size := utf8.DecodeRuneInString(s[at:to])
		if n -= lettersOf(r); n < 0 {
			break
		}
		at += size
	}
	return at
}

// back returns the offset at most n letters before at, but at least from.
func back(s string, from, at, n int) int {
	for at > from {
		r, size := utf8.DecodeLastRuneInString(s[from:at])
		if n -= lettersOf(r); n < 0 {
			break
		}
		at -= size
	}
	return at
}
