package blog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// folder is a folder below a root, while it is looked at.
type folder struct {
	root
	dir      string
	inherits []cascade // of the folder and those above it, nearest first
	sections string    // of Hugo: see [section]
	section  string    // the folder with which sections ends
	drafts   bool      // it is a folder of drafts, or lies in one
}

// walker looks for the content files of a layout.
type walker struct {
	*reading
	*layout
	entries  []entry
	sections map[sectionKey]*section
	others   map[string][]string // files of other formats, by ending
	seen     map[string]bool     // folders, and files
}

// walk returns the content files of a layout, and counts those that may be posts in found.
func (r *reading) walk(l *layout) []entry {
	w := &walker{reading: r, layout: l, sections: map[sectionKey]*section{}, others: map[string][]string{}, seen: map[string]bool{}}
	r.folders = map[string]bool{}
	for _, dir := range l.facts.PostFolders { // outside the generator's own
		if l.generator != plainDirectory {
			l.roots = append(l.roots, root{dir: dir, role: rolePost})
		}
	}
	for _, root := range l.roots {
		r.contentDirs = append(r.contentDirs, root.dir)
		at := folder{root: root, dir: root.dir, inherits: w.mountedBelow(root)}
		switch info, err := fs.Stat(r.fsys, root.dir); {
		case !exists(r.fsys, root.dir):
		case err == nil && !info.IsDir(): // a mount of one file
			at.dir = path.Dir(root.dir)
			at.root.dir, at.under = at.dir, strings.Trim(path.Dir(root.under), ".")
			w.one(at, fs.FileInfoToDirEntry(info), false)
		default:
			w.folder(at)
		}
	}
	w.chooseAbout()
	w.warnOthers()
	return w.entries
}

// mountedBelow returns the cascades for what is mounted in the folder of another root: those
// of the configuration, and of the sections that it becomes a part of.
func (w *walker) mountedBelow(mount root) []cascade {
	in := folder{inherits: mount.cascades}
	problems := len(w.problems) // the other root has them too
	for _, other := range w.roots {
		if w.index == nil || other.dir == mount.dir {
			continue
		}
		for dir := other.under; dir == "" || dir == mount.under || strings.HasPrefix(mount.under, dir+"/"); {
			in.root, in.dir = other, path.Join(other.dir, below(dir, other.under))
			list, _ := fs.ReadDir(w.fsys, in.dir) // there may be none
			for _, d := range list {
				if p := path.Join(in.dir, d.Name()); !d.IsDir() && w.stem(p) == "_index" {
					w.index(p, &in)
				}
			}
			if dir == mount.under {
				break
			}
			dir = path.Join(dir, firstPart(below(mount.under, dir)))
		}
	}
	w.problems = w.problems[:problems]
	return in.inherits
}

// folder looks at a folder and those below it. A link to a folder is not followed, so
// that no file is read twice and none for ever.
func (w *walker) folder(in folder) {
	if w.seen[in.dir] {
		return
	}
	w.seen[in.dir] = in.excludes == nil // else another root may have what this one has not
	w.folders[pageKey(in.dir)] = true
	list, err := fs.ReadDir(w.fsys, in.dir)
	w.listings.add(in.dir, list)
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
		if w.index == nil || d.IsDir() {
			continue
		}
		stem := w.stem(p)
		bundle = bundle || stem == "index" && in.dir != in.root.dir
		if stem == "_index" {
			w.index(p, &in)
		}
	}
	for _, d := range list {
		w.one(in, d, bundle)
	}
}

// one looks at what stands in a folder. In a bundle only the index is content; Zola also has
// pages in its folders.
func (w *walker) one(in folder, d fs.DirEntry, bundle bool) {
	p := d.Name()
	if in.dir != "." {
		p = in.dir + "/" + p
	}
	stem := ""
	if w.index != nil {
		stem = w.stem(p)
	}
	switch {
	case in.excludes != nil && in.excludes(below(p, in.root.dir), d.IsDir()):
		return
	case Ignored(d.Name()), w.skip != nil && w.skip(p, d.IsDir()), bundle && stem != "index" && (w.generator != zolaSite || !d.IsDir()), w.index != nil && stem == "_index":
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
	case !ok, w.seen[p]:
		return
	case !isMarkdown(p) && !w.isPostOfHTML(p, s):
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
	w.seen[p] = true
	w.entries = append(w.entries, entry{w.section(in, s, p).surroundings(p), p, d})
}

// stem returns the name of a file without its ending and its language. In Hugo, content of
// other formats stands for a folder as Markdown does.
func (w *walker) stem(p string) string {
	name := baseName(p)
	if end := path.Ext(p); w.generator == hugoSite && otherFormats[strings.ToLower(end)] != "" {
		name = strings.TrimSuffix(name, end)
	}
	stem, _, _ := w.base.cutLanguage(name)
	return stem
}

// isPostOfHTML reports whether a file is a post in HTML, as Jekyll and Hexo have them, and
// Hugo with front matter. Where its Markdown stands beside it, that is the post.
func (w *walker) isPostOfHTML(p string, s section) bool {
	switch {
	case !isHTML(p), w.besideMarkdown(p):
		return false
	case s.generator == hugoSite:
		return hasFrontMatter(w.fsys, p)
	}
	return s.role == rolePost && (s.generator == jekyllSite || s.generator == hexoSite)
}

// besideMarkdown reports whether a file of another format has its Markdown beside it.
func (w *walker) besideMarkdown(p string) bool {
	return firstOf(w.fsys, withEnds(strings.TrimSuffix(p, path.Ext(p)), ".md", ".markdown")...) != ""
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
	root, under, permalink, sections, lang string
	role                                   role
	draft                                  bool
	inherited                              string // the places of the fields
}

// section returns the section of a file. Files of which the layout says the same share one.
func (w *walker) section(in folder, s section, p string) *section {
	s.zone, s.base = w.base.zone, w.base.base
	key := sectionKey{root: s.root, under: s.under, permalink: s.permalink, sections: s.sections, lang: s.lang, role: s.role, draft: s.draft}
	var inherited []frontmatter.Field
	_, lang, suffixed := s.cutLanguage(baseName(p))
	if !suffixed {
		lang = s.lang
	}
	for _, c := range in.inherits {
		if c.matches == nil || c.matches(s.addressOf(p), lang) {
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
		if e.role == rolePost || e.lang != "" || e.draft || foldSlug(e.slug) != aboutSlug {
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
	if w.generator == hugoSite && isHTML(p) {
		return // it has no front matter, and is no page
	}
	if program := w.roots[0].dir == "."; program && slices.Contains([]string{".txt", ".html", ".htm"}, strings.ToLower(end)) {
		return // of the programs that make the site
	}
	if otherFormats[strings.ToLower(end)] == "" || w.besideMarkdown(p) {
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
