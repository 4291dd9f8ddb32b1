package feed

import (
	"sync"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
)

// maxFeeds is how many bytes of feeds are cached. A feed of a hundred long posts takes
// about a megabyte, so that a small blog has all of its feeds here.
const maxFeeds = 16 << 20

// Set makes the feeds of an archive when they are first asked for, and caches them:
// feed readers come every hour. Any number of goroutines may share it; it makes one
// feed at a time.
type Set struct {
	archive *blog.Archive

	mu   sync.Mutex // held while a feed is made
	made *lru.Cache[key, []byte]
}

// key tells the feeds of an archive apart.
type key struct {
	json bool
	tag  string // empty for that of the whole blog
}

// NewSet returns the feeds of an archive. It makes none yet.
func NewSet(a *blog.Archive) *Set {
	return &Set{archive: a, made: lru.New(maxFeeds, func(k key, feed []byte) int {
		return len(k.tag) + len(feed)
	})}
}

// Atom returns what [Atom] makes. Callers must not change it.
func (s *Set) Atom(tag string) ([]byte, error) { return s.feed(key{tag: tag}, Atom) }

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
