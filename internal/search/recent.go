package search

import (
	"reflect"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

const (
	// maxRecent bounds the answers that are kept, in bytes: some hundred of a page each.
	maxRecent = 2 << 20

	// recentEntry is what an answer takes beside its hits, in bytes.
	recentEntry = 400
)

// answer is what a query has found out. It is never changed.
type answer struct {
	hits      []Hit
	rows      []int // of the hits' posts
	explained int   // so many hits have their snippets
}

// recent keeps the answers of the last queries. Readers who type ask for the same
// prefixes again and again, first of all with backspace, and the index does not change.
type recent struct {
	mu      sync.Mutex
	answers *simplelru.LRU[recentKey, answer]
	bytes   int
}

// recentKey tells queries apart by what they find.
type recentKey struct {
	match string
	among any
	limit int
}

func newRecent() *recent {
	r := &recent{}
	// Bytes bound it, and no number of answers; its error is that of a size below one.
	r.answers, _ = simplelru.NewLRU(int(^uint(0)>>1), func(k recentKey, a answer) { r.bytes -= size(k, a) })
	return r
}

func (q query) key() recentKey { return recentKey{q.match, q.among, q.limit} }

// get returns the answer to a query, with as many snippets as were made.
func (r *recent) get(q query) (answer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answers.Get(q.key())
}

// add keeps an answer in the place of one with fewer snippets, and drops those that
// were asked for longest ago.
func (r *recent) add(q query, a answer) {
	key := q.key()
	r.mu.Lock()
	defer r.mu.Unlock()
	if had, ok := r.answers.Peek(key); size(key, a) > maxRecent || ok && had.explained > a.explained {
		return
	}
	r.answers.Remove(key)
	r.answers.Add(key, a)
	r.bytes += size(key, a)
	for r.bytes > maxRecent {
		r.answers.RemoveOldest()
	}
}

// size is about how many bytes an answer takes.
func size(k recentKey, a answer) int {
	n := recentEntry + len(k.match) + sized(a.rows) + sized(a.hits)
	if among, ok := k.among.(string); ok {
		n += len(among)
	}
	for _, h := range a.hits {
		n += len(h.Snippet.Text) + sized(h.Snippet.Marks) + sized(h.Forms)
		for _, f := range h.Forms {
			n += len(f)
		}
	}
	return n
}

// sized is the bytes of a slice itself.
func sized[T any](s []T) int { return cap(s) * int(reflect.TypeFor[T]().Size()) }
