package tui

import (
	"strconv"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// hasPages reports whether there are pages besides the about page.
func (r *Room) hasPages() bool { return len(r.snapshot.Archive.Pages) > 0 }

// openPages opens the about page or, if there are other pages too, a list of them.
func (r *Room) openPages() tea.Cmd {
	if !r.hasPages() {
		return r.openAbout("")
	}
	var slugs []string
	p := &picker{name: "Pages · " + r.site().Title, heading: "Pages", does: "read", openers: []key.Binding{keyAbout}}
	p.refill = func() bool {
		slugs, p.entries = nil, nil
		if about := r.snapshot.Archive.About; about != nil {
			slugs, p.entries = []string{""}, []entry{{text: about.Title}}
		}
		for _, page := range r.snapshot.Archive.Pages {
			slugs = append(slugs, page.Slug)
			text := labelled(page)
			if lang := page.Foreign(r.site()); lang != "" {
				text += " · " + lang
			}
			p.entries = append(p.entries, entry{text: text})
		}
		return len(slugs) > 0
	}
	p.take = func(i int) tea.Cmd {
		if slugs[i] == "" {
			return r.openAbout("")
		}
		return r.open(newReader(r, slugs[i]))
	}
	p.refill()
	return r.pick(p, 0)
}

// labelled returns the title of a post and, for authors, who sees it if that is not everyone.
func labelled(p *blog.Post) string {
	if p.StateLabel == "" {
		return p.Title
	}
	return p.Title + " · " + p.StateLabel
}

// openSharing lists the texts that share a slug, with what to type for each, and opens the
// chosen one at the heading.
func (r *Room) openSharing(slug, heading string) tea.Cmd {
	var slugs []string
	name := strconv.Quote(shorten(blog.Line(slug), 24))
	p := &picker{name: name + " · " + r.site().Title, heading: "Texts named " + name, does: "read", wraps: true}
	p.refill = func() bool {
		slugs, p.entries = nil, nil
		for _, post := range r.snapshot.Archive.Sharing(slug) {
			slugs = append(slugs, post.Slug)
			p.entries = append(p.entries, entry{text: labelled(post) + " · " + post.Slug})
		}
		return len(slugs) > 0
	}
	p.take = func(i int) tea.Cmd {
		rd := newReader(r, slugs[i])
		rd.anchor, _ = rd.post().Outline().Anchor(heading)
		return r.open(rd)
	}
	p.refill()
	return r.pick(p, 0)
}
