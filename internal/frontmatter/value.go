package frontmatter

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Kind is the kind of a Value.
type Kind int

// The kinds of values. A date that only ParseDate knows is a Text: YAML and TOML each know
// few of the forms in which people write dates, and JSON knows none.
const (
	Null Kind = iota
	Bool
	Number
	Date
	Text
	List
	Map
)

// Value is the value of a field.
type Value struct {
	Line int // of the file, on which the value begins
	Kind Kind
	Text string  // of a scalar as written, without quotes; "true" or "false" of a Bool, "" of Null
	List []Value // of a List
	Map  []Field // of a Map
}

// Field is a name with its value.
type Field struct {
	Name  string // as written; "" for one that is no text
	Line  int    // of the file; of a merged field of YAML that on which it is written
	Value Value
}

// Find returns the first field that has one of the names, where the first name goes
// before the second. Upper and lower case are the same.
func Find(fields []Field, names ...string) (f Field, ok bool) {
	for _, name := range names {
		if i := slices.IndexFunc(fields, func(f Field) bool { return strings.EqualFold(f.Name, name) }); i >= 0 {
			return fields[i], true
		}
	}
	return Field{}, false
}

// fold returns a name in lower case. Names that differ in case alone are the same.
func fold(name string) string { return strings.ToLower(name) }

// asWritten is for names within a value, such as those of macros, where N and n may differ.
func asWritten(name string) string { return name }

// Repeat is a field that does not count, because its name is given again below it.
// Generators read the last one. One within the value of another field is in a field of
// that name.
type Repeat struct {
	Field
	Fault Error // with the line of the other
}

// lastOf returns the last field of each name, and those that do not count.
func lastOf(fields []Field, by func(string) string) (last []Field, repeated []Repeat) {
	next := make(map[string]int, len(fields)) // the line of the one below
	counts := make([]bool, len(fields))
	for i := len(fields) - 1; i >= 0; i-- {
		f := fields[i]
		line, again := next[by(f.Name)]
		next[by(f.Name)] = f.Line
		if counts[i] = !again || f.Name == ""; !counts[i] {
			repeated = append(repeated, Repeat{f, *givenTwice(f.Name, f.Line, line)})
		}
	}
	if len(repeated) == 0 {
		return fields, nil
	}
	for i, f := range fields {
		if counts[i] {
			last = append(last, f)
		}
	}
	slices.Reverse(repeated)
	return last, repeated
}

// within returns repeated fields of the value of a field, as [Repeat] has them.
func (f Field) within(repeated []Repeat) (all []Repeat) {
	for _, r := range repeated {
		f.Value = Value{Line: r.Line, Kind: Map, Map: []Field{r.Field}}
		all = append(all, Repeat{f, r.Fault})
	}
	return all
}

func givenTwice(name string, first, line int) *Error {
	return &Error{line, fmt.Sprintf("%s is given twice, first on line %d", name, first), "keep one"}
}

// lineStarts has the offset of each line of a text but the first.
type lineStarts []int

func startsOf(src []byte) (starts lineStarts) {
	for i, b := range src {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// at returns the line of an offset, where the first line is 0.
func (s lineStarts) at(offset int) int { return sort.SearchInts(s, offset+1) }
