package blog

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

// assemble makes an archive of what is chosen. Where slugs or links of a post that has
// changed are wrong, it falls back and begins anew, because the posts of the other
// files depend on it.
func (r *reading) assemble(site Site, choices []*choice) *Archive {
	for {
		a, problems := r.arrange(site, choices)
		again := false
		for i, c := range choices {
			switch unchanged := c.good != nil && c.good == c.file.current; {
			case c.file.kept() || c.file.served == nil:
				// What is wrong with it has been said.
			case r.options.Previous != nil && problems[i].has(Error) && !unchanged:
				c.problems = problems[i]
				c.fallBack()
				again = true
			default:
				c.problems = problems[i]
			}
		}
		if !again {
			return a
		}
	}
}

// arrange makes an archive of what is chosen, and returns for each choice what is wrong
// with its slugs and links.
func (r *reading) arrange(site Site, choices []*choice) (*Archive, []problemList) {
	a := &Archive{Site: site, bySlug: map[string]*Post{}, files: make(map[string]*file, len(choices))}
	resolver := &linkResolver{site: site, taken: make(map[string]*Post, len(choices)), missing: map[string]bool{}, kept: map[*version]bool{}, unknown: r.misnamedFiles}
	problems, posts := make([]problemList, len(choices)), make([]*Post, len(choices))
	docs := newDocCache()
	for i, c := range choices {
		f := c.file
		a.files[f.path] = f
		if f.kept() {
			resolver.kept[f.served] = true
		}
		if f.kept() || f.served == nil {
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
		if f.path == aboutPath {
			a.About = &p.Page
		}
	}
	r.assignSlugs(posts, resolver.taken, problems)
	a.publish(posts)
	resolver.about, resolver.slugs = a.About, a.Slugs()
	parallel(len(posts), func(i int) {
		switch p := posts[i]; {
		case p == nil:
		case choices[i].file.path == aboutPath:
			problems[i] = append(problems[i], resolver.resolve(&p.Page, nil)...)
		default:
			problems[i] = append(problems[i], resolver.resolve(&p.Page, p)...)
		}
	})
	return a, problems
}

// assignSlugs gives each slug and alias to one post: to the one that had it in the
// previous archive, else to the first that asks for it.
func (r *reading) assignSlugs(posts []*Post, taken map[string]*Post, problems []problemList) {
	for _, owned := range []bool{true, false} {
		for i, p := range posts {
			if p == nil {
				continue
			}
			for _, c := range p.version.claims {
				if owned != (r.owners[c.slug] == p.Path) {
					continue
				}
				if other := taken[c.slug]; other != nil {
					problems[i].errorf(p.Path, c.line, "write another", "%s %q belongs to %s", c.kind, c.slug, other.Path)
					continue
				}
				taken[c.slug] = p
			}
		}
	}
}
