package render

import (
	"errors"
	"slices"
	"time"

	"blog.example/pete/internal/blog"
)

// maxEntries bounds what one stranger's hourly request costs a small host. A
// reader who comes every hour, or every year, has missed fewer posts; the
// others are in ls and over sftp.
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
	dated := slices.DeleteFunc(slices.Clone(a.Posts), func(p *blog.Post) bool { return p.Date.IsZero() })
	tagged := dated
	if tag != "" {
		tagged = slices.DeleteFunc(slices.Clone(dated), func(p *blog.Post) bool { return !slices.Contains(p.Tags, tag) })
	}
	if len(tagged) == 0 {
		return nil, ErrEmptyFeed
	}
	oldest := slices.MinFunc(dated, func(p, q *blog.Post) int { return p.Date.Compare(q.Date) })
	f := &feed{
		id:     feedID(a.Site, oldest.Date, tag),
		title:  a.Site.Title,
		author: a.Site.Author,
		whole:  tag == "",
		posts:  tagged[:min(len(tagged), maxEntries)],
	}
	if tag != "" {
		f.title += ": " + tag
	}
	if f.author == "" {
		f.author = a.Site.Title
	}
	for _, p := range f.posts {
		if at := updated(p); at.After(f.updated) {
			f.updated = at
		}
	}
	return f, nil
}

// updated is when a post was last changed, as its author has it. One that was
// updated on its first day was so after it was published, though the day began
// before.
func updated(p *blog.Post) time.Time {
	if p.Updated.After(p.Date) {
		return p.Updated
	}
	return p.Date
}

// home is the address of the blog: its copy on the web, else the door where
// its reading room opens.
func home(site blog.Site) string {
	if site.URL != "" {
		return site.URL
	}
	return "ssh://" + site.Host
}

// instant is a time as both formats want it, RFC 3339.
func instant(t time.Time) string { return t.Format(time.RFC3339) }
