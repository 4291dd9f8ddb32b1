package blog

import (
	"iter"
	"sync"
	"time"
)

// ForAuthors returns what authors see of the same reading. Drafts and what is scheduled or
// unlisted are among Posts and Pages, are found by their slugs, and links lead to them;
// [Post.StateLabel] says which they are. Slugs and aliases are the same, and so is
// where links lead that readers can follow. [Page.Public] returns the files as they are. It costs a
// post for each post, and no parsing. Feeds are for readers: none is made of it.
func (a *Archive) ForAuthors() *Archive {
	b := &Archive{
		Site: a.Site, Authors: true, all: make([]*Post, len(a.all)), bySlug: make(map[string]*Post, len(a.bySlug)),
		byPath: make(map[string]*Post, len(a.byPath)), shared: make(map[string][]*Post, len(a.shared)),
		files: a.files, folders: a.folders, now: a.now, next: a.next, writing: a.writing,
		fsys: a.fsys, places: a.places, ownership: a.ownership,
	}
	own := make(map[*Post]*Post, len(a.all))
	for i, p := range a.all {
		if p == nil {
			continue
		}
		q := *p
		q.authors, q.at, q.StateLabel = true, 0, p.label(a.now)
		own[p], b.all[i] = &q, &q
		b.add(&q)
	}
	their := func(posts []*Post) (all []*Post) {
		for _, p := range posts {
			all = append(all, own[p])
		}
		return all
	}
	b.moved, b.former = a.moved, sync.OnceValue(b.newFormerSite)
	for path, p := range a.byPath {
		b.byPath[path] = own[p]
	}
	for slug, group := range a.shared {
		b.shared[slug] = their(group)
	}
	b.sort()
	b.resolveLinks(nil) // what is wrong with them has been said
	return b
}

// label returns what StateLabel is for authors. The year is in it if the day is more than
// half a year ahead.
func (p *Post) label(now time.Time) string {
	at := p.version.visibility.publish
	switch {
	case p.State == Published:
		return ""
	case p.State != Scheduled:
		return p.State.String()
	case at.After(now.AddDate(0, 6, 0)):
		return Scheduled.String() + at.Format(" 2 Jan 2006")
	}
	return Scheduled.String() + at.Format(" 2 Jan")
}

// unwritten reports whether a post is undated because it is not out yet.
func (p *Post) unwritten() bool { return p.Date.IsZero() && !p.State.readable() }

// ByFile returns the text of a file, by its path below the content directory, if it may be
// read.
func (a *Archive) ByFile(file string) (*Post, bool) {
	for _, p := range a.all {
		if p != nil && p.Path == file {
			return p, a.sees(p.State)
		}
	}
	return nil, false
}

// Hidden returns what readers do not see: drafts, and what is scheduled.
func (a *Archive) Hidden() iter.Seq[*Post] {
	return func(yield func(*Post) bool) {
		for _, p := range a.all {
			if p != nil && !p.State.readable() && !yield(p) {
				return
			}
		}
	}
}
