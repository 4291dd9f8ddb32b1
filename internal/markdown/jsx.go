package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
)

// MDX has modules of JavaScript between its blocks, components where other Markdown has
// HTML, and expressions in braces.

var (
	importBegin = regexp.MustCompile(`^import\s+(?:[\w*{},\s$]+?\s+from\s+)?(?:"[^"\n]+"|'[^'\n]+')[ \t]*;?[ \t]*\r?(?:\n|$)`)
	exportBegin = regexp.MustCompile(`^export\s+(?:const|let|var|default|function|async|class|\{|\*)`)
	importImage = regexp.MustCompile(`import\s+(\w+)\s+from\s+["']([^"'\n]+\.(?i:png|jpe?g|gif|svg|webp|avif|mp4|webm|pdf))["']`)
	component   = regexp.MustCompile(`^</?[A-Z][\w.]*[a-z0-9][\w.]*`)
	element     = regexp.MustCompile(`^<[a-z][\w-]*`)
	jsxArgument = regexp.MustCompile(`([A-Za-z_][\w:-]*)(?:\s*=\s*("[^"]*"|'[^']*'|\{))?`)
	jsxValue    = regexp.MustCompile(`^(?:[^"'{]|"[^"]*"|'[^']*')*\{`)
	liquidValue = regexp.MustCompile(`\{[{%<]\s*[\w.]+\s*(?:\|[^}]*)?\}\}|\{%|\{\{<`)
	humps       = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// module adds an import or an export that begins a line, and returns where the line after
// it begins, or 0.
func (s *scanner) module(at int) int {
	rest := s.src[at:min(len(s.src), at+maxModule)]
	length := len(importBegin.Find(rest))
	switch {
	case length > 0:
		if m := importImage.FindSubmatch(rest[:length]); m != nil {
			if s.images == nil {
				s.images = map[string]string{}
			}
			s.images[string(m[1])] = string(m[2])
		}
	case exportBegin.Match(rest):
		length = s.exportLength(at)
	}
	if length == 0 {
		return 0
	}
	s.modules, s.blank, s.mdx = true, false, true
	s.add(part{start: at, end: at + length, kind: partOther})
	s.line += bytes.Count(s.src[at:at+length-1], []byte("\n"))
	return at + length
}

// maxModule is how long an import or an export may be, in bytes.
const maxModule = 20_000

// exportLength returns the length of the lines of an export: to the first one at whose end
// no bracket is open. It is 0 if there is none.
func (s *scanner) exportLength(at int) int {
	rest := s.src[at:min(len(s.src), at+maxModule)]
	for end := 0; end < len(rest); {
		next := balanced(rest, end, '\n')
		if next < 0 {
			break
		}
		line := bytes.TrimSpace(rest[:next])
		if end = next + 1; len(line) == 0 || bytes.IndexByte([]byte("=,>&|?:+("), line[len(line)-1]) < 0 {
			return min(end, len(rest))
		}
	}
	return 0
}

// balanced returns where a byte stands outside brackets, strings and comments of
// JavaScript, at or behind a place. The end of src is the end of a line. It returns -1 if
// there is no such byte.
func balanced(src []byte, at int, until byte) int {
	depth := 0
	for i := at; i < len(src); i++ {
		switch c := src[i]; {
		case c == until && depth == 0:
			return i
		case c == '{' || c == '(' || c == '[':
			depth++
		case c == '}' || c == ')' || c == ']':
			depth--
		case c == '/' && bytes.HasPrefix(src[i:], []byte("/*")):
			n := bytes.Index(src[i+2:], []byte("*/"))
			if n < 0 {
				return -1
			}
			i += n + 3
		case c == '/' && bytes.HasPrefix(src[i:], []byte("//")) && (i == 0 || src[i-1] != ':'):
			if i = lineEnd(src, i) - 1; until == '>' {
				return -1 // a tag has none
			}
		case c == '"' || c == '\'' || c == '`':
			n := bytes.IndexByte(src[i+1:], c)
			if n < 0 || c != '`' && bytes.IndexByte(src[i+1:i+1+n], '\n') >= 0 {
				continue // an apostrophe
			}
			i += n + 1
		}
		if depth < 0 {
			return -1
		}
	}
	if until == '\n' && depth == 0 {
		return len(src)
	}
	return -1
}

// jsx adds a tag of MDX: a component, or an element with values in braces. It returns its
// length, or 0. What has the name of an element of HTML is one, in any case.
func (s *scanner) jsx(at int) int {
	rest := s.src[at:min(len(s.src), at+maxTag)]
	name := component.Find(rest)
	isComponent := len(name) > 0
	if !isComponent {
		if name = element.Find(rest); len(name) == 0 || !isTag(string(name[1:])) {
			return 0
		}
	}
	end := balanced(rest, len(name), '>')
	if end < 0 || bytes.IndexByte(rest[len(name):end], '<') >= 0 && bytes.IndexByte(rest[:end], '{') < 0 {
		return 0
	}
	inner := rest[len(name):end]
	word := strings.ToLower(strings.TrimLeft(string(name), "</"))
	braces := jsxValue.Match(inner) && !liquidValue.Match(inner)
	if isComponent && (componentNames[word] || len(closing(inner)) > 0 && !voidTags[word]) {
		braces = true
	}
	if (!isComponent || blockTags[word] || inlineTags[word] || unseen[word]) && !braces {
		return 0
	}
	if len(inner) > 0 && inner[0] != '/' && !unicode.IsSpace(rune(inner[0])) {
		return 0
	}
	args := s.jsxArguments(inner)
	p := part{start: at, end: at + end + 1, kind: partTag}
	if !isComponent {
		p.kind, p.text = partOther, string(name)
		for _, a := range args {
			p.text += " " + a.key + `="` + escapeHTML(a.value) + `"`
		}
		p.text += string(rest[end-len(closing(inner)) : end+1])
		s.add(p)
		return end + 1
	}
	s.mdx = true
	p.tag = &tag{form: formJSX, args: args, match: -1, closes: name[1] == '/', whole: len(closing(inner)) > 0}
	kebab := strings.ToLower(humps.ReplaceAllString(strings.TrimLeft(string(name), "</"), "$1-$2"))
	p.tag.setName(strings.NewReplacer("you-tube", "youtube", "git-hub", "github", "code-pen", "codepen", "tab-item", "tabitem").Replace(kebab))
	s.component = !p.tag.closes && !p.tag.whole && len(bytes.TrimSpace(s.src[s.begin:at])) == 0 && lone(s.src, p.end)
	s.add(p)
	return end + 1
}

// componentNames are names of elements that components have more often.
var componentNames = set("aside details button figure")

// closing returns the slash at the end of a tag.
func closing(inner []byte) string {
	if bytes.HasSuffix(inner, []byte("/")) {
		return "/"
	}
	return ""
}

// jsxArguments returns the attributes of a tag whose values are known.
func (s *scanner) jsxArguments(inner []byte) (args []arg) {
	for at := 0; at < len(inner); {
		m := jsxArgument.FindSubmatchIndex(inner[at:])
		if m == nil {
			return args
		}
		if n := bytes.IndexByte(inner[at:at+m[0]], '{'); n >= 0 { // {...others}, or a comment
			if at = behindBraces(inner, at+n); at < 0 {
				return args
			}
			continue
		}
		a := arg{key: strings.ToLower(string(inner[at+m[2] : at+m[3]]))}
		end := at + m[1]
		if m[4] >= 0 {
			value := string(inner[at+m[4] : end])
			if value == "{" {
				begin := end - 1
				if end = behindBraces(inner, begin); end < 0 {
					return args
				}
				value = strings.TrimSpace(string(inner[begin+1 : end-1]))
				if image, ok := s.images[strings.TrimSuffix(value, ".src")]; ok {
					value = `"` + image + `"`
				}
			}
			if a.value = unquote(value); a.value != value && !strings.Contains(a.value, "${") {
				args = append(args, a)
			}
		}
		at = end
	}
	return args
}

// behindBraces returns where the braces end that begin at a place, or -1.
func behindBraces(src []byte, at int) int {
	end := balanced(src, at+1, '}')
	if end < 0 {
		return -1
	}
	return end + 1
}

// expression adds an expression of MDX that stands by itself and makes elements, and
// returns its length, or 0.
func (s *scanner) expression(at int) int {
	if next := at + 1; at > s.begin && (next == len(s.src) || s.src[next] != '\'' && s.src[next] != '"') {
		return 0
	}
	rest := s.src[at:min(len(s.src), at+maxTag)]
	end := balanced(rest, 1, '}')
	switch {
	case end < 0 || bytes.Contains(rest[:end], []byte("\n\n")):
		return 0
	case bytes.Equal(bytes.TrimSpace(rest[1:end]), []byte(`" "`)) || string(rest[1:end]) == "' '":
		s.add(part{start: at, end: at + end + 1, kind: partOther, text: " "})
	case at == s.begin && lone(s.src, at+end+1) && bytes.Contains(rest[:end], []byte("=>")):
		s.add(part{start: at, end: at + end + 1, kind: partOther})
	default:
		return 0
	}
	return end + 1
}

// dedent leaves out the indent that a line has because it is in a component, where it
// means no code. It returns where the rest of the line begins.
func (s *scanner) dedent(at, end int) int {
	if !s.component && s.indent == 0 {
		return at
	}
	line := s.src[at:end]
	own := len(line) - len(bytes.TrimLeft(line, " \t"))
	if own < len(line) && line[own] != '\n' && line[own] != '\r' && s.fence == 0 {
		if s.component {
			s.indent = own
		}
		s.indent, s.component = min(s.indent, own), false
	}
	strip := min(own, s.indent)
	if strip == 0 {
		return at
	}
	s.interrupt(instead(at, at+strip, ""))
	return at + strip
}
