package markdown

import (
	"bytes"
	"regexp"
	"strings"
)

// InlineNote begins the names of footnotes that stand in the text, as in ^[so], which
// have none of their own.
const InlineNote = "inline-"

// note is a footnote that stands within the text, as ^[in pandoc].
type note struct {
	text string // its definition
	line int    // from 1, on which it stands
}

// part is a piece of a source: text, code, or a tag of a generator.
type part struct {
	start, end int
	kind       partKind
	tag        *tag   // of partTag
	text       string // of partOther: what stands for it
	comment    bool   // of partOther: it is a comment
	html       bool   // it is in a block of HTML, which a blank line would end
}

type partKind int

const (
	partText  partKind = iota // as it is
	partCode                  // as it is, but for the escapes of tags
	partTag                   // a shortcode, Liquid or a directive
	partOther                 // written as text says, with the newlines that it had
)

// scanner splits a source into parts.
type scanner struct {
	src   []byte
	parts []part
	from  int // where the part of text begins that is not added yet

	fence    byte // of the block of code that is open, or 0
	fenceLen int
	fenceIn  container // in which the code is
	codeFrom int
	list     bool // the last lines belong to a list, so an indent means no code
	listText int  // column of the text of its last item
	blank    bool // the last line was blank
	html     bool // the line is in a block of HTML
	modules  bool // the last line ended an import or an export

	component bool              // the last line began a component, and the next one has the indent of what is in it
	indent    int               // of what is in a component: it means no code
	note      bool              // lines with an indent belong to a note of Python's Markdown
	images    map[string]string // that were imported: names of variables and paths
	labels    map[string]bool   // that have definitions, in lower case; nil until they are looked for

	formulaEnd   int  // up to which there are no signs of dialects
	prose        bool // there has been text
	mdx          bool // there has been a module or a component
	noCommentEnd bool // no tag ends a comment from here on
	notes        []note
	comments     []Span // within notes
	line         int    // number of the current one, from 1
	begin        int    // of the current line

	next map[string]int // where an end was last found, or len(src): each is looked for once
}

// container is what the lines of a block of code begin with, if it is in a quote or a list.
type container struct {
	quote  bool
	indent int
}

// has reports whether a line goes on with the container.
func (c container) has(line []byte) bool {
	text := bytes.TrimLeft(line, " \t")
	if c.quote {
		return bytes.HasPrefix(text, []byte(">"))
	}
	return len(line)-len(text) >= c.indent || len(bytes.TrimSpace(text)) == 0 || line[0] == '\t'
}

