package blog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// layout is what a content directory was taken for, and what its configuration says of its
// folders.
type layout struct {
	generator generator
	file      string // its configuration, for messages
	config    fieldSet
	facts     Site   // what the configuration says of the site
	roots     []root // the folders that have content
	base      section

	// skip reports files and folders that the configuration excludes. It is nil for none.
	skip func(p string, isDir bool) bool
	// place says what a file is. Its section is base with what concerns the file. The
	// file is none of content if ok is false.
	place func(p string, in folder) (s section, ok bool)
	// index reads the _index file of a folder, or is nil.
	index func(p string, in *folder)
}

// root is a folder that has content.
type root struct {
	dir  string
	lang string // of all files in it; "" for that of the site
	role role

	cascades []cascade // of the configuration
}

// folder is a folder below a root, while it is looked at.
type folder struct {
	root
	dir      string
	inherits []cascade // of the folder and those above it, nearest first
	sections string    // of Hugo: see [section]
	drafts   bool      // it is a folder of drafts, or lies in one
}

// cascade is a set of fields that files inherit, and which files.
type cascade struct {
	fields  []frontmatter.Field
	matches func(p string) bool // by the path below the root; nil for all
}

// fieldSet is the fields of a configuration.
type fieldSet []frontmatter.Field

// value returns the value at a path of names.
func (f fieldSet) value(names ...string) frontmatter.Value {
	v := frontmatter.Value{Kind: frontmatter.Map, Map: f}
	for _, name := range names {
		field, _ := frontmatter.Find(v.Map, name)
		v = field.Value
	}
	return v
}

// text returns the first text that is not empty at one of several paths, whose names have
// dots between them.
func (f fieldSet) text(paths ...string) string {
	for _, p := range paths {
		v := f.value(strings.Split(p, ".")...)
		if v.Kind == frontmatter.List && len(v.List) > 0 {
			v = v.List[0]
		}
		if v.Kind == frontmatter.Map {
			v = fieldSet(v.Map).value("name")
		}
		if s := Line(v.Text); s != "" {
			return s
		}
	}
	return ""
}

// isTrue reports whether a flag is set.
func (f fieldSet) isTrue(names ...string) bool { return f.value(names...).Text == "true" }

// configFormats has the formats of configuration files by their endings.
var configFormats = map[string]frontmatter.Format{
	".toml": frontmatter.TOML, ".yaml": frontmatter.YAML, ".yml": frontmatter.YAML, ".json": frontmatter.JSON,
}

// readConfig reads a configuration file. It returns none, with a problem, if there is
// something wrong in it.
func (r *reading) readConfig(p string) (fieldSet, bool) {
	src, _, bad := readRegular(r.fsys, p)
	if bad != nil {
		r.problems.add(Error, p, bad)
		return nil, false
	}
	fields, wrong := frontmatter.ParseConfig(src, configFormats[path.Ext(p)])
	if wrong != nil {
		r.problems.add(Error, p, &fault{wrong.Line, wrong.Wrong, wrong.Mend})
		return nil, false
	}
	return fields, true
}

// exists reports whether there is something at a path, even if it cannot be read.
func exists(fsys fs.FS, p string) bool {
	_, err := fs.Lstat(fsys, p)
	return !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid)
}

// isDir reports whether a path is that of a folder.
func isDir(fsys fs.FS, p string) bool {
	info, err := fs.Stat(fsys, p)
	return err == nil && info.IsDir()
}

// firstOf returns the first file that is there, or "".
func firstOf(fsys fs.FS, paths ...string) string {
	for _, p := range paths {
		if exists(fsys, p) {
			return p
		}
	}
	return ""
}

// withEnds returns a name with each ending.
func withEnds(name string, ends ...string) (all []string) {
	for _, end := range ends {
		all = append(all, name+end)
	}
	return all
}

