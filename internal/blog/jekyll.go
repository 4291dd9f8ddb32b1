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
	source := r.jekyllSource(file, path.Clean(cmp.Or(c.text("source", "src"), ".")))
	l.base.future = c.isTrue("future")
	l.base.undated, l.dateNames = true, true
	j := jekyllSettings{
		reading: r, layout: l, source: source, collectionsDir: strings.Trim(c.text("collections_dir"), "/."), outputs: map[string]bool{"posts": true, "drafts": true},
		exclude: jekyllEntries(append(texts(c.value("exclude")), jekyllExcluded...)), include: jekyllEntries(texts(c.value("include"))),
	}
	j.readCollections()
	l.collectionsDir = j.collectionsDir
	for name, has := range j.outputs {
		if has {
			l.collections = append(l.collections, "_"+name)
		}
	}
	j.noPosts = true
	for _, pattern := range []string{"_posts", "*/_posts", "*/*/_posts"} {
		found, _ := fs.Glob(r.fsys, path.Join(source, pattern))
		j.noPosts = j.noPosts && len(found) == 0
	}
	l.roots = []root{{dir: source, role: rolePage, cascades: j.cascades()}}
	l.skip = jekyllSettings{source: j.source, collectionsDir: j.collectionsDir, outputs: j.outputs, exclude: j.exclude, include: j.include}.skip // the archive holds it, and not the reading
	l.place = j.place
	return l
}

// jekyllSource returns the folder of content. Where other tools make it, as .tmp/src, the
// folder that it is a copy of serves.
func (r *reading) jekyllSource(file, source string) string {
	for dir, ok := source, true; ok && fs.ValidPath(source); _, dir, ok = strings.Cut(dir, "/") {
		if isDir(r.fsys, dir) {
			if dir != source {
				r.problems.warnf(file, 0, "write source: "+dir, "source %q: there is no such folder, and %s serves", source, quoted(dir))
			}
			return dir
		}
	}
	return "."
}

// jekyllSettings is what says where Jekyll's files belong.
type jekyllSettings struct {
	*reading
	*layout
	source, collectionsDir string
	outputs                map[string]bool // collections that have pages
	permalinks             map[string]string
	exclude, include       jekyllPaths
	noPosts                bool // there is no folder of posts: dated documents of collections are the blog
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
	defaults := j.meantField(j.config, "defaults")
	if defaults.Kind == frontmatter.Map { // one, and no list
		defaults.List = []frontmatter.Value{defaults}
	}
	for _, v := range defaults.List {
		scope := fieldSet(j.meantField(v.Map, "scope").Map)
		fields := nest(j.meantField(v.Map, "values").Map)
		if len(fields) == 0 {
			continue
		}
		at := scoped{kind: scope.text("type")}
		if p := scope.value("path"); scalar(p) { // else Jekyll takes it for none
			at.path = strings.TrimLeft(strings.TrimPrefix(p.Text, "./"), "/")
		}
		scopes[&fields[0]] = at
		all = append(all, cascade{fields, func(p, _ string) bool {
			kind := j.kind(p)
			inScope := strings.HasPrefix(p, at.path) || strings.HasPrefix(j.inCollections(p), at.path) || strings.Contains(at.path, "*") && globMatch(at.path, p)
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

// meantField returns the field of a name, or one that may be meant for it, with a warning.
func (j *jekyllSettings) meantField(fields []frontmatter.Field, name string) frontmatter.Value {
	if f, ok := frontmatter.Find(fields, name); ok {
		return f.Value
	}
	for _, f := range fields {
		if near(strings.ToLower(f.Name), []string{name}) == 0 && !scalar(f.Value) {
			j.problems.warnf(j.file, f.Line, "write "+name, "field %s is not known, and is read as %s", quoted(f.Name), name)
			return f.Value
		}
	}
	return frontmatter.Value{}
}

// inCollections returns a path as it is below the folder of collections.
func (j *jekyllSettings) inCollections(p string) string {
	if j.collectionsDir == "" {
		return p
	}
	return strings.TrimPrefix(p, j.collectionsDir+"/")
}

// skip reports what Jekyll does not read: what is excluded, and what begins with _ or ~ and
// is neither a folder of posts, of drafts or of a collection, nor included.
func (j jekyllSettings) skip(p string, isDir bool) bool {
	p = below(p, j.source)
	name := path.Base(p)
	switch {
	case j.include.means(p) || j.include.means(name):
		return false
	case j.exclude.means(p):
		return true
	case !strings.HasPrefix(name, "_"):
		return strings.HasPrefix(name, "~")
	case isDir && (name == "_posts" || name == "_drafts"):
		return false
	}
	collection := strings.TrimPrefix(name, "_")
	return !isDir || !j.outputs[collection] || path.Dir(p) != cmp.Or(j.collectionsDir, ".")
}

// jekyllPaths are the entries of exclude or include.
type jekyllPaths []*regexp.Regexp

// jekyllEntries reads entries. Jekyll compares paths with File.fnmatch, where * means a
// slash too, and takes an entry for the beginning of a path besides, even within a name:
// https://github.com/jekyll/jekyll/blob/master/lib/jekyll/entry_filter.rb.
func jekyllEntries(entries []string) (all jekyllPaths) {
	for _, entry := range entries {
		entry = strings.TrimLeft(strings.TrimPrefix(entry, "./"), "/")
		folder := strings.TrimSuffix(entry, "/") // itself, and what is in it
		if folder == "" {
			continue
		}
		all = append(all, jekyllGlob.compile(folder, "", "%", "%/.*", regexp.QuoteMeta(folder)+strings.Repeat("/", len(entry)-len(folder))+".*"))
	}
	return all
}

func (j jekyllPaths) means(p string) bool {
	return slices.ContainsFunc(j, func(e *regexp.Regexp) bool { return e.MatchString(p) })
}

// kind returns the type of a file, by its path below the source: posts, drafts, pages, or
// the name of its collection.
func (j *jekyllSettings) kind(p string) string {
	parts := strings.Split(path.Dir(p), "/")
	switch first := firstPart(j.inCollections(p)); {
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
		if !dated && kind == "posts" && !s.draft && (isMarkdown(p) || isHTML(p)) {
			s.draft = true
			j.problems.warnf(p, 0, "begin its name with YYYY-MM-DD-", "is a draft: Jekyll publishes no post without a date in its name")
		}
	case "pages":
		s.permalink = j.pagePermalink(p)
		return s, !isRepositoryFile(path.Base(p))
	default:
		if j.noPosts {
			s.role = roleByDate
		}
		s.permalink = strings.ReplaceAll(cmp.Or(j.permalinks[kind], "/:collection/:path:output_ext"), ":path", ":document")
	}
	return s, true
}

// pagePermalink returns the pattern of the addresses of pages, which have their own place.
func (j *jekyllSettings) pagePermalink(p string) string {
	style := j.config.text("permalink")
	_, named := jekyllStyles[style]
	switch {
	case style == "pretty", strings.HasSuffix(style, "/"), baseName(p) == "index" && path.Dir(p) != j.source:
		return "/:path/:basename/"
	case style == "" || named || strings.HasSuffix(style, ":output_ext"):
		return "/:path/:basename:output_ext"
	}
	return "/:path/:basename"
}
