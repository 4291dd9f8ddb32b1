package blog

import (
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Style is one value of style: in site.yaml. What the names mean and what a file may
// hold is not known here.
type Style struct {
	Background string // dark or light if the site has a pair of styles; else empty
	Name       string // of a style, or the path of a file in the content directory
	File       string // the bytes of the file; empty if Name is not a path
	Line       int    // of site.yaml
}

// maxStyle is the largest file of a style, in bytes. Those that people share have less
// than 8 KB.
const maxStyle = 64 << 10

// styles reads a style, or a pair of styles for dark and light backgrounds.
func (f *fields) styles(fsys fs.FS, v *yaml.Node) []Style {
	if v.Kind != yaml.MappingNode {
		return f.style(fsys, "", v)
	}
	var all []Style
	for i := 0; i+1 < len(v.Content); i += 2 {
		key := v.Content[i]
		if key.Value != "dark" && key.Value != "light" {
			f.errorf(key, "want dark: and light:", "style for %q", Line(key.Value))
			continue
		}
		all = append(all, f.style(fsys, key.Value, resolved(v.Content[i+1]))...)
	}
	return all
}

// style reads the name of a style, and the file if the name is a path.
func (f *fields) style(fsys fs.FS, background string, v *yaml.Node) []Style {
	s := Style{Background: background, Name: f.text(v), Line: v.Line + f.first}
	switch {
	case s.Name == "":
		return nil
	case !strings.ContainsAny(s.Name, "./"):
		return []Style{s}
	case !fs.ValidPath(s.Name):
		f.errorf(v, "want the path of a file below the content directory, such as themes/mine.json", "style %q", s.Name)
		return nil
	}
	src, _, bad := readRegular(fsys, s.Name)
	if bad == nil && len(src) > maxStyle {
		bad = &fault{wrong: "is too large", mend: "want at most 64 KB"}
	}
	if bad != nil {
		f.errorf(v, bad.mend, "style %q %s", s.Name, bad.wrong)
		return nil
	}
	s.File = string(src)
	return []Style{s}
}
