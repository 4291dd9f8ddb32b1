package blog

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// fieldSet is the fields of a configuration.
type fieldSet []frontmatter.Field

// value returns the value at a path of names.
func (f fieldSet) value(names ...string) frontmatter.Value {
	v := frontmatter.Value{Kind: frontmatter.Map, Map: f}
	for _, name := range names {
		field, _ := frontmatter.Find(v.Map, name)
		v = field.Value
	}
	return v
}

// text returns the first text that is not empty at one of several paths, whose names have
// dots between them.
func (f fieldSet) text(paths ...string) string {
	for _, p := range paths {
		v := f.value(strings.Split(p, ".")...)
		if v.Kind == frontmatter.List && len(v.List) > 0 {
			v = v.List[0]
		}
		if v.Kind == frontmatter.Map {
			v = fieldSet(v.Map).value("name")
		}
		if s := Line(v.Text); s != "" {
			return s
		}
	}
	return ""
}

// isTrue reports whether a flag is set.
func (f fieldSet) isTrue(names ...string) bool { return f.value(names...).Text == "true" }

// configFormats has the formats of configuration files by their endings.
var configFormats = map[string]frontmatter.Format{
	".toml": frontmatter.TOML, ".yaml": frontmatter.YAML, ".yml": frontmatter.YAML, ".json": frontmatter.JSON,
}

// readConfig reads a configuration file. It returns none, with a problem, if there is
// something wrong in it.
func (r *reading) readConfig(p string) (fieldSet, bool) {
	src, _, bad := readRegular(r.fsys, p)
	if bad != nil {
		r.problems.add(Error, p, bad)
		return nil, false
	}
	fields, repeated, wrong := frontmatter.ParseConfig(src, configFormats[path.Ext(p)])
	for _, f := range repeated {
		if slices.Contains([]string{"cascade", "defaults"}, strings.ToLower(f.Name)) { // one of them may hide posts
			wrong = &f.Fault
			break
		}
		r.problems.warnf(p, f.Fault.Line, f.Fault.Mend+", the last counts", "%s", f.Fault.Wrong)
	}
	if wrong != nil {
		r.problems.add(Error, p, &fault{wrong.Line, wrong.Wrong, wrong.Mend})
		return nil, false
	}
	return nest(fields), true
}

// nestedNames are the fields of generators that have others below them.
var nestedNames = []string{"build", "_build", "cascade", "taxonomies"}

// nest returns fields in which a dotted name, such as build.list, means what it means in
// TOML: a field below another. Generators ignore it in YAML and JSON, but its author meant
// to hide the post.
func nest(fields []frontmatter.Field) (nested []frontmatter.Field) {
	var dotted []frontmatter.Field
	for _, f := range fields {
		outer, _, isDotted := strings.Cut(strings.ToLower(f.Name), ".")
		if isDotted && (slices.Contains(nestedNames, outer) || near(outer, nestedNames) >= 0) {
			dotted = append(dotted, f)
		} else {
			nested = append(nested, f)
		}
	}
	for _, f := range dotted {
		outer, inner, _ := strings.Cut(f.Name, ".")
		i := slices.IndexFunc(nested, func(f frontmatter.Field) bool {
			return strings.EqualFold(f.Name, outer) && (f.Value.Kind == frontmatter.Map || empty(f.Value))
		})
		if i < 0 {
			i = len(nested)
			nested = append(nested, frontmatter.Field{Name: outer, Line: f.Line, Value: frontmatter.Value{Line: f.Line}})
		}
		v := &nested[i].Value
		v.Kind, v.Map = frontmatter.Map, nest(append(slices.Clip(v.Map), frontmatter.Field{Name: inner, Line: f.Line, Value: f.Value}))
	}
	return nested
}

// exists reports whether there is something at a path, even if it cannot be read.
func exists(fsys fs.FS, p string) bool {
	_, err := fs.Lstat(fsys, p)
	return !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid)
}

// isDir reports whether a path is that of a folder.
func isDir(fsys fs.FS, p string) bool {
	info, err := fs.Stat(fsys, p)
	return err == nil && info.IsDir()
}

// firstOf returns the first file that is there, or "".
func firstOf(fsys fs.FS, paths ...string) string {
	for _, p := range paths {
		if exists(fsys, p) {
			return p
		}
	}
	return ""
}

// withEnds returns a name with each ending.
func withEnds(name string, ends ...string) (all []string) {
	for _, end := range ends {
		all = append(all, name+end)
	}
	return all
}
