package render

import (
	"sync"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
)

// maxFeeds is how many bytes of feeds are cached. A feed of a hundred long posts takes
// about a megabyte, so that a small blog has all of its feeds here.
const maxFeeds = 16 << 20

// Feeds makes the feeds of an archive when they are first asked for, and caches them:
// feed readers come every hour. Any number of goroutines may share it; it makes one
// feed at a time.
type Feeds struct {
	archive *blog.Archive

	mu   sync.Mutex // held while a feed is made
	made *lru.Cache[feedName, []byte]
}

// feedName tells the feeds of an archive apart.
type feedName struct {
	json bool
	tag  string // empty for that of the whole blog
}

// NewFeeds makes none yet.
func NewFeeds(a *blog.Archive) *Feeds {
	return &Feeds{archive: a, made: lru.New(maxFeeds, func(name feedName, feed []byte) int {
		return len(name.tag) + len(feed)
	})}
}

// Atom returns what [Atom] makes. Callers must not change it.
func (f *Feeds) Atom(tag string) ([]byte, error) { return f.feed(feedName{tag: tag}, Atom) }

// JSON returns what [JSONFeed] makes. Callers must not change it.
func (f *Feeds) JSON(tag string) ([]byte, error) {
	return f.feed(feedName{json: true, tag: tag}, JSONFeed)
}

func (f *Feeds) feed(name feedName, write func(*blog.Archive, string) ([]byte, error)) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if made, ok := f.made.Get(name); ok {
		return made, nil
	}
	made, err := write(f.archive, name.tag)
	if err == nil {
		f.made.Add(name, made)
	}
	return made, err
}
