package blog

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/markdown"
)

// maxWork bounds the steps in which the parser looks back over marks, or ahead for the end
// of one. A step takes a few nanoseconds.
const maxWork = 16_000_000

// marks counts the steps that goldmark takes for the marks of emphasis, code and links in
// one paragraph: for each mark that closes it looks back over all open marks, and it looks
// ahead to the end of the paragraph or the line for the end of code or of an address.
// Marks within code and links count too, so the count may be too high.
type marks struct {
	work   int // of the whole body
	pieces int // lines and marks of the whole body
	most   int // that there may be

	open     []emphasisMark
	brackets []int // the number of pieces before each that is open
	ticks    []tickRun
	bytes    int // of the paragraph
	titles   int // that have begun and not ended
	titlesAt int // bytes before each of them, in all
}

// emphasisMark is a run of *, _ or ~.
type emphasisMark struct {
	char           byte
	length, before int // now, and when it was written
	opens, closes  bool
}

// tickRun is a run of backticks.
type tickRun struct{ at, length int }

// reset ends a paragraph.
func (m *marks) reset() {
	m.work += m.unclosedTicks() + m.titles*m.bytes - m.titlesAt
	*m = marks{most: m.most, work: m.work, pieces: m.pieces, open: m.open[:0], brackets: m.brackets[:0], ticks: m.ticks[:0]}
}

// line counts a line of the paragraph. It stops at the first limit that is exceeded.
func (m *marks) line(text []byte) {
	for i := 0; i < len(text) && m.work <= maxWork && m.pieces <= m.most; {
		n := 1
		switch text[i] {
		case '\\':
			n = 2
		case '`':
			n = run(text[i:])
			m.ticks = append(m.ticks, tickRun{m.bytes + i, n})
			m.pieces++
		case '*', '_', '~':
			n = run(text[i:])
			m.emphasis(text, i, n)
		case '[':
			m.brackets = append(m.brackets, m.pieces)
			m.pieces++
		case ']':
			m.closeBracket()
			m.address(text, i+1)
		}
		i += n
	}
	m.bytes += len(text) + 1
	m.pieces++
}

// closeBracket counts the pieces within brackets, which the parser searches for links.
func (m *marks) closeBracket() {
	m.pieces++
	last := len(m.brackets) - 1
	if last < 0 {
		return
	}
	m.work += m.pieces - m.brackets[last]
	m.brackets = m.brackets[:last]
}

// address counts how far the parser searches for the end of an address behind a bracket.
func (m *marks) address(line []byte, at int) {
	if at >= len(line) || line[at] != '(' {
		return
	}
	text := bytes.TrimLeft(line[at+1:], " \t")
	if len(text) > 0 && text[0] == '<' {
		end := bytes.IndexByte(text, '>')
		if end < 0 {
			end = len(text)
		}
		m.work += end
		return
	}
	depth := 0
	for i, b := range text {
		switch b {
		case '(':
			depth++
		case ')':
			depth--
		}
		if b <= ' ' || depth < 0 || m.work > maxWork {
			m.title(text[i:], m.bytes+len(line)-len(text)+i)
			return
		}
		m.work++
	}
}

// title counts how far the parser searches for the end of a title behind an address: in
// the line, or to the end of the paragraph.
func (m *marks) title(text []byte, at int) {
	text = bytes.TrimLeft(text, " \t")
	if len(text) == 0 || bytes.IndexByte([]byte(`"'(`), text[0]) < 0 {
		return
	}
	char := text[0]
	if char == '(' {
		char = ')'
	}
	end := bytes.IndexByte(text[1:], char)
	if end < 0 {
		m.titles++
		m.titlesAt += at
		return
	}
	m.work += end
}

// emphasis counts the run of n marks at i.
func (m *marks) emphasis(text []byte, i, n int) {
	m.pieces++
	before, _ := utf8.DecodeLastRune(text[:i])
	after, _ := utf8.DecodeRune(text[i+n:])
	left, right := flanks(before, after), flanks(after, before)
	mark := emphasisMark{text[i], n, n, left, right}
	if text[i] == '_' {
		mark.opens = left && (!right || isPunct(before))
		mark.closes = right && (!left || isPunct(after))
	}
	for mark.closes && mark.length > 0 && m.work <= maxWork {
		at, seen := m.opener(mark)
		if at < 0 {
			if !seen && !mark.opens {
				return
			}
			break
		}
		o := &m.open[at]
		used := 1
		if o.length >= 2 && mark.length >= 2 {
			used = 2
		}
		o.length -= used
		mark.length -= used
		m.open = m.open[:at+1]
		if o.length == 0 {
			m.open = m.open[:at]
		}
	}
	if mark.length > 0 {
		m.open = append(m.open, mark)
	}
}

// opener returns the nearest open mark that another closes, or -1. seen reports whether
// one of its kind is open.
func (m *marks) opener(closer emphasisMark) (at int, seen bool) {
	for at = len(m.open) - 1; at >= 0; at-- {
		m.work++
		o := m.open[at]
		if o.char != closer.char || !o.opens {
			continue
		}
		seen = true
		if (o.closes || closer.opens) && (o.before+closer.before)%3 == 0 && closer.before%3 != 0 {
			continue
		}
		return at, true
	}
	return -1, seen
}

// flanks reports whether a run of marks between two letters can open emphasis (CommonMark,
// section 6.2) or, with the letters exchanged, close it. Package markdown lets it stand
// between punctuation and a wide character.
func flanks(before, after rune) bool {
	return !isGap(after) && (!isPunct(after) || isGap(before) || isPunct(before) || markdown.Wide(before))
}

// isGap reports whether a letter is white space or the end of a line, which decodes as
// utf8.RuneError.
func isGap(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) }

func isPunct(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// unclosedTicks returns how many bytes the parser searches for the end of code that
// backticks begin: to the end of the paragraph, if no run of the same length follows.
func (m *marks) unclosedTicks() int {
	next := make(map[int]int, min(len(m.ticks), 64)) // by length
	closed := make([]int, len(m.ticks))
	for i := len(m.ticks) - 1; i >= 0; i-- {
		closed[i] = -1
		if at, ok := next[m.ticks[i].length]; ok {
			closed[i] = at
		}
		next[m.ticks[i].length] = i
	}
	work := 0
	for i := 0; i < len(m.ticks); i++ {
		if closed[i] < 0 {
			work += m.bytes - m.ticks[i].at
			continue
		}
		i = closed[i]
	}
	return work
}
