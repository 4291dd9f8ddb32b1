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
	codeFrom int
	list     bool // the last lines belong to a list, so an indent means no code
	blank    bool // the last line was blank
	prose    bool // there has been text, so import is a word
	notes    []note
	line     int // number of the current one, from 1
	begin    int // of the current line

	next map[string]int // where an end was last found, or len(src): each is looked for once
}

// rewrite writes what generators add to Markdown as Markdown or HTML. Each line of the
// result stands for the same line of source. Code is left as it is, apart from escaped
// shortcodes. It also returns the footnotes that are to follow the text.
func rewrite(source []byte) ([]byte, []note) {
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
	if len(s.parts) == 1 && s.parts[0].kind == partText {
		return source, nil
	}
	pair(s.parts)
	w := &writer{src: source, parts: s.parts}
	w.write(0, len(s.parts))
	return w.out, s.notes
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
	s.begin = at
	line := s.src[at:end]
	text := bytes.TrimLeft(line, " \t>")
	if s.fence != 0 {
		if run := fenceRun(text); run >= s.fenceLen && text[0] == s.fence && len(bytes.TrimSpace(text[run:])) == 0 {
			s.fence = 0
			s.add(part{start: s.codeFrom, end: end, kind: partCode})
		}
		return end
	}
	indent := len(line) - len(bytes.TrimLeft(line, " \t"))
	if line[0] == '\t' {
		indent = 4
	}
	wasBlank := s.blank
	s.blank = len(bytes.TrimSpace(line)) == 0
	switch {
	case s.blank:
		return end
	case indent >= 4 && wasBlank && !s.list:
		s.blank = true // the next line goes on with it
		return end
	case listItem.Match(line):
		s.list = true
	case indent == 0 && wasBlank:
		s.list = false
	}
	marked := text
	if m := listItem.Find(text); m != nil {
		marked = text[len(m):]
	}
	if run := fenceRun(marked); run >= 3 && (marked[0] == '~' || bytes.IndexByte(marked[run:], '`') < 0) {
		s.fence, s.fenceLen, s.codeFrom = marked[0], run, at
		return end
	}
	if s.wholeLine(at, end) {
		return end
	}
	s.prose = true
	return s.inline(at, end)
}

var listItem = regexp.MustCompile(`^\s{0,3}(?:[-*+]|\d{1,9}[.)])\s+`)

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
		switch s.src[i] {
		case '\\':
			i += 2
			continue
		case '`':
			n = s.codeSpan(i)
		case '{':
			n = s.braces(i)
		case '^':
			n = s.inlineNote(i)
		case ']':
			if bytes.HasPrefix(s.src[i:], []byte("](@/")) { // Zola's address of a file
				s.add(part{start: i + 2, end: i + 3, kind: partOther})
			}
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
			words := bytes.Fields(rest[2:i])
			if len(words) == 0 || bytes.Count(rest[:i], []byte("\n")) > 1 {
				return 0
			}
			name := InlineNote + strings.Repeat("i", len(s.notes)+1)
			s.notes = append(s.notes, note{"[^" + name + "]: " + string(bytes.Join(words, []byte(" "))), s.line})
			s.add(part{start: at, end: at + i + 1, kind: partOther, text: "[^" + name + "]"})
			return i + 1
		}
	}
	return 0
}

// maxNotes bounds the footnotes within a text: each is looked for in the list of all.
const maxNotes = 500

// braces adds what stands in braces, and returns its length, or 0 if it means nothing.
func (s *scanner) braces(at int) int {
	rest := s.src[at:min(at+4, len(s.src))]
	form, ends := byte(0), ""
	switch {
	case bytes.HasPrefix(rest, []byte("{{</*")), bytes.HasPrefix(rest, []byte("{{<")):
		form, ends = formHugo, ">}}"
	case bytes.HasPrefix(rest, []byte("{{%")):
		form, ends = formHugo, "%}}"
	case bytes.HasPrefix(rest, []byte("{{")):
		form, ends = formOutput, "}}"
	case bytes.HasPrefix(rest, []byte("{%")):
		form, ends = formLiquid, "%}"
	case bytes.HasPrefix(rest, []byte("{:")):
		return s.attributes(at)
	case bytes.HasPrefix(rest, []byte("{/*")): // a comment of MDX
		if end := s.find("*/}", at); end < len(s.src) {
			s.add(part{start: at, end: end + 3, kind: partOther})
			return end + 3 - at
		}
		return 0
	default:
		return 0
	}
	open := 2
	if form == formHugo {
		open = 3
	}
	end := s.find(ends, at+open)
	if end >= len(s.src) || end-at > maxTag {
		return 0
	}
	inner := s.src[at+open : end]
	end += len(ends)
	if form != formHugo && bytes.Contains(inner, []byte("\n\n")) {
		return 0
	}
	if trimmed := bytes.TrimSpace(inner); bytes.HasPrefix(trimmed, []byte("/*")) && bytes.HasSuffix(trimmed, []byte("*/")) {
		literal := string(s.src[at:at+open]) + string(trimmed[2:len(trimmed)-2]) + ends
		s.add(part{start: at, end: end, kind: partOther, text: strings.NewReplacer("<", `\<`, "\n", " ").Replace(literal)})
		return end - at
	}
	t := parseTag(form, string(inner))
	if t.name == "raw" && form == formLiquid || t.name == "verbatim" && form == formLiquid {
		return s.rawLiquid(at, end, "end"+t.name)
	}
	s.add(part{start: at, end: end, kind: partTag, tag: t})
	return end - at
}

// maxTag is how long a tag may be, in bytes.
const maxTag = 4000

// rawLiquid leaves what stands between {% raw %} and its end as it is.
func (s *scanner) rawLiquid(at, end int, name string) int {
	for from, tries := end, 0; from < len(s.src) && tries < 20; tries++ {
		found := s.find(name, from)
		if found >= len(s.src) {
			break
		}
		begin := bytes.LastIndex(s.src[end:found], []byte("{%"))
		// find goes forward only, and tags before this place may still look for their end.
		after := found + bytes.Index(s.src[found:min(found+len(name)+10, len(s.src))], []byte("%}"))
		if begin >= 0 && after > found && len(bytes.Trim(s.src[end+begin+2:found], " -\t")) == 0 {
			s.add(part{start: at, end: end, kind: partOther})
			s.from = end
			s.flush(end + begin)
			s.add(part{start: end + begin, end: after + 2, kind: partOther})
			return after + 2 - at
		}
		from = found + len(name)
	}
	s.add(part{start: at, end: end, kind: partOther})
	return end - at
}
