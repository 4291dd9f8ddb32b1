package blog

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// hugo reads the configuration of a Hugo site: https://gohugo.io/configuration/all. file is a
// file, or the folder config/_default.
func (r *reading) hugo(file string) *layout {
	l := &layout{generator: hugoSite, file: file, base: section{generator: hugoSite, role: roleByDate}}
	if l.config = r.hugoConfig(file); r.problems.has(Error) {
		return nil
	}
	c := l.config
	languages, disabled := hugoLanguages(c)
	own := languages[0]
	of := func(name string) []string { // in the configuration, and in that of the language
		return []string{name, "languages." + own + "." + name, "languages." + own + ".params." + name}
	}
	l.facts = Site{
		Title:       c.text(append(of("title"), "params.title")...),
		Description: c.text(append([]string{"params.description", "params.subtitle"}, of("description")...)...),
		Author:      c.text(append([]string{"params.author"}, of("author")...)...),
		Language:    cmp.Or(c.text(append(of("locale"), of("languageCode")...)...), own),
		Base:        c.text(of("baseURL")...),
	}
	l.facts.Zone = r.zone(file, c.text(of("timeZone")...))
	l.roots = hugoRoots(c, languages, disabled)
	for _, root := range l.roots {
		if root.lang == "" {
			l.facts.Title = cmp.Or(l.facts.Title, r.titleOf(path.Join(root.dir, "_index.md")))
		}
	}
	l.base.languages = strings.Join(languages, " ")
	l.base.future = c.isTrue("buildFuture")
	l.base.dates = hugoDates(c)
	l.base.undated = slices.Contains(texts(c.value("frontmatter", "date")), ":filename")
	l.base.naming = naming{keepCase: c.isTrue("disablePathToLower"), noAccents: c.isTrue("removePathAccents")}
	global := hugoCascades(c.value("cascade"), own)
	ignored := r.patterns(file, c.value("ignoreFiles"))
	l.skip = func(p string, _ bool) bool {
		return slices.ContainsFunc(ignored, func(e *regexp.Regexp) bool { return e.MatchString("/"+p) || e.MatchString(p) })
	}
	ugly := fieldSet(c.value("uglyURLs").Map) // by the sections that it is for
	l.place = func(p string, in folder) (section, bool) {
		s := l.base
		if slices.ContainsFunc(disabled, func(lang string) bool { return strings.EqualFold(path.Ext(baseName(p)), "."+lang) }) {
			return s, false
		}
		s.root, s.under, s.lang, s.draft = in.root.dir, in.under, in.lang, in.drafts
		s.sections = cmp.Or(in.sections, firstPart(path.Dir(s.addressOf(p))))
		s.permalink = hugoPermalink(c.value("permalinks"), s.addressOf(p), c.isTrue("uglyURLs") || ugly.isTrue(firstPart(s.addressOf(p))))
		if _, lang, _ := s.cutLanguage(baseName(p)); lang != "" || s.lang != "" {
			s.permalink = "/:lang" + s.permalink
		} else if c.isTrue("defaultContentLanguageInSubdir") {
			s.permalink = "/" + strings.ToLower(own) + s.permalink
		}
		return s, true
	}
	l.index = func(p string, in *folder) {
		if dirs := path.Join(in.under, below(in.dir, in.root.dir)); dirs != "" && in.section != in.dir {
			in.sections, in.section = path.Join(in.sections, path.Base(dirs)), in.dir
		}
		name := strings.TrimSuffix(path.Base(p), path.Ext(p))
		_, lang, suffixed := l.base.cutLanguage(name)
		if !suffixed {
			lang = in.lang
		}
		for _, f := range r.indexFields(p) {
			if meant := near(strings.ToLower(f.Name), []string{"cascade"}) == 0; meant {
				r.problems.warnf(p, f.Line, "write cascade", "field %s is not known, and is read as cascade", quoted(f.Name))
			} else if !strings.EqualFold(f.Name, "cascade") {
				continue
			}
			cascades := hugoCascades(f.Value, own)
			for i := range cascades { // each language has sections of its own
				all := cascades[i].matches
				cascades[i].matches = func(p, of string) bool { return of == lang && (all == nil || all(p, of)) }
			}
			in.inherits = append(cascades, in.inherits...)
		}
	}
	for i := range l.roots {
		l.roots[i].cascades = global
	}
	return l
}

