package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

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
	default:
		if n := s.attributes(at); n > 0 {
			return n
		}
		return s.expression(at)
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
	if trimmed := bytes.Trim(inner, " \t\r\n-"); bytes.HasPrefix(trimmed, []byte("/*")) && bytes.HasSuffix(trimmed, []byte("*/")) {
		if form == formOutput && !call.Match(bytes.Trim(trimmed, "/* \t\r\n")) {
			return s.addComment(at, end, "")
		}
		literal := string(s.src[at:at+open]) + string(trimmed[2:len(trimmed)-2]) + ends
		s.add(part{start: at, end: end, kind: partOther, text: strings.NewReplacer("<", `\<`, "\n", " ").Replace(literal)})
		return end - at
	}
	t := parseTag(form, string(inner))
	if t.name == "raw" && form == formLiquid || t.name == "verbatim" && form == formLiquid {
		return s.rawLiquid(at, end, "end"+t.name)
	}
	switch isTag := form != formOutput && !t.closes; {
	case form == formLiquid && strings.HasPrefix(t.raw, "#"):
		return s.addComment(at, end, "")
	case isTag && t.name == "comment":
		if n := s.tagComment(at, end); n > 0 {
			return n
		}
	case isTag && !t.whole && slices.Contains(verbatimNames, t.name):
		s.add(part{start: at, end: end, kind: partTag, tag: t})
		return s.verbatimEnd(t.name, end) - at // there is no Markdown in it
	}
	s.add(part{start: at, end: end, kind: partTag, tag: t})
	return end - at
}

// call matches the shortcode of Zola that is shown where it stands in /* */.
var call = regexp.MustCompile(`(?s)^\w+\(.*\)$`)

// verbatimEnd returns where the tag that ends one stands, or at if there is none, or if
// another of the name begins before that.
func (s *scanner) verbatimEnd(name string, at int) int {
	if s.next["no end of "+name] > 0 {
		return at
	}
	for from := at; ; {
		m := verbatimTagEnd.FindSubmatchIndex(s.src[from:])
		if m == nil {
			s.next["no end of "+name] = 1
			return at
		}
		if strings.ReplaceAll(strings.ToLower(string(s.src[from+m[4]:from+m[5]])), "_", "-") == name {
			if m[2] == m[3] {
				return at
			}
			return from + m[0]
		}
		from += m[1]
	}
}

var verbatimTagEnd = regexp.MustCompile(`\{(?:\{[<%]|%-?)\s*(/\s*|end|)([\w-]+)`)

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
