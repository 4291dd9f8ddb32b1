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
	own := cmp.Or(c.text("defaultContentLanguage"), "en")
	languages, disabled := []string{own}, []string(nil)
	for _, f := range c.value("languages").Map {
		switch off := fieldSet(f.Value.Map).isTrue("disabled") || slices.Contains(texts(c.value("disableLanguages")), f.Name); {
		case strings.EqualFold(f.Name, own):
		case off:
			disabled = append(disabled, f.Name)
		default:
			languages = append(languages, f.Name)
		}
	}
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
	l.roots = r.hugoRoots(c, own, languages, disabled)
	l.facts.Title = cmp.Or(l.facts.Title, r.titleOf(path.Join(l.roots[0].dir, "_index.md")))
	l.base.languages = strings.Join(languages, " ")
	l.base.future = c.isTrue("buildFuture")
	l.base.undated = slices.Contains(texts(c.value("frontmatter", "date")), ":filename")
	global := hugoCascades(c.value("cascade"), own)
	ignored := r.patterns(file, c.value("ignoreFiles"))
	l.skip = func(p string, _ bool) bool {
		return slices.ContainsFunc(ignored, func(e *regexp.Regexp) bool { return e.MatchString("/"+p) || e.MatchString(p) })
	}
	ugly := c.isTrue("uglyURLs")
	l.place = func(p string, in folder) (section, bool) {
		s := l.base
		if slices.ContainsFunc(disabled, func(lang string) bool { return strings.EqualFold(path.Ext(baseName(p)), "."+lang) }) {
			return s, false
		}
		s.root, s.lang, s.draft = in.root.dir, in.lang, in.drafts
		s.sections = in.sections
		s.permalink = hugoPermalink(c.value("permalinks"), below(p, s.root), ugly)
		if _, lang, _ := s.cutLanguage(baseName(p)); lang != "" || s.lang != "" {
			s.permalink = "/:lang" + s.permalink
		}
		return s, true
	}
	l.index = func(p string, in *folder) {
		if dirs := below(in.dir, in.root.dir); dirs != "" && in.section != in.dir {
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

// hugoRoots returns the folders of content: contentDir, that of each language, or those
// that are mounted there.
func (r *reading) hugoRoots(c fieldSet, own string, languages, disabled []string) (roots []root) {
	add := func(dir, lang string, excludes func(p string, isDir bool) bool) {
		if strings.EqualFold(lang, own) {
			lang = ""
		}
		dir = path.Clean(dir)
		i := slices.IndexFunc(roots, func(r root) bool { return r.dir == dir })
		switch {
		case !fs.ValidPath(dir) || dir == ".":
		case i < 0:
			roots = append(roots, root{dir: dir, lang: lang, role: roleByDate, excludes: excludes})
		case roots[i].excludes != nil: // what either has
			first := roots[i].excludes
			roots[i].excludes = func(p string, isDir bool) bool {
				return first(p, isDir) && (excludes != nil && excludes(p, isDir))
			}
		}
	}
	for _, m := range c.value("module", "mounts").List {
		mount := fieldSet(m.Map)
		target, lang := path.Clean(mount.text("target")), mount.text("lang")
		if firstPart(target) == "content" && !slices.Contains(disabled, lang) {
			add(mount.text("source"), lang, hugoExcludes(mount))
		}
	}
	if len(roots) > 0 {
		return roots
	}
	for _, lang := range languages {
		if dir := c.text("languages." + lang + ".contentDir"); dir != "" {
			add(dir, lang, nil)
		} else {
			add(cmp.Or(c.text("contentDir"), "content"), "", nil)
		}
	}
	if len(roots) == 0 {
		add("content", "", nil)
	}
	return roots
}

// hugoExcludes returns what a mount leaves out. Of files, the first pattern that means a
// path decides, where "! " begins one that excludes. Older sites have includeFiles and
// excludeFiles instead.
func hugoExcludes(mount fieldSet) func(p string, isDir bool) bool {
	const not = "! "
	var patterns []string
	for _, pattern := range texts(mount.value("excludeFiles")) {
		patterns = append(patterns, not+pattern)
	}
	patterns = slices.Concat(patterns, texts(mount.value("files")), texts(mount.value("includeFiles")))
	if len(patterns) == 0 {
		return nil
	}
	var rules []*regexp.Regexp
	includes := false
	for i, pattern := range patterns {
		pattern, patterns[i] = strings.TrimPrefix(pattern, not), pattern[:min(len(not), len(pattern))]
		rules = append(rules, hugoGlob.compile("/"+strings.TrimPrefix(pattern, "/"), "(?i)", "%"))
		includes = includes || patterns[i] != not
	}
	return func(p string, isDir bool) bool {
		for i, rule := range rules {
			if excluded := patterns[i] == not; rule.MatchString("/"+p) && (excluded || !isDir) {
				return excluded
			}
		}
		return includes && !isDir
	}
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