// hugoDates returns what the configuration says of dates:
// https://gohugo.io/configuration/front-matter.
func hugoDates(c fieldSet) (d dateFields) {
	names := func(key string, usual []string) (all []string) {
		for _, name := range append(texts(c.value("frontmatter", key)), ":default") {
			if name = strings.ToLower(name); name == ":default" {
				all = append(all, usual...)
			} else if !strings.HasPrefix(name, ":") {
				all = append(all, name)
			}
		}
		return all
	}
	first := append(texts(c.value("frontmatter", "date")), "")[0]
	return dateFields{names("date", dateNames), names("lastmod", updatedNames), names("publishDate", publishNames), names("expiryDate", expireNames), first == ":filename"}
}

// hugoConfig reads a file, or all files of config/_default, where params.toml has what is
// below params, and languages.en.toml what is below languages.en.
func (r *reading) hugoConfig(file string) fieldSet {
	if !isDir(r.fsys, file) {
		c, _ := r.readConfig(file)
		return c
	}
	list, err := fs.ReadDir(r.fsys, file)
	if err != nil {
		r.problems.add(Error, file, unreadable(r.fsys, file, err))
		return nil
	}
	var main, rest fieldSet
	for _, d := range list {
		name := strings.TrimSuffix(d.Name(), path.Ext(d.Name()))
		if _, known := configFormats[path.Ext(d.Name())]; !known || d.IsDir() || Ignored(d.Name()) {
			continue
		}
		c, ok := r.readConfig(path.Join(file, d.Name()))
		switch first, last, dotted := strings.Cut(name, "."); {
		case !ok:
		case name == "hugo" || name == "config":
			main = append(main, c...)
		case dotted && first == "languages":
			rest = rest.put(first, last, c)
		case dotted: // params.en.toml
			rest = rest.put("languages", last, fieldSet{{Name: first, Value: frontmatter.Value{Kind: frontmatter.Map, Map: c}}})
		case c.value(name).Kind == frontmatter.Map || c.value(name).Kind == frontmatter.List: // cascade.toml with [[cascade]]
			rest = append(rest, c...)
		default:
			rest = append(rest, frontmatter.Field{Name: name, Value: frontmatter.Value{Kind: frontmatter.Map, Map: c}})
		}
	}
	return append(main, rest...)
}

// put adds fields below two names.
func (f fieldSet) put(outer, inner string, fields fieldSet) fieldSet {
	for i := range f {
		if !strings.EqualFold(f[i].Name, outer) {
			continue
		}
		for j := range f[i].Value.Map {
			if m := &f[i].Value.Map[j]; strings.EqualFold(m.Name, inner) {
				m.Value.Map = append(m.Value.Map, fields...)
				return f
			}
		}
		f[i].Value.Map = append(f[i].Value.Map, frontmatter.Field{Name: inner, Value: frontmatter.Value{Kind: frontmatter.Map, Map: fields}})
		return f
	}
	in := frontmatter.Field{Name: inner, Value: frontmatter.Value{Kind: frontmatter.Map, Map: fields}}
	return append(f, frontmatter.Field{Name: outer, Value: frontmatter.Value{Kind: frontmatter.Map, Map: []frontmatter.Field{in}}})
}

// hugoPermalink returns the pattern of the addresses of a page, by the first folder of its
// path below the content.
func hugoPermalink(permalinks frontmatter.Value, p string, ugly bool) string {
	first := ""
	if strings.Contains(p, "/") {
		first = firstPart(p)
	}
	pattern := "/:dirs/:slugorcontentbasename/"
	for _, v := range []frontmatter.Value{permalinks, fieldSet(permalinks.Map).value("page")} {
		if own := fieldSet(v.Map).value(cmp.Or(first, "/")).Text; own != "" {
			pattern = own
		}
	}
	if ugly {
		pattern = strings.TrimSuffix(pattern, "/") + ".html"
	}
	return pattern
}

// below returns a path as it is below a folder.
func below(p, dir string) string {
	if dir == "." || dir == "" {
		return p
	}
	return strings.TrimPrefix(strings.TrimPrefix(p, dir), "/")
}

// titleOf returns the title of the page at the top of a site, or "".
func (r *reading) titleOf(p string) string {
	if !exists(r.fsys, p) {
		return ""
	}
	return r.indexFields(p).text("title")
}

// patterns compiles regular expressions of a configuration.
func (r *reading) patterns(file string, v frontmatter.Value) (all []*regexp.Regexp) {
	for _, text := range texts(v) {
		e, err := regexp.Compile(text)
		if err != nil {
			r.problems.warnf(file, v.Line, "write a regular expression", "%q is none (%v)", text, err)
			continue
		}
		all = append(all, e)
	}
	return all
}
