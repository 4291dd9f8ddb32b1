// Package feed writes the feeds of a blog: Atom and JSON Feed, which are valid and of a
// bounded size whatever the author wrote. Equal input gives equal bytes.
//
// The files: feed.go (what both formats say), atom.go, json.go, id.go (the ids of feeds
// and entries, and their addresses), set.go (the feeds of one archive, cached), sitemap.go
// (what search engines are told of the web door).
package feed

import (
	"cmp"
	"errors"
	"net/url"
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
	posts   []*blog.Post // newest first; fit leaves as many as fit
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
		if p.State != blog.Published || p.Date.IsZero() || tag != "" && spelling < 0 {
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

// fit leaves the newest posts in the feed whose entries have together at most that many
// bytes, and returns how many they have. size returns those of one entry.
func (f *feed) fit(bytes int, size func(*blog.Post) (int, error)) (taken int, err error) {
	for i, p := range f.posts {
		n, err := size(p)
		if err != nil {
			return 0, err
		}
		if taken+n > bytes {
			f.posts = f.posts[:i]
			break
		}
		taken += n
		if at := p.Changed(); at.After(f.updated) {
			f.updated = at
		}
	}
	return taken, nil
}

// content returns a post as HTML, or nil if that is too long. Files of the blog have their
// addresses on the web door, if there is one.
func content(p *blog.Post, a *blog.Archive) *string {
	file := func(l blog.Link) string {
		if l.File == "" || a.Site.Door == "" {
			return ""
		}
		address := a.FileAddress(l.File)
		if address == "" {
			return ""
		}
		return a.Site.Door + (&url.URL{Path: address}).EscapedPath()
	}
	fragment := html.FragmentWithFiles(p, a.Site, file)
	if len(fragment) > maxContent {
		return nil
	}
	return &fragment
}

// instant returns a time in the format of both, RFC 3339.
func instant(t time.Time) string { return t.Format(time.RFC3339) }

// words returns the summary of a post, or its title if it has none.
func words(p *blog.Post) string { return cmp.Or(strings.TrimSpace(p.Summary), p.Title) }
