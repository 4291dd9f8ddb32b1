package frontmatter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Strip returns a content file without the fields that keep refuses, and without the
// comments of its front matter. keep is asked for each name, in lower case, behind those
// of the maps that it is in. The body is not changed, and neither are the lines of the
// fields that remain, unless they lose something or refer to another field: then the value
// is written in another way. A file without such fields and comments comes back byte by
// byte. The result is nil if Parse has an error, because what is private in the file is
// not known then.
func Strip(src []byte, keep func(names ...string) bool) []byte {
	f, err := Parse(src)
	if err != nil {
		return nil
	}
	var head []byte
	switch f.Format {
	case None:
		return src
	case YAML:
		head = stripYAML(f, prune(f.Fields, nil, keep))
	case TOML:
		head = stripTOML(f.Head, keep)
	case JSON:
		head = stripJSON(f, prune(f.Fields, nil, keep))
	}
	if bytes.Equal(solid(head), solid(f.Head)) {
		return src
	}
	above := src[:f.start]
	if f.ruled { // without fields below it, a longer mark is a rule
		above = ruleMark.ReplaceAll(above, []byte("---"))
	}
	switch {
	case f.commented:
		head = slices.Concat([]byte("\n"), head)
	case f.unopened: // what remains may not begin with a title
		head = slices.Concat([]byte("---\n"), head)
	}
	return slices.Concat(above, head, src[f.start+len(f.Head):])
}

var ruleMark = regexp.MustCompile(`-{4,}`)

// prune returns the fields that keep wants. A map goes with the last of its fields.
func prune(fields []Field, above []string, keep func(names ...string) bool) (kept []Field) {
	for _, f := range fields {
		names := append(slices.Clip(above), fold(f.Name))
		if !keep(names...) {
			continue
		}
		var some bool
		if f.Value, some = pruneValue(f.Value, names, keep); some {
			kept = append(kept, f)
		}
	}
	return kept
}

func pruneValue(v Value, names []string, keep func(names ...string) bool) (kept Value, some bool) {
	kept = v
	switch v.Kind {
	case Map:
		kept.Map = prune(v.Map, names, keep)
		return kept, len(kept.Map) > 0 || len(v.Map) == 0
	case List:
		kept.List = nil
		for _, item := range v.List {
			if item, some := pruneValue(item, names, keep); some {
				kept.List = append(kept.List, item)
			}
		}
	case Null, Bool, Number, Date, Text:
	}
	return kept, true
}

// solid returns a text without its white space, which alone is no reason to change it.
func solid(src []byte) []byte { return bytes.Join(bytes.Fields(src), nil) }

// stripYAML takes the lines of a field as they are if they alone say the same and have no
// comment, else it writes the value anew.
func stripYAML(f File, kept []Field) (head []byte) {
	fields, asTheyAre := map[string]Field{}, map[string][]byte{}
	for _, field := range kept {
		fields[field.Name] = field
	}
	for at, lines := range fieldLines(f.Head) {
		above, lines := trimComments(lines)
		own, repeated, err := text{"front matter", f.BodyLine - 1 - bytes.Count(f.Head, []byte("\n")) + at + above, lines}.fields(YAML)
		if err == nil && len(own) == 1 && len(repeated) == 0 && reflect.DeepEqual(own[0], fields[own[0].Name]) && !commented(lines, own[0]) {
			asTheyAre[own[0].Name] = lines
		}
	}
	for _, field := range kept {
		if lines := asTheyAre[field.Name]; lines != nil {
			head = append(head, lines...)
		} else {
			head = append(yamlNotation.appendField(head, field), '\n')
		}
	}
	return head
}

// trimComments takes lines out that are blank or begin with a #, at both ends, and returns
// how many there were above.
func trimComments(src []byte) (above int, trimmed []byte) {
	start, at, end := -1, 0, 0
	for l := range bytes.Lines(src) {
		at += len(l)
		switch {
		case l[0] != '#' && len(bytes.TrimSpace(l)) > 0:
			if end = at; start < 0 {
				start = at - len(l)
			}
		case start < 0:
			above++
		}
	}
	return above, src[max(start, 0):end]
}

// commented reports whether the lines of a field may have a comment. If the field has each
// # of its lines, none begins one; an escape or an alias may add some to the field. A # after
// a letter begins none either.
func commented(src []byte, f Field) bool {
	if !bytes.ContainsAny(src, `\&*`) && bytes.Count(src, []byte("#")) == hashes(f) {
		return false
	}
	for i, b := range src {
		if b == '#' && (i == 0 || src[i-1]|0x20 < 'a' || src[i-1]|0x20 > 'z') {
			return true
		}
	}
	return false
}

// hashes counts each # in a field.
func hashes(f Field) int {
	n := strings.Count(f.Name+f.Value.Text, "#")
	for _, item := range f.Value.List {
		n += hashes(Field{Value: item})
	}
	for _, item := range f.Value.Map {
		n += hashes(item)
	}
	return n
}