// rewrite writes what generators add to Markdown as Markdown or HTML. Each line of what is
// written stands for the same line of source. Code is left as it is, apart from escaped
// shortcodes. The writer also has the footnotes that are to follow the text. fields are those
// of [ParsePage].
func rewrite(source []byte, fields map[string]string) *writer {
	s := &scanner{src: source, next: map[string]int{}, blank: true}
	for at := 0; at < len(source); {
		s.line++
		end := len(source)
		if n := bytes.IndexByte(source[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		at = max(s.scanLine(at, end), end)
	}
	if s.fence != 0 {
		s.add(part{start: s.codeFrom, end: len(source), kind: partCode})
	}
	s.flush(len(source))
	w := &writer{src: source, parts: s.parts, fields: fields, notes: s.notes, comments: s.comments}
	if len(s.parts) == 1 && s.parts[0].kind == partText {
		w.out, w.copies = source, []copied{{0, 0, len(source)}}
		return w
	}
	pair(s.parts)
	w.write(0, len(s.parts))
	return w
}

// instead returns a part for which text stands.
func instead(start, end int, text string) part {
	return part{start: start, end: end, kind: partOther, text: text}
}

// flush adds the text before at.
func (s *scanner) flush(at int) {
	if at > s.from {
		s.parts = append(s.parts, part{start: s.from, end: at})
	}
	s.from = at
}

// add adds a part and the text before it.
func (s *scanner) add(p part) {
	p.html = s.html
	s.flush(p.start)
	s.parts = append(s.parts, p)
	s.from = p.end
}

// find returns where end stands at or behind at, or len(src). All searches together take
// linear time.
func (s *scanner) find(end string, at int) int {
	if found, ok := s.next[end]; ok && found >= at {
		return found
	}
	found := len(s.src)
	if n := bytes.Index(s.src[at:], []byte(end)); n >= 0 {
		found = at + n
	}
	s.next[end] = found
	return found
}

// scanLine splits the line from at to end, and returns where it stopped, which may be in a
// later line.
func (s *scanner) scanLine(at, end int) int {
	at = s.noted(s.dedent(at, end), end)
	s.begin = at
	line := s.src[at:end]
	text := bytes.TrimLeft(line, " \t>")
	if s.fence != 0 && !s.fenceIn.has(line) {
		s.fence = 0
		s.add(part{start: s.codeFrom, end: at, kind: partCode})
	}
	if s.fence != 0 {
		if run := fenceRun(text); run >= s.fenceLen && text[0] == s.fence && len(bytes.TrimSpace(text[run:])) == 0 {
			s.fence = 0
			s.add(part{start: s.codeFrom, end: end, kind: partCode})
		}
		return end
	}
	unindented := bytes.TrimLeft(line, " \t")
	indent := len(line) - len(unindented)
	if bytes.HasPrefix(line, []byte("\t")) {
		indent = 4
	}
	wasBlank := s.blank
	s.blank = len(bytes.TrimSpace(line)) == 0
	item := listItem.Find(unindented)
	switch {
	case s.blank:
		s.html = false
		return end
	case wasBlank && indent >= 4 && (!s.list || indent >= s.listText+4):
		s.blank = true // the next line goes on with it
		return end
	case item != nil && (indent < 4 || s.list):
		s.list, s.listText = true, indent+len(item)
	case footnoteBegin.Match(line):
		s.list, s.listText = true, 4
	case indent == 0 && wasBlank:
		s.list = false
	}
	marked := text[len(listItem.Find(text)):]
	if run := fenceRun(marked); run >= 3 && (marked[0] == '~' || bytes.IndexByte(marked[run:], '`') < 0) {
		s.fence, s.fenceLen, s.codeFrom = marked[0], run, at
		s.fenceIn = container{quote: bytes.HasPrefix(unindented, []byte(">"))}
		if s.list && (item != nil || indent >= s.listText) {
			s.fenceIn.indent = s.listText
		}
		return end
	}
	if m := htmlBegin.FindSubmatch(marked); m != nil && blockTags[string(bytes.ToLower(m[1]))] {
		s.html = true
	}
	if indent == 0 && s.admonish(at, end) {
		return end
	}
	if next := s.wholeLine(at, end, wasBlank || s.modules); next > 0 {
		return next
	}
	s.modules, s.prose = false, true
	return s.inline(at, end)
}

var (
	listItem      = regexp.MustCompile(`^\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+`)
	footnoteBegin = regexp.MustCompile(`^ {0,3}\[\^[^\]\s]+\]:`)
	htmlBegin     = regexp.MustCompile(`^</?([A-Za-z][\w-]*)(?:[\s/>]|$)`)
)

// fenceRun returns how many backticks or tildes a line begins with.
func fenceRun(text []byte) int {
	if len(text) == 0 || text[0] != '`' && text[0] != '~' {
		return 0
	}
	return len(text) - len(bytes.TrimLeft(text, string(text[:1])))
}

// inline looks for tags in a line. A span of code or a tag may end in a later line.
func (s *scanner) inline(at, end int) int {
	for i := at; i < end; {
		n := 0
		c := s.src[i]
		if i < s.formulaEnd && s.isFormula(i) {
			i += max(s.comment(i), 1)
			continue
		}
		switch c {
		case '\\':
			s.formula(i)
			i += 2
			continue
		case '$':
			s.formula(i)
		case '`':
			n = s.codeSpan(i)
		case '{':
			if n = s.comment(i); n == 0 {
				n = s.braces(i)
			}
		case '<':
			if n = s.comment(i); n == 0 {
				n = s.jsx(i)
			}
		case '%':
			n = s.comment(i)
		case '[':
			if n = s.comment(i); n == 0 {
				n = s.wiki(i)
			}
		case '=', '~':
			n = s.sign(i)
		case '^':
			if n = s.inlineNote(i); n == 0 {
				n = s.sign(i)
			}
			if n == 0 {
				n = s.blockName(i)
			}
		case ']':
			n = s.behindBracket(i)
		case 'h':
			n = s.bareAddress(i)
		}
		i += max(n, 1)
		if i > end {
			s.line += bytes.Count(s.src[end:i], []byte("\n"))
			s.begin = end + bytes.LastIndexByte(s.src[end:i], '\n') + 1
			if next := bytes.IndexByte(s.src[i:], '\n'); next >= 0 {
				end = i + next + 1
			} else {
				end = len(s.src)
			}
			if i > 0 && s.src[i-1] == '\n' {
				return i
			}
			s.line++
		}
	}
	return end
}

// codeSpan adds a span of code, and returns its length, or that of its backticks if it
// does not end in this paragraph.
func (s *scanner) codeSpan(at int) int {
	run := fenceRun(s.src[at:])
	ticks := string(s.src[at : at+run])
	limit := min(s.find("\n\n", at), len(s.src))
	for i := at + run; i < limit; {
		found := s.find(ticks, i)
		if found >= limit {
			break
		}
		n := fenceRun(s.src[found:])
		if n == run {
			s.add(part{start: at, end: found + n, kind: partCode})
			return found + n - at
		}
		i = found + n
	}
	return run
}

// inlineNote gives a footnote within the text a number, and returns its length.
func (s *scanner) inlineNote(at int) int {
	rest := s.src[at:min(at+2000, len(s.src))]
	if !bytes.HasPrefix(rest, []byte("^[")) || len(s.notes) >= maxNotes {
		return 0
	}
	depth := 0
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			depth--
		case '`', '{':
			return 0 // code and tags are rare there, and would need a scan of their own
		case '\n':
			if i+1 < len(rest) && rest[i+1] == '\n' {
				return 0
			}
		}
		if depth == 0 {
			words := bytes.Fields(htmlComment.ReplaceAll(rest[2:i], nil))
			if len(words) == 0 || bytes.Count(rest[:i], []byte("\n")) > 1 {
				return 0
			}
			name := InlineNote + strings.Repeat("i", len(s.notes)+1)
			s.notes = append(s.notes, note{"[^" + name + "]: " + string(bytes.Join(words, []byte(" "))), s.line})
			for _, c := range htmlComment.FindAllIndex(rest[:i], -1) {
				s.comments = append(s.comments, Span{at + c[0], at + c[1]})
			}
			s.add(part{start: at, end: at + i + 1, kind: partOther, text: "[^" + name + "]"})
			return i + 1
		}
	}
	return 0
}

// maxNotes bounds the footnotes within a text: each is looked for in the list of all.
const maxNotes = 500
