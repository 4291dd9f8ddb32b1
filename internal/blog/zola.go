package blog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
	"github.com/bmatcuk/doublestar/v4"
)

// zola reads the configuration of a Zola site:
// https://www.getzola.org/documentation/getting-started/configuration.
func (r *reading) zola(file string) *layout {
	l := &layout{generator: zolaSite, file: file, base: section{generator: zolaSite, role: roleByDate}}
	if l.config, _ = r.readConfig(file); r.problems.has(Error) {
		return nil
	}
	c := l.config
	own := cmp.Or(c.text("default_language"), "en")
	languages := []string{own}
	for _, f := range c.value("languages").Map {
		if f.Name != own {
			languages = append(languages, f.Name)
		}
	}
	l.facts = Site{
		Title:       c.text("title", "extra.title", "languages."+own+".title"),
		Description: c.text("description", "extra.description", "languages."+own+".description"),
		Author:      c.text("author", "extra.author", "extra.author.name"),
		Language:    own,
		Base:        c.text("base_url"),
	}
	l.facts.Title = cmp.Or(l.facts.Title, r.titleOf("content/_index.md"))
	l.roots = []root{{dir: "content", role: roleByDate}}
	l.base.languages = strings.Join(languages, " ")
	l.base.undated = !c.isTrue("slugify", "paths_keep_dates")
	if strategy := strings.ToLower(c.text("slugify.paths")); strategy != "on" {
		l.base.slugify = strategy
	}
	var ignored []*regexp.Regexp
	for _, pattern := range texts(c.value("ignored_content")) {
		pattern = strings.Trim(strings.TrimPrefix(pattern, "./"), "/")
		form := "%(?:/.*)?"
		if !strings.Contains(pattern, "/") || strings.HasPrefix(pattern, "*") { // in any folder
			form = "(?:.*/)?" + form
		}
		if pattern != "" {
			ignored = append(ignored, zolaGlob.compile(pattern, "", form))
		}
	}
	l.skip = func(p string, _ bool) bool {
		return slices.ContainsFunc(ignored, func(e *regexp.Regexp) bool { return e.MatchString(below(p, "content")) || e.MatchString(p) })
	}
	l.place = func(p string, in folder) (section, bool) {
		s := l.base
		s.root, s.draft = in.root.dir, in.drafts
		s.permalink = "/:dirs/:slugorcontentbasename"
		if _, lang, _ := s.cutLanguage(baseName(p)); lang != "" {
			s.permalink = "/:lang" + s.permalink
		}
		return s, true
	}
	l.index = func(p string, in *folder) {
		_, lang, _ := l.base.cutLanguage(baseName(p))
		for _, f := range r.indexFields(p) {
			words := []string{"draft"}
			switch known := strings.EqualFold(f.Name, words[0]); {
			case known:
				here := func(_, of string) bool { return of == lang }
				in.inherits = append([]cascade{{[]frontmatter.Field{f}, here}}, in.inherits...)
				in.drafts = in.drafts || hides(words[0], f.Value) // in all languages, whatever is said below
			case hides(f.Name, f.Value) && meant(strings.ToLower(f.Name), words) >= 0:
				r.problems.warnf(p, f.Line, "write draft", "field %s is not known, and all below is held back", quoted(f.Name))
				in.drafts = true
			}
		}
	}
	return l
}

// globMatch reports whether a pattern means a path or a folder above it. A pattern without
// a slash, or one that begins with an asterisk, means files in any folder.
func globMatch(pattern, p string) bool {
	pattern = strings.Trim(strings.TrimPrefix(pattern, "./"), "/")
	for _, form := range []string{pattern, pattern + "/**", "**/" + pattern} {
		if ok, err := doublestar.Match(form, p); err == nil && ok && pattern != "" {
			if form == "**/"+pattern && strings.Contains(pattern, "/") && !strings.HasPrefix(pattern, "*") {
				continue
			}
			return true
		}
	}
	return false
}
