package blog

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Posts of one slug are told apart in this order: a page cannot take the slug of a post, and
// what readers do not see, or are not told, can take no slug and no alias of theirs.
const (
	tierAbout = iota
	tierPost
	tierPage
	tierUnlisted // whose names are told to no one
	tierHidden
	tiers
)

func (r *reading) tier(c *choice) int {
	v := c.file.served
	switch {
	case v.role == roleAbout:
		return tierAbout
	case !c.state(r.options.Now).readable():
		return tierHidden
	case c.state(r.options.Now) == Unlisted:
		return tierUnlisted
	case v.post.IsPage:
		return tierPage
	}
	return tierPost
}

// byTier returns the choices of which something is served, by tier.
func (r *reading) byTier(choices []*choice) (all [tiers][]*choice) {
	for _, c := range choices {
		if c.file.served != nil {
			tier := r.tier(c)
			all[tier] = append(all[tier], c)
		}
	}
	return all
}

// tellApart gives each choice of a tier its slug. Posts that ask for one slug all get a
// longer one, so that none has an address that would mean another post in time.
func (r *reading) tellApart(tier int, choices []*choice) {
	asking := make(map[string]int, len(choices))
	for _, c := range choices {
		asking[c.file.served.post.Slug]++
	}
	groups := map[string][]*choice{}
	var slugs []string // of groups
	for _, c := range choices {
		slug := c.file.served.post.Slug
		if asking[slug] == 1 && r.holders[slug] == nil && r.shared[slug] == nil {
			c.slug = slug
			continue
		}
		if groups[slug] == nil {
			slugs = append(slugs, slug)
		}
		groups[slug] = append(groups[slug], c)
	}
	for _, c := range choices {
		if c.slug != "" {
			r.holders[c.slug] = c
		}
	}
	for _, slug := range slugs {
		dated := r.takeDated(slug, groups[slug])
		if !dated {
			r.lengthen(slug, groups[slug])
		}
		if tier < tierUnlisted && r.holders[slug] == nil {
			r.shared[slug] = append(r.shared[slug], groups[slug]...)
		}
		if !dated && strings.Trim(slug, "0123456789-") != "" { // a number is a month, or a part of a series
			warnShared(slug, groups[slug])
		}
	}
}

// takeDated gives each of a group the name of its file with the date before it, if that is
// its name on the site that the generator makes.
func (r *reading) takeDated(slug string, group []*choice) bool {
	slugs := make(map[string]*choice, len(group))
	for _, c := range group {
		v := c.file.served
		if slugFor := v.slugFor(""); v.name == v.slug || slugFor != slug {
			return false
		}
		dated := v.surroundings
		dated.slug = v.name
		if c.slug = dated.slugFor(""); r.holders[c.slug] != nil {
			return false
		}
		slugs[c.slug] = c
	}
	if len(slugs) < len(group) {
		return false
	}
	maps.Copy(r.holders, slugs)
	return true
}

// warnShared says which posts ask for one slug.
func warnShared(slug string, group []*choice) {
	for _, c := range group {
		others := ""
		if len(group) > 1 {
			other := group[0]
			if other == c {
				other = group[1]
			}
			others = ", as has " + other.file.path
		}
		if len(group) > 2 {
			others = fmt.Sprintf("%s and %d more", strings.Replace(others, "has", "have", 1), len(group)-2)
		}
		if c.file.served == c.file.current {
			line := c.file.served.claims[0].line
			c.problems.warnf(c.file.path, line, "write slug: and another", "it has the slug %q%s, and is read as %s", slug, others, c.slug)
			c.problems[len(c.problems)-1].Kind = "slug of several posts"
		}
	}
}

// prefixes are what tells posts of one slug apart, the first one that does: the folder, the
// year, the date, folders further up, that of the address, the name of the file.
var prefixes = []func(v *version) string{
	func(v *version) string { return v.folder(0) },
	func(v *version) string { return dateText(v, "2006") },
	func(v *version) string { return dateText(v, time.DateOnly) },
	func(v *version) string { return v.folder(1) },
	func(v *version) string { return v.folder(2) },
	func(v *version) string { return v.addressFolder() },
	func(v *version) string { return v.name },
}

// folder returns the name of the folder that a file is in, or of the one that is that many
// further up.
func (s surroundings) folder(up int) string {
	dirs := strings.FieldsFunc(s.dirs, func(r rune) bool { return r == '/' })
	dirs = slices.DeleteFunc(dirs, func(dir string) bool { return strings.HasPrefix(dir, "_") })
	if up < len(dirs) {
		return dirs[len(dirs)-1-up]
	}
	return path.Base(s.root)
}

// addressFolder returns the last folder of the address that the post has on the site of its
// generator, such as cn of /cn/about.
func (v *version) addressFolder() string {
	if len(v.post.OldPaths) == 0 {
		return ""
	}
	return strings.TrimPrefix(path.Base(path.Dir(v.post.OldPaths[0])), "/")
}

func dateText(v *version, form string) string {
	if v.post.Date.IsZero() {
		return ""
	}
	return v.post.Date.Format(form)
}

// lengthen gives each of a group a slug that begins otherwise, and takes them.
func (r *reading) lengthen(slug string, group []*choice) {
	for _, prefix := range prefixes {
		slugs := make(map[string]*choice, len(group))
		for _, c := range group {
			text := prefix(c.file.served)
			if c.slug = foldSlug(text) + "-" + slug; text != "" && text != "." && r.holders[c.slug] == nil {
				slugs[c.slug] = c
			}
		}
		if len(slugs) == len(group) {
			maps.Copy(r.holders, slugs)
			return
		}
	}
	n := 1
	for _, c := range group {
		for c.slug = fmt.Sprintf("%s-%d", slug, n); r.holders[c.slug] != nil; c.slug = fmt.Sprintf("%s-%d", slug, n) {
			n++
		}
		r.holders[c.slug] = c
	}
}
