package blog

import (
	"fmt"
	"slices"
	"time"

	"blog.example/pete/internal/lru"
)

// choice is what is served of one file, while an archive is made.
type choice struct {
	file     *file
	good     *version    // what the previous archive served of it, or nil
	problems problemList // that other files have a part in: slugs and links
}

// state returns who sees what is served of the file.
func (c *choice) state(now time.Time) State {
	if c.file.served == nil {
		return Draft
	}
	s, _ := c.file.served.visibility.at(now)
	return s
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
		if f.current.clean() {
			f.served = f.current
		} else {
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

// assemble makes an archive of what is chosen.
func (r *reading) assemble(site Site, choices []*choice) *Archive {
	r.holders = make(map[string]*choice, len(choices))
	r.fallBack(r.assignSlugs(choices))
	return r.arrange(site, choices)
}

// The order in which slugs and aliases are given away: first to the files that had them in
// the previous archive, last to posts that nobody may read.
const (
	rankOwner = iota
	rankSlug
	rankAlias
	rankHidden
	ranks
)

func (r *reading) rank(c *choice, claim claim) int {
	owner := r.owners[claim.slug]
	switch {
	case owner != nil && owner.Path == c.file.path:
		return rankOwner
	case !c.state(r.options.Now).readable():
		return rankHidden
	case claim.kind == kindSlug:
		return rankSlug
	}
	return rankAlias
}

// assignSlugs gives each slug and alias that the files ask for to one of them. It returns
// the files that do not get their slug.
func (r *reading) assignSlugs(choices []*choice) (losers []*choice) {
	lose := func(c, holder *choice, slug string) {
		claims := c.claims()
		lost := claims[slices.IndexFunc(claims, func(cl claim) bool { return cl.slug == slug })]
		bad := &fault{lost.line, fmt.Sprintf("%s %q belongs to %s", lost.kind, slug, holder.file.path), "write another"}
		if lost.kind == kindSlug {
			losers = append(losers, c)
			c.problems.add(LeftOut, c.file.path, bad)
			return
		}
		c.problems.add(Warning, c.file.path, bad)
	}
	for rank := range ranks {
		for _, c := range choices {
			for _, claim := range c.claims() {
				holder := r.holders[claim.slug]
				switch {
				case rank != r.rank(c, claim):
				case holder != nil && rank != rankOwner:
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

// arrange makes an archive of what is chosen, and finds where links lead.
func (r *reading) arrange(site Site, choices []*choice) *Archive {
	a := &Archive{Site: site, bySlug: make(map[string]*Post, len(r.holders)), files: make(map[string]*file, len(choices))}
	resolver := &linkResolver{archive: a, missing: map[string]bool{}}
	posts := make([]*Post, len(choices))
	docs := lru.New(docCacheBytes, docBytes)
	for i, c := range choices {
		f := c.file
		a.files[f.path] = f
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
		var until time.Time
		p.State, until = f.served.visibility.at(r.options.Now)
		f.state = p.State
		a.add(&p, until)
	}
	if a.About != nil {
		resolver.about = a.bySlug[aboutSlug]
	}
	a.sort()
	resolver.slugs = a.Slugs()
	parallel(len(posts), func(i int) {
		if posts[i] == nil {
			return
		}
		problems := resolver.resolve(posts[i])
		if c := choices[i]; c.file.served == c.file.current { // else what is wrong with it has been said
			c.problems = append(c.problems, problems...)
		}
	})
	return a
}
