// Package frontmatter reads the fields at the head of a Markdown file, and the
// configuration files of generators of sites, in YAML, TOML and JSON.
//
// Its promise: a value keeps the text that the author wrote, and its line. What is wrong
// has a line, a cause and a remedy. A file takes memory and time in proportion to its
// size, which is bounded, whatever is in it. What Strip takes out is not in its result.
//
// The files:
//
//	frontmatter.go  Parse and ParseConfig: where the fields are, and the bounds
//	value.go        Field, Value, Find, and names that are given twice
//	yaml.go         YAML to fields: anchors, aliases, merge keys
//	toml.go         TOML to fields
//	json.go         JSON to fields
//	fault.go        the line and the remedy of text that is not YAML, TOML or JSON
//	date.go         ParseDate
//	strip.go        Strip
package frontmatter

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxSize     = 64 << 10 // bytes of front matter, or of a configuration file
	maxDepth    = 100      // lists and maps within each other
	maxAliases  = 50
	maxRepeated = 50 // names that are given twice
)

// Format is the language of front matter or of a configuration file.
type Format int

// The formats. None is that of a file without front matter.
const (
	None Format = iota
	YAML
	TOML
	JSON
)

// Error is a fault with its place: the line of the file, what is wrong, and what to write.
type Error struct {
	Line        int
	Wrong, Mend string
}

// File is a content file in its parts, which are parts of the bytes that were parsed.
type File struct {
	Format   Format
	Fields   []Field
	Repeated []Repeat // of YAML and JSON, and names that differ in case alone
	Head     []byte   // the text of the fields, without the lines of --- or +++ around it
	Body     []byte
	BodyLine int  // the line of the file on which the body begins
	LongMark bool // the mark below the fields is longer than that above, such as -----

	start     int  // the offset of Head
	commented bool // Head begins behind the mark, with a comment
	ruled     bool // the first mark is longer than ---, and may be a rule of Markdown
	unopened  bool // there is no mark above it
}

// Parse reads a content file. Its front matter is YAML between two lines of --- (or from
// one to a line of ...), TOML between two lines of +++, or a JSON object after whose } the
// line ends. A mark may be longer, as Hugo has it, and the first --- may have the name of the
// language behind it; old posts of Hexo lack it. Blank lines and invisible characters may
// stand before the first mark, and a comment behind it. A file that begins in another way
// has no front matter. The body need not be UTF-8. With an error, the File has
// no fields, and no body if it is not known where that begins.
func Parse(src []byte) (File, *Error) {
	f, at, err := split(src)
	if err == nil && f.Format != None {
		f.Fields, f.Repeated, err = at.fields(f.Format)
	}
	if f.ruled && (err != nil || len(f.Fields) == 0) {
		bare := bytes.TrimLeft(src, "\uFEFF")
		return File{Body: bare, BodyLine: 1}, nil
	}
	return f, err
}

// ParseConfig reads the fields of a whole file: site.yaml, hugo.toml, _config.yml and
// their like.
func ParseConfig(src []byte, f Format) ([]Field, []Repeat, *Error) {
	return text{"configuration", 1, bytes.TrimPrefix(src, []byte("\uFEFF"))}.fields(f)
}

// text is the text of fields.
type text struct {
	what string // "front matter" or "configuration", for messages
	line int    // the line of the file on which it begins
	src  []byte
}

// fields parses the text after a look at its size and bytes, and then looks at the names.
func (t text) fields(f Format) (fields []Field, repeated []Repeat, err *Error) {
	if len(t.src) > maxSize {
		return nil, nil, &Error{t.line, fmt.Sprintf("%s of more than %d KB", t.what, maxSize>>10), "shorten it"}
	}
	for i := 0; i < len(t.src); {
		r, n := utf8.DecodeRune(t.src[i:])
		if r == utf8.RuneError && n == 1 {
			line := t.line + bytes.Count(t.src[:i], []byte("\n"))
			return nil, nil, &Error{line, fmt.Sprintf("byte 0x%02X is not UTF-8", t.src[i]), "save the file as UTF-8"}
		}
		i += n
	}
	switch f {
	case TOML:
		fields, err = t.toml()
	case JSON:
		fields, repeated, err = t.json()
	case YAML, None:
		fields, repeated, err = t.yaml()
	}
	if err != nil {
		return nil, nil, err
	}
	fields, twins := lastOf(fields, fold)
	return fields, append(repeated, twins...), nil
}

func (t text) tooDeep(line int) *Error {
	return &Error{line, fmt.Sprintf("%s nested more than %d deep", t.what, maxDepth), "take some levels out"}
}

func (t text) tooManyRepeated(line int) *Error {
	return &Error{line, fmt.Sprintf("more than %d names are given twice", maxRepeated), "keep one of each"}
}

// Unseen reports white space and characters without a width. Editors and web pages leave
// them above front matter and behind its marks, and generators differ in which they skip.
func Unseen(r rune) bool {
	return unicode.IsSpace(r) || r == 0x00AD || r >= 0x200B && r <= 0x200F || r == 0x2060 || r == 0xFEFF
}

