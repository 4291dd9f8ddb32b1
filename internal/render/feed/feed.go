// Package feed writes the feeds of a blog: Atom and JSON Feed, which are valid whatever
// the author wrote. Equal input gives equal bytes.
//
// The files: feed.go (what both formats say), atom.go, json.go, id.go (the ids of feeds
// and entries), set.go (the feeds of one archive, cached).
package feed

import (
	"errors"
	"slices"
	"time"

	"blog.example/pete/internal/blog"
)

// maxEntries bounds what a feed costs a small host. Feed readers that poll once a year
// have missed fewer posts; the others are in ls and over sftp.
const maxEntries = 100

// ErrEmpty says that a feed would have no entry.
var ErrEmpty = errors.New("no dated posts")

// feed is what a feed says in either format. It has no undated posts, because an entry
// needs the time at which it was published.
type feed struct {
	id      string
	title   string
	author  string
	whole   bool         // of the whole blog, and not of one tag
	updated time.Time    // of the post that was updated last
	posts   []*blog.Post // newest first
}

// newFeed returns the feed of the posts with a tag, or of all.
func newFeed(a *blog.Archive, tag string) (*feed, error) {
	posts := slices.DeleteFunc(slices.Clone(a.Posts), func(p *blog.Post) bool {
		return p.Date.IsZero() || tag != "" && !p.HasTag(tag)
	})
	if len(posts) == 0 {
		return nil, ErrEmpty
	}
	f := &feed{
		id:     feedID(a.Site, tag),
		title:  a.Site.Title,
		author: a.Site.Author,
		whole:  tag == "",
		posts:  posts[:min(len(posts), maxEntries)],
	}
	if tag != "" {
		f.title += ": " + tag
	}
	if f.author == "" {
		f.author = a.Site.Title
	}
	for _, p := range f.posts {
		if at := p.Changed(); at.After(f.updated) {
			f.updated = at
		}
	}
	return f, nil
}

// instant returns a time in the format of both, RFC 3339.
func instant(t time.Time) string { return t.Format(time.RFC3339) }
