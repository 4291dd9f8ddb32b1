// Package blog knows what a post, a site and an archive are, and why a file is
// not one. It promises that an [Archive] it hands out is whole: every file read
// and held to its form, every slug leading to one post, every fault named with
// its file, its line and what to write instead.
//
// What [Open] hands out has been checked to the last link between posts. [Begin]
// hands out a large archive as soon as its lists can be shown, and leaves to
// [Archive.Check] what only the bodies can tell. Either way the Markdown of a
// text is kept, and its tree is made when somebody asks: the trees of all would be
// ten to forty times their bytes.
//
// It reads an [io/fs.FS] and nothing else. It knows no terminal, no network
// and no clock, and it never decides how anything looks.
//
// A content directory passes these files, in this order:
//
//	open.go         which files there are, and whose a slug is
//	source.go       reading a file: a regular one, of a bounded size, in UTF-8
//	limits.go       what a body may have before it is parsed; table.go, marks.go and references.go count it
//	file.go         one of them: its front matter, and what it leaves out
//	frontmatter.go  the fields; fields.go is how YAML is read, site.go has site.yaml
//	count.go        the words of a body, counted in its Markdown; margin.go has its lines
//	opening.go      its first paragraph, where there is no summary
//	body.go         its tree, made when it is asked for; keep.go keeps a few
//	document.go     what the tree says; outline.go is what it has besides prose
//	links.go        where links between posts lead
//	check.go        what is wrong in bodies
package blog

import "slices"

// Archive is every published post of one site. It is immutable: any number of
// readers may share it.
type Archive struct {
	Site  Site
	Posts []*Post // newest first; undated posts last
	About *Page   // nil when the site has no pages/about.md

	bySlug    map[string]*Post // slugs and aliases
	unchecked []*body          // in the order of their files
}

// publish makes the archive of the posts that are no drafts.
func (a *Archive) publish(all []*Post) {
	for _, p := range all {
		if p.draft {
			continue
		}
		a.Posts = append(a.Posts, p)
		a.bySlug[p.Slug] = p
		for _, alias := range p.Aliases {
			a.bySlug[alias] = p
		}
	}
	slices.SortStableFunc(a.Posts, newestFirst)
	for i, p := range a.Posts {
		p.at = i
	}
}

// Post finds a published post by its slug or one of its aliases.
func (a *Archive) Post(slug string) (*Post, bool) {
	p, ok := a.bySlug[slug]
	return p, ok
}

// Newer is the post above p in the list, or nil at its top.
func (a *Archive) Newer(p *Post) *Post { return a.neighbour(p, -1) }

// Older is the post below p in the list, or nil at its end.
func (a *Archive) Older(p *Post) *Post { return a.neighbour(p, +1) }

func (a *Archive) neighbour(p *Post, step int) *Post {
	if i := p.at + step; p.at < len(a.Posts) && a.Posts[p.at] == p && i >= 0 && i < len(a.Posts) {
		return a.Posts[i]
	}
	return nil
}

// Minutes is the reading time of all posts together.
func (a *Archive) Minutes() int {
	total := 0
	for _, p := range a.Posts {
		total += p.Minutes
	}
	return total
}

// HasTag reports whether any published post carries the tag.
func (a *Archive) HasTag(tag string) bool {
	return slices.ContainsFunc(a.Posts, func(p *Post) bool { return slices.Contains(p.Tags, tag) })
}

// Slugs is what may be written for a post, newest first, aliases aside.
func (a *Archive) Slugs() []string {
	slugs := make([]string, len(a.Posts))
	for i, p := range a.Posts {
		slugs[i] = p.Slug
	}
	return slugs
}

// Nearest is the slug that someone who wrote word most likely meant.
func (a *Archive) Nearest(word string) (slug string, ok bool) { return Nearest(word, a.Slugs()) }
