// Package files is the blog as files: the tree that sftp, scp and sshfs show. It
// promises that the tree is only read, that what is in it is what the archive
// holds and nothing else, and that sizes and times are true: a file's size is
// exactly the bytes that reading it gives, its time is when its post was last
// changed.
//
// There is no file system behind it. A path that a stranger sends is looked up
// among the paths that [New] made, or it does not exist; it is never opened,
// joined or followed. What one session can cost is bounded: one request at a
// time, sixteen open files, and one layout at a time for all sessions together.
//
// It knows paths and bytes, and SFTP as a protocol over any stream. It never
// knows SSH, or who is reading.
package files

import (
	"slices"
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

// Tree is an archive as files. It is safe for any number of sessions at once.
type Tree struct {
	nodes map[string]*node // by their paths, such as /posts/SLUG.md
	space space
}

// New lays out the archive as files:
//
//	/README          what lies where
//	/feed.atom       the newest posts, as an Atom feed
//	/feed.json       the same, as a JSON Feed
//	/posts/SLUG.md   a post, byte by byte as its author wrote it
//	/text/SLUG.txt   the same, as plain text
//
// A blog whose posts have no dates has no feeds. Aliases of posts are found like
// their slugs, but not listed. New is cheap: what has to be built is built when
// somebody first asks for it. cache has the texts that others read; it may be nil.
func New(a *blog.Archive, feeds *render.Feeds, cache *render.Cache) *Tree {
	t := &Tree{nodes: map[string]*node{}}
	var posts, texts []*node
	newest := stamp(time.Time{})
	for _, p := range a.Posts {
		changed := stamp(p.Changed())
		if changed.After(newest) {
			newest = changed
		}
		markdown, laid := source(p.Source), &text{post: p, site: a.Site, cache: cache}
		posts = append(posts, t.file("/posts/"+p.Slug+".md", changed, markdown))
		texts = append(texts, t.file("/text/"+p.Slug+".txt", changed, laid))
		for _, alias := range p.Aliases {
			t.file("/posts/"+alias+".md", changed, markdown)
			t.file("/text/"+alias+".txt", changed, laid)
		}
		t.space.add(len(p.Source))
	}
	atom := built(sync.OnceValues(func() ([]byte, error) { return feeds.Atom("") }))
	json := built(sync.OnceValues(func() ([]byte, error) { return feeds.JSON("") }))
	readme := built(sync.OnceValues(func() ([]byte, error) { return readme(a, atom.exists()), nil }))
	t.directory("/", newest, []*node{
		t.file("/README", newest, readme),
		t.file("/feed.atom", newest, atom),
		t.file("/feed.json", newest, json),
		t.directory("/posts", newest, posts),
		t.directory("/text", newest, texts),
	})
	return t
}

// find is what stands at a path, which begins with a slash and is clean.
func (t *Tree) find(path string) (n *node, ok bool) {
	n, ok = t.nodes[path]
	return n, ok && n.exists()
}

func (t *Tree) file(path string, changed time.Time, c content) *node {
	return t.add(path, &node{changed: changed, content: c})
}

func (t *Tree) directory(path string, changed time.Time, below []*node) *node {
	slices.SortFunc(below, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	return t.add(path, &node{changed: changed, below: below})
}

func (t *Tree) add(path string, n *node) *node {
	n.name = path[strings.LastIndexByte(path, '/')+1:]
	t.nodes[path] = n
	return n
}
