package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
)

const (
	// FTS5 puts these around what matched: control characters, of which the texts of
	// an archive have none.
	markOpens  = '\x02'
	markCloses = '\x03'

	// maxMarks is how many marks of a text are compared for its best part.
	maxMarks = 500

	snippetWords = 14

	ellipsis = "…"

	// blockBreak is between two blocks, two lines of code, two headings or two tags.
	blockBreak = " " + blockSign + " "
	blockSign  = "·"

	// maxForms bounds the forms of a hit.
	maxForms = 64
)

// forms returns what matched, as the marked texts spell it: in lower case, each once, in
// the order of the texts.
func forms(marked texts) (all []string) {
	for _, text := range marked {
		for _, piece := range strings.Split(text, string(markOpens))[1:] {
			inside, _, _ := strings.Cut(piece, string(markCloses))
			form := strings.ToLower(strings.Join(strings.Fields(inside), " "))
			if form != "" && !slices.Contains(all, form) {
				all = append(all, strings.Clone(form)) // else it holds the whole text
			}
			if len(all) == maxForms {
				return all
			}
		}
	}
	return all
}

// excerpt returns the best part of a marked text: where most of what was asked for is
// together. Without marks it is the beginning.
func excerpt(marked string) Snippet {
	text, marks := unmark(oneLine(marked))
	if text == "" {
		return Snippet{}
	}
	words := fields(text)
	first, last := densest(text, words, marks)
	from, to := widen(text, words, first, last)
	if longer(text[from:to]) {
		from, to = around(text, from, to, marks)
	}
	return cut(text, marks, from, to)
}

// oneLine joins the lines of a text, each of which is a block or a line of code.
func oneLine(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return strings.Join(lines, blockBreak)
}

// unmark takes the marks out of a marked text. One that is left open reaches to
// the end.
func unmark(marked string) (text string, marks []Mark) {
	var b strings.Builder
	for rest, found := marked, true; found; {
		var before, inside string
		before, rest, found = strings.Cut(rest, string(markOpens))
		inside, rest, _ = strings.Cut(rest, string(markCloses))
		b.WriteString(before)
		from := b.Len()
		b.WriteString(inside)
		if inside != "" && len(marks) < maxMarks {
			marks = append(marks, Mark{from, b.Len()})
		}
	}
	return b.String(), marks
}

// fields returns where the words of a text are, as a reader sees them: between spaces. The
// sign of a break belongs to the word before it.
func fields(text string) []Mark {
	var all []Mark
	at := 0
	for word := range strings.SplitSeq(text, " ") {
		if n := len(all); n > 0 && word == blockSign {
			all[n-1].To = at + len(word)
		} else {
			all = append(all, Mark{at, at + len(word)})
		}
		at += len(word) + 1
	}
	return all
}

// densest returns the first and the last of the words, at most as many as a snippet has,
// in which the most different marks are; of equals those with the most marks, then the
// earliest.
func densest(text string, words, marks []Mark) (first, last int) {
	in := wordsOf(words, marks)
	spelled := make([]string, len(marks))
	for i, m := range marks {
		spelled[i] = strings.ToLower(text[m.From:m.To])
	}
	best, end := 0, 0
	seen := map[string]int{} // of the marks from i up to end
	for i := range marks {
		for end < len(marks) && (end <= i || in[end].To-in[i].From < snippetWords) {
			seen[spelled[end]]++
			end++
		}
		if score := len(seen)*maxMarks + end - i; score > best {
			first, last, best = in[i].From, min(in[end-1].To, in[i].From+snippetWords-1), score
		}
		if seen[spelled[i]]--; seen[spelled[i]] == 0 {
			delete(seen, spelled[i])
		}
	}
	return first, last
}

// wordsOf returns the first and the last of the words that each mark is in.
func wordsOf(words, marks []Mark) []Mark {
	in := make([]Mark, len(marks))
	at := 0
	for i, m := range marks {
		for words[at].To <= m.From {
			at++
		}
		in[i].From = at
		for words[at].To < m.To {
			at++
		}
		in[i].To = at
	}
	return in
}

// widen gives the words from first to last their context, and returns where all of them
// begin and end.
func widen(text string, words []Mark, first, last int) (from, to int) {
	spare := snippetWords - (last - first + 1)
	start := first - before(text, words, first, spare)
	end := min(len(words), start+snippetWords) - 1
	start = max(0, min(start, end-snippetWords+1))
	long := func() bool { return longer(text[words[start].From:words[end].To]) }
	for end > last && long() {
		end--
	}
	for start < first && long() {
		start++
	}
	for end > start && long() {
		end--
	}
	from, to = words[start].From, words[end].To
	return from, from + len(strings.TrimSuffix(text[from:to], " "+blockSign))
}

// before returns how many of the spare words go before the first: as many as its sentence
// has, or else a third of them.
func before(text string, words []Mark, first, spare int) int {
	for n := 0; n <= min(first, spare/2); n++ {
		if n == first {
			return n
		}
		ends, _ := utf8.DecodeLastRuneInString(text[:words[first-n-1].To])
		if strings.ContainsRune(".:!?"+blockSign, ends) {
			return n
		}
	}
	return min(first, spare/3)
}

// cut makes a snippet of a part of a text. Characters that cannot be seen are replaced.
func cut(text string, marks []Mark, from, to int) Snippet {
	var s Snippet
	if from > 0 {
		s.Text = ellipsis
	}
	at := from
	for _, m := range marks {
		if m = (Mark{max(m.From, at), min(m.To, to)}); m.From >= m.To {
			continue
		}
		s.Text += blog.Visible(text[at:m.From])
		begins := len(s.Text)
		s.Text += blog.Visible(text[m.From:m.To])
		s.Marks = append(s.Marks, Mark{begins, len(s.Text)})
		at = m.To
	}
	s.Text += blog.Visible(text[at:to])
	if to < len(text) {
		s.Text += ellipsis
	}
	s.Text = strings.Clone(s.Text) // else one that begins the text holds all of it
	return s
}
