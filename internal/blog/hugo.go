package blog

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
	"github.com/bmatcuk/doublestar/v4"
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
	languages := []string{own}
	for _, f := range c.value("languages").Map {
		if !strings.EqualFold(f.Name, own) && fieldSet(f.Value.Map).text("disabled") != "true" {
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
	l.roots = r.hugoRoots(c, own, languages)
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
		s.root, s.lang, s.draft = in.root.dir, in.lang, in.drafts
		s.sections = in.sections
		s.permalink = hugoPermalink(c.value("permalinks"), below(p, s.root), ugly)
		if _, lang, _ := s.cutLanguage(baseName(p)); lang != "" || s.lang != "" {
			s.permalink = "/:lang" + s.permalink
		}
		return s, true
	}
	l.index = func(p string, in *folder) {
		dirs := below(in.dir, in.root.dir)
		if dirs != "" {
			in.sections = path.Join(in.sections, path.Base(dirs))
		}
		if f, ok := r.indexFields(p); ok {
			cascade, _ := frontmatter.Find(f, "cascade")
			in.inherits = append(hugoCascades(cascade.Value, own), in.inherits...)
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
func (r *reading) hugoRoots(c fieldSet, own string, languages []string) (roots []root) {
	add := func(dir, lang string) {
		if strings.EqualFold(lang, own) {
			lang = ""
		}
		dir = path.Clean(dir)
		if fs.ValidPath(dir) && dir != "." && !slices.ContainsFunc(roots, func(r root) bool { return r.dir == dir }) {
			roots = append(roots, root{dir: dir, lang: lang, role: roleByDate})
		}
	}
	for _, m := range c.value("module", "mounts").List {
		mount := fieldSet(m.Map)
		if target := path.Clean(mount.text("target")); firstPart(target) == "content" {
			add(mount.text("source"), mount.text("lang"))
		}
	}
	for _, lang := range languages {
		if dir := c.text("languages." + lang + ".contentDir"); dir != "" {
			add(dir, lang)
		}
	}
	if dir := c.text("contentDir"); dir != "" {
		add(dir, "")
	}
	if len(roots) == 0 {
		add("content", "")
	}
	return roots
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
func hugoTarget(v frontmatter.Value, own string) func(string) bool {
	target := fieldSet(v.Map)
	pattern, kind, lang, environment := target.text("path"), target.text("kind"), target.text("lang"), target.text("environment")
	match := func(pattern, s string) bool {
		ok, err := doublestar.Match(strings.ToLower(pattern), strings.ToLower(s))
		return pattern == "" || err != nil || ok // what is not understood holds more back, not less
	}
	return func(p string) bool {
		stem := "/" + strings.TrimSuffix(p, path.Ext(p))
		page := strings.TrimSuffix(stem, "/index")
		return match(kind, "page") && match(environment, "production") && (match(lang, own) || lang != "" && strings.HasSuffix(stem, "."+lang)) &&
			(match(pattern, page) || match(pattern, stem) || match(pattern, "/"+p))
	}
}

// heldBack are the fields of an _index file that hide all below it.
func heldBack() fieldSet {
	draft := frontmatter.Field{Name: "draft", Value: frontmatter.Value{Kind: frontmatter.Bool, Text: "true"}}
	return fieldSet{draft, {Name: "cascade", Value: frontmatter.Value{Kind: frontmatter.Map, Map: fieldSet{draft}}}}
}

// indexFields reads the front matter of an _index file. If that has an error, and a word
// of secrecy may be in it, all below is held back.
func (r *reading) indexFields(p string) (fieldSet, bool) {
	src, _, bad := readRegular(r.fsys, p)
	secret := bad != nil || namesSecrecy(src)
	if bad == nil {
		file, wrong := frontmatter.Parse(src)
		if wrong == nil {
			return nest(file.Fields), true
		}
		bad = &fault{wrong.Line, wrong.Wrong, wrong.Mend}
	}
	r.problems.add(Warning, p, bad)
	if secret {
		return heldBack(), true
	}
	return nil, false
}

// titleOf returns the title of the page at the top of a site, or "".
func (r *reading) titleOf(p string) string {
	if !exists(r.fsys, p) {
		return ""
	}
	fields, _ := r.indexFields(p)
	return fields.text("title")
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
