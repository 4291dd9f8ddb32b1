package render

import (
	"errors"
	"slices"
	"time"

	"blog.example/pete/internal/blog"
)

// maxEntries bounds what a feed costs a small host. A reader who comes every
// hour, or every year, has missed fewer posts; the others are in ls and over
// sftp.
const maxEntries = 100

// ErrEmptyFeed is the error of a feed that would have no entry.
var ErrEmptyFeed = errors.New("no dated posts")

// feed is what a feed says, whatever its format. Undated posts are in none:
// they cannot say when they were published.
type feed struct {
	id      string
	title   string
	author  string
	whole   bool         // of the whole blog, and not of one tag
	updated time.Time    // of the post that was updated last
	posts   []*blog.Post // newest first
}

// newFeed is the feed of the posts that carry the tag, or of all.
func newFeed(a *blog.Archive, tag string) (*feed, error) {
	posts := slices.DeleteFunc(slices.Clone(a.Posts), func(p *blog.Post) bool {
		return p.Date.IsZero() || tag != "" && !slices.Contains(p.Tags, tag)
	})
	if len(posts) == 0 {
		return nil, ErrEmptyFeed
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

// home is the address of the blog: its copy on the web, else the door where
// its reading room opens.
func home(site blog.Site) string {
	if site.URL != "" {
		return site.URL
	}
	return site.URI("ssh", "")
}

// instant is a time as both formats want it, RFC 3339.
func instant(t time.Time) string { return t.Format(time.RFC3339) }