// languages has the names that may stand behind the first ---. None is that of a program.
var languages = map[string]Format{"yaml": YAML, "yml": YAML, "toml": TOML, "json": JSON, "js": None, "javascript": None}

// unopened returns the length of front matter as the first versions of Hexo had it, with a
// line of --- below it alone, or 0. It begins with a title, a date or a layout, and has a
// title and no blank line.
func unopened(src []byte) int {
	at, titled := 0, false
	for l := range bytes.Lines(src) {
		bare := bytes.TrimRight(l, " \t\r\n")
		field := unopenedField.FindSubmatch(bare)
		switch {
		case len(bare) >= 3 && len(bytes.Trim(bare, "-")) == 0:
			if !titled {
				return 0
			}
			return at
		case at == 0 && (field == nil || !slices.Contains([]string{"title", "date", "layout"}, string(field[1]))):
			return 0
		case len(bare) == 0, field == nil && strings.IndexByte("- \t#", bare[0]) < 0, at > maxSize:
			return 0
		}
		titled = titled || field != nil && string(field[1]) == "title"
		at += len(l)
	}
	return 0
}

var unopenedField = regexp.MustCompile(`^([A-Za-z_][\w-]*):(?:\s|$)`)

// split finds the front matter and the body.
func split(src []byte) (File, text, *Error) {
	bare := bytes.TrimLeft(src, "\uFEFF")
	rest := bytes.TrimLeftFunc(src, Unseen)
	above := src[:len(src)-len(rest)]
	none, line := File{Body: bare, BodyLine: 1}, 1+bytes.Count(above, []byte("\n"))
	if bytes.ContainsAny(above[bytes.LastIndexByte(above, '\n')+1:], " \t") {
		return none, text{}, nil // an indented rule, or code
	}
	first, after, _ := bytes.Cut(rest, []byte("\n"))
	mark, _, commented := bytes.Cut(first, []byte(" #"))
	f := File{start: len(src) - len(after)}
	opening := string(bytes.TrimRightFunc(mark, Unseen))
	ends := []string{opening}
	if language, ok := strings.CutPrefix(opening, "---"); ok && strings.Trim(language, "-") != "" { // as Eleventy and gray-matter have it
		format, known := languages[strings.ToLower(strings.TrimSpace(language))]
		switch {
		case known && format == None:
			return File{Format: YAML}, text{}, &Error{line, "front matter in JavaScript, which is not run", "write it as YAML between lines of ---"}
		case known:
			f.Format, ends = format, []string{"---"}
		}
	}
	switch {
	case f.Format != None:
	case len(opening) > len("---") && strings.Trim(opening, "-") == "":
		f.Format, f.ruled, ends = YAML, true, []string{"---", "..."}
	case ends[0] == "---":
		f.Format, ends = YAML, []string{"---", "..."}
	case ends[0] == "+++":
		f.Format = TOML
	case startsObject(rest):
		end, ok, err := objectEnd(rest, line)
		if err != nil {
			return File{Format: JSON}, text{}, err
		}
		_, body, _ := bytes.Cut(rest[end:], []byte("\n"))
		if !ok {
			return none, text{}, nil
		}
		f = File{Format: JSON, Head: rest[:end:end], Body: body, start: len(src) - len(rest)}
		f.BodyLine = line + 1 + bytes.Count(f.Head, []byte("\n"))
		return f, text{"front matter", line, f.Head}, nil
	default:
		if head := unopened(rest); head > 0 {
			mark, body, _ := bytes.Cut(rest[head:], []byte("\n"))
			f = File{Format: YAML, Head: rest[:head:head], Body: body, start: len(src) - len(rest), unopened: true}
			f.BodyLine = line + bytes.Count(rest[:head+len(mark)], []byte("\n")) + 1
			f.LongMark = len(bytes.TrimRight(mark, " \t\r")) > len("---")
			return f, text{"front matter", line, f.Head}, nil
		}
		return none, text{}, nil
	}
	at, head := line+1, 0
	if commented { // Hugo takes a comment behind the mark: it is the first line of the text
		after = rest[len(opening):]
		f.start, f.commented, at = len(src)-len(after), true, line
	}
	start := at
	for l := range bytes.Lines(after) {
		end := string(bytes.TrimRightFunc(l, Unseen))
		long := len(end) > len(ends[0]) && strings.Trim(end, ends[0]) == ""
		f.LongMark = long && len(end) > strings.LastIndex(opening, opening[:1])+1 // which may have a language behind it
		if long || end == ends[0] || end == ends[len(ends)-1] {
			f.Head, f.Body, f.BodyLine = after[:head:head], after[head+len(l):], at+1
			if f.Format == JSON {
				f.Head = bytes.TrimRight(f.Head, " \t\r\n")
			}
			return f, text{"front matter", start, f.Head}, nil
		}
		at, head = at+1, head+len(l)
	}
	return File{Format: f.Format, ruled: f.ruled}, text{}, &Error{line, "front matter that does not end", "write " + ends[0] + " on a line of its own below it"}
}
