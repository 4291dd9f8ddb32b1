// Package files is the blog as files: the tree that sftp, scp and sshfs show. It
// promises that the tree of readers is read-only, that it has what the archive has and
// nothing else, and that sizes and times are true: the size of a file is the number of
// bytes that reading it gives, its time is the last change of its post. Authors have
// another one, the directory itself, which a [site.Editor] changes.
//
// There is no file system behind the tree of readers. A path from a client is looked up among the paths
// of the tree, or it does not exist; it is never opened, joined or followed. The cost of
// one session is bounded: one request at a time, sixteen open files, and layouts only
// while the session has a CPU slot.
//
// It knows paths and bytes, and SFTP as a protocol over any stream. It does not know
// SSH, or who is reading.
//
//	files.go       the tree of a snapshot
//	node.go        a file or a directory, and its description
//	content.go     the bytes of a file; asset.go has files that posts link to; readme.go and readme.md make the README
//	serve.go       a session, from its requests to its answers
//	serializer.go  one request at a time
//	author.go      a session of an author, over sftp; upload.go is a file that is written, and scp.go the older protocol of scp
package files

import (
	"iter"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/feed"
	"blog.example/pete/internal/site"
	"github.com/pkg/sftp"
)

// Server serves the snapshots of a store as files. It is safe for any number of sessions
// at once.
//
//	/README          what is where
//	/feed.atom       the newest posts, as an Atom feed
//	/feed.json       the same, as a JSON Feed
//	/posts/SLUG.md   a post as its author wrote it, without comments
//	/posts/SLUG/NAME a file that it links to, such as a picture, as readers get it
//	/text/SLUG.txt   the same, as plain text
//	/tags/TAG.atom   the newest posts with a tag, as an Atom feed
//
// A blog whose posts have no dates has no feeds. Aliases of posts are found like
// their slugs, but not listed, and so are other spellings of a tag, pages, and posts that
// are unlisted.
//
// Each request that names a path takes the current snapshot. An open file keeps its
// bytes, and an open directory its entries, when the snapshot is replaced.
type Server struct {
	store Snapshots
	cache *render.Cache

	mu    sync.Mutex
	sizes map[[32]byte]*textSize // of the texts of the newest tree, by [blog.Page.Key]
}

// textSize is the size of a file and one, 0 until it is known, or -1 if it is another in each
// snapshot.
type textSize = atomic.Int64

// Snapshots has what is served: a [site.Store], or what one shows authors, to whom files of
// posts are as they are.
type Snapshots interface{ Current() *site.Snapshot }

// New returns a server. cache has the texts that others read; it may be nil.
func New(store Snapshots, cache *render.Cache) *Server { return &Server{store: store, cache: cache} }

// treeKey is the key of a snapshot's tree in [site.Snapshot.Once].
type treeKey struct{}

// tree returns the tree of the current snapshot.
func (s *Server) tree() *tree {
	snapshot := s.store.Current()
	return snapshot.Once(treeKey{}, func() any { return newTree(snapshot, s.cache, s.textSizes(snapshot.Archive.Readable())) }).(*tree)
}

// textSizes returns where the sizes of texts are, by the keys of their posts. A text that
// the last tree had too keeps its size: after a change of one post of ten thousand, a
// listing lays out one text.
func (s *Server) textSizes(posts iter.Seq[*blog.Post]) map[[32]byte]*textSize {
	s.mu.Lock()
	defer s.mu.Unlock()
	sizes := map[[32]byte]*textSize{}
	for p := range posts {
		if sizes[p.Key] = s.sizes[p.Key]; sizes[p.Key] == nil {
			sizes[p.Key] = new(textSize)
		}
	}
	s.sizes = sizes
	return sizes
}

// tree is a snapshot as files.
type tree struct {
	nodes map[string]*node // by their paths, such as /posts/SLUG.md
	disk  sftp.StatVFS     // what df shows: a full, read-only disk
}

// blockSize is what df counts in, in bytes.
const blockSize = 4096

// Flags of a file system (OpenSSH's PROTOCOL, section 4.4).
const (
	flagReadOnly = 1
	flagNoSetuid = 2
)

