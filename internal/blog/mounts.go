package blog

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// hugoLanguages returns the languages of a site, that of the site first, and those that it
// does not publish.
func hugoLanguages(c fieldSet) (languages, disabled []string) {
	languages = []string{cmp.Or(c.text("defaultContentLanguage"), "en")}
	off := strings.Fields(strings.ToLower(strings.Join(texts(c.value("disableLanguages")), " ")))
	for _, f := range c.value("languages").Map {
		switch name := strings.ToLower(f.Name); {
		case strings.EqualFold(name, languages[0]):
		case slices.Contains(off, name), fieldSet(f.Value.Map).isTrue("disabled"):
			disabled = append(disabled, f.Name)
		default:
			languages = append(languages, f.Name)
		}
	}
	return languages, disabled
}

// hugoRoots returns the folders of content: contentDir, that of each language, or those
// that are mounted there.
func hugoRoots(c fieldSet, languages, disabled []string) (roots []root) {
	add := func(dir, under, lang string, excludes func(p string, isDir bool) bool) {
		if strings.EqualFold(lang, languages[0]) {
			lang = ""
		}
		dir = path.Clean(dir)
		i := slices.IndexFunc(roots, func(r root) bool { return r.dir == dir })
		if !fs.ValidPath(dir) || dir == "." {
			return
		}
		if i < 0 {
			roots = append(roots, root{dir: dir, under: under, lang: lang, role: roleByDate, excludes: excludes})
			return
		}
		if lang == "" { // the others have its texts where they have no own
			roots[i].lang = ""
		}
		if first := roots[i].excludes; first != nil { // what either has
			roots[i].excludes = func(p string, isDir bool) bool {
				return first(p, isDir) && (excludes != nil && excludes(p, isDir))
			}
		}
	}
	for _, m := range c.value("module", "mounts").List {
		mount := fieldSet(m.Map)
		target, lang := path.Clean(mount.text("target")), mount.text("lang", "sites.matrix.languages")
		if firstPart(target) == "content" && !slices.ContainsFunc(disabled, func(l string) bool { return strings.EqualFold(l, lang) }) {
			add(mount.text("source"), below(target, "content"), lang, hugoExcludes(mount))
		}
	}
	if len(roots) == 0 {
		for _, lang := range languages {
			add(cmp.Or(c.text("languages."+lang+".contentDir"), c.text("contentDir"), "content"), "", lang, nil)
		}
	}
	if len(roots) == 0 {
		add("content", "", "", nil)
	}
	if slices.ContainsFunc(roots, func(r root) bool { return r.lang != "" }) { // a folder within another has a language of its own
		slices.SortStableFunc(roots, func(a, b root) int { return cmp.Compare(strings.Count(b.dir, "/"), strings.Count(a.dir, "/")) })
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
