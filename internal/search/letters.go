package search

import "unicode/utf8"

// snippetLetters bounds a snippet beside its words: one may be a page long, as
// in a script without spaces.
const snippetLetters = 160

// around is the part of a long word that its first mark stands in, with a third
// of its context before it, or the beginning if there is none.
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

// longer reports what has more letters than a snippet.
func longer(s string) bool { return forward(s, 0, len(s), snippetLetters) < len(s) }

// forward is n letters behind at, but not behind to.
func forward(s string, at, to, n int) int {
	for ; n > 0 && at < to; n-- {
		_, size := utf8.DecodeRuneInString(s[at:to])
		at += size
	}
	return at
}

// back is n letters before at, but not before from.
func back(s string, from, at, n int) int {
	for ; n > 0 && at > from; n-- {
		_, size := utf8.DecodeLastRuneInString(s[from:at])
		at -= size
	}
	return at
}
