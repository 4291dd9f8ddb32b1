package blog

import (
	"cmp"
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
	dateNames bool // the names of new posts begin with their date

	collectionsDir string   // of Jekyll: where collections and posts are; "" for the source
	collections    []string // of Jekyll: folders of those that have pages, such as _recipes

	// skip reports files and folders that the configuration excludes. It is nil for none.
	skip func(p string, isDir bool) bool
	// copySkip is skip for files that are no content, where that differs; else it is nil.
	copySkip func(p string, isDir bool) bool
	// place says what a file is. Its section is base with what concerns the file. The
	// file is none of content if ok is false.
	place func(p string, in folder) (s section, ok bool)
	// index reads the _index file of a folder, or is nil.
	index func(p string, in *folder)
}

// root is a folder that has content.
type root struct {
	dir   string
	under string // the folder of the site's addresses that it stands for; "" for all
	lang  string // of all files in it; "" for that of the site
	role  role

	cascades []cascade // of the configuration
	// excludes reports files and folders that a mount leaves out, by their paths below
	// dir. It is nil for none.
	excludes func(p string, isDir bool) bool
}

// cascade is a set of fields that files inherit, and which files.
type cascade struct {
	fields  []frontmatter.Field
	matches func(p, lang string) bool // by the path below the root and the language, "" for that of the site; nil for all
}

// layout finds out what the directory is. It is nil, with an error, if it is nothing that
// can be read.
func (r *reading) layout(own siteFile) *layout {
	generator, file := recognise(r.fsys, ".", func(p string) fieldSet {
		before := len(r.problems)
		fields, ok := r.readConfig(p)
		if ok {
			r.problems = r.problems[:before] // it is read again
		}
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
	case generator == hexoSite:
		return r.hexo(file)
	case generator == jekyllSite && (file != "" || !plain):
		return r.jekyll(file)
	case own.read:
		return r.plain(own)
	}
	wrong, mend := fmt.Sprintf("there is none (%s)", fs.ErrNotExist), "write one, for example:\n"+siteTemplate+r.postsBelow()+"\n"
	if below := r.recogniseBelow(); len(below) > 0 {
		mend = strings.Join(below, ", or ")
	}
	r.problems.add(Error, sitePath, &fault{wrong: wrong, mend: mend})
	return nil
}

// recognised says what a directory that cannot be read is; "" is nothing that is known.
func (r *reading) recognised() string {
	own := siteFile{read: exists(r.fsys, sitePath)}
	generator, file := recognise(r.fsys, ".", func(p string) fieldSet {
		fields, _ := (&reading{fsys: r.fsys}).readConfig(p) // its problems have been said
		return fields
	})
	if generator == plainDirectory && !own.read {
		return ""
	}
	return (&layout{generator: generator, file: file}).kind(own)
}

// recognise returns the generator of a folder, and the path of its configuration. read
// reads one whose name more than one generator uses.
func recognise(fsys fs.FS, dir string, read func(p string) fieldSet) (generator, string) {
	in := func(name string) string { return path.Join(dir, name) }
	if p := firstOf(fsys, withEnds(in("hugo"), ".toml", ".yaml", ".yml", ".json")...); p != "" {
		return hugoSite, p
	}
	if p := in("zola.toml"); exists(fsys, p) {
		return zolaSite, p
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
		if isHexo(fsys, dir, read(p)) {
			return hexoSite, p
		}
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
			fields, _, _ := frontmatter.ParseConfig(src, configFormats[path.Ext(p)])
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

// postsBelow returns the line of site.yaml that names the folder in which generators without
// a layout of their own, such as Docusaurus and Astro, have posts; "" if there is none.
func (r *reading) postsBelow() string {
	for _, dir := range []string{"src/content/blog", "src/content/posts", "src/content/post", "content/blog", "content/posts", "src/blog", "src/posts", "src/pages/blog", "blog", "_articles", "articles", "content"} {
		for _, pattern := range []string{"/*", "/*/*"} {
			names, _ := fs.Glob(r.fsys, dir+pattern)
			if slices.ContainsFunc(names, isMarkdown) {
				return "\nposts: " + dir
			}
		}
	}
	return ""
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
		name := strings.ToLower(baseName(p))
		inner := below(p, in.root.dir)
		s.draft = s.draft || strings.HasPrefix(inner, "_") || strings.Contains(inner, "/_") // as in Astro, Docusaurus and Eleventy
		switch {
		case in.root.dir == ".":
		case inner == path.Base(p) && name == "readme":
			return s, false
		case inner == path.Base(p) && name == "index" && s.role == rolePost: // of the list
			s.role = roleByDate
			return s, true
		default:
			return s, true
		}
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
