package blog

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// namesSecrecy reports whether front matter has a word of secrecy, even misspelt by one
// edit, with any value but one with which a post is public. It reads fields of YAML, TOML
// and JSON, on lines and in braces, without parsing them, because it is for files that
// have errors. It also reads UTF-16, which is one: some tools of Windows write it.
func namesSecrecy(src []byte) bool {
	ends := func(r rune) bool { return r == '\n' || r == '\r' || r == '{' || r == ',' || r == '}' }
	for text := range bytes.FieldsFuncSeq(frontOf(src), ends) {
		if f, ok := looseField(string(text)); ok && hides(f.Name, f.Value) {
			return true
		}
	}
	return false
}

// looseField reads what may be a field of YAML, TOML or JSON, or the head of a table of
// TOML. Of a dotted name it returns the first part. Name and value are in lower case.
func looseField(text string) (f frontmatter.Field, ok bool) {
	value := ""
	if i := strings.IndexAny(text, ":="); i >= 0 {
		f.Name, value = text[:i], text[i+1:]
	} else if f.Name = strings.TrimSpace(text); !strings.HasPrefix(f.Name, "[") {
		return f, false
	}
	f.Name, _, _ = strings.Cut(strings.Trim(bareWord(f.Name), "[]? -"), ".")
	value, _, _ = strings.Cut(value, " #")
	f.Value = frontmatter.Value{Kind: frontmatter.Text, Text: bareWord(value)}
	return f, true
}

// unmarked keeps back a post without front matter if its first lines have a word of
// secrecy all the same: no generator reads what is marked wrongly, but its author meant it.
// line is the one on which src begins.
func (m *metadata) unmarked(src []byte, line int) {
	fields, sure := firstFields(src)
	for _, f := range fields {
		f.Line += line - 1
		is := func(names []string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, f.Name) })
		}
		secret := false
		for _, word := range words {
			_, ok := word.state(f.Value)
			given := is(word.names) && (!blank(f.Value) || word.want == wantBuild)
			secret = secret || word.hints(f.Value) && (is(word.names) || meant(f.Name, word.names) >= 0) || sure && given && !ok
		}
		_, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
		switch dates := is(publishNames) || is(expireNames); {
		case secret && (err != nil || !is(publishedNames)):
			m.keepBack(f.Line, quoted(f.Name)+" is not in front matter", mendMarks)
		case err == nil && (dates || sure && (is(dateNames) || is(publishedNames))):
			m.own = append(m.own, f)
		case dates && sure && !blank(f.Value):
			m.keepBack(f.Line, f.Name+" "+quoted(f.Value.Text), err.Error())
		}
	}
}

const mendMarks = "write --- on the first line and below the fields"

// maxFirstLines is how many lines of a file without front matter are searched for fields.
const maxFirstLines = 30

// likeMark finds lines that are meant to begin or to end front matter, such as ----, --, ;;;,
// ---yaml or the beginning of a comment.
var likeMark = regexp.MustCompile(`^(?:[-–—+;.=]{2,}\s*(?:yaml|yml|toml|json|#.*)?|<!--+|--+>|\{|\})$`)

// firstFields returns what may be fields in the first lines of a file without front
// matter: below a line that is like a mark, or at the top. Comments and headings may stand
// above a mark. sure is false if readers see the fields as a part of the text: without a
// mark, or below a heading.
func firstFields(src []byte) (fields []frontmatter.Field, sure bool) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(src[:min(len(src), maxFront)]))
	marked, heading, comment := false, false, false
	for n, line := range strings.Split(text, "\n") {
		bare := strings.TrimFunc(line, frontmatter.Unseen)
		f, isField := looseField(bare)
		switch {
		case n >= maxFirstLines, bare == "" && len(fields) > 0 && !marked, bare == "" && heading && marked && len(fields) == 0:
			return fields, sure
		case comment:
			comment = !strings.Contains(bare, "-->")
		case bare == "":
		case likeMark.MatchString(bare):
			if marked && len(fields) > 0 && bare != "{" {
				return fields, sure
			}
			marked, sure = true, !heading
		case strings.HasPrefix(bare, "#"):
			heading = heading || !marked
		case strings.HasPrefix(bare, "<!--"):
			comment = !strings.Contains(bare, "-->")
		case heading && !marked:
			return fields, sure
		case sure && strings.HasPrefix(bare, "{"):
			for part := range strings.SplitSeq(strings.Trim(bare, "{}"), ",") {
				if f, ok := looseField(part); ok {
					f.Line = n + 1
					fields = append(fields, f)
				}
			}
		case isField && !strings.ContainsAny(line[:1], " \t-"):
			f.Value.Text = strings.TrimRight(f.Value.Text, ",;\"'")
			f.Line = n + 1
			fields = append(fields, f)
		case marked && (line != bare || strings.ContainsAny(bare[:1], "-[]{}")):
			// the value of the field above
		default:
			return fields, sure
		}
	}
	return fields, sure
}

