package blog

import (
	"io/fs"
	"strings"

	"blog.example/pete/internal/frontmatter"
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
func (r *reading) styles(v frontmatter.Value) (all []Style) {
	if v.Kind != frontmatter.Map {
		return r.style("", v)
	}
	for _, f := range v.Map {
		if f.Name != "dark" && f.Name != "light" {
			r.problems.siteErrorf(f.Line, "want dark: and light:", "style for %q", Line(f.Name))
			continue
		}
		all = append(all, r.style(f.Name, f.Value)...)
	}
	return all
}

// style reads the name of a style, and the file if the name is a path.
func (r *reading) style(background string, v frontmatter.Value) []Style {
	s := Style{Background: background, Line: v.Line}
	r.siteText("style", &s.Name)(v)
	switch {
	case s.Name == "":
		return nil
	case !strings.ContainsAny(s.Name, "./"):
		return []Style{s}
	case !fs.ValidPath(s.Name):
		r.problems.siteErrorf(v.Line, "want the path of a file below the content directory, such as themes/mine.json", "style %q", s.Name)
		return nil
	}
	src, _, bad := readRegular(r.fsys, s.Name)
	if bad == nil && len(src) > maxStyle {
		bad = &fault{wrong: "is too large", mend: "want at most 64 KB"}
	}
	if bad != nil {
		r.problems.siteErrorf(v.Line, bad.mend, "style %q %s", s.Name, bad.wrong)
		return nil
	}
	s.File = string(src)
	return []Style{s}
}
