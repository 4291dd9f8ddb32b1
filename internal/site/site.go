// Package site holds what everyone reads: the current [Snapshot] of the blog, and the
// [Store] that replaces it. It promises that a snapshot never changes, that everything
// in it comes from one reading of the content, and that it is replaced as a whole.
//
// It knows directories, files and indexes. It does not know who reads.
//
//	site.go     Snapshot
//	authors.go  what authors see of it
//	store.go    Store: reading and swapping; problems.go logs what is wrong
//	asset.go    files beside the posts as readers get them; contenttype.go, picturesize.go, pictures.go
//	watch.go    when to read again: events, polling, SIGHUP
//	content.go  where content is: a directory, or inside the program
//	tree.go     a directory as an fs.FS that no link leads out of
//
// Authors change a directory through an [Editor]:
//
//	editor.go   Editor, its bounds and errors, what is logged
//	edit.go     Put and Commit: the transaction
//	turn.go     changes come one after the other, and are shown together
//	check.go    the check of the blog as it will be; overlay.go is the directory as it will be
//	place.go    what is at a path: no links, no second spelling of a name; host_*.go is what systems say of files
//	filetype.go which kinds of files authors write
//	upload.go   Upload: bytes that are staged; usage.go bounds them; held.go is what waits for its author
//	move.go     Rename, Publish; redirects.go keeps old slugs; folders.go makes folders
//	remove.go   Unpublish, Remove
//	trash.go    versions that were replaced, removed or refused; restore.go brings them back
//	view.go     what authors see of the directory
package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/feed"
	"blog.example/pete/internal/search"
)

// Snapshot is everything derived from one reading of the content. It is immutable, and
// any number of goroutines may share it.
type Snapshot struct {
	Archive *blog.Archive
	Index   *search.Index // nil until the first index has been made; a nil Index answers with an error
	Feeds   *feed.Set
	Styles  render.Styles // of the room

	// ID is the same for two snapshots whose posts, about page and site are the same.
	ID string

	hidden [sha256.Size]byte // the same for two snapshots if what readers do not see is the same
	files  *assets           // what is known of files
	store  *Store            // that has the texts of drafts indexed; nil for a snapshot that is made elsewhere

	hasAuthors atomic.Bool // an author has taken it

	mu   sync.Mutex
	once map[any]func() any
}

// Once returns what the first call with this key has made. Callers that derive
// something from a snapshot keep it here, so that it goes when the snapshot goes.
func (s *Snapshot) Once(key any, create func() any) any {
	s.mu.Lock()
	if s.once == nil {
		s.once = map[any]func() any{}
	}
	value, ok := s.once[key]
	if !ok {
		value = sync.OnceValue(create)
		s.once[key] = value
	}
	s.mu.Unlock()
	return value()
}

// NewSnapshot returns a snapshot of an archive and its index, which may be nil.
func NewSnapshot(archive *blog.Archive, index *search.Index) *Snapshot {
	return &Snapshot{
		Archive: archive, Index: index, Feeds: feed.NewSet(archive), Styles: render.NewStyles(archive.Site),
		ID: id(archive), hidden: hidden(archive), files: newAssets(),
	}
}

// withIndex returns a snapshot of the same reading.
func (s *Snapshot) withIndex(index *search.Index) *Snapshot {
	return &Snapshot{Archive: s.Archive, Index: index, Feeds: s.Feeds, Styles: s.Styles, ID: s.ID, hidden: s.hidden, files: s.files, store: s.store}
}

// id is a hash of what the archive says.
func id(archive *blog.Archive) string {
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%+v\n", archive.Site)
	for p := range archive.Readable() {
		_, _ = fmt.Fprintf(sum, "%x %d %t %s %q\n", p.Key, p.State, p.IsPage, p.Slug, p.Aliases)
	}
	if archive.About != nil {
		_, _ = sum.Write(archive.About.Key[:])
	}
	return hex.EncodeToString(sum.Sum(nil))
}
