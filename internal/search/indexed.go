package search

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"golang.org/x/text/unicode/norm"
)

// FTS5 makes a word of each run of letters and digits, which is not always what readers
// look for. So it gets another text than they see:
//
//   - In scripts without spaces each character begins a word, which has the next one too:
//     知识库 becomes "知识 识库 库". Two neighbors or more are found as a phrase, and one
//     as a prefix.
//   - Such a run is apart from the letters beside it: 重跑itgc becomes "重跑 跑 itgc".
//   - A raised number is apart: 10¹² becomes "10 12". A lowered one is not: H₂O is H2O.
//   - Half-width and full-width forms become ordinary ones.
//   - Soft hyphens and other format characters are left out. A zero width non-joiner joins
//     words to one, for which one can look as well as for the words: a‌b becomes "a b ab".

// kind is what a character is in a text.
type kind int

const (
	between  kind = iota // between words
	inWord               // a letter or a digit
	mark                 // belongs to the character before it
	unspaced             // of a script without spaces
	raised               // a raised number
	unseen               // a format character
)

// nonJoiner is between parts of a word that are not joined, in Persian above all.
const nonJoiner = '\u200C'

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		if letter(r) {
			return inWord
		}
		return between
	case r == 'ﾞ' || r == 'ﾟ' || unicode.IsMark(r) && !unicode.Is(unicode.Variation_Selector, r):
		return mark
	case strings.ContainsRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r):
		return raised
	case blog.Unspaced(r):
		return unspaced
	case letter(r):
		return inWord
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector):
		return unseen
	}
	return between
}

// compatible reports whether a character is another form of an ordinary one: a lowered
// number, half-width or full-width.
func compatible(r rune) bool { return '₀' <= r && r <= '₉' || 0xFF01 <= r && r <= 0xFFEF }

// asIs reports whether FTS5 gets a text as it is, as nearly all in scripts with spaces.
func asIs(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		if r < 0xAD {
			return false
		}
		k := kindOf(r)
		return k >= unspaced || k == inWord && compatible(r)
	}) < 0
}

// indexed returns what FTS5 gets of a text.
func indexed(text string) string {
	if asIs(text) {
		return text
	}
	var b strings.Builder
	b.Grow(2 * len(text))
	for piece := range pieces(text) {
		b.WriteString(piece)
	}
	return b.String()
}

// pieces yields what FTS5 gets of a text, and which bytes of the text each piece is.
func pieces(text string) iter.Seq2[string, Mark] {
	return func(yield func(string, Mark) bool) {
		last := between
		for at := 0; at < len(text); {
			r, size := utf8.DecodeRuneInString(text[at:])
			m := Mark{at, at + size}
			k := kindOf(r)
			switch k {
			case unseen:
				at = m.To
				continue
			case mark:
				k = last
			case inWord:
				if last != inWord && !yieldParts(text, at, yield) {
					return
				}
			case unspaced:
				m.To += marks(text[m.To:])
			}
			at = m.To
			piece := text[m.From:m.To]
			if k == raised || k != between && compatible(r) || k == unspaced && m.To-m.From > size {
				piece = norm.NFKC.String(seen(piece))
			}
			if k == unspaced && last == unspaced && !yield(piece, m) { // the end of a word
				return
			}
			if k != between && last != between && (k != last || k == unspaced) && !yield(" ", Mark{m.From, m.From}) {
				return
			}
			if !yield(piece, m) {
				return
			}
			last = k
		}
	}
}

// yieldParts yields the parts of the word that begins at an offset if it has non-joiners.
func yieldParts(text string, at int, yield func(string, Mark) bool) bool {
	end := strings.IndexFunc(text[at:], func(r rune) bool { k := kindOf(r); return k != inWord && k != mark && k != unseen })
	word := text[at:]
	if end >= 0 {
		word = word[:end]
	}
	if !strings.ContainsRune(word, nonJoiner) {
		return true
	}
	for part := range strings.SplitSeq(word, string(nonJoiner)) {
		m := Mark{at, at + len(part)}
		if !yield(seen(part), m) || !yield(" ", Mark{m.To, m.To}) {
			return false
		}
		at = m.To + utf8.RuneLen(nonJoiner)
	}
	return true
}

// marks returns how many bytes the marks take that a text begins with.
func marks(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { k := kindOf(r); return k != mark && k != unseen })
	if end < 0 {
		return len(text)
	}
	return end
}

// seen returns a text without format characters.
func seen(text string) string {
	return strings.Map(func(r rune) rune {
		if kindOf(r) == unseen {
			return -1
		}
		return r
	}, text)
}

// remarked returns a text with the marks that FTS5 has put into what it got of it. A mark
// ends after the first character of a word that the expression match does not have: then
// that character alone was looked for.
func remarked(text, marked, match string) string {
	if asIs(text) {
		return marked
	}
	type piece struct {
		text string
		Mark
	}
	var first, second piece // the last two
	var marks []Mark
	from := -1
	end := func() {
		to := second.To
		if isUnspaced(first.text) && isUnspaced(second.text) && !strings.Contains(match, first.text+second.text) {
			to = first.To
		}
		marks = append(marks, Mark{from, max(from, to)})
	}
	for t, m := range pieces(text) {
		for n := 0; n < len(t); marked = marked[1:] {
			switch marked[0] {
			case markOpens:
				from = m.From
			case markCloses:
				end()
			default:
				if n == 0 {
					first, second = second, piece{t, m}
				}
				n++
			}
		}
	}
	if strings.HasPrefix(marked, string(markCloses)) {
		end()
	}
	return withMarks(text, marks)
}

// withMarks writes marks into a text. Of words that share a character it makes one.
func withMarks(text string, marks []Mark) string {
	slices.SortFunc(marks, func(a, b Mark) int { return a.From - b.From })
	var b strings.Builder
	at := 0
	for i := 0; i < len(marks); {
		m := marks[i]
		for i++; i < len(marks) && marks[i].From < m.To; i++ {
			m.To = max(m.To, marks[i].To)
		}
		b.WriteString(text[at:m.From])
		b.WriteByte(markOpens)
		b.WriteString(text[m.From:m.To])
		b.WriteByte(markCloses)
		at = m.To
	}
	b.WriteString(text[at:])
	return b.String()
}

// isUnspaced reports whether a word is of a script without spaces.
func isUnspaced(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return blog.Unspaced(r)
}
