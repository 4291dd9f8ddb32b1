package render

import (
	"sync"

	"blog.example/pete/internal/blog"
)

// maxFeeds is how many bytes of feeds are kept. A feed of a hundred long posts is
// about a megabyte; a blog of few has all of its own here.
const maxFeeds = 16 << 20

// Feeds makes the feeds of an archive when somebody first asks for them, and
// keeps them: feed readers come every hour, and strangers as often as they like.
// It is safe for any number of them at once, for whom it makes one at a time.
type Feeds struct {
	archive *blog.Archive

	mu   sync.Mutex
	made map[feedName][]byte
	size int // of all that was made, in bytes
}

// feedName tells the feeds of an archive apart.
type feedName struct {
	json bool
	tag  string // empty for that of the whole blog
}

// NewFeeds makes none yet.
func NewFeeds(a *blog.Archive) *Feeds { return &Feeds{archive: a, made: map[feedName][]byte{}} }

// Atom is what [Atom] makes. Nobody may change it.
func (f *Feeds) Atom(tag string) ([]byte, error) { return f.feed(feedName{tag: tag}, Atom) }

// JSON is what [JSONFeed] makes. Nobody may change it.
func (f *Feeds) JSON(tag string) ([]byte, error) {
	return f.feed(feedName{json: true, tag: tag}, JSONFeed)
}

func (f *Feeds) feed(name feedName, write func(*blog.Archive, string) ([]byte, error)) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if made, ok := f.made[name]; ok {
		return made, nil
	}
	made, err := write(f.archive, name.tag)
	if err != nil {
		return nil, err
	}
	if f.size+len(made) > maxFeeds {
		clear(f.made)
		f.size = 0
	}
	f.made[name] = made
	f.size += len(made)
	return made, nil
}
