package blog

import (
	"path"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// PostsFolder returns the folder in which new posts are written: the one that has most posts
// already, without folders of years in it.
func (a *Archive) PostsFolder() string { return a.writing.posts }

// DraftsFolder returns the folder whose posts are drafts for Pete and for the generator, or
// "" where there is none: Hugo and Zola publish whatever has no draft: true.
func (a *Archive) DraftsFolder() string { return a.writing.drafts }

// Generator names the program that the directory was written for: plain, Hugo, Zola, Jekyll or Hexo.
func (a *Archive) Generator() string { return string(a.writing.generator) }

// IsMarkdown reports whether a file is read as Markdown.
func IsMarkdown(p string) bool { return isMarkdown(p) }

// File returns the post or page that the archive has of a file, in whatever state, or nil if
// it serves nothing of it. content reports whether the file is content at all.
func (a *Archive) File(p string) (post *Post, content bool) {
	f := a.files[p]
	if f == nil {
		return nil, false
	}
	return f.post, true
}

// Locate returns the post or page that has a slug or, if none has, that it is an alias of, in
// whatever state: also one that readers do not see.
func (a *Archive) Locate(slug string) (*Post, bool) {
	p := a.bySlug[slug]
	return p, p != nil
}

// Clash returns the path of another file that asks for the slug for which a file asks: the
// first of them.
func (a *Archive) Clash(p string) (other string, ok bool) {
	f := a.files[p]
	if f == nil || f.served == nil {
		return "", false
	}
	for path, g := range a.files {
		if path != p && g.served != nil && g.served.post.Slug == f.served.post.Slug && (!ok || path < other) {
			other, ok = path, true
		}
	}
	return other, ok
}

const (
	maxPath  = 1024 // bytes of a path that authors write
	maxName  = 200  // bytes of each of its parts: file systems allow 255, and temporary names are longer
	maxParts = 16
)

// CleanPath returns a path that an author names as the archive has paths: with slashes, below
// the content directory, without a slash at its beginning or end. It returns a problem if no
// file may have that path.
func CleanPath(p string) (string, *Problem) {
	clean := strings.Trim(p, "/")
	for strings.HasPrefix(clean, "./") {
		clean = strings.TrimLeft(clean[2:], "/")
	}
	refuse := func(wrong, mend string) (string, *Problem) {
		return "", &Problem{Path: p[:min(len(p), maxPath)], Severity: LeftOut, Wrong: wrong, Mend: mend}
	}
	parts := strings.Split(clean, "/")
	switch {
	case len(p) > maxPath, TooLong(clean):
		return refuse("the path is too long", "shorten it")
	case Printable(p) != p:
		return refuse("the path has a character that cannot be seen", "rename it")
	case strings.Contains(p, `\`):
		return refuse(`the path has a \`, "write / between folders")
	case clean == "", slices.ContainsFunc(parts, func(part string) bool { return part == "" || part == "." || part == ".." }):
		return refuse("is no path of a file in the blog", "want a path such as posts/hello.md")
	case slices.ContainsFunc(parts, func(part string) bool { return strings.TrimSpace(part) != part }):
		return refuse("a name begins or ends with a space", "rename it")
	case slices.ContainsFunc(parts, Ignored):
		return refuse("names that begin with . or #, or end with ~, are not content", "rename it")
	}
	return clean, nil
}

// TooLong reports whether a clean path is longer or deeper than authors may make one.
func TooLong(clean string) bool {
	parts := strings.Split(clean, "/")
	return len(clean) > maxPath || len(parts) > maxParts || slices.ContainsFunc(parts, func(part string) bool { return len(part) > maxName })
}

// WritePath returns the path of the file that an author means. "posts/" stands for
// [Archive.PostsFolder], "drafts/" for [Archive.DraftsFolder] where no folder has that name,
// and posts/SLUG.md for the file that has this slug already. Else posts/NAME.md is a new post,
// which lies where the others do: in a folder of its own, in the folder of its year, or with a
// date in its name, if they do. The day is that of its front matter, which src may have, or today.
func (a *Archive) WritePath(p string, src []byte, now time.Time) (string, *Problem) {
	clean, bad := CleanPath(p)
	if bad != nil {
		return "", bad
	}
	clean = a.meant(clean, src, now)
	return clean, a.writable(clean)
}

const draftsDir = "drafts"

// NameOf returns a name for the file of a text, which need not be whole: its slug, else its
// title or first heading as a slug. It is "" if the text has none.
func NameOf(src []byte) string {
	parts, err := frontmatter.Parse(src)
	if err != nil {
		return ""
	}
	for _, name := range slices.Concat(slugNames, titleNames) {
		if f, ok := frontmatter.Find(parts.Fields, name); ok && !empty(f.Value) {
			return foldSlug(Line(f.Value.Text))
		}
	}
	for line := range strings.Lines(string(parts.Body)) {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			return foldSlug(Line(heading))
		}
	}
	return ""
}

// ReadPath returns the path of the file or folder that an author means, which need not be
// there: as [Archive.WritePath], but for all that is in the directory.
func (a *Archive) ReadPath(p string) (string, *Problem) {
	clean, bad := CleanPath(p)
	if bad != nil {
		return "", bad
	}
	return a.meant(clean, nil, time.Time{}), nil
}

// meant returns what a clean path stands for.
func (a *Archive) meant(clean string, src []byte, now time.Time) string {
	w := a.writing
	switch first, rest, _ := strings.Cut(clean, "/"); {
	case first == postsDir:
		return w.inPosts(a, rest, src, now)
	case first == draftsDir && w.drafts != "" && w.drafts != draftsDir:
		return path.Join(w.drafts, rest)
	}
	return clean
}

// inPosts returns the path of a file below "posts/".
func (w writing) inPosts(a *Archive, rest string, src []byte, now time.Time) string {
	p := path.Join(w.posts, rest)
	if a.files[p] != nil || !isMarkdown(p) || strings.Contains(rest, "/") {
		return p
	}
	if post := a.bySlug[baseName(rest)]; post != nil && !post.version.draft && !post.version.isRolePage() && path.Ext(post.Path) == path.Ext(p) && slices.Contains([]string{post.Slug, foldSlug(post.version.slug), foldSlug(post.version.name)}, baseName(rest)) {
		return post.Path
	}
	return w.newFile(rest, src, now)
}

// Published returns the path that a draft of the drafts folder gets when it is published.
func (a *Archive) Published(p string, src []byte, now time.Time) (string, bool) {
	w := a.writing
	if w.drafts == "" || !strings.HasPrefix(p, w.drafts+"/") {
		return "", false
	}
	return w.newFile(below(p, w.drafts), src, now), true
}

// Renamed returns the file, or the folder of which it is the index, that has to be renamed to
// give a post another slug, and its new path.
func (a *Archive) Renamed(p *Post, slug string) (from, to string, bad *Problem) {
	v := p.version
	refuse := func(line int, wrong, mend string) (string, string, *Problem) {
		return "", "", &Problem{Path: p.Path, Line: line, Severity: LeftOut, Wrong: wrong, Mend: mend}
	}
	parts, _ := frontmatter.Parse(p.Source)
	own, _ := frontmatter.Find(parts.Fields, slugNames[0])
	switch {
	case !isSlug(slug):
		return refuse(0, quoted(slug)+" is no slug", "want letters, digits and hyphens, such as "+foldSlug(slug))
	case Reserved(slug):
		return refuse(0, quoted(slug)+" is a command", "want another slug")
	case !empty(own.Value):
		return refuse(own.Line, "slug: in its front matter gives the post its slug", "write slug: "+slug+" there")
	}
	from = p.Path
	name, end := baseName(from), path.Ext(from)
	if stem, lang, ok := v.cutLanguage(name); ok {
		name, end = stem, name[len(stem):]+end
		slug = strings.TrimSuffix(slug, "-"+foldSlug(lang))
	}
	if name == "index" && v.dirs != "" || name == "index" && path.Dir(from) != v.root && path.Dir(from) != "." {
		from, end = path.Dir(from), ""
		name = path.Base(from)
	}
	prefix := ""
	if _, rest, ok := nameDate(name); ok && rest != "" {
		prefix = strings.TrimSuffix(name, rest)
	}
	return from, path.Join(path.Dir(from), prefix+slug+end), nil
}

// IsRoot reports whether a path is that of a folder of content itself.
func (a *Archive) IsRoot(p string) bool {
	return slices.Contains(a.writing.roots, p) || p == a.writing.posts || p == a.writing.drafts
}

// WritableFolder returns a problem if authors may write nothing into a folder.
func (a *Archive) WritableFolder(p string) *Problem {
	if bad := a.writable(p + "/x.png"); bad != nil {
		bad.Path = p
		return bad
	}
	return nil
}

// Drafted returns the path of a draft in the drafts folder, for a post that would be at p.
func (a *Archive) Drafted(p string) (string, bool) {
	w := a.writing
	switch {
	case w.drafts == "":
		return "", false
	case strings.HasPrefix(p, w.drafts+"/"):
		return p, true
	}
	rest := below(p, w.posts)
	if rest == p && w.posts != "." {
		rest = path.Base(p)
	}
	return path.Join(w.drafts, w.withoutDay(rest)), true
}

// runFolders are names of folders whose files a generator runs at its next build, or makes
// itself. At the top of a directory no author writes there, whatever its generator is.
var runFolders = []string{
	"layouts", "themes", "archetypes", "assets", "data", "i18n", "config", "templates", "sass", "shortcodes", "macros", "modules",
	"plugins", "bin", "scripts", "node_modules", "vendor", "public", "resources", "includes", "lib", "src", "tools", "hooks", "ci",
}

// staticFolders are names of folders at the top of a directory whose files a site shows as
// they are.
var staticFolders = []string{"static", "images", "img", "media", "files", "uploads", "pictures", "photos"}

// writable returns a problem if no author may write a file: only content and static files
// are theirs, never what a generator's next build runs.
func (a *Archive) writable(p string) *Problem {
	w := a.writing
	refuse := func(wrong, mend string) *Problem {
		return &Problem{Path: p, Severity: LeftOut, Wrong: wrong, Mend: mend}
	}
	here := w.posts
	if here == "." {
		here = "its top"
	}
	mend := "want a file in " + here
	rest := below(p, w.source)
	first, _, nested := strings.Cut(rest, "/")
	inRoot := func(dir string) bool { return dir != "." && dir != w.source && strings.HasPrefix(p, dir+"/") }
	switch {
	case slices.ContainsFunc(strings.Split(p, "/"), w.reserved):
		return refuse("is in a folder that belongs to the generator", mend)
	case slices.ContainsFunc(w.roots, inRoot):
		return nil
	case nested && slices.Contains(runFolders, strings.ToLower(first)) && (w.generator != jekyllSite || first != "assets"):
		return refuse("is in a folder that the generator runs", mend)
	case nested && slices.Contains(staticFolders, first) && !isMarkdown(p):
		return nil
	case !slices.Contains(w.roots, ".") && (w.source == "." || !strings.HasPrefix(p, w.source+"/") || !slices.Contains(w.roots, w.source)):
		return refuse("is neither content nor a static file", mend)
	case isRepositoryFile(rest):
		return refuse("is a file of the repository, and no post", mend)
	case !nested && !isMarkdown(p):
		return refuse("only posts and pages may be written at the top of the blog", mend)
	}
	return nil
}

// reserved reports whether the name of a folder or a file belongs to Jekyll or Hexo: all that
// begin with _ but posts, drafts, collections, and Hugo's _index.
func (w writing) reserved(name string) bool {
	return strings.HasPrefix(name, "_") && !slices.Contains([]string{"_posts", "_drafts"}, name) &&
		!slices.Contains(w.collections, name) && (!isMarkdown(name) || w.generator == jekyllSite || w.generator == hexoSite)
}

// isRolePage reports whether the layout says that the file is a page.
func (s *section) isRolePage() bool { return s.role == rolePage || s.role == roleAbout }
