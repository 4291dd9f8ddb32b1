package blog

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
	"github.com/bmatcuk/doublestar/v4"
)

// jekyllExcluded is what Jekyll never reads: https://jekyllrb.com/docs/configuration/options.
var jekyllExcluded = []string{
	".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
	"vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby", "_site",
}

// jekyll reads the configuration of a Jekyll site. file is empty if it has none.
func (r *reading) jekyll(file string) *layout {
	l := &layout{generator: jekyllSite, file: cmp.Or(file, "_posts"), base: section{generator: jekyllSite, role: rolePage}}
	if file != "" {
		if l.config, _ = r.readConfig(file); r.problems.has(Error) {
			return nil
		}
	}
	c := l.config
	l.facts = Site{
		Title:       c.text("title", "name"),
		Description: c.text("description", "tagline", "subtitle"),
		Author:      c.text("author", "owner", "author.display_name"),
		Language:    c.text("lang", "locale", "language"),
		Base:        strings.TrimRight(c.text("url"), "/") + strings.TrimRight("/"+strings.Trim(c.text("baseurl"), "/"), "/"),
	}
	l.facts.Zone = r.zone(file, c.text("timezone"))
	source := path.Clean(cmp.Or(c.text("source", "src"), "."))
	if !fs.ValidPath(source) {
		source = "."
	}
	l.base.future = c.isTrue("future")
	l.base.undated = true
	j := jekyllSettings{
		reading: r, layout: l, source: source, collectionsDir: strings.Trim(c.text("collections_dir"), "/."), outputs: map[string]bool{"posts": true, "drafts": true},
		exclude: append(texts(c.value("exclude")), jekyllExcluded...), include: texts(c.value("include")),
	}
	j.readCollections()
	l.roots = []root{{dir: source, role: rolePage, cascades: j.cascades()}}
	l.skip = j.skip
	l.place = j.place
	return l
}

// jekyllSettings is what says where Jekyll's files belong.
type jekyllSettings struct {
	*reading
	*layout
	source, collectionsDir string
	outputs                map[string]bool // collections that have pages
	permalinks             map[string]string
	exclude, include       []string
}

// readCollections reads collections, a list of names or a map.
func (j *jekyllSettings) readCollections() {
	j.permalinks = map[string]string{}
	for _, f := range j.config.value("collections").Map {
		c := fieldSet(f.Value.Map)
		if f.Name != "posts" {
			j.outputs[f.Name] = c.isTrue("output")
		}
		j.permalinks[f.Name] = c.text("permalink")
	}
}

// cascades reads defaults, the front matter that files inherit. Where two scopes mean a
// file, the one with the longer path wins, then the one with a type, then the later one.
func (j *jekyllSettings) cascades() (all []cascade) {
	type scoped struct{ path, kind string }
	scopes := map[*frontmatter.Field]scoped{}
	for _, v := range j.config.value("defaults").List {
		scope := fieldSet(fieldSet(v.Map).value("scope").Map)
		fields := fieldSet(v.Map).value("values").Map
		if len(fields) == 0 {
			continue
		}
		at := scoped{strings.Trim(scope.text("path"), "/"), scope.text("type")}
		scopes[&fields[0]] = at
		all = append(all, cascade{fields, func(p string) bool {
			kind := j.kind(p)
			inScope := at.path == "" || p == at.path || strings.HasPrefix(p, at.path+"/") || strings.Contains(at.path, "*") && globMatch(at.path, p)
			return inScope && (at.kind == "" || at.kind == kind || at.kind == strings.TrimSuffix(kind, "s"))
		}})
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b cascade) int {
		p, q := scopes[&a.fields[0]], scopes[&b.fields[0]]
		return cmp.Or(cmp.Compare(len(q.path), len(p.path)), cmp.Compare(min(len(q.kind), 1), min(len(p.kind), 1)))
	})
	return all
}

// skip reports what Jekyll does not read: what is excluded, and what begins with _ and is
// neither a folder of posts, of drafts or of a collection, nor included.
func (j *jekyllSettings) skip(p string, isDir bool) bool {
	p = below(p, j.source)
	matches := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return jekyllMatch(pattern, p) })
	}
	name := path.Base(p)
	switch {
	case matches(j.include):
		return false
	case matches(j.exclude):
		return true
	case !strings.HasPrefix(name, "_"):
		return false
	case isDir && (name == "_posts" || name == "_drafts"):
		return false
	}
	collection := strings.TrimPrefix(name, "_")
	return !isDir || !j.outputs[collection] || path.Dir(p) != cmp.Or(j.collectionsDir, ".")
}

// jekyllMatch reports whether an entry of exclude or include means a path: the path
// itself, a folder above it, or a pattern.
func jekyllMatch(pattern, p string) bool {
	pattern = strings.Trim(strings.TrimPrefix(pattern, "./"), "/")
	if pattern == "" {
		return false
	}
	ok, _ := doublestar.Match(pattern, p)
	return ok || p == pattern || strings.HasPrefix(p, pattern+"/") || strings.HasPrefix(pattern, "*") && globMatch(pattern, p)
}

// kind returns the type of a file, by its path below the source: posts, drafts, pages, or the name of
// its collection.
func (j *jekyllSettings) kind(p string) string {
	parts := strings.Split(path.Dir(p), "/")
	switch first := firstPart(below(p, j.collectionsDir)); {
	case slices.Contains(parts, "_drafts"):
		return "drafts"
	case slices.Contains(parts, "_posts"):
		return "posts"
	case strings.HasPrefix(first, "_") && j.outputs[first[1:]]:
		return first[1:]
	}
	return "pages"
}

// place says what a file is.
func (j *jekyllSettings) place(p string, in folder) (section, bool) {
	s := j.base
	s.root, s.draft = in.root.dir, in.drafts
	switch kind := j.kind(below(p, j.source)); kind {
	case "posts", "drafts":
		s.role = rolePost
		s.permalink = cmp.Or(j.permalinks["posts"], j.config.text("permalink"), "date")
		_, _, dated := nameDate(baseName(p))
		if isRepositoryFile(path.Base(p)) {
			return s, false
		}
		if !dated && kind == "posts" && !s.draft && isMarkdown(p) {
			s.draft = true
			j.problems.warnf(p, 0, "begin its name with YYYY-MM-DD-", "is a draft: Jekyll publishes no post without a date in its name")
		}
	case "pages":
		s.permalink = j.pagePermalink()
		return s, !isRepositoryFile(path.Base(p))
	default:
		s.permalink = cmp.Or(j.permalinks[kind], "/:collection/:name:output_ext")
	}
	return s, true
}

// pagePermalink returns the pattern of the addresses of pages, which have their own place.
func (j *jekyllSettings) pagePermalink() string {
	switch style := j.config.text("permalink"); {
	case style == "pretty", strings.HasSuffix(style, "/"):
		return "/:path/:basename/"
	}
	return "/:path/:basename:output_ext"
}
