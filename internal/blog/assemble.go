package blog

import (
	"slices"

	"blog.example/pete/internal/lru"
)

// choice is what is served of one file, while an archive is made.
type choice struct {
	file     *file
	good     *version    // what the previous archive served of it, or nil
	problems problemList // that other files have a part in: slugs and links
}

// choose chooses what is served of each file, as far as the file can tell by itself.
func (r *reading) choose(files []*file) []*choice {
	choices := make([]*choice, len(files))
	for i, f := range files {
		c := &choice{file: f}
		if before := r.before[f.path]; before != nil {
			c.good = before.served
		}
		choices[i] = c
		switch {
		case r.options.Previous == nil && f.current.parsed, f.current.clean():
			// The first reading reports all that is wrong, also with links to a post that has an error.
			f.served = f.current
		default:
			c.fallBack()
		}
	}
	return choices
}

// fallBack serves the last good text instead of what the file says, or nothing.
func (c *choice) fallBack() {
	c.file.served = c.good
	if c.file.current.secret {
		c.file.served = nil
	}
}

// claims returns the slugs and aliases that the file has or asks for.
func (c *choice) claims() []claim {
	if c.file.served == nil {
		return nil
	}
	return c.file.served.claims
}

// assemble makes an archive of what is chosen. Where links of a post that has changed are
// wrong, it falls back and begins anew, because links of other posts depend on it.
func (r *reading) assemble(site Site, choices []*choice) *Archive {
	r.holders = make(map[string]*choice, len(choices))
	losers := r.assignSlugs(choices)
	if r.options.Previous != nil {
		r.fallBack(losers)
	}
	for {
		a, problems := r.arrange(site, choices)
		var wrong []*choice
		for i, c := range choices {
			if c.file.served != c.file.current {
				problems[i] = nil // What is wrong with it has been said.
			}
			if r.options.Previous != nil && c.good != c.file.current && problems[i].has(Error) {
				c.problems = problems[i]
				wrong = append(wrong, c)
			}
		}
		if len(wrong) == 0 {
			for i, c := range choices {
				c.problems = append(c.problems, problems[i]...)
			}
			return a
		}
		r.fallBack(wrong)
	}
}

// assignSlugs gives each slug and alias that the files ask for to one of them: to the one
// that had it in the previous archive, else to the first. It returns the files that do
// not get all they ask for.
func (r *reading) assignSlugs(choices []*choice) (losers []*choice) {
	lose := func(c, holder *choice, slug string) {
		if len(c.problems) == 0 {
			losers = append(losers, c)
		}
		claims := c.claims()
		lost := claims[slices.IndexFunc(claims, func(cl claim) bool { return cl.slug == slug })]
		c.problems.errorf(c.file.path, lost.line, "write another", "%s %q belongs to %s", lost.kind, slug, holder.file.path)
	}
	for _, owned := range []bool{true, false} {
		for _, c := range choices {
			for _, claim := range c.claims() {
				owner, holder := r.owners[claim.slug], r.holders[claim.slug]
				switch {
				case owned != (owner != nil && owner.Path == c.file.path):
				case holder != nil && !owned:
					lose(c, holder, claim.slug)
				default:
					r.holders[claim.slug] = c
					if holder != nil {
						lose(holder, c, claim.slug)
					}
				}
			}
		}
	}
	return losers
}

// fallBack serves the last good texts of files, and of those that lose their slugs to
// these. A file falls back at most once, because its last good text asks only for what
// the file had.
func (r *reading) fallBack(choices []*choice) {
	for len(choices) > 0 {
		for _, c := range choices {
			for _, claim := range c.claims() {
				if r.holders[claim.slug] == c {
					delete(r.holders, claim.slug)
				}
			}
			c.fallBack()
		}
		choices = r.assignSlugs(choices)
	}
}

// arrange makes an archive of what is chosen, and returns for each choice what is wrong
// with its links.
func (r *reading) arrange(site Site, choices []*choice) (*Archive, []problemList) {
	a := &Archive{Site: site, bySlug: make(map[string]*Post, len(r.holders)), files: make(map[string]*file, len(choices))}
	resolver := &linkResolver{archive: a, missing: map[string]bool{}, unknown: r.misnamedFiles}
	posts := make([]*Post, len(choices))
	docs := lru.New(docCacheBytes, docBytes)
	for i, c := range choices {
		f := c.file
		a.files[f.path] = f
		if f.served != f.current {
			resolver.unknown = resolver.unknown || isPost(f.path)
		}
		if f.served == nil {
			resolver.missing[baseName(f.path)] = true
			for _, claim := range f.current.claims {
				resolver.missing[claim.slug] = true
			}
			continue
		}
		p := f.served.post
		p.docs = docs
		posts[i] = &p
		for _, claim := range c.claims() {
			if r.holders[claim.slug] == c {
				a.bySlug[claim.slug] = &p
			}
		}
		switch {
		case f.path == aboutPath:
			p.Slug = aboutSlug
			a.About, resolver.about = &p.Page, &p
		case !p.draft:
			a.Posts = append(a.Posts, &p)
		}
	}
	a.sort()
	resolver.slugs = a.Slugs()
	problems := make([]problemList, len(choices))
	parallel(len(posts), func(i int) {
		if posts[i] != nil {
			problems[i] = resolver.resolve(posts[i])
		}
	})
	return a, problems
}
