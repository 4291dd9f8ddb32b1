package markdown

import (
	"bytes"
	"regexp"
	"strings"
)

// What is alone on a line and no Markdown.
var (
	tocLine      = regexp.MustCompile(`(?i)^(?:\[\[_?toc_?\]\]|\[toc\]|\{\{toc\}\}|\$\{toc\}|\[TOC levels?=.*\]|@\[toc\].*)$`)
	importLine   = regexp.MustCompile(`^(?:import\s+(?:[\w*{},\s$]+\s+from\s+)?["'][^"']+["'];?|export\s+(?:const|let|default|function|async|class)\b.*)$`)
	jsxLine      = regexp.MustCompile(`^</?(?:[A-Z][\w.]*)(?:\s[^>]*)?(?:\{.*\})?[^<>]*>$`)
	abbreviation = regexp.MustCompile(`^\*\[[^\]]+\]:`)
	directive    = regexp.MustCompile(`^(:{3,})\s*(?:\{?\.?([\w-]+)\}?)?\s*(?:\[([^\]]*)\]|(?:\{[^}]*\})?\s*(.*?))\s*$`)
	attributeOf  = regexp.MustCompile(`^\{:\s*[#.:/\w"'=%,;\s|-]*\}$`)
	anchorOf     = regexp.MustCompile(`#([\w-]+)`)
	markdownIn   = regexp.MustCompile(`(?i)^<(\w+)\s[^>]*markdown\s*=\s*["']?(?:1|block|span|true)["']?[^>]*>`)
)

// wholeLine looks for what is alone on a line, and reports whether there is something.
func (s *scanner) wholeLine(at, end int) bool {
	body := bytes.TrimSpace(s.src[at:end])
	drop := func() bool {
		s.add(part{start: at, end: end, kind: partOther})
		return true
	}
	switch body[0] {
	case '[', '$', '@':
		return tocLine.Match(body) && drop()
	case '{':
		if tocLine.Match(body) {
			return drop()
		}
	case '*':
		return abbreviation.Match(body) && drop()
	case 'i', 'e':
		return !s.prose && importLine.Match(body) && drop()
	case ':':
		return s.directive(at, end, body)
	case '<':
		if jsxLine.Match(body) && bytes.ContainsAny(body, "{}") {
			return drop()
		}
		if markdownIn.Match(body) {
			start := at + bytes.IndexByte(s.src[at:end], '<')
			s.add(part{start: start, end: start, kind: partOther, text: oneLine})
		}
	}
	return false
}

// directive adds the begin or the end of what Docusaurus and pandoc write between :::.
func (s *scanner) directive(at, end int, body []byte) bool {
	m := directive.FindSubmatch(body)
	if m == nil {
		return false
	}
	t := &tag{form: formDirective, name: strings.ToLower(string(m[2])), match: -1}
	t.name = strings.TrimPrefix(t.name, "callout-")
	t.closes = t.name == ""
	if title := string(m[3]) + string(m[4]); title != "" {
		t.args = []arg{{key: "title", value: title}}
	}
	indent := bytes.IndexByte(s.src[at:end], ':')
	s.add(part{start: at + indent, end: at + indent + len(body), kind: partTag, tag: t})
	return true
}

// attributes adds attributes in the form of kramdown, which mean nothing here, but for the
// name of a heading. It returns their length.
func (s *scanner) attributes(at int) int {
	end := bytes.IndexByte(s.src[at:min(at+500, len(s.src))], '}')
	if end < 0 || !attributeOf.Match(s.src[at:at+end+1]) {
		return 0
	}
	found := s.src[at : at+end+1]
	text := ""
	begin := s.begin
	alone := len(bytes.TrimSpace(s.src[begin:at])) == 0 && lone(s.src, at+len(found))
	if alone && begin > 0 {
		above := bytes.LastIndexByte(s.src[:begin-1], '\n') + 1
		line := s.src[above : begin-1]
		switch m := anchorOf.FindSubmatch(found); {
		case bytes.Contains(found, []byte(":toc")) && listItem.Match(line) && s.from <= above:
			s.add(part{start: above, end: begin - 1, kind: partOther})
		case m != nil && bytes.HasPrefix(line, []byte("#")) && s.from <= begin-1:
			s.add(part{start: begin - 1, end: begin - 1, kind: partOther, text: " {#" + string(m[1]) + "}"})
		}
	} else if m := anchorOf.FindSubmatch(found); m != nil && s.src[begin] == '#' {
		text = "{#" + string(m[1]) + "}"
	}
	s.add(part{start: at, end: at + len(found), kind: partOther, text: text})
	return len(found)
}
