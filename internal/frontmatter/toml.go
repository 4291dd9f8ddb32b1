package frontmatter

import (
	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlReader puts the lines of a TOML text together to a tree of tables.
type tomlReader struct {
	text
	parser unstable.Parser
	starts lineStarts
}

// branch is a table, an array of tables, or a value.
type branch struct {
	Field
	branches []*branch          // of a table, or the tables of an array
	names    map[string]*branch // of a table; nil if it is none
}

func newTable(name string, line int) *branch {
	return &branch{Field: Field{Name: name, Line: line, Value: Value{Line: line, Kind: Map}}, names: map[string]*branch{}}
}

// toml builds fields from the parser's nodes, because only they have the texts and lines
// of values. Whether the text means something, such as a day that there is, the library's
// own decoder says.
func (t text) toml() ([]Field, *Error) {
	r := &tomlReader{text: t, starts: startsOf(t.src)}
	r.parser.Reset(t.src)
	root := newTable("", t.line)
	table, path := root, 0
	for r.parser.NextExpression() {
		node := r.parser.Expression()
		keys := r.keys(node)
		if node.Kind != unstable.KeyValue {
			path = 0
		}
		last := keys[len(keys)-1]
		if path+len(keys) > maxDepth {
			return nil, r.tooDeep(last.Line)
		}
		var err *Error
		switch node.Kind {
		case unstable.KeyValue:
			err = r.set(table, keys, node.Value(), path+len(keys))
		case unstable.ArrayTable:
			array := root.descend(keys)
			array.Value.Kind = List
			table = newTable("", array.Line)
			table.Value.Line = last.Line
			array.branches, path = append(array.branches, table), len(keys)
		default:
			table, path = root.descend(keys), len(keys)
		}
		if err != nil {
			return nil, err
		}
	}
	err := r.parser.Error()
	if err == nil {
		err = toml.Unmarshal(t.src, &map[string]any{})
	}
	if err != nil {
		return nil, r.tomlFault(err)
	}
	return root.value().Map, nil
}

// lineOf returns the line of a node, or 0 if the parser does not say where it is.
func (r *tomlReader) lineOf(n *unstable.Node) int {
	if n.Raw.Length == 0 {
		return 0
	}
	return r.line + r.starts.at(int(n.Raw.Offset))
}

// keys returns the parts of a dotted name, without values.
func (r *tomlReader) keys(n *unstable.Node) (keys []Field) {
	for it := n.Key(); it.Next(); {
		key := it.Node()
		keys = append(keys, Field{Name: string(key.Data), Line: r.lineOf(key)})
	}
	return keys
}

// descend returns the table at the end of a path, and makes what is not there. In an array
// the path goes through its last table. Where a value is in the way it goes astray, to a
// table that nothing refers to: Unmarshal finds that fault.
func (b *branch) descend(path []Field) *branch {
	for _, key := range path {
		if b.Value.Kind == List && len(b.branches) > 0 {
			b = b.branches[len(b.branches)-1]
		}
		next := b.names[key.Name]
		if next == nil {
			next = newTable(key.Name, key.Line)
			if b.names != nil {
				b.names[key.Name] = next
				b.branches = append(b.branches, next)
			}
		}
		b = next
	}
	return b
}

// set puts a value into a table. depth is that of the value.
func (r *tomlReader) set(table *branch, keys []Field, value *unstable.Node, depth int) *Error {
	last := keys[len(keys)-1]
	table = table.descend(keys[:len(keys)-1])
	if first := table.names[last.Name]; first != nil {
		return givenTwice(last.Name, first.Line, last.Line)
	}
	leaf := &branch{Field: last}
	var err *Error
	leaf.Value, err = r.value(value, last.Line, depth)
	if table.names != nil {
		table.names[last.Name] = leaf
		table.branches = append(table.branches, leaf)
	}
	return err
}

// tomlKinds has the kinds of scalars. A time without a day is a Text.
var tomlKinds = map[unstable.Kind]Kind{
	unstable.String: Text, unstable.LocalTime: Text, unstable.Bool: Bool, unstable.Integer: Number, unstable.Float: Number,
	unstable.LocalDate: Date, unstable.LocalDateTime: Date, unstable.DateTime: Date,
}

// value returns the value of a node, which is within depth others. line is that of what
// stands before it.
func (r *tomlReader) value(n *unstable.Node, line, depth int) (v Value, err *Error) {
	v = Value{Line: max(r.lineOf(n), line), Kind: tomlKinds[n.Kind]}
	if depth > maxDepth {
		return v, r.tooDeep(v.Line)
	}
	switch n.Kind {
	case unstable.Array:
		v.Kind = List
		for it := n.Children(); it.Next() && err == nil; {
			var item Value
			item, err = r.value(it.Node(), line, depth+1)
			v.List, line = append(v.List, item), item.Line
		}
	case unstable.InlineTable:
		table := newTable("", v.Line)
		for it := n.Children(); it.Next() && err == nil; {
			keys := r.keys(it.Node())
			err = r.set(table, keys, it.Node().Value(), depth+len(keys))
		}
		v.Kind, v.Map = Map, table.value().Map
	default:
		v.Text = string(n.Data)
	}
	return v, err
}

// value returns what a finished branch has.
func (b *branch) value() Value {
	v := b.Value
	for _, next := range b.branches {
		if v.Kind == List {
			v.List = append(v.List, next.value())
		} else {
			v.Map = append(v.Map, Field{next.Name, next.Line, next.value()})
		}
	}
	return v
}
