package site

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
)

// Authors shows the snapshots of a store as authors see them.
type Authors struct{ store *Store }

// ForAuthors returns what shows authors the current snapshot.
func (s *Store) ForAuthors() Authors { return Authors{s} }

// Current returns the current snapshot for authors.
func (a Authors) Current() *Snapshot {
	snapshot := a.store.Current()
	snapshot.hasAuthors.Store(true)
	return snapshot.ForAuthors()
}

type authorsKey struct{}

// ForAuthors returns what authors see of the snapshot: [blog.Archive.ForAuthors], an index
// that finds drafts too, and the feeds that readers get. It is made at the first call.
func (s *Snapshot) ForAuthors() *Snapshot {
	return s.Once(authorsKey{}, func() any {
		archive := s.Archive.ForAuthors()
		made := &Snapshot{Archive: archive, Index: s.Index, Feeds: s.Feeds, Styles: s.Styles, ID: id(archive), files: s.files}
		if s.store != nil {
			made.Index = s.Index.Beside(s.store.indexDrafts(archive))
		}
		return made
	}).(*Snapshot)
}

// drafts is the database of what authors find and readers do not. Beside those of the
// readers the rows would change the scores that readers get, and tell them of drafts.
type drafts struct {
	mu       sync.Mutex
	database *search.Database // nil until it is used
}

// indexDrafts returns the index of the posts in an archive for authors that readers do not
// find. If it cannot be made, that is logged, and authors find what readers find.
func (s *Store) indexDrafts(archive *blog.Archive) *search.Index {
	var posts []*blog.Post
	for _, p := range archive.Posts {
		if p.State != blog.Published {
			posts = append(posts, p)
		}
	}
	if len(posts) == 0 {
		return nil
	}
	index, err := s.drafts.index(posts)
	if err != nil {
		s.options.Log.Error("drafts not indexed: authors find published posts alone", "error", err)
	}
	return index
}

func (d *drafts) index(posts []*blog.Post) (*search.Index, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.database == nil {
		database, err := search.NewDatabase()
		if err != nil {
			return nil, err
		}
		d.database = database
	}
	return d.database.Index(context.Background(), posts)
}

func (d *drafts) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.database == nil {
		return nil
	}
	return d.database.Close()
}

// hidden is a hash of what readers do not see.
func hidden(archive *blog.Archive) [sha256.Size]byte {
	sum := sha256.New()
	for p := range archive.Hidden() {
		_, _ = fmt.Fprintf(sum, "%x %d %t %s %q\n", p.Key, p.State, p.IsPage, p.Slug, p.Aliases)
	}
	return [sha256.Size]byte(sum.Sum(nil))
}
