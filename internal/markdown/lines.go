package markdown

import (
	"bytes"
	"regexp"
	"strings"
)

// What is alone on a line and no Markdown.
var (
	tocLine      = regexp.MustCompile(`(?i)^(?:\[\[_?toc_?\]\]|\[toc\]|\{\{toc\}\}|\$\{toc\}|\[TOC levels?=.*\]|@\[toc\].*)$`)
	abbreviation = regexp.MustCompile(`^\*\[[^\]]+\]:`)
	directive    = regexp.MustCompile(`^(:{3,})\s*(?:\{?\.?([\w-]+)\}?)?\s*(?:\[([^\]]*)\]|(?:\{[^}]*\})?\s*(.*?))\s*$`)
	kramdownList = regexp.MustCompile(`^\{:\s*(?:"[^"\n]*"|'[^'\n]*'|[#.:/\w=%,;|-]|\s)*\}`)
	pandocList   = regexp.MustCompile(`^\{(?:\s*(?:[#.][\w:.-]+|[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+)))+\s*\}`)
	anchorOf     = regexp.MustCompile(`[{:\s]#([\w:.-]+)`)
	markdownIn   = regexp.MustCompile(`(?i)^<(\w+)\s[^>]*markdown\s*=\s*["']?(?:1|block|span|true)["']?[^>]*>`)
)

// wholeLine looks for what is alone on a line, and returns where what comes next begins,
// or 0 if there is nothing of the kind. begins says that no paragraph goes on.
func (s *scanner) wholeLine(at, end int, begins bool) int {
	body := bytes.TrimSpace(s.src[at:end])
	drop := func(all bool) int {
		if !all {
			return 0
		}
		s.add(part{start: at, end: end, kind: partOther})
		return end
	}
	switch body[0] {
	case '[':
		if m := definition.FindSubmatchIndex(s.src[at:end]); m != nil {
			return s.defined(at, end, m)
		}
		return drop(tocLine.Match(body))
	case '$', '@', '{':
		return drop(tocLine.Match(body))
	case '*':
		return drop(abbreviation.Match(body))
	case 'i', 'e':
		if begins && (s.mdx || !s.prose) && s.begin+1 < len(s.src) && s.src[at] == body[0] {
			return s.module(at)
		}
	case ':':
		if s.directive(at, end, body) {
			return end
		}
	case '<':
		if m := snippet.FindSubmatch(body); m != nil {
			s.add(instead(at, at+len(bytes.TrimRight(s.src[at:end], "\r\n")), placeholder(string(m[1]))))
			return end
		}
		if markdownIn.Match(body) {
			start := at + bytes.IndexByte(s.src[at:end], '<')
			s.html = false
			s.add(part{start: start, end: start, kind: partOther, text: oneLine})
		}
	}
	return 0
}

// snippet matches the name of a file whose code VuePress shows.
var snippet = regexp.MustCompile(`^<<<\s+@?/?([\w./-]+)`)

// definition matches that of an address.
var definition = regexp.MustCompile(`^ {0,3}\[[^\]\n^][^\]\n]*\]:[ \t]+([^<\s][^\n]*?)([ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\r?(?:\n|$)`)

// defined writes the address in a definition in the form that has blanks and brackets that
// are not paired, as kramdown has them.
func (s *scanner) defined(at, end int, m []int) int {
	address := s.src[at+m[2] : at+m[3]]
	blanks := bytes.ContainsAny(address, " \t")
	if !blanks && bytes.Count(address, []byte("(")) == bytes.Count(address, []byte(")")) || bytes.ContainsAny(address, "<>") || blanks && !isPath(address) {
		return 0
	}
	s.add(part{start: at + m[2], end: at + m[3], kind: partOther, text: "<" + string(address) + ">"})
	return end
}

// isPath reports whether words with blanks look like an address.
func isPath(s []byte) bool {
	first, _, _ := bytes.Cut(s, []byte(" "))
	return bytes.IndexByte(first, '/') >= 0 || fileEnd.Match(s)
}

var fileEnd = regexp.MustCompile(`\.\w{1,5}(?:#[^ ]*)?$`)