// layout finds out what the directory is. It is nil, with an error, if it is nothing that
// can be read.
func (r *reading) layout(own siteFile) *layout {
	generator, file := recognise(r.fsys, ".", func(p string) fieldSet {
		fields, _ := r.readConfig(p)
		return fields
	})
	if r.problems.has(Error) {
		return nil
	}
	plain := own.read && (len(own.posts) > 0 || isDir(r.fsys, postsDir))
	switch {
	case generator == hugoSite:
		return r.hugo(file)
	case generator == zolaSite:
		return r.zola(file)
	case generator == jekyllSite && (file != "" || !plain):
		return r.jekyll(file)
	case own.read:
		return r.plain(own)
	}
	wrong, mend := fmt.Sprintf("there is none (%s)", fs.ErrNotExist), "write one, for example:\n"+siteTemplate+"\n"
	if below := r.recogniseBelow(); len(below) > 0 {
		mend = strings.Join(below, ", or ")
	}
	r.problems.add(Error, sitePath, &fault{wrong: wrong, mend: mend})
	return nil
}

// recognise returns the generator of a folder, and the path of its configuration. read
// reads one whose name more than one generator uses.
func recognise(fsys fs.FS, dir string, read func(p string) fieldSet) (generator, string) {
	in := func(name string) string { return path.Join(dir, name) }
	if p := firstOf(fsys, withEnds(in("hugo"), ".toml", ".yaml", ".yml", ".json")...); p != "" {
		return hugoSite, p
	}
	if p := firstOf(fsys, withEnds(in("config"), ".toml", ".yaml", ".yml", ".json")...); p != "" {
		fields := read(p)
		hugo := fields.text("baseurl") != "" || isDir(fsys, in("content")) && fields.text("languagecode", "theme", "title") != ""
		switch {
		case fields.text("base_url") != "":
			return zolaSite, p
		case hugo:
			return hugoSite, p
		}
	}
	if p := in("config/_default"); isDir(fsys, p) {
		return hugoSite, p
	}
	if p := firstOf(fsys, withEnds(in("_config"), ".yml", ".yaml", ".toml")...); p != "" {
		return jekyllSite, p
	}
	if isDir(fsys, in("_posts")) {
		return jekyllSite, ""
	}
	return plainDirectory, ""
}

// recogniseBelow says which folders one further down could be served.
func (r *reading) recogniseBelow() (all []string) {
	list, _ := fs.ReadDir(r.fsys, ".")
	for _, d := range list {
		if !d.IsDir() || Ignored(d.Name()) || d.Name() == "config" {
			continue
		}
		generator, file := recognise(r.fsys, d.Name(), func(p string) fieldSet {
			src, _, bad := readRegular(r.fsys, p)
			if bad != nil {
				return nil
			}
			fields, _ := frontmatter.ParseConfig(src, configFormats[path.Ext(p)])
			return fields
		})
		switch site := path.Join(d.Name(), sitePath); {
		case generator != plainDirectory:
			all = append(all, fmt.Sprintf("%s is a %s site: serve that folder", cmp.Or(file, d.Name()), generator))
		case exists(r.fsys, site):
			all = append(all, site+" is there: serve that folder")
		}
	}
	return all[:min(len(all), 3)]
}

// plain is the layout of a directory that has site.yaml alone: posts are in the folders
// that it names, or in posts, or else everywhere.
func (r *reading) plain(own siteFile) *layout {
	l := &layout{generator: plainDirectory, file: sitePath, base: section{generator: plainDirectory}}
	switch {
	case len(own.posts) > 0:
		for _, dir := range own.posts {
			l.roots = append(l.roots, root{dir: dir, role: rolePost})
		}
		l.roots = append(l.roots, root{dir: pagesDir, role: rolePage})
	case exists(r.fsys, postsDir) || !r.hasMarkdown():
		l.roots = []root{{dir: postsDir, role: rolePost}, {dir: pagesDir, role: rolePage}}
	default:
		l.roots = []root{{dir: ".", role: rolePost}}
	}
	l.roots = slices.DeleteFunc(l.roots, func(r root) bool { return r.role == rolePage && slices.Contains(own.posts, r.dir) })
	l.place = func(p string, in folder) (section, bool) {
		s := l.base
		s.role, s.root, s.draft = in.role, in.root.dir, in.drafts
		s.undated = true
		if in.root.dir != "." {
			return s, true
		}
		name := strings.ToLower(baseName(p))
		switch top := !strings.Contains(p, "/"); {
		case name == "readme":
			return s, false
		case top && (name == aboutSlug || slices.Contains(repositoryFiles, name)), strings.HasPrefix(p, pagesDir+"/"):
			s.role = rolePage
		}
		return s, true
	}
	l.skip = func(p string, isDir bool) bool {
		return isDir && slices.Contains([]string{"node_modules", "vendor", "static"}, path.Base(p))
	}
	return l
}

