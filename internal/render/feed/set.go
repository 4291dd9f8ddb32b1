package feed

import (
	"errors"
	"sync"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
)

// maxFeeds is how many bytes of feeds and of their entries are cached. A feed of a hundred
// long posts takes about a megabyte, so that a small blog has all of its feeds here.
const maxFeeds = 16 << 20

// Set makes the feeds of an archive when they are first asked for, and caches them:
// feed readers come every hour. Any number of goroutines may share it; it makes one
// feed at a time.
type Set struct {
	archive *blog.Archive

	mu    sync.Mutex // held while a feed is made
	made  *lru.Cache[key, []byte]
	sizes map[*blog.Post]int // of the entries of Atom feeds, in bytes
}

// key tells the feeds of an archive and their entries apart.
type key struct {
	json bool
	tag  string     // empty for that of the whole blog
	post *blog.Post // of an entry of Atom feeds; nil for a feed
}

// NewSet returns the feeds of an archive. It makes none yet.
func NewSet(a *blog.Archive) *Set {
	return &Set{archive: a, sizes: map[*blog.Post]int{}, made: lru.New(maxFeeds, func(k key, feed []byte) int {
		return len(k.tag) + len(feed)
	})}
}

// Atom returns what [Atom] makes. Callers must not change it.
func (s *Set) Atom(tag string) ([]byte, error) {
	return s.feed(key{tag: tag}, func(a *blog.Archive, tag string) ([]byte, error) { return writeAtom(a, tag, s.entry) })
}

// The names of feeds, as they are files, and below a page on the web door.
const (
	AtomName = "feed.atom"
	JSONName = "feed.json"
)

// ErrNoFeed says that feeds have no such name.
var ErrNoFeed = errors.New("no feed has that name")

// Named returns the feed of a tag, or of the whole blog for "", in the format that has the
// name, and its media type: that of RFC 4287, section 7, or of JSON Feed 1.1. Callers must not change it. The error is
// ErrEmpty without posts, and ErrNoFeed for another name.
func (s *Set) Named(name, tag string) (mediaType string, text []byte, err error) {
	switch name {
	case AtomName:
		text, err = s.Atom(tag)
		return "application/atom+xml; charset=utf-8", text, err
	case JSONName:
		text, err = s.JSON(tag)
		return "application/feed+json", text, err
	}
	return "", nil, ErrNoFeed
}

// AtomSize returns the length of what Atom returns. The sizes of all feeds together cost as
// much as making the entry of each post once.
func (s *Set) AtomSize(tag string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return atomSize(s.archive, tag, s.size)
}

// entry returns the entry of a post. Posts have many tags, and each is in the feeds of all.
func (s *Set) entry(p *blog.Post) ([]byte, error) {
	k := key{post: p}
	if made, ok := s.made.Get(k); ok {
		return made, nil
	}
	made, err := newAtomEntry(p, s.archive)
	if err == nil {
		s.made.Add(k, made)
		s.sizes[p] = len(made)
	}
	return made, err
}

func (s *Set) size(p *blog.Post) (int, error) {
	if n, ok := s.sizes[p]; ok {
		return n, nil
	}
	made, err := s.entry(p)
	return len(made), err
}

// JSON returns what [JSON] makes. Callers must not change it.
func (s *Set) JSON(tag string) ([]byte, error) {
	return s.feed(key{json: true, tag: tag}, JSON)
}

func (s *Set) feed(k key, write func(*blog.Archive, string) ([]byte, error)) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if made, ok := s.made.Get(k); ok {
		return made, nil
	}
	made, err := write(s.archive, k.tag)
	if err == nil {
		s.made.Add(k, made)
	}
	return made, err
}
