package blog

import (
	"slices"
	"sync"
	"time"

	"blog.example/pete/internal/lru"
)

// choice is what is served of one file, while an archive is made.
type choice struct {
	file     *file
	good     *version    // what the previous archive served of it, or nil
	slug     string      // of what is served
	old      []string    // slugs that the file of redirects leads here
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

// assemble makes an archive of what is chosen. The public posts have their slugs and their
// aliases before others get any, so that no address says whether there is a draft.
func (r *reading) assemble(site Site, choices []*choice) *Archive {
	r.shared = map[string][]*choice{}
	r.holders = make(map[string]*choice, len(choices))
	var waiting []*choice // that have slugs, but no aliases yet
	for tier, choices := range r.byTier(choices) {
		r.tellApart(tier, choices)
		if waiting = append(waiting, choices...); tier >= tierPage {
			r.assignAliases(waiting)
			waiting = nil
		}
		if tier == tierUnlisted { // before drafts, whose names no address gives away
			r.assignRedirects()
		}
	}
	return r.arrange(site, choices)
}

// assignAliases gives each alias that is free to one of those that ask for it, first to the
// file that had it in the previous archive, and then in the order of the site's languages,
// because generators take an address without a language for one in the first. An alias that
// the file's name or address makes, on line 0, is dropped without a warning.
func (r *reading) assignAliases(choices []*choice) {
	choices = slices.Clone(choices)
	slices.SortStableFunc(choices, func(a, b *choice) int {
		return a.file.served.languageOrder() - b.file.served.languageOrder()
	})
	for _, owners := range []bool{true, false} {
		for _, c := range choices {
			for _, claim := range c.file.served.claims {
				owner := r.owners[claim.slug]
				if claim.kind != kindAlias || owners != (owner != nil && owner.Path == c.file.path) {
					continue
				}
				holder, shared := r.holders[claim.slug], r.shared[claim.slug]
				switch {
				case holder == nil && shared == nil:
					r.holders[claim.slug] = c
				case holder == c || claim.line == 0 || c.file.served != c.file.current:
				case holder != nil:
					c.problems.warnf(c.file.path, claim.line, "take it out", "alias %q belongs to %s", claim.slug, holder.file.path)
				default:
					c.problems.warnf(c.file.path, claim.line, "take it out", "alias %q belongs to %s", claim.slug, shared[0].file.path)
				}
			}
		}
	}
}

// arrange makes an archive of what is chosen, and finds where links lead.
func (r *reading) arrange(site Site, choices []*choice) *Archive {
	a := &Archive{
		Site: site, bySlug: make(map[string]*Post, len(r.holders)), files: make(map[string]*file, len(choices)),
		all: make([]*Post, len(choices)), folders: r.contentDirs, now: r.options.Now,
		fsys: r.options.Files, places: r.places,
	}
	if a.fsys == nil {
		a.fsys = r.fsys
	}
	a.ownership = newOwnership(a.files)
	docs := lru.New(docCacheBytes, docBytes)
	for i, c := range choices {
		f := c.file
		a.files[f.path] = f
		if f.served == nil {
			continue
		}
		p := f.served.post
		p.docs = docs
		p.Slug = c.slug
		p.Aliases = append(r.aliases(c), c.old...)
		p.State = c.state(r.options.Now)
		f.post, f.state = &p, p.State
		a.all[i] = &p
	}
	translate(a.all, site)
	for _, p := range a.all {
		if p != nil {
			a.add(p)
		}
	}
	a.indexPaths(a.all, r.redirects())
	a.former = sync.OnceValue(a.newFormerSite)
	a.share(r.shared)
	a.sort()
	problems := a.resolveLinks(r)
	for i, c := range choices {
		if c.file.served == c.file.current { // else what is wrong with it has been said
			c.problems = append(c.problems, problems[i]...)
		}
	}
	return a
}

// aliases returns the aliases that a choice has.
func (r *reading) aliases(c *choice) []string {
	aliases := c.file.served.post.Aliases
	if !slices.ContainsFunc(aliases, func(name string) bool { return r.holders[name] != c || name == c.slug }) {
		return slices.Clip(aliases)
	}
	var own []string
	for _, name := range aliases {
		if r.holders[name] == c && name != c.slug {
			own = append(own, name)
		}
	}
	return own
}

// share tells the archive which posts share the slugs that none of them has.
func (a *Archive) share(shared map[string][]*choice) {
	a.shared = make(map[string][]*Post, len(shared))
	for slug, group := range shared {
		for _, c := range group {
			a.shared[slug] = append(a.shared[slug], a.bySlug[c.slug])
		}
	}
}