// hasMarkdown reports whether the directory has Markdown at its top or one or two folders
// further down, so that a plain directory without posts has posts all the same.
func (r *reading) hasMarkdown() bool {
	for _, pattern := range []string{"*", "*/*", "*/*/*"} {
		names, _ := fs.Glob(r.fsys, pattern)
		for _, p := range names {
			if isMarkdown(p) && !strings.HasPrefix(p, pagesDir+"/") && !isRepositoryFile(p) {
				return true
			}
		}
	}
	return false
}

// repositoryFiles has the names of files about a repository, which are no posts.
var repositoryFiles = []string{
	"license", "licence", "contributing", "changelog", "history", "code_of_conduct", "security", "support", "authors", "contributors",
	"claude", "agents", "gemini", "todo", "copying", "notice", "governance", "maintainers", "upgrading", "examples", "translation", "documentation",
}

func isRepositoryFile(p string) bool {
	name := strings.ToLower(baseName(p))
	return name == "readme" || !strings.Contains(p, "/") && slices.Contains(repositoryFiles, name)
}

// walker looks for the content files of a layout.
type walker struct {
	*reading
	*layout
	entries  []entry
	sections map[sectionKey]*section
	others   map[string][]string // files of other formats, by ending
	seen     map[string]bool     // folders
}

// walk returns the content files of a layout, and counts those that may be posts in found.
func (r *reading) walk(l *layout) []entry {
	w := &walker{reading: r, layout: l, sections: map[sectionKey]*section{}, others: map[string][]string{}, seen: map[string]bool{}}
	for _, dir := range l.facts.PostFolders { // outside the generator's own
		if l.generator != plainDirectory {
			l.roots = append(l.roots, root{dir: dir, role: rolePost})
		}
	}
	for _, root := range l.roots {
		r.contentDirs = append(r.contentDirs, root.dir)
		if !exists(r.fsys, root.dir) {
			continue
		}
		w.folder(folder{root: root, dir: root.dir, inherits: root.cascades})
	}
	w.chooseAbout()
	w.warnOthers()
	return w.entries
}

// folder looks at a folder and those below it. A link to a folder is not followed, so
// that no file is read twice and none for ever.
func (w *walker) folder(in folder) {
	if w.seen[in.dir] {
		return
	}
	w.seen[in.dir] = true
	list, err := fs.ReadDir(w.fsys, in.dir)
	if err != nil {
		severity := Error // posts would be missing
		if in.role == rolePage && w.generator == plainDirectory {
			severity = LeftOut
		}
		w.problems.add(severity, in.dir, unreadable(w.fsys, in.dir, err))
		return
	}
	in.drafts = in.drafts || slices.Contains([]string{"drafts", "_drafts"}, strings.ToLower(path.Base(in.dir)))
	bundle := false
	for _, d := range list {
		p := path.Join(in.dir, d.Name())
		if w.index == nil || d.IsDir() || !isMarkdown(p) {
			continue
		}
		stem, _, _ := w.base.cutLanguage(baseName(p))
		bundle = bundle || stem == "index" && in.dir != in.root.dir
		if stem == "_index" {
			w.index(p, &in)
		}
	}
	for _, d := range list {
		w.one(in, d, bundle)
	}
}

// one looks at what stands in a folder. In a bundle only the index is content.
func (w *walker) one(in folder, d fs.DirEntry, bundle bool) {
	p := d.Name()
	if in.dir != "." {
		p = in.dir + "/" + p
	}
	stem := ""
	if w.index != nil {
		stem, _, _ = w.base.cutLanguage(baseName(p))
	}
	switch {
	case Ignored(d.Name()), w.skip != nil && w.skip(p, d.IsDir()), bundle && stem != "index", w.index != nil && stem == "_index":
		return
	case d.IsDir() && p != Printable(p):
		w.misnamed(p)
		return
	case d.IsDir():
		in.dir = p
		w.folder(in)
		return
	}
	s, ok := w.place(p, in)
	s.role = w.roleOf(p, s.role)
	switch {
	case !ok:
		return
	case !isMarkdown(p):
		switch {
		case s.role == rolePage:
		case d.Type()&fs.ModeSymlink != 0 && isDir(w.fsys, p):
			w.problems.warnf(p, 0, "put the folder itself there", "is a link to a folder, and is not followed")
		default:
			w.other(p)
		}
		return
	case s.role == rolePost || s.role == roleByDate:
		w.found++
	}
	if p != Printable(p) {
		w.misnamed(p)
		return
	}
	w.entries = append(w.entries, entry{w.section(in, s, p).surroundings(p), p, d})
}

