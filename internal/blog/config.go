package blog

import (
	"errors"
	"io/fs"
	"path"
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
	fields, wrong := frontmatter.ParseConfig(src, configFormats[path.Ext(p)])
	if wrong != nil {
		r.problems.add(Error, p, &fault{wrong.Line, wrong.Wrong, wrong.Mend})
		return nil, false
	}
	return fields, true
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
