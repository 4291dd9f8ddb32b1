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
	explained int // so many of them have their snippets
}

func newRecent() *lru.Cache[asked, answer] { return lru.New(maxRecent, size) }

// remember puts an answer into the recent ones, unless it has fewer snippets than the
// one that is there.
func (x *Index) remember(q query, a answer) {
	if had, ok := x.recent.Get(q.asked); !ok || had.explained <= a.explained {
		x.recent.Add(q.asked, a)
	}
}

// size returns about how many bytes an answer takes.
func size(k asked, a answer) int {
	n := recentEntry + len(k.match) + sized(a.hits)
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
