package feed

import (
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
	made, err := newAtomEntry(p, s.archive.Site)
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
