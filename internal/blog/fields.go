package blog

import (
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// field reads the value of one known field.
type field func(f *fields, value *yaml.Node)

// fields reads a YAML mapping whose fields are known. A field that is not known is a
// problem: an error if its name is one edit away from a known one, because what it says
// would be lost, else a warning.
type fields struct {
	path     string
	first    int // line of the file on which the YAML begins, less one
	known    map[string]field
	problems *problemList
	lines    map[string]int // where each field stood
	name     string         // of the field that is being read
}

// line returns the line of a field, or 1 if it is absent.
func (f *fields) line(name string) int { return max(f.lines[name], 1) }

func (f *fields) errorf(v *yaml.Node, mend, wrong string, args ...any) {
	f.problems.errorf(f.path, v.Line+f.first, mend, wrong, args...)
}

// read reads all fields of src. ok is false when src is not a mapping.
func (f *fields) read(src []byte) (ok bool) {
	f.lines = map[string]int{}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		f.problems.errorf(f.path, f.yamlLine(err), "want lines of the form name: value, with \"…\" around a value that has a colon",
			"not YAML (%s)", yamlCause(err))
		return false
	}
	if len(doc.Content) == 0 {
		return true
	}
	mapping := doc.Content[0]
	if mapping.Kind != yaml.MappingNode {
		f.errorf(mapping, "want lines of the form name: value", "no fields")
		return false
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		f.take(mapping.Content[i], mapping.Content[i+1])
	}
	return true
}

func (f *fields) take(key, value *yaml.Node) {
	name := Line(key.Value)
	if f.lines[name] > 0 {
		f.errorf(key, "keep one", "%s is given twice", name)
		return
	}
	f.lines[name] = key.Line + f.first
	if set, ok := f.known[name]; ok {
		f.name = name
		set(f, resolved(value))
		return
	}
	names := slices.Sorted(maps.Keys(f.known))
	if i := slices.IndexFunc(names, func(n string) bool { return edits(strings.ToLower(name), n) <= 1 }); i >= 0 {
		f.errorf(key, "write "+names[i], "field %q", name)
		return
	}
	f.problems.warnf(f.path, key.Line+f.first, "one of "+strings.Join(names, ", "), "field %q is not read", name)
}

// resolved returns what a YAML alias refers to, or the node itself.
func resolved(v *yaml.Node) *yaml.Node {
	if v.Kind == yaml.AliasNode {
		return v.Alias
	}
	return v
}

// text returns a scalar as one visible line.
func (f *fields) text(v *yaml.Node) string {
	if v.Kind != yaml.ScalarNode {
		f.errorf(v, "want one line of text", "%s is not a text", f.name)
		return ""
	}
	if v.Tag == "!!null" {
		return ""
	}
	return Line(v.Value)
}

// textField reads a text.
func textField(to *string) field {
	return func(f *fields, v *yaml.Node) { *to = f.text(v) }
}

var (
	yamlLineNumber = regexp.MustCompile(`line (\d+)`)
	yamlPlace      = regexp.MustCompile(`^yaml: (line \d+: )?`)
)

// yamlLine returns the line of the file that a YAML error names.
func (f *fields) yamlLine(err error) int {
	if m := yamlLineNumber.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n + f.first
		}
	}
	return 1 + f.first
}

// yamlCause returns the text of a YAML error without its place.
func yamlCause(err error) string { return Line(yamlPlace.ReplaceAllString(err.Error(), "")) }

// cause returns the text of an error without the path of the file.
func cause(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return err.Error()
}
