package blog

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
)

// find returns the post that an address in from leads to, [leftOut] if that is not served,
// or nil. The path of a file counts before an old address, and this before a name.
func (r *linkResolver) find(from *Post, address *url.URL) *Post {
	p := address.Path
	if address.Scheme != "" {
		if !r.isOwn(address) {
			return nil
		}
		p = cmp.Or(p, "/")
	}
	p, isReference := zolaReference(from, p)
	switch {
	case p == "":
		return from
	case !isPage(p) || pageKey(p) == "" && strings.HasPrefix(p, "/"):
		return nil
	}
	if isReference { // to this very file, whatever the language of from
		if target := r.files[pageKey("content"+p)]; target != nil {
			return target
		}
	}
	if target := r.findFile(from, p); target != nil {
		return target
	}
	if target := r.findPath(from, p); target != nil {
		return target
	}
	if isList(p) || address.Scheme != "" && from.version.generator != plainDirectory {
		return nil // a generator's own addresses are all known: this may be a page beside the blog
	}
	return r.findName(path.Base(pageKey(p)))
}

// isOwn reports whether a whole address is one of this site.
func (r *linkResolver) isOwn(address *url.URL) bool {
	return r.site != nil && siteHost(address) == r.host && strings.HasPrefix(address.Path+"/", r.site.Path)
}

// siteHost returns the host that answers for the host of an address.
func siteHost(address *url.URL) string {
	return strings.TrimPrefix(strings.ToLower(address.Hostname()), "www.")
}

// findFile returns the post of a file, by its path below the folder of from, below the
// content directory, or below a folder of posts. One in the language of from comes first.
func (r *linkResolver) findFile(from *Post, p string) *Post {
	folders := r.roots
	if !strings.HasPrefix(p, "/") {
		folders = append([]string{path.Dir(from.Path)}, r.roots...)
	}
	for _, folder := range folders {
		if lang := from.version.lang; lang != "" {
			if target := r.files[languageKey(folder+"/"+p, lang)]; target != nil {
				return target
			}
		}
		if target := r.files[pageKey(folder+"/"+p)]; target != nil {
			return target
		}
	}
	return nil
}

// findPath returns the post of an old address, with or without the path of the site.
func (r *linkResolver) findPath(from *Post, p string) *Post {
	if !strings.HasPrefix(p, "/") {
		old := r.oldPath(from)
		p = old[:strings.LastIndexByte(old, '/')+1] + p
	}
	if strings.ContainsAny(p, "%?#") {
		p = (&url.URL{Path: p}).EscapedPath()
	}
	target := r.archive.byPath[pathKey(p)]
	if target == nil && r.site != nil && r.site.Path != "/" {
		target = r.archive.byPath[pathKey(r.site.Path+p)]
	}
	return target
}

// findName returns the post with a slug, an alias or a file of that name, or with a slug
// that the name makes.
func (r *linkResolver) findName(name string) *Post {
	if name == aboutSlug && r.about != nil {
		return r.about
	}
	var found *Post
	for _, p := range []*Post{r.archive.bySlug[name], r.names[name], r.archive.bySlug[foldSlug(name)]} {
		if p != nil && (found == nil || !found.State.readable() && p.State.readable()) {
			found = p
		}
	}
	return found
}

// listFolders are folders in which generators write lists and files. The last name of a
// path below one is not that of a post.
var listFolders = []string{
	"tag", "tags", "category", "categories", "topic", "topics", "author", "authors", "series", "page", "archive", "archives",
	"static", "assets", "images", "img", "files", "feed", "feeds", "rss", "search",
}

// isList reports whether a path is that of a list of posts, or of a file.
func isList(p string) bool {
	names := strings.Split(pageKey(p), "/")
	return slices.ContainsFunc(names[:len(names)-1], func(name string) bool { return slices.Contains(listFolders, name) }) ||
		len(names) == 1 && strings.HasPrefix(p, "/") && slices.Contains(listFolders, names[0])
}

// zolaReference returns the path of a file in a Zola site below its content, of an address
// such as @/x.md, whose @ Markdown lacks inside of a line. Others are returned as they are.
func zolaReference(from *Post, address string) (p string, ok bool) {
	if rest, ok := strings.CutPrefix(address, "@/"); ok {
		return "/" + rest, true
	}
	return address, from.version.generator == zolaSite && strings.HasPrefix(address, "/") && isMarkdownName(address)
}

// sectionAddress returns the address that an _index file has on the site, and other
// addresses as they are.
func (r *linkResolver) sectionAddress(from *Post, address *url.URL) *url.URL {
	p, isReference := zolaReference(from, address.Path)
	dir, name := path.Split(p)
	if stem, _, _ := strings.Cut(name, "."); stem != "_index" {
		return address
	}
	if isReference && r.site != nil {
		dir = strings.TrimSuffix(r.site.Path, "/") + dir
	}
	return &url.URL{Path: dir, Fragment: address.Fragment}
}

// isThere reports whether the directory has a file or a folder that a path may lead to, but
// that is no post: the generator makes a list of what is in a folder, and copies files.
func (r *linkResolver) isThere(from *Post, p string) bool {
	if r.reading == nil {
		return true
	}
	paths := []string{p}
	if !strings.HasPrefix(p, "/") {
		paths = []string{path.Join(r.oldPath(from), p), path.Join(path.Dir(from.Path), p)}
	}
	if r.site != nil {
		if rest, ok := strings.CutPrefix(paths[0], r.site.Path); ok {
			paths = append(paths, rest)
		}
	}
	for _, p := range paths {
		for _, folder := range append([]string{"static", "public"}, r.roots...) {
			p := strings.Trim(path.Join("/", folder, p), "/")
			if r.reading.folders[pageKey(p)] || p != "" && !isMarkdownName(p) && firstOf(r.reading.fsys, withEnds(p, "", ".html", "/index.html", ".md", ".mdx", "/index.md")...) != "" {
				return true
			}
		}
	}
	return false
}
