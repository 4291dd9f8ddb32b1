package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// offer is a tag, and how many posts would be listed with it.
type offer struct {
	tag   string
	posts int
}

// openTags lists the tags that narrow the posts further. If some tags are chosen
// already, the first entry is all posts.
func (r *Room) openTags(had []string, taken func([]string) tea.Cmd) tea.Cmd {
	p := &picker{
		name: "Tags · " + r.site().Title, heading: "Posts with a tag", had: strings.Join(had, " "),
		does: "show these", openers: []key.Binding{keyTags, keyNarrow}, narrowing: narrowing{noun: "tag"},
	}
	var offers []offer
	p.refill = func() bool {
		offers = r.offers(had)
		if len(had) > 0 {
			offers = append([]offer{{"all posts", len(r.snapshot.Archive.Posts)}}, offers...)
		}
		p.entries = nil
		for _, o := range offers { // the first one has the most posts
			digits := len(strconv.Itoa(offers[0].posts))
			p.entries = append(p.entries, entry{dim: fmt.Sprintf("%*d  ", digits, o.posts), text: o.tag, says: o.tag + ", " + blog.Count(o.posts, "post")})
		}
		return len(offers) > 0
	}
	p.take = func(i int) tea.Cmd {
		if i == 0 && len(had) > 0 {
			return taken(nil)
		}
		return taken(append(slices.Clone(had), offers[i].tag))
	}
	if !p.refill() {
		r.say("No post has a tag.")
		return nil
	}
	return r.pick(p, 0)
}

// withTags returns the posts that have all of the tags.
func withTags(posts []*blog.Post, tags []string) []*blog.Post {
	if len(tags) == 0 {
		return posts
	}
	return slices.DeleteFunc(slices.Clone(posts), func(p *blog.Post) bool {
		return slices.ContainsFunc(tags, func(tag string) bool { return !p.HasTag(tag) })
	})
}

// offers returns the tags beside those that were chosen before, those of most posts
// first. It counts them once, because that reads all posts, and a key opens and closes the
// page.
func (r *Room) offers(had []string) []offer {
	key := strings.Join(had, "\n")
	if r.tagCounts.offers != nil && r.tagCounts.had == key {
		return r.tagCounts.offers
	}
	counts := blog.CountTags(withTags(r.snapshot.Archive.Posts, had))
	all := make([]offer, 0, len(counts))
	for _, c := range counts {
		if !slices.ContainsFunc(had, func(tag string) bool { return blog.Tag(tag) == blog.Tag(c.Tag) }) {
			all = append(all, offer{c.Tag, c.Posts})
		}
	}
	r.tagCounts.had, r.tagCounts.offers = key, all
	return all
}