// roleOf returns the role of a file. Where site.yaml names the folders of posts, they count.
func (w *walker) roleOf(p string, role role) role {
	switch named := w.facts.PostFolders; {
	case len(named) == 0 || w.generator == plainDirectory:
		return role
	case slices.ContainsFunc(named, func(dir string) bool { return strings.HasPrefix(p, dir+"/") || dir == "." }):
		return rolePost
	}
	return rolePage
}

// sectionKey is what the sections of one layout differ in.
type sectionKey struct {
	root, permalink, sections, lang string
	role                            role
	draft                           bool
	inherited                       string // the places of the fields
}

// section returns the section of a file. Files of which the layout says the same share one.
func (w *walker) section(in folder, s section, p string) *section {
	s.zone, s.base = w.base.zone, w.base.base
	key := sectionKey{root: s.root, permalink: s.permalink, sections: s.sections, lang: s.lang, role: s.role, draft: s.draft}
	var inherited []frontmatter.Field
	for _, c := range in.inherits {
		if c.matches == nil || c.matches(below(p, s.root)) {
			key.inherited += fmt.Sprintf(" %p", c.fields)
			inherited = append(inherited, c.fields...)
		}
	}
	if known := w.sections[key]; known != nil {
		return known
	}
	s.inherited = inherited
	sealed := s.seal()
	w.sections[key] = sealed
	return sealed
}

// chooseAbout makes the page whose slug is about, nearest to the top, the about page.
func (w *walker) chooseAbout() {
	best := -1
	for i, e := range w.entries {
		if foldSlug(e.slug) != aboutSlug || e.role == rolePost || e.lang != "" || e.draft {
			continue
		}
		if best < 0 || strings.Count(e.path, "/") < strings.Count(w.entries[best].path, "/") {
			best = i
		}
	}
	if best < 0 {
		return
	}
	about := &w.entries[best]
	if about.role == roleByDate {
		w.found--
	}
	s := *about.section
	s.role = roleAbout
	about.surroundings = s.seal().surroundings(about.path)
}

// otherFormats has the endings of texts that are not read, and what to do about them.
var otherFormats = map[string]string{
	".rmd": "knit them to Markdown", ".rmarkdown": "knit them to Markdown", ".qmd": "render them to Markdown", ".ipynb": "convert them with jupyter nbconvert --to markdown",
	".html": "convert them with pandoc", ".htm": "convert them with pandoc", ".org": "convert them with pandoc", ".adoc": "convert them with asciidoctor and pandoc",
	".asciidoc": "convert them with asciidoctor and pandoc", ".rst": "convert them with pandoc", ".textile": "convert them with pandoc", ".dj": "convert them with djot",
	".txt": "only files that end in .md are posts", ".pdc": "convert them with pandoc", ".pandoc": "convert them with pandoc", ".typ": "convert them with pandoc",
}

// other remembers a text of another format, unless its Markdown stands beside it.
func (w *walker) other(p string) {
	end := path.Ext(p)
	if program := w.roots[0].dir == "."; program && slices.Contains([]string{".txt", ".html", ".htm"}, strings.ToLower(end)) {
		return // of the programs that make the site
	}
	if otherFormats[strings.ToLower(end)] == "" || firstOf(w.fsys, withEnds(strings.TrimSuffix(p, end), ".md", ".markdown")...) != "" {
		return
	}
	w.others[end] = append(w.others[end], p)
}

// warnOthers adds a warning for each format that is not read.
func (w *walker) warnOthers() {
	for end, files := range w.others {
		mend := otherFormats[strings.ToLower(end)]
		if len(files) == 1 {
			w.problems.warnf(files[0], 0, mend, "is not read")
			continue
		}
		w.problems.warnf(files[0], 0, mend, "is not read, and %d more that end in %s", len(files)-1, end)
	}
}
