// Package feed writes the feeds of a blog: Atom and JSON Feed, which are valid and of a
// bounded size whatever the author wrote. Equal input gives equal bytes.
//
// The files: feed.go (what both formats say), atom.go, json.go, id.go (the ids of feeds
// and entries, and their addresses), set.go (the feeds of one archive, cached).
package feed

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render/html"
)

// These bound what a feed costs a small host. Feed readers that poll once a year have
// missed fewer posts; the others are in ls and over sftp.
const (
	maxEntries = 100
	maxBytes   = 2_000_000
	// A post whose HTML is longer is in the feed with its summary alone, because it would
	// leave no room for others. It has some 30,000 words.
	maxContent = 200_000 // bytes
)

// ErrEmpty says that a feed would have no entry.
var ErrEmpty = errors.New("no dated posts")

// feed is what a feed says in either format. It has no undated posts, because an entry
// needs the time at which it was published.
type feed struct {
	site    blog.Site
	id      string
	title   string
	author  string
	tag     string       // as its newest post writes it; empty for the feed of the whole blog
	posts   []*blog.Post // newest first, of which entries takes as many as fit
	updated time.Time    // of the entry that was updated last
}

// newFeed returns the feed of the posts with a tag, or of all.
func newFeed(a *blog.Archive, tag string) (*feed, error) {
	f := &feed{
		site:   a.Site,
		id:     feedID(a.Site, tag),
		title:  a.Site.Title,
		author: cmp.Or(a.Site.Author, a.Site.Title),
	}
	for _, p := range a.Posts {
		spelling := slices.IndexFunc(p.Tags, func(t string) bool { return blog.Tag(t) == blog.Tag(tag) })
		if p.Date.IsZero() || tag != "" && spelling < 0 {
			continue
		}
		if tag != "" && f.tag == "" {
			f.tag = p.Tags[spelling]
		}
		if f.posts = append(f.posts, p); len(f.posts) == maxEntries {
			break
		}
	}
	if len(f.posts) == 0 {
		return nil, ErrEmpty
	}
	if f.tag != "" {
		f.title += ": " + f.tag
	}
	return f, nil
}

// entries returns the newest posts as encode writes them, together at most that many
// bytes. encode takes the post as HTML, which is nil if it is too long.
func (f *feed) entries(bytes int, encode func(p *blog.Post, content *string) ([]byte, error)) ([][]byte, error) {
	var entries [][]byte
	for _, p := range f.posts {
		fragment := html.Fragment(p, f.site)
		content := &fragment
		if len(fragment) > maxContent {
			content = nil
		}
		entry, err := encode(p, content)
		if err != nil {
			return nil, err
		}
		if bytes -= len(entry); bytes < 0 {
			break
		}
		entries = append(entries, entry)
		if at := p.Changed(); at.After(f.updated) {
			f.updated = at
		}
	}
	return entries, nil
}

// instant returns a time in the format of both, RFC 3339.
func instant(t time.Time) string { return t.Format(time.RFC3339) }

// words returns the summary of a post, or its title if it has none.
func words(p *blog.Post) string { return cmp.Or(strings.TrimSpace(p.Summary), p.Title) }
