package blog

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// hugoCascades reads a cascade, which is a map or a list of them.
func hugoCascades(v frontmatter.Value, own string) (all []cascade) {
	if v.Kind == frontmatter.List {
		for _, item := range v.List {
			all = append(all, hugoCascades(item, own)...)
		}
		return all
	}
	var c cascade
	for _, f := range v.Map {
		if name := strings.TrimPrefix(strings.ToLower(f.Name), "_"); name == "target" {
			c.matches = hugoTarget(f.Value, own)
			continue
		}
		c.fields = append(c.fields, f)
	}
	if c.fields = nest(c.fields); len(c.fields) > 0 {
		all = append(all, c)
	}
	return all
}

// hugoTarget returns which files a _target means: by a pattern for their paths below the
// content, their kind and their language. In another environment than production there is
// none.
func hugoTarget(v frontmatter.Value, own string) func(p, lang string) bool {
	target := fieldSet(v.Map)
	pattern, kind, lang, environment := target.text("path"), target.text("kind"), target.text("lang"), target.text("environment")
	if languages := texts(target.value("sites", "matrix", "languages")); len(languages) == 1 { // of several, all are held back
		lang = languages[0]
	}
	matcher := func(pattern string) func(string) bool {
		if _, ok := hugoGlob.expression(pattern); pattern == "" || !ok {
			return func(string) bool { return true } // what is not understood holds more back, not less
		}
		return hugoGlob.compile(pattern, "(?i)", "%", "%/").MatchString
	}
	here := matcher(kind)("page") && matcher(environment)("production")
	inLang, atPath := matcher(lang), matcher(pattern)
	return func(p, lang string) bool {
		stem := "/" + strings.TrimSuffix(p, path.Ext(p))
		if lang != "" {
			stem = strings.TrimSuffix(stem, "."+lang)
		}
		page := strings.TrimSuffix(stem, "/index")
		return here && inLang(cmp.Or(lang, own)) && (atPath(page) || atPath(page+"/") || atPath(stem) || atPath("/"+p))
	}
}

// heldBack are the fields of an _index file that hide all below it.
func heldBack() fieldSet {
	draft := frontmatter.Field{Name: "draft", Value: frontmatter.Value{Kind: frontmatter.Bool, Text: "true"}}
	return fieldSet{draft, {Name: "cascade", Value: frontmatter.Value{Kind: frontmatter.Map, Map: fieldSet{draft}}}}
}

// indexFields reads the front matter of an _index file. If that has an error or is marked
// wrongly, and a word of secrecy may be in it, all below is held back.
func (r *reading) indexFields(p string) fieldSet {
	src, _, bad := readRegular(r.fsys, p)
	secret := bad != nil
	if bad == nil {
		file, wrong := frontmatter.Parse(src)
		for _, f := range file.Repeated {
			if strings.EqualFold(f.Name, "cascade") || hides(f.Name, f.Value) {
				wrong = &f.Fault
				break
			}
		}
		if wrong == nil && file.LongMark {
			if bad = unmarkedIndex(slices.Concat([]byte("---\n"), file.Body)); bad != nil {
				wrong = &frontmatter.Error{Line: bad.line + file.BodyLine - 2, Wrong: bad.wrong, Mend: bad.mend}
			}
		}
		if wrong == nil && file.Format != frontmatter.None {
			return nest(file.Fields)
		}
		if wrong != nil {
			bad, secret = &fault{wrong.Line, wrong.Wrong, wrong.Mend}, namesSecrecy(src)
		} else if bad = unmarkedIndex(src); bad == nil {
			return nil
		} else {
			secret = true
		}
	}
	r.problems.add(Warning, p, bad)
	if secret {
		return heldBack()
	}
	return nil
}

// unmarkedIndex returns the first word of secrecy, or the cascade, in the first lines of an
// _index file without front matter.
func unmarkedIndex(src []byte) *fault {
	m := &metadata{version: &version{surroundings: surroundings{section: &section{}}}}
	m.unmarked(src, 1)
	fields, sure := firstFields(src)
	for _, f := range fields {
		if sure && f.Name == "cascade" {
			m.keepBack(f.Line, quoted(f.Name)+" is not in front matter", mendMarks)
		}
	}
	if len(m.version.problems) == 0 {
		return nil
	}
	first := m.version.problems[0]
	return &fault{first.Line, first.Wrong, first.Mend}
}
