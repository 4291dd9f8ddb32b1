package frontmatter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlReader turns nodes into values. Nodes with an anchor are turned once, so that
// aliases of aliases take no memory; the size of what they stand for is bounded for those
// who read it.
type yamlReader struct {
	text
	lines    []int                 // how many lines of the text are above each line of YAML
	anchored map[*yaml.Node]*built // nil while it is being built
	aliases  int
}

// built is a value with the number of levels and bytes in it, those behind aliases too.
type built struct {
	Value
	levels, size int
	repeated     []Repeat
}

// maxExpanded is more than any text without aliases stands for: the widest escape has two
// bytes and means three.
const maxExpanded = 2 * maxSize

func (t text) yaml() ([]Field, []Repeat, *Error) {
	r := &yamlReader{text: t, lines: linesAbove(t.src), anchored: map[*yaml.Node]*built{}}
	decoder := yaml.NewDecoder(bytes.NewReader(t.src))
	var doc, other yaml.Node
	err := decoder.Decode(&doc)
	if err == nil {
		if err = decoder.Decode(&other); err == nil {
			return nil, nil, &Error{r.lineOf(&other), t.what + " with a second part below ---", "take the line of --- out"}
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, nil, t.yamlFault(err)
	}
	if len(doc.Content) == 0 || doc.Content[0].ShortTag() == "!!null" {
		return nil, nil, nil
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode {
		return nil, nil, &Error{r.lineOf(top), "no fields", "want lines of the form name: value"}
	}
	for i := 0; i < len(top.Content); i += 2 {
		if key := resolved(top.Content[i]); key.Kind != yaml.ScalarNode {
			return nil, nil, &Error{r.lineOf(key), "a name that is a list or a map", "want lines of the form name: value"}
		}
	}
	b, fault := r.build(top)
	return b.Map, b.repeated, fault
}

// resolved returns what a YAML alias refers to, or the node itself.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (r *yamlReader) lineOf(n *yaml.Node) int { return r.line + r.lines[min(n.Line, len(r.lines))-1] }

// linesAbove returns how many line feeds are above each line of YAML, for which other
// characters end a line too.
func linesAbove(src []byte) []int {
	above, n := []int{0}, 0
	for i, r := range string(src) {
		switch r {
		case '\n':
			n++
		case '\r':
			if i+1 < len(src) && src[i+1] == '\n' {
				continue
			}
		case '\u0085', '\u2028', '\u2029':
		default:
			continue
		}
		above = append(above, n)
	}
	return above
}

// build turns a node into a value.
func (r *yamlReader) build(n *yaml.Node) (b built, err *Error) {
	switch n.Kind {
	case yaml.AliasNode:
		return r.alias(n)
	case yaml.ScalarNode:
		b = scalar(n)
	case yaml.SequenceNode, yaml.MappingNode:
		if n.Anchor != "" {
			r.anchored[n] = nil
		}
		b, err = r.collection(n)
	}
	b.Line = r.lineOf(n)
	if n.Anchor != "" {
		r.anchored[n] = &b
	}
	switch {
	case err != nil:
	case b.levels > maxDepth:
		err = r.tooDeep(b.Line)
	case b.size > maxExpanded:
		err = &Error{b.Line, fmt.Sprintf("%s whose aliases stand for more than %d KB", r.what, maxExpanded>>10), "write out what they stand for"}
	}
	return b, err
}

// alias returns what an alias stands for, with the line of the alias.
func (r *yamlReader) alias(n *yaml.Node) (built, *Error) {
	if r.aliases++; r.aliases > maxAliases {
		return built{}, &Error{r.lineOf(n), fmt.Sprintf("%s with more than %d aliases", r.what, maxAliases), "write out what they stand for"}
	}
	b, known := r.anchored[n.Alias]
	if known && b == nil {
		return built{}, &Error{r.lineOf(n), fmt.Sprintf("not YAML (anchor '%s' value contains itself)", n.Value), "write out what *" + n.Value + " stands for"}
	}
	if !known {
		other, err := r.build(n.Alias)
		if err != nil {
			return other, err
		}
		b = &other
	}
	value := *b
	value.Line = r.lineOf(n)
	return value, nil
}

// scalar returns the value of a scalar. A tag such as !!int is taken at its word only if
// the text is one.
func scalar(n *yaml.Node) built {
	tag := n.ShortTag()
	if n.Style&yaml.TaggedStyle != 0 && tag != "!!str" {
		tag = (&yaml.Node{Kind: yaml.ScalarNode, Value: n.Value}).ShortTag()
	}
	v := Value{Kind: Text, Text: n.Value}
	switch tag {
	case "!!null":
		v.Kind, v.Text = Null, ""
	case "!!bool":
		v.Kind, v.Text = Bool, strings.ToLower(n.Value)
	case "!!int", "!!float":
		v.Kind = Number
	case "!!timestamp":
		v.Kind = Date
	}
	return built{Value: v, size: 1 + len(v.Text)}
}

// collection returns a List or a Map. A name within a value may be a list or a map, as in
// x: {{ y }}, which is a template's: it becomes an empty name.
func (r *yamlReader) collection(n *yaml.Node) (b built, err *Error) {
	b.levels, b.size = 1, 1
	add := func(n *yaml.Node) (item built) {
		if err == nil {
			item, err = r.build(n)
			b.levels, b.size = max(b.levels, item.levels+1), b.size+item.size
		}
		return item
	}
	if n.Kind == yaml.SequenceNode {
		b.Kind = List
		for _, item := range n.Content {
			item := add(item)
			b.List, b.repeated = append(b.List, item.Value), append(b.repeated, item.repeated...)
		}
		return b, err
	}
	b.Kind = Map
	var merged []Value
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := resolved(n.Content[i]), add(n.Content[i+1])
		if key.Tag == "!!merge" {
			merged, b.repeated = append(merged, value.Value), append(b.repeated, value.repeated...)
			continue
		}
		f := Field{"", r.lineOf(n.Content[i]), value.Value}
		if key.Kind == yaml.ScalarNode {
			f.Name = key.Value
			b.size += len(f.Name)
		}
		b.Map, b.repeated = append(b.Map, f), append(b.repeated, f.within(value.repeated)...)
	}
	var twins []Repeat
	b.Map, twins = lastOf(b.Map, asWritten)
	if b.repeated = append(b.repeated, twins...); len(b.repeated) > maxRepeated && err == nil {
		err = r.tooManyRepeated(b.repeated[0].Line)
	}
	if err == nil {
		b.Map, err = merge(b.Map, merged)
	}
	return b, err
}

// merge adds the fields of maps, and of maps in lists, whose names are not there yet.
func merge(fields []Field, from []Value) ([]Field, *Error) {
	names := map[string]bool{}
	for _, f := range fields {
		names[fold(f.Name)] = true
	}
	for _, v := range from {
		maps := []Value{v}
		if v.Kind == List {
			maps = v.List
		}
		for _, m := range maps {
			if m.Kind != Map {
				return nil, &Error{v.Line, "not YAML (map merge requires map or sequence of maps as the value)", "want <<: *name, of a map that has the anchor &name"}
			}
			for _, f := range m.Map {
				if !names[fold(f.Name)] {
					names[fold(f.Name)] = true
					fields = append(fields, f)
				}
			}
		}
	}
	return fields, nil
}
