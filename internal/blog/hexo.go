package blog

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// isHexo reports whether a folder whose configuration is _config.yml is that of a Hexo site.
// Octopress, which is Jekyll, has its posts in source/_posts too, and names that folder in source.
func isHexo(fsys fs.FS, dir string, config fieldSet) bool {
	source := path.Join(dir, cmp.Or(config.text("source_dir"), "source"))
	return config.text("source") == "" && fs.ValidPath(source) && isDir(fsys, source+"/_posts") && !isDir(fsys, path.Join(dir, "_posts"))
}

// hexo reads the configuration of a Hexo site: https://hexo.io/docs/configuration.
func (r *reading) hexo(file string) *layout {
	l := &layout{generator: hexoSite, file: file, base: section{generator: hexoSite, role: rolePage}}
	if l.config, _ = r.readConfig(file); r.problems.has(Error) {
		return nil
	}
	c := l.config
	l.facts = Site{
		Title:       c.text("title"),
		Description: c.text("description", "subtitle"),
		Author:      c.text("author"),
		Language:    strings.TrimPrefix(c.text("language"), "default"), // the language of the theme
		Base:        strings.TrimRight(c.text("url"), "/"),
		Zone:        r.zone(file, c.text("timezone")),
	}
	if below := strings.Trim(c.text("root"), "/"); below != "" && !strings.HasSuffix(l.facts.Base, "/"+below) {
		l.facts.Base += "/" + below
	}
	future, said := truth(c.value("future"))
	l.base.future = future || !said
	l.dateNames = strings.HasPrefix(c.text("new_post_name"), ":year-:month-:day-")
	l.base.undated = strings.Contains(c.text("new_post_name"), ":year")
	if ending, said := truth(c.value("pretty_urls", "trailing_html")); said {
		l.base.bare = !ending
	}
	source := path.Clean(cmp.Or(c.text("source_dir"), "source"))
	l.roots = []root{{dir: source, role: rolePage}}
	var skipped, excluded []*regexp.Regexp
	for _, name := range []string{"exclude", "ignore", "skip_render"} {
		for _, pattern := range texts(c.value(name)) {
			if read := listed.ReplaceAllString(pattern, "*"); read != pattern { // which leaves out more
				r.problems.warnf(file, c.value(name).Line, "write one without parentheses", "%s %s is read as %s", name, quoted(pattern), read)
				pattern = read
			}
			pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
			skipped = append(skipped, hugoGlob.compile(pattern, "", "%", "%/.*"))
			if name != "skip_render" { // those are copied
				excluded = append(excluded, skipped[len(skipped)-1])
			}
		}
	}
	l.base.locked = encryptedTags(c)
	l.skip = func(p string, _ bool) bool {
		inner := below(p, source)
		hidden := strings.HasPrefix(path.Base(inner), "_") && inner != "_posts" && inner != "_drafts"
		return hidden || slices.ContainsFunc(skipped, func(e *regexp.Regexp) bool { return e.MatchString(inner) || e.MatchString(p) })
	}
	l.copySkip = func(p string, _ bool) bool {
		inner := below(p, source)
		return slices.ContainsFunc(excluded, func(e *regexp.Regexp) bool { return e.MatchString(inner) || e.MatchString(p) })
	}
	l.place = func(p string, in folder) (section, bool) {
		s := l.base
		s.root, s.draft, s.permalink = source, in.drafts, "/:path/:basename.html"
		if baseName(p) == "index" && path.Dir(p) != source {
			s.permalink = "/:path/:basename/"
		}
		if first := firstPart(below(p, source)); first == "_posts" || first == "_drafts" {
			s.role, s.permalink = rolePost, cmp.Or(c.text("permalink"), ":year/:month/:day/:title/")
		}
		return s, strings.ToLower(baseName(p)) != "readme" || s.role == rolePost
	}
	return l
}

// listed finds the lists of a pattern, such as !(a|b).
var listed = regexp.MustCompile(`[!@+*?]\([^()]*\)`)

// encryptedTags returns the tags whose posts hexo-blog-encrypt shows with a password alone.
func encryptedTags(c fieldSet) string {
	var names []string
	for _, v := range c.value("encrypt", "tags").List {
		if name := fieldSet(v.Map).text("name"); name != "" {
			names = append(names, Tag(name))
		}
	}
	return strings.Join(names, " ")
}