// plainName is the form of a name of YAML and TOML that needs no quotes. A name keeps its
// text whatever else it may mean.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// notation is how fields are written in one line.
type notation struct {
	sign     string // between a name and its value
	bare     bool   // a plain name has no quotes
	question bool   // a long name needs a question mark, and two lines
}

var (
	yamlNotation = notation{": ", true, true}
	tomlNotation = notation{" = ", true, false}
	jsonNotation = notation{": ", false, false}
)

func (n notation) appendField(to []byte, f Field) []byte {
	sign := n.sign
	if n.question && len(f.Name) > 1000 {
		to, sign = append(to, "? "...), "\n: "
	}
	if n.bare && plainName.MatchString(f.Name) {
		to = append(to, f.Name...)
	} else {
		to = appendText(to, f.Name)
	}
	return n.appendValue(append(to, sign...), f.Value)
}

func (n notation) appendValue(to []byte, v Value) []byte {
	comma := func(i int) {
		if i > 0 {
			to = append(to, ", "...)
		}
	}
	switch v.Kind {
	case Null:
		return append(to, "null"...)
	case Text:
		return appendText(to, v.Text)
	case List:
		to = append(to, '[')
		for i, item := range v.List {
			comma(i)
			to = n.appendValue(to, item)
		}
		return append(to, ']')
	case Map:
		to = append(to, '{')
		for i, f := range v.Map {
			comma(i)
			to = n.appendField(to, f)
		}
		return append(to, '}')
	case Bool, Number, Date:
	}
	return append(to, v.Text...)
}

// appendText writes a text in quotes, with escapes that YAML, TOML and JSON share.
func appendText(to []byte, s string) []byte {
	to = append(to, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			to = append(to, '\\', byte(r))
		case r == '\n':
			to = append(to, `\n`...)
		case r == '\t':
			to = append(to, `\t`...)
		case r <= 0xFFFF && !strconv.IsPrint(r):
			to = fmt.Appendf(to, `\u%04X`, r)
		default:
			to = utf8.AppendRune(to, r)
		}
	}
	return append(to, '"')
}

// stripTOML takes the names and values as they are if they lose nothing. Comments may
// stand in a value.
func stripTOML(src []byte, keep func(names ...string) bool) (head []byte) {
	parser := unstable.Parser{KeepComments: true}
	parser.Reset(src)
	var table []string
	want := true // the table
	for parser.NextExpression() {
		node := parser.Expression()
		if node.Kind == unstable.Comment {
			continue
		}
		var keys [][]byte
		for it := node.Key(); it.Next(); {
			keys = append(keys, parser.Raw(it.Node().Raw))
			if node.Kind != unstable.KeyValue {
				if len(keys) == 1 {
					table, want = nil, true
				}
				table = append(table, fold(string(it.Node().Data)))
				want = want && keep(table...)
			}
		}
		name := bytes.Join(keys, []byte("."))
		switch {
		case !want:
		case node.Kind == unstable.Table:
			head = slices.Concat(head, []byte("["), name, []byte("]\n"))
		case node.Kind == unstable.ArrayTable:
			head = slices.Concat(head, []byte("[["), name, []byte("]]\n"))
		default:
			at, end := int(node.Raw.Offset), int(node.Raw.Offset+node.Raw.Length)
			all, _ := text{"front matter", 1, src[at:end]}.toml() // Parse has had no error
			kept := prune(all, table, keep)
			if len(kept) > 0 && !reflect.DeepEqual(all, kept) {
				value := kept[0].Value
				for range keys[1:] {
					value = value.Map[0].Value
				}
				head = append(tomlNotation.appendValue(slices.Concat(head, name, []byte(" = ")), value), '\n')
			} else if len(kept) > 0 {
				for _, comment := range comments(node.Child()) {
					head = append(head, src[at:comment.Offset]...)
					at = int(comment.Offset + comment.Length)
				}
				head = append(append(head, src[at:end]...), '\n')
			}
		}
	}
	return head
}

// comments returns where the comments in a value are, in their order.
func comments(n *unstable.Node) (at []unstable.Range) {
	if n.Kind == unstable.Comment {
		at = append(at, n.Raw)
	}
	for next := n.Child(); next != nil; next = next.Next() {
		at = append(at, comments(next)...)
	}
	return at
}

// stripJSON takes the values as they are if they lose nothing.
func stripJSON(f File, kept []Field) []byte {
	var raw map[string]json.RawMessage
	head := []byte("{")
	if err := json.Unmarshal(f.Head, &raw); err != nil {
		return append(head, '}') // Parse has had no error
	}
	for _, field := range kept {
		if len(head) > 1 {
			head = append(head, ',')
		}
		head = append(head, "\n  "...)
		repeated := slices.ContainsFunc(f.Repeated, func(r Repeat) bool { return r.Name == field.Name })
		if before, _ := Find(f.Fields, field.Name); repeated || !reflect.DeepEqual(before, field) {
			head = jsonNotation.appendField(head, field)
			continue
		}
		head = append(append(appendText(head, field.Name), ": "...), raw[field.Name]...)
	}
	return append(head, "\n}"...)
}
