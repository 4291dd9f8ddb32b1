package frontmatter

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Strip returns a content file without the fields that keep refuses, and without the
// comments of its front matter. keep is asked for each name at the top, in lower case. The
// body is not changed, and neither are the lines of the fields that remain, unless they
// have a comment or refer to another field: then the value is written in another way. A
// file without such fields and comments comes back byte by byte. The result is nil if Parse has an error, because what is private in the file is not known
// then.
func Strip(src []byte, keep func(name string) bool) []byte {
	f, err := Parse(src)
	if err != nil {
		return nil
	}
	var head []byte
	wanted := func(f Field) bool { return keep(fold(f.Name)) }
	switch f.Format {
	case None:
		return src
	case YAML:
		head = stripYAML(f, wanted)
	case TOML:
		head = stripTOML(f.Head, wanted)
	case JSON:
		head = stripJSON(f, wanted)
	}
	if bytes.Equal(solid(head), solid(f.Head)) {
		return src
	}
	return slices.Concat(src[:f.start], head, src[f.start+len(f.Head):])
}

// solid returns a text without its white space, which alone is no reason to change it.
func solid(src []byte) []byte { return bytes.Join(bytes.Fields(src), nil) }

// stripYAML takes the lines of a field as they are if they alone say the same and have no
// comment, else it writes the value anew.
func stripYAML(f File, wanted func(Field) bool) (head []byte) {
	fields, asTheyAre := map[string]Field{}, map[string][]byte{}
	for _, field := range f.Fields {
		fields[field.Name] = field
	}
	for at, lines := range fieldLines(f.Head) {
		above, lines := trimComments(lines)
		own, err := text{"front matter", f.BodyLine - 1 - bytes.Count(f.Head, []byte("\n")) + at + above, lines}.fields(YAML)
		if err == nil && len(own) == 1 && reflect.DeepEqual(own[0], fields[own[0].Name]) && !commented(lines, own[0]) {
			asTheyAre[own[0].Name] = lines
		}
	}
	for _, field := range f.Fields {
		switch lines := asTheyAre[field.Name]; {
		case !wanted(field):
		case lines != nil:
			head = append(head, lines...)
		default:
			head = append(appendField(head, field), '\n')
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

// plainName is the form of a name of YAML that needs no quotes. A name keeps its text
// whatever else it may mean.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

// appendField writes a field of YAML in one line, or in two if its name is as long as
// only a name with a question mark may be. The escapes of Go are escapes of YAML.
func appendField(to []byte, f Field) []byte {
	name, sign := f.Name, ": "
	if !plainName.MatchString(name) {
		name = strconv.Quote(name)
	}
	if len(name) > 1000 {
		name, sign = "? "+name, "\n: "
	}
	return appendValue(append(append(to, name...), sign...), f.Value)
}

func appendValue(to []byte, v Value) []byte {
	comma := func(i int) {
		if i > 0 {
			to = append(to, ", "...)
		}
	}
	switch v.Kind {
	case Null:
		return append(to, "null"...)
	case Text:
		return strconv.AppendQuote(to, v.Text)
	case List:
		to = append(to, '[')
		for i, item := range v.List {
			comma(i)
			to = appendValue(to, item)
		}
		return append(to, ']')
	case Map:
		to = append(to, '{')
		for i, f := range v.Map {
			comma(i)
			to = appendField(to, f)
		}
		return append(to, '}')
	case Bool, Number, Date:
	}
	return append(to, v.Text...)
}

// stripTOML takes the names and values as they are. Comments may stand in a value.
func stripTOML(src []byte, wanted func(Field) bool) (head []byte) {
	parser := unstable.Parser{KeepComments: true}
	parser.Reset(src)
	inTable, want := false, false
	for parser.NextExpression() {
		node := parser.Expression()
		if node.Kind == unstable.Comment {
			continue
		}
		if node.Kind == unstable.Table || node.Kind == unstable.ArrayTable || !inTable {
			it := node.Key()
			it.Next()
			want = wanted(Field{Name: string(it.Node().Data)})
		}
		inTable = inTable || node.Kind != unstable.KeyValue
		if !want {
			continue
		}
		if node.Kind == unstable.KeyValue {
			at := int(node.Raw.Offset)
			for _, comment := range comments(node.Child()) {
				head = append(head, src[at:comment.Offset]...)
				at = int(comment.Offset + comment.Length)
			}
			head = append(append(head, src[at:node.Raw.Offset+node.Raw.Length]...), '\n')
			continue
		}
		var keys [][]byte
		for it := node.Key(); it.Next(); {
			keys = append(keys, parser.Raw(it.Node().Raw))
		}
		left, right := "[", "]\n"
		if node.Kind == unstable.ArrayTable {
			left, right = "[[", "]]\n"
		}
		head = slices.Concat(head, []byte(left), bytes.Join(keys, []byte(".")), []byte(right))
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

// stripJSON takes the values as they are.
func stripJSON(f File, wanted func(Field) bool) []byte {
	var raw map[string]json.RawMessage
	head := []byte("{")
	if err := json.Unmarshal(f.Head, &raw); err != nil {
		return append(head, '}') // Parse has had no error
	}
	for _, field := range f.Fields {
		if !wanted(field) {
			continue
		}
		if len(head) > 1 {
			head = append(head, ',')
		}
		name, _ := json.Marshal(field.Name) // a text
		head = slices.Concat(head, []byte("\n  "), name, []byte(": "), raw[field.Name])
	}
	return append(head, "\n}"...)
}
