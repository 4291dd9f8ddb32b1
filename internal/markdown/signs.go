package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Signs that Obsidian, pandoc and markdown-it add to those of Markdown.
var (
	wikiLink     = regexp.MustCompile(`^\[\[([\pL\pN#][^\[\]|<>\n]*?)(?:\\?\|([^\[\]\n]*))?\]\]`)
	definedLabel = regexp.MustCompile(`(?m)^ {0,3}\[([^\[\]\n^][^\[\]\n]*)\]:`)
	onlyDigit    = regexp.MustCompile(`^[\d\s,.-]+$`)
	marked       = regexp.MustCompile(`^==([^\s={` + "`" + `<](?:[^={` + "`" + `<\n]*[^\s={` + "`" + `<])?)==`)
	lowered      = regexp.MustCompile(`^~([^\s~]{1,30})~`)
	raised       = regexp.MustCompile(`^\^([^\s^\[\]]{1,30})\^`)
	blockID      = regexp.MustCompile(`^\^([\w-]*[A-Za-z][\w-]*)[ \t]*\r?(?:\n|$)`)
	pelican      = regexp.MustCompile(`^(?:\{(filename|static|attach|index|tag|category|author)\}|\|(filename|static|attach)\|)`)
)

// wiki adds a link as [[NAME#PART|WORDS]], or with a sign before it a picture, and returns
// its length, or 0. What has no name of a file is none.
func (s *scanner) wiki(at int) int {
	m := wikiLink.FindSubmatch(s.src[at:s.lineEnd(at)])
	if m == nil || onlyDigit.Match(m[1]) || bytes.Contains(m[1], []byte("::")) {
		return 0
	}
	if s.labels == nil {
		s.labels = map[string]bool{}
		for _, m := range definedLabel.FindAllSubmatch(s.src, -1) {
			s.labels[strings.ToLower(string(m[1]))] = true
		}
	}
	if s.labels[strings.ToLower(string(m[1]))] { // a reference in brackets
		return 0
	}
	end := at + len(m[0])
	if end < len(s.src) && (s.src[end] == '(' || s.src[end] == ':') {
		return 0
	}
	name, part, parted := strings.Cut(strings.TrimSpace(string(m[1])), "#")
	words := strings.TrimSpace(string(m[2]))
	start, isPicture := at, at > s.begin && s.src[at-1] == '!' && at-1 >= s.from
	if isPicture {
		start--
	}
	isPicture = isPicture && pictureEnd.MatchString(name)
	if words == "" || isPicture && size.MatchString(words) {
		words = strings.Trim(strings.TrimSpace(string(m[1])), "#")
	}
	address := name
	if name != "" && !fileEnd.MatchString(name) {
		address += ".md"
	}
	if parted {
		address += "#" + strings.TrimPrefix(part[strings.LastIndexByte(part, '#')+1:], "^")
	}
	text := "[" + escape(words) + "](" + destination(address) + ")"
	if isPicture {
		text = "!" + text
	}
	s.add(instead(start, end, text))
	return len(m[0])
}