// givenTwice warns of fields that are read and given twice. The last value counts, as
// generators have it, but of a word of secrecy the one that hides the post, and of dates the
// latest says when it appears: which one the author meant is not known.
func (m *metadata) givenTwice() {
	v := &m.version.visibility
	for _, r := range m.repeated {
		switch {
		case hides(r.Name, r.Value):
			m.warnf(r.Fault.Line, r.Fault.Mend+", the one that hides the post counts", "%s", r.Fault.Wrong)
		case known[strings.ToLower(r.Name)]:
			m.warnf(r.Fault.Line, r.Fault.Mend+", the last counts", "%s", r.Fault.Wrong)
		}
		one := &metadata{version: m.version, own: nest([]frontmatter.Field{r.Field})}
		for _, f := range one.own {
			if mayBeMisspelt(f) {
				one.misspeltSecrecy(f)
			}
		}
		day, _ := one.written()
		m.waitFor(day)
		m.waitFor(one.notBefore)
		other := one.visibility()
		v.state = max(v.state, other.state)
		if v.publish.Before(other.publish) {
			v.publish = other.publish
		}
		if v.expire.IsZero() || !other.expire.IsZero() && other.expire.Before(v.expire) {
			v.expire = other.expire
		}
	}
}

// ownWords returns what words of secrecy say below extra and params, where Zola and Hugo have
// fields for the author's own templates: the generator publishes the page, and its lists leave
// it out. A value that is not understood is one of theirs.
func (m *metadata) ownWords() (s State) {
	for _, outer := range []string{"extra", "params"} {
		f, _ := m.find(outer)
		for _, word := range words {
			if own := []string{"draft", "private", "hidden", "unlisted"}; !slices.Contains(own, word.names[0]) {
				continue
			}
			if inner, ok := frontmatter.Find(f.Value.Map, word.names...); ok && scalar(inner.Value) {
				if state, _ := word.state(inner.Value); state != Published {
					s = Unlisted
				}
			}
		}
	}
	return s
}

// hides reports whether a field is a word of secrecy with another value than one with
// which a post is public. A date that decides who sees a post is such a value.
func hides(name string, v frontmatter.Value) bool {
	is := func(names []string) bool {
		return meant(name, names) >= 0 || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	}
	for _, word := range words {
		if !is(word.names) {
			continue
		}
		if s, ok := word.state(v); empty(v) || !ok || s != Published {
			return true
		}
	}
	return is(publishNames) || is(expireNames)
}

// bareWord returns a name or a value without quotes and spaces around it, in lower case.
func bareWord(s string) string { return strings.ToLower(strings.Trim(s, " \t\r\"'")) }

// maxFront is the size of the first lines that are searched, in bytes.
const maxFront = 16 << 10

// publishedNames may have a date, as in Hugo.
var publishedNames = []string{"published", "publish"}

// maxSearched is how much of a file is searched for words of secrecy, in bytes: more than
// front matter may have, because what is too long is an error as well.
const maxSearched = 1 << 20

// frontOf returns what is meant to be front matter, however it is marked: up to the
// second line of --- or +++, or of } if it begins with a brace, else up to the first blank
// line.
func frontOf(src []byte) []byte {
	src = src[:min(len(src), maxSearched)]
	if bytes.IndexByte(src, 0) >= 0 { // half of UTF-16
		src = bytes.ReplaceAll(src, []byte{0}, nil)
	}
	for _, mark := range []string{"\uFEFF", "\xff\xfe", "\xfe\xff"} {
		src = bytes.TrimPrefix(src, []byte(mark))
	}
	src = bytes.TrimLeft(src, " \t\r\n")
	end, at := "", 0
	if bytes.HasPrefix(src, []byte("{")) {
		end = "}"
	}
	for line := range bytes.Lines(src) {
		text := string(bytes.TrimSpace(line))
		switch {
		case at == 0 && (strings.HasPrefix(text, "---") || text == "+++"):
			end = text[:3]
		case at > 0 && text == end:
			return src[:at]
		}
		at += len(line)
	}
	return src
}