// newTree is cheap: files that have to be made are made when a client first asks for
// them.
func newTree(snapshot *site.Snapshot, cache *render.Cache, sizes map[[32]byte]*textSize) *tree {
	a := snapshot.Archive
	t := &tree{nodes: map[string]*node{}, disk: sftp.StatVFS{
		Bsize:   blockSize,
		Frsize:  blockSize,
		Blocks:  1, // more than the posts take: some clients divide by it
		Flag:    flagReadOnly | flagNoSetuid,
		Namemax: 255,
	}}
	var posts, texts []*node
	assets := false // some post has files
	newest := sftpTime(time.Time{})
	for p := range a.Readable() {
		changed := sftpTime(p.Changed())
		if p.Listed() && changed.After(newest) {
			newest = changed
		}
		markdown := markdown{p}
		plain := &text{
			post: p, site: a.Site, cache: cache, known: sizes[p.Key],
			pictures: sync.OnceValue(func() render.Known { return snapshot.Pictures(&p.Page) }),
		}
		md, txt := t.file("/posts/"+p.Slug+".md", changed, markdown), t.file("/text/"+p.Slug+".txt", changed, plain)
		folder := t.assets(snapshot, p)
		for _, alias := range p.Aliases {
			t.file("/posts/"+alias+".md", changed, markdown)
			t.file("/text/"+alias+".txt", changed, plain)
		}
		if p.Listed() {
			posts, texts = append(posts, md), append(texts, txt)
			if folder != nil {
				posts, assets = append(posts, folder), true
			}
			t.disk.Blocks += uint64(len(p.Source)+blockSize-1) / blockSize
			t.disk.Files++
		}
	}
	atom := inMemory(sync.OnceValues(func() ([]byte, error) { return snapshot.Feeds.Atom("") }))
	json := inMemory(sync.OnceValues(func() ([]byte, error) { return snapshot.Feeds.JSON("") }))
	readme := inMemory(sync.OnceValues(func() ([]byte, error) { return readme(a, atom.exists(), t.nodes[tagsPath] != nil, assets) }))
	top := []*node{
		t.file("/README", newest, readme),
		t.file("/feed.atom", newest, atom),
		t.file("/feed.json", newest, json),
		t.directory("/posts", newest, posts),
		t.directory("/text", newest, texts),
	}
	if tags := t.tagFeeds(snapshot); len(tags) > 0 {
		top = append(top, t.directory(tagsPath, newest, tags))
	}
	t.directory("/", newest, top)
	return t
}

// tagsPath is the directory of the feeds of tags.
const tagsPath = "/tags"

// tagFeeds returns the files of the feeds of all tags that have one, which drafts give none. The name of a very
// long tag is none that a file may have.
func (t *tree) tagFeeds(snapshot *site.Snapshot) (files []*node) {
	for _, p := range snapshot.Archive.Posts {
		for _, tag := range p.Tags {
			name, changed := feed.TagFile(tag), sftpTime(p.Changed())
			switch file := t.nodes[tagsPath+"/"+name]; {
			case p.State != blog.Published || p.Date.IsZero() || uint64(len(name)) > t.disk.Namemax:
			case file == nil:
				files = append(files, t.file(tagsPath+"/"+name, changed, &tagFeed{feeds: snapshot.Feeds, tag: tag}))
			case changed.After(file.changed):
				file.changed = changed
			}
		}
	}
	return files
}

// find returns the node at a path, which begins with a slash and is clean. The feed of a tag
// has the name that [feed.TagFile] gives it, and also those that clients make of it when
// they decode an address, or when they write it as a post does.
func (t *tree) find(path string) (n *node, ok bool) {
	n, ok = t.nodes[path]
	if name, isTag := strings.CutPrefix(path, tagsPath+"/"); isTag && !ok {
		tag := strings.TrimSuffix(name, ".atom")
		if decoded, err := url.PathUnescape(tag); err == nil {
			tag = decoded
		}
		n, ok = t.nodes[tagsPath+"/"+feed.TagFile(tag)]
	}
	return n, ok && n.exists()
}

func (t *tree) file(path string, changed time.Time, c content) *node {
	return t.add(path, &node{changed: changed, content: c})
}

func (t *tree) directory(path string, changed time.Time, children []*node) *node {
	slices.SortFunc(children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	return t.add(path, &node{changed: changed, children: children})
}

func (t *tree) add(path string, n *node) *node {
	n.name = path[strings.LastIndexByte(path, '/')+1:]
	t.nodes[path] = n
	return n
}
