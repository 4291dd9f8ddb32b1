package search

import "unicode/utf8"

// snippetLetters bounds the letters of a snippet: in a script without spaces one word may
// be as long as a page.
const snippetLetters = 160

// around returns the part of text[from:to], a long word, that has its first mark, with a
// third of the context before the mark. Without a mark it is the beginning.
func around(text string, from, to int, marks []Mark) (start, end int) {
	start = from
	for _, m := range marks {
		if from <= m.From && m.From < to {
			marked := utf8.RuneCountInString(text[m.From:forward(text, m.From, min(m.To, to), snippetLetters)])
			start = back(text, from, m.From, (snippetLetters-marked)/3)
			break
		}
	}
	end = forward(text, start, to, snippetLetters)
	return back(text, from, start, snippetLetters-utf8.RuneCountInString(text[start:end])), end
}

// longer reports whether s has more letters than a snippet.
func longer(s string) bool { return forward(s, 0, len(s), snippetLetters) < len(s) }

// forward returns the offset n letters after at, but at most to.
func forward(s string, at, to, n int) int {
	for ; n > 0 && at < to; n-- {
		_, size := utf8.DecodeRuneInString(s[at:to])
		at += size
	}
	return at
}

// back returns the offset n letters before at, but at least from.
func back(s string, from, at, n int) int {
	for ; n > 0 && at > from; n-- {
		_, size := utf8.DecodeLastRuneInString(s[from:at])
		at -= size
	}
	return at
}
