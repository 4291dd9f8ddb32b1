package blog

import (
	"bytes"
	"regexp"
)

// lineMargin is what a line of Markdown begins with, and the text behind it.
type lineMargin struct {
	text   []byte
	indent int  // columns, up to the first mark or the text
	quotes int  // how many it stands in
	item   bool // it begins an item of a list
}

// margin takes the marks of quotes, lists and tasks off a line.
func margin(line []byte) lineMargin {
	m := lineMargin{text: bytes.TrimRight(line, " \t\r")}
	for len(m.text) > 0 {
		switch b := m.text[0]; b {
		case ' ', '\t':
			if m.quotes == 0 && !m.item {
				m.indent++
				if b == '\t' {
					m.indent += 3
				}
			}
			m.text = m.text[1:]
			continue
		case '>':
			m.quotes++
			m.text = m.text[1:]
			continue
		}
		n := marker(m.text)
		if n == 0 || isRule(m.text) {
			return m
		}
		m.item = true
		m.text = bytes.TrimLeft(m.text[n:], " \t")
		if len(m.text) >= 4 && m.text[0] == '[' && m.text[2] == ']' && m.text[3] == ' ' && bytes.IndexByte([]byte(" xX"), m.text[1]) >= 0 {
			m.text = m.text[4:]
		}
	}
	return m
}

// marker is the size of the mark of an item of a list, and of the space behind it.
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

// fence is what a block of code is opened with; length is 0 where none is.
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

// isRule reports a line that is drawn rather than written: between two parts, under
// a heading, under the head of a table.
func isRule(text []byte) bool {
	if len(text) == 0 {
		return false
	}
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

var (
	definition = regexp.MustCompile(`^\[[^\]^][^\]]*\]:\s`)
	noteLabel  = regexp.MustCompile(`^\[\^[^\]\s]+\]:`)
	attributes = regexp.MustCompile(`\s+\{[^{}]*\}$`)
)

// isDefinition reports the address of links that name it elsewhere.
func isDefinition(text []byte) bool { return text[0] == '[' && definition.Match(text) }

// heading is a text without what makes it a heading, or a note.
func heading(text []byte) []byte {
	switch text[0] {
	case '[':
		return text[len(noteLabel.Find(text)):]
	case '#':
		n := run(text)
		if n > 6 || n < len(text) && text[n] != ' ' && text[n] != '\t' {
			return text
		}
		text = bytes.TrimSpace(text[n:])
		text = text[:len(text)-len(attributes.Find(text))]
		if bare := bytes.TrimRight(text, "#"); len(bare) == 0 || bare[len(bare)-1] == ' ' {
			text = bare
		}
	}
	return text
}

// closing is what ends the block of HTML that a line begins, if it goes on over blank
// lines: a comment, a program, what is set as it stands (CommonMark 4.6).
func closing(text []byte) string {
	if text[0] != '<' {
		return ""
	}
	lower := bytes.ToLower(text[:min(len(text), 10)])
	for _, block := range [...]struct{ opens, closes string }{
		{"<!--", "-->"}, {"<pre", "</pre>"}, {"<script", "</script>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"},
	} {
		if rest, ok := bytes.CutPrefix(lower, []byte(block.opens)); ok && (block.opens == "<!--" || len(rest) == 0 || bytes.IndexByte([]byte(" >\t"), rest[0]) >= 0) {
			return block.closes
		}
	}
	return ""
}

// opensHTML reports a line with which a block of HTML begins.
func opensHTML(text []byte) bool {
	if len(text) < 2 || text[0] != '<' {
		return false
	}
	name := bytes.TrimPrefix(text[1:], []byte("/"))
	if len(name) == 0 || !isLetter(name[0]) && name[0] != '!' {
		return false
	}
	end := bytes.IndexAny(name, " >\t:@")
	return end < 0 || name[end] != ':' && name[end] != '@'
}
