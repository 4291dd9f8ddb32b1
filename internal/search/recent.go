package search

import (
	"reflect"

	"blog.example/pete/internal/lru"
)

const (
	// maxRecent bounds the recent answers of an index, in bytes: some hundred of a page
	// each. Readers who type ask for the same prefixes again and again, above all with
	// backspace.
	maxRecent = 2 << 20

	// recentEntry is what an answer takes beside its hits, in bytes.
	recentEntry = 400
)

// answer is what a query has found. It is never changed.
type answer struct {
	hits      []Hit
	rows      []int // of the hits' posts
	explained int   // so many hits have their snippets
}

// recentKey tells queries apart by what they find.
type recentKey struct {
	match string
	among any
	limit int
}

func newRecent() *lru.Cache[recentKey, answer] { return lru.New(maxRecent, size) }

func (q query) key() recentKey { return recentKey{q.match, q.among, q.limit} }

// remember puts an answer into the recent ones, unless it has fewer snippets than the
// one that is there.
func (x *Index) remember(q query, a answer) {
	if had, ok := x.recent.Get(q.key()); !ok || had.explained <= a.explained {
		x.recent.Add(q.key(), a)
	}
}

// size returns about how many bytes an answer takes.
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

// sized returns the bytes of a slice itself.
func sized[T any](s []T) int { return cap(s) * int(reflect.TypeFor[T]().Size()) }