var pictureEnd = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|svg|webp|avif|bmp)$`)

// sign adds words between signs as an element, ==marked==, H~2~O or 29^th^, and returns its
// length, or 0.
func (s *scanner) sign(at int) int {
	rest := s.src[at:s.lineEnd(at)]
	before, _ := utf8.DecodeLastRune(s.src[s.begin:at])
	tag, m := "", [][]byte(nil)
	switch rest[0] {
	case '=':
		if m = marked.FindSubmatch(rest); before != '=' && (!isWord(before) || Wide(before)) {
			tag = "mark"
		}
	case '~':
		if m = lowered.FindSubmatch(rest); isWord(before) || before == ')' {
			tag = "sub"
		}
	case '^':
		if m = raised.FindSubmatch(rest); isWord(before) || before == ')' {
			tag = "sup"
		}
	}
	if m == nil || tag == "" {
		return 0
	}
	after, _ := utf8.DecodeRune(rest[len(m[0]):])
	if tag == "mark" && (after == '=' || isWord(after) && !Wide(after)) || tag == "sub" && after == '~' {
		return 0
	}
	signs := (len(m[0]) - len(m[1])) / 2
	s.add(instead(at, at+signs, "<"+tag+">"))
	s.add(instead(at+signs+len(m[1]), at+len(m[0]), "</"+tag+">"))
	return len(m[0])
}

// blockName adds the name that Obsidian gives the block that ends with it, and returns its
// length, or 0.
func (s *scanner) blockName(at int) int {
	if at == s.begin || s.src[at-1] != ' ' {
		return 0
	}
	m := blockID.FindSubmatch(s.src[at:])
	if m == nil || len(m[1]) < 3 {
		return 0
	}
	s.add(instead(at, at+1+len(m[1]), `<a id="`+string(m[1])+`"></a>`))
	return 1 + len(m[1])
}

var admonition = regexp.MustCompile(`^(?:!!!|\?\?\?\+?)[ \t]+([A-Za-z][\w-]*)(?:[ \t][^"\n]*?)?(?:"([^"\n]*)")?[ \t]*\r?(?:\n|$)`)

// admonish begins a note of Python's Markdown, whose lines have an indent of four. It
// reports whether the line does.
func (s *scanner) admonish(at, end int) bool {
	m := admonition.FindSubmatch(s.src[at:end])
	if m == nil {
		return false
	}
	mark := "> [!" + strings.ToUpper(string(m[1])) + "] " + string(m[2])
	s.add(instead(at, at+len(bytes.TrimRight(s.src[at:end], "\r\n")), strings.TrimSpace(mark)))
	s.note = true
	return true
}

// noted writes the mark of a quote for the indent of a line that belongs to a note. It
// returns where the rest of the line begins.
func (s *scanner) noted(at, end int) int {
	if !s.note {
		return at
	}
	indent := indentOf(s.src[at:end])
	if len(bytes.TrimSpace(s.src[at:end])) == 0 {
		rest := bytes.TrimLeft(s.src[end:], "\r\n")
		if indent = indentOf(rest[:lineEnd(rest, 0)]); indent > 0 {
			indent = len(bytes.TrimRight(s.src[at:end], "\r\n"))
			s.interrupt(instead(at, at+indent, ">"))
			return at + indent
		}
	}
	if s.note = indent > 0; !s.note {
		return at
	}
	s.interrupt(instead(at, at+indent, "> "))
	return at + indent
}

// indentOf returns the length of an indent of four columns, or 0.
func indentOf(line []byte) int {
	switch {
	case bytes.HasPrefix(line, []byte("    ")):
		return 4
	case bytes.HasPrefix(line, []byte("\t")):
		return 1
	}
	return 0
}

// interrupt adds a part at the beginning of a line, which may be within code.
func (s *scanner) interrupt(p part) {
	if s.fence != 0 {
		if s.codeFrom < p.start {
			s.add(part{start: s.codeFrom, end: p.start, kind: partCode})
		}
		s.codeFrom = p.end
	}
	s.add(p)
}

// formula finds the end of the formula that begins at a place. There are no signs in it.
func (s *scanner) formula(at int) {
	if at < s.formulaEnd {
		return
	}
	rest := s.src[at:min(max(s.findBlank(at), at), at+maxTag)]
	for _, sign := range mathSigns {
		if inner, ok := bytes.CutPrefix(rest, []byte(sign.open)); ok {
			if end := bytes.Index(inner, []byte(sign.end)); end > 0 && (sign.open[0] == '$' || isFormula(inner[:end])) {
				s.formulaEnd = at + len(sign.open) + end + len(sign.end)
			}
			return
		}
	}
	if m := dollarFormula.Find(rest); m != nil {
		s.formulaEnd = at + len(m)
	} else if m := formulaBegin.FindSubmatch(rest); m != nil {
		end := []byte(`\end{` + string(m[1]) + "}")
		if n := bytes.Index(rest, end); n >= 0 {
			s.formulaEnd = at + n + len(end)
		}
	}
}

// isFormula reports whether a character in a formula is part of it and begins no tag.
func (s *scanner) isFormula(at int) bool {
	next := s.src[at+1 : min(at+3, len(s.src))]
	switch s.src[at] {
	case '[', ']', '^', '=', '~', 'h', '<', '%':
		return true
	case '{': // {{x}} has two brackets of TeX, and {{< x >}} is a tag
		return len(next) == 2 && next[0] != '%' && (next[0] != '{' || next[1] == '\\' || next[1] != '%' && isWord(rune(next[1])))
	}
	return false
}

var (
	dollarFormula = regexp.MustCompile(`^\$[^\s$](?:[^$\n]*[^\s$])?\$`)
	formulaBegin  = regexp.MustCompile(`^\\begin\{([^}\n]+)\}`)
)