// behindBracket writes what follows a closed bracket as Markdown has it: an address of
// Zola, one with blanks, or the attributes of pandoc. It returns what it has read.
func (s *scanner) behindBracket(at int) int {
	rest := s.src[at+1 : s.lineEnd(at)]
	switch {
	case bytes.HasPrefix(rest, []byte("(@/")): // Zola's address of a file
		s.add(part{start: at + 2, end: at + 3, kind: partOther})
	case bytes.HasPrefix(rest, []byte("(")):
		if m := pelican.FindSubmatch(rest[1:]); m != nil {
			text := "" // of the site's folders
			if kind := string(m[1]); kind == "tag" || kind == "category" || kind == "author" {
				text = "/" + kind + "/"
			}
			s.add(instead(at+2, at+2+len(m[0]), text))
			return 2 + len(m[0])
		}
		if m := blankAddress.FindSubmatchIndex(rest); m != nil && isPath(rest[m[2]:m[3]]) {
			s.add(part{start: at + 1 + m[2], end: at + 1 + m[3], kind: partOther, text: "<" + string(rest[m[2]:m[3]]) + ">"})
			return 1 + m[3]
		}
	case bytes.HasPrefix(rest, []byte("{")) && s.src[s.begin] != '#':
		list := pandocList.Find(rest[:min(maxAttributes, len(rest))])
		from := max(s.begin, at-maxTag) // a line may have a million brackets
		open := from + bytes.LastIndexByte(s.src[from:at], '[')
		if list == nil || open < s.from || open < from || bytes.IndexByte(s.src[open:at], ']') >= 0 {
			return 0
		}
		s.add(part{start: open, end: open + 1, kind: partOther})
		s.add(part{start: at, end: at + 1 + len(list), kind: partOther, text: anchorTag(list)})
		return 1 + len(list)
	}
	return 0
}

var blankAddress = regexp.MustCompile(`^\(\s*([^\s()<>"'{}][^()<>"'{}]* [^()<>"'{}]*?)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)`)

// anchorTag returns the id in attributes as a place that links lead to.
func anchorTag(list []byte) string {
	if m := anchorOf.FindSubmatch(list); m != nil {
		return `<a id="` + string(m[1]) + `"></a>`
	}
	return ""
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

// maxAttributes is how long attributes in braces may be, in bytes.
const maxAttributes = 500

// attributes adds attributes as kramdown and pandoc have them, which mean nothing here, but
// for an id. It returns their length.
func (s *scanner) attributes(at int) int {
	rest := s.src[at:min(at+maxAttributes, len(s.src))]
	found := kramdownList.Find(rest)
	if found == nil {
		if found = pandocList.Find(rest); found == nil || !s.takesAttributes(at, at+len(found)) {
			return 0
		}
	}
	begin, text := s.begin, anchorTag(found)
	switch alone := len(bytes.TrimSpace(s.src[begin:at])) == 0 && lone(s.src, at+len(found)); {
	case alone && begin > 0:
		above := bytes.LastIndexByte(s.src[:begin-1], '\n') + 1
		line := s.src[above : begin-1]
		m := anchorOf.FindSubmatch(found)
		switch {
		case tocName.Match(found) && listItem.Match(line) && s.from <= above:
			s.add(part{start: above, end: begin - 1, kind: partOther})
			text = ""
		case m != nil && bytes.HasPrefix(line, []byte("#")) && s.from <= begin-1:
			s.add(part{start: begin - 1, end: begin - 1, kind: partOther, text: " {#" + string(m[1]) + "}"})
			text = ""
		}
	case s.src[begin] == '#' && text != "":
		text = "{#" + string(anchorOf.FindSubmatch(found)[1]) + "}"
	}
	s.add(part{start: at, end: at + len(found), kind: partOther, text: text})
	return len(found)
}

// tocName is what kramdown puts a table of contents for.
var tocName = regexp.MustCompile(`[:\s]:?toc\b`)

// takesAttributes reports whether attributes of pandoc stand where it has them: behind
// code, a link or a picture, or at the end of a paragraph. goldmark reads those of headings.
func (s *scanner) takesAttributes(at, end int) bool {
	if at == s.begin || s.src[s.begin] == '#' {
		return false
	}
	before := s.src[at-1]
	return before == '`' || before == ')' || before == '*' || before == '>' && lone(s.src, end) || before == ' ' && lone(s.src, end) && (s.src[at+1] == '.' || s.src[at+1] == '#')
}
