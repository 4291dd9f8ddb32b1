package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
)

const (
	// What FTS5 puts around what matched: control characters, of which the
	// texts of an archive have none.
	markOpens  = '\x02'
	markCloses = '\x03'

	snippetWords   = 14
	snippetLetters = 160 // a word may be a page long

	ellipsis = "…"
)

// excerpt is the best part of a marked text: where most of what was asked for
// stands together.
func excerpt(marked string) Snippet {
	spans := fields(marked)
	if len(spans) == 0 {
		return Snippet{}
	}
	first, last := densest(marked, spans, matches(marked))
	from, to := widen(marked, spans, first, last)
	var open, end string
	if from > spans[0].From {
		open = ellipsis
	}
	if to < spans[len(spans)-1].To {
		end = ellipsis
	}
	return unmark(open + marked[from:to] + end)
}

// fields is where the words of a text stand, as a reader sees them: between
// spaces.
func fields(text string) []Mark {
	var spans []Mark
	from := -1
	for at, r := range text {
		switch space := unicode.IsSpace(r); {
		case space && from >= 0:
			spans = append(spans, Mark{from, at})
			from = -1
		case !space && from < 0:
			from = at
		}
	}
	if from >= 0 {
		spans = append(spans, Mark{from, len(text)})
	}
	return spans
}

// matches is what stands between the marks of a marked text.
func matches(marked string) []Mark {
	var all []Mark
	at := 0
	for {
		open := strings.IndexByte(marked[at:], markOpens)
		if open < 0 {
			return all
		}
		from := at + open + 1
		end := strings.IndexByte(marked[from:], markCloses)
		if end < 0 {
			return all
		}
		at = from + end
		all = append(all, Mark{from, at})
	}
}

// densest is the first and the last of the words, at most as many as a snippet
// has, in which the most different marks stand; of equals those with the most
// marks, then the earliest.
func densest(text string, spans, marks []Mark) (first, last int) {
	best := 0
	seen := map[string]bool{}
	at := 0 // the word in which mark i begins
	for i := range marks {
		clear(seen)
		for spans[at].To <= marks[i].From {
			at++
		}
		end, score := at, 0
		for j := i; j < len(marks); j++ {
			to := end
			for to+1 < len(spans) && spans[to].To < marks[j].To {
				to++
			}
			if j > i && to-at >= snippetWords {
				break
			}
			end = to
			seen[strings.ToLower(text[marks[j].From:marks[j].To])] = true
			score = len(seen)<<16 + j - i + 1
		}
		if score > best {
			first, last, best = at, min(end, at+snippetWords-1), score
		}
	}
	return first, last
}

// widen gives the words from first to last their context, and returns the bytes
// that they all take.
func widen(text string, spans []Mark, first, last int) (from, to int) {
	spare := snippetWords - (last - first + 1)
	start := first - before(text, spans, first, spare)
	end := min(len(spans), start+snippetWords) - 1
	start = max(0, min(start, end-snippetWords+1))
	long := func() bool { return letters(text[spans[start].From:spans[end].To]) > snippetLetters }
	for end > last && long() {
		end--
	}
	for start < first && long() {
		start++
	}
	for end > start && long() {
		end--
	}
	from, to = spans[start].From, spans[end].To
	n := 0
	for at := range text[from:to] {
		if n++; n > snippetLetters && long() {
			return from, from + at
		}
	}
	return from, to
}

// letters counts them in a marked text.
func letters(marked string) int {
	return utf8.RuneCountInString(marked) - strings.Count(marked, string(markOpens)) - strings.Count(marked, string(markCloses))
}

// before is how many of the spare words go before the first: to where its
// sentence begins, or else a third of them.
func before(text string, spans []Mark, first, spare int) int {
	for n := 0; n <= min(first, spare/2); n++ {
		if n == first || strings.ContainsRune(".:!?", rune(text[spans[first-n-1].To-1])) {
			return n
		}
	}
	return min(first, spare/3)
}

// unmark puts a marked text on one line, shows what is hidden in it, and takes
// the marks out. One that the text was cut in reaches to its end.
func unmark(marked string) Snippet {
	var s Snippet
	rest, found := strings.Join(strings.Fields(marked), " "), true
	for found {
		var before, inside string
		before, rest, found = strings.Cut(rest, string(markOpens))
		inside, rest, _ = strings.Cut(rest, string(markCloses))
		s.Text += blog.Visible(before)
		from := len(s.Text)
		s.Text += blog.Visible(inside)
		if to := len(s.Text); from < to {
			s.Marks = append(s.Marks, Mark{from, to})
		}
	}
	return s
}
