package blog

import "bytes"

// prefix is what a line of Markdown begins with, and the text behind it.
type prefix struct {
	text      []byte
	indent    int // columns of spaces, without the one that belongs to a quote
	quotes    int
	marks     int // of items of lists, and of footnotes
	footnotes int // marks of these
}

// openers takes off a line all that may open a container. A rule, such as - - -, opens
// none.
func openers(line []byte) prefix {
	p := prefix{text: bytes.TrimRight(line, " \t")}
	drawn := len(p.text) - len(bytes.TrimRight(p.text, "-=:|*_ \t\r")) // what is longer is no rule
	for len(p.text) > 0 {
		switch p.text[0] {
		case ' ':
			p.indent++
			p.text = p.text[1:]
			continue
		case '\t':
			p.indent += 4
			p.text = p.text[1:]
			continue
		case '>':
			p.quotes++
			p.text = bytes.TrimPrefix(p.text[1:], []byte(" "))
			continue
		}
		n := marker(p.text)
		if n == 0 {
			if n = footnoteMark(p.text); n > 0 {
				p.footnotes++
			}
		}
		if n == 0 || p.marks+p.quotes <= maxDepth && len(p.text) <= drawn && isRule(p.text) {
			return p
		}
		p.marks++
		p.text = bytes.TrimLeft(p.text[n:], " \t")
	}
	return p
}

// marker returns the size of the mark of an item of a list and of the space behind it,
// or 0.
func marker(text []byte) int {
	n := 0
	for n < len(text) && n < 9 && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	switch {
	case n >= len(text):
		return 0
	case n == 0 && text[0] != '-' && text[0] != '*' && text[0] != '+':
		return 0
	case n > 0 && text[n] != '.' && text[n] != ')':
		return 0
	}
	if n++; n == len(text) {
		return n
	}
	if text[n] != ' ' && text[n] != '\t' {
		return 0
	}
	return n + 1
}

// maxLabel is how long the name of a footnote or a definition may be, in bytes.
const maxLabel = 999

// footnoteMark returns the size of the mark before a footnote, [^NAME]:, or 0.
func footnoteMark(text []byte) int {
	if len(text) < 5 || text[0] != '[' || text[1] != '^' {
		return 0
	}
	end := bytes.IndexByte(text[:min(len(text), maxLabel+4)], ']')
	if end < 0 || end+1 >= len(text) || text[end+1] != ':' {
		return 0
	}
	return end + 2
}

// fenced is a block of code between fences, which stands in nothing but quotes. Code
// in lists is counted like text: where it ends depends on what the parser takes for
// the item.
type fenced struct {
	char   byte // 0 where none is open
	length int
	quotes int
}

// open opens the block that a line begins, if it begins one.
func (f *fenced) open(p prefix) {
	if char, length := fence(p.text); length > 0 {
		*f = fenced{char, length, p.quotes}
	}
}

// holds reports whether the line is code, or the closing fence.
func (f *fenced) holds(line []byte) bool {
	if f.char == 0 {
		return false
	}
	for range f.quotes {
		indented := bytes.TrimLeft(line, " ")
		if len(indented) == 0 || indented[0] != '>' || len(line)-len(indented) > 3 {
			f.char = 0 // the quote has ended, and so has the code
			return false
		}
		line = bytes.TrimPrefix(indented[1:], []byte(" "))
	}
	text := bytes.TrimLeft(line, " ")
	if n := len(text); n > 0 && len(line)-n <= 3 && text[0] == f.char {
		if n = run(text); n >= f.length && len(bytes.TrimSpace(text[n:])) == 0 {
			f.char = 0
		}
	}
	return true
}

// fence returns what opens a block of code; length is 0 where nothing does.
func fence(text []byte) (char byte, length int) {
	if text[0] != '`' && text[0] != '~' {
		return 0, 0
	}
	n := run(text)
	if n < 3 || text[0] == '`' && bytes.IndexByte(text[n:], '`') >= 0 {
		return 0, 0
	}
	return text[0], n
}

// run returns how often the first byte of a text is repeated.
func run(text []byte) int {
	n := 0
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

// isRule reports whether a line is a thematic break, the line under a heading, or the one
// under the head of a table.
func isRule(text []byte) bool {
	drawn := false
	for _, b := range text {
		switch b {
		case '-', '=':
			drawn = true
		case ' ', '\t', ':', '|', '\r':
		case '*', '_':
			return len(bytes.Trim(text, string(b)+" \t")) == 0 && bytes.Count(text, []byte{b}) >= 3
		default:
			return false
		}
	}
	return drawn
}

// opensRawHTML reports whether a line begins a block of HTML that goes on over blank
// lines: a comment, a script, preformatted text (CommonMark 4.6).
func opensRawHTML(text []byte) bool {
	if bytes.HasPrefix(text, []byte("<!")) || bytes.HasPrefix(text, []byte("<?")) {
		return true
	}
	lower := bytes.ToLower(text[:min(len(text), 10)])
	for _, tag := range [...]string{"<pre", "<script", "<style", "<textarea"} {
		if rest, ok := bytes.CutPrefix(lower, []byte(tag)); ok && (len(rest) == 0 || bytes.IndexByte([]byte(" >\t"), rest[0]) >= 0) {
			return true
		}
	}
	return false
}
