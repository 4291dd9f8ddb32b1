// Package blog knows what a post, a site and an archive are, and why a file is
// not one. It promises that an [Archive] it hands out is whole: every post
// parsed once, every link between posts leading somewhere, every fault named
// with its file, its line and what to write instead.
//
// It reads an [io/fs.FS] and nothing else. It knows no terminal, no network
// and no clock, and it never decides how anything looks.
package blog

import "slices"

// Archive is every published post of one site. It is immutable: any number of
// readers may share it.
type Archive struct {
	Site  Site
	Posts []*Post // newest first; undated posts last
	About *Page   // nil when the site has no pages/about.md

	bySlug map[string]*Post // slugs and aliases
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
	i := slices.Index(a.Posts, p)
	if i < 0 || i+step < 0 || i+step >= len(a.Posts) {
		return nil
	}
	return a.Posts[i+step]
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
