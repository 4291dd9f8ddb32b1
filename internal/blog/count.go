package blog

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// count is the number of words in a body, which every reading time comes from. A
// word is what stands between spaces in the text that a reader sees: code and its
// output, notes, and what links are called count; the marks of Markdown, the info
// strings of code, addresses behind a name and HTML do not.
//
// It goes over the Markdown once and makes no tree, which takes five times as long
// and much memory. What tests hold it to is that it finds as many words as there are
// in [Outline.Plain]; it may be a few off where marks stand for themselves after
// all, as in a backtick that is never closed.
func count(source []byte) int {
	c := &counter{blank: true}
	for len(source) > 0 {
		var line []byte
		line, source, _ = bytes.Cut(source, []byte("\n"))
		c.line(line, source)
	}
	return c.words
}

// counter is where in a body counting is.
type counter struct {
	words int

	blank  bool   // the line before was
	list   bool   // within a list, where what is indented is no code
	code   bool   // within indented code
	table  bool   // within a table
	html   bool   // within a block of HTML
	until  string // what ends that, else a blank line does
	fence  byte   // of the block of code that is open, or 0
	length int    // of that fence
	quotes int    // around it
	ticks  int    // that the code within a line began with, or 0
}

// line takes one line, with the text below it at hand.
func (c *counter) line(line, below []byte) {
	if c.fence != 0 {
		c.fenced(line)
		return
	}
	m := margin(line)
	if c.until != "" {
		if bytes.Contains(bytes.ToLower(line), []byte(c.until)) {
			c.until, c.blank = "", true
		}
		return
	}
	if len(m.text) == 0 {
		c.blank, c.table, c.html, c.ticks = true, false, false, 0
		return
	}
	first := c.blank
	c.blank = false
	c.list = m.item || c.list && (!first || m.indent > 0)
	c.code = m.indent >= 4 && !c.list && (first || c.code)
	char, length := fence(m.text)
	switch {
	case c.code:
		c.words += len(bytes.Fields(line))
	case c.html:
	case length > 0:
		c.fence, c.length, c.quotes = char, length, m.quotes
	case closing(m.text) != "":
		end := closing(m.text)
		if !bytes.Contains(bytes.ToLower(m.text[1:]), []byte(end)) {
			c.until = end
		}
		c.blank = true
	case isRule(m.text), isDefinition(m.text):
	case first && opensHTML(m.text):
		c.html = true
	default:
		next, _, _ := bytes.Cut(below, []byte("\n"))
		c.table = c.table || bytes.IndexByte(m.text, '|') >= 0 && isRule(margin(next).text)
		c.inline(heading(m.text))
	}
}

// fenced takes a line of a block of code, or its closing fence.
func (c *counter) fenced(line []byte) {
	for range c.quotes {
		line = bytes.TrimPrefix(bytes.TrimLeft(line, " "), []byte(">"))
	}
	text := bytes.TrimSpace(line)
	if n := run(text); n >= c.length && n == len(text) && text[0] == c.fence {
		c.fence, c.blank = 0, true
		return
	}
	c.words += len(bytes.Fields(line))
}

// inline takes the text of a line.
func (c *counter) inline(text []byte) {
	inside := false // a word
	for len(text) > 0 {
		size, what := c.piece(text, inside)
		switch what {
		case letters:
			if !inside {
				c.words++
			}
			inside = true
		case space:
			inside = false
		}
		text = text[size:]
	}
}

// class is what a piece of text is to words.
type class int

const (
	letters class = iota // a part of one
	space                // what parts two
	mark                 // neither
)

// piece is the size of what a text begins with, and what it is.
func (c *counter) piece(text []byte, inside bool) (size int, what class) {
	switch b := text[0]; {
	case b == '`':
		return c.backticks(text)
	case b >= utf8.RuneSelf:
		r, size := utf8.DecodeRune(text)
		if unicode.IsSpace(r) {
			return size, space
		}
		return size, letters
	case b <= ' ':
		return 1, space
	case 'a' <= b && b <= 'z' || c.ticks > 0:
		return 1, letters
	case b == '|' && c.table:
		return 1, space
	case b == '\\' && len(text) > 1:
		return 2, letters
	case b == '\\':
		return 1, mark
	case b == '*', b == '_', b == '~':
		n := run(text)
		if !inside && (n == len(text) || text[n] == ' ') {
			return n, letters // by itself it marks nothing
		}
		return n, mark
	case b == '!' && len(text) > 1 && text[1] == '[':
		return 1, mark
	case b == '[', b == ']':
		return bracket(text), mark
	case b == '<':
		return angle(text)
	}
	return 1, letters
}

// backticks begin and end code within a line.
func (c *counter) backticks(text []byte) (size int, what class) {
	n := run(text)
	switch c.ticks {
	case 0:
		c.ticks = n
	case n:
		c.ticks = 0
	default:
		return n, letters
	}
	return n, mark
}

// bracket is the size of a bracket with what belongs to it: the name of a note,
// the address of a link.
func bracket(text []byte) int {
	switch {
	case len(text) == 1:
		return 1
	case text[0] == '[' && text[1] == '^', text[0] == ']' && text[1] == '[':
		text = text[:min(len(text), maxLabel+2)]
		return max(bytes.IndexByte(text, ']')+1, 1+bytes.IndexByte(text[1:], ']')+1)
	case text[0] == ']' && text[1] == '(':
		depth := 0
		for i, b := range text {
			switch b {
			case '(':
				depth++
			case ')':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		return len(text)
	}
	return 1
}

// maxAngle is how far the end of a tag or an address is looked for, in bytes. Without
// a bound a line of many that do not end would take quadratic time.
const maxAngle = 4 << 10

// angle is the size of an address in angle brackets, which is a word, or of an
// HTML tag, which is none.
func angle(text []byte) (size int, what class) {
	end := bytes.IndexByte(text[:min(len(text), maxAngle)], '>')
	if end < 2 {
		return 1, letters
	}
	inside := text[1:end]
	address := bytes.IndexByte(inside, ':') >= 0 || bytes.IndexByte(inside, '@') >= 0
	switch {
	case address && bytes.IndexByte(inside, ' ') < 0 && bytes.IndexByte(inside, '"') < 0:
		return end + 1, letters
	case isLetter(inside[0]) || inside[0] == '/' || inside[0] == '!':
		return end + 1, mark
	}
	return 1, letters
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// run is how often the first byte of a text is repeated.
func run(text []byte) int {
	n := 0
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}
