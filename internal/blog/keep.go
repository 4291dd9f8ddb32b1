package blog

import (
	"slices"
	"sync"
)

// A tree takes ten to forty times the bytes of its Markdown. These bounds keep all
// of a small blog, and of a large one what is being read: at most some 20 MB, unless
// one text alone is more.
const (
	mostKept  = 64
	keptBytes = 512 << 10 // of Markdown
)

// keep has the trees that were asked for last.
type keep struct {
	mu    sync.Mutex
	trees []tree // the one that was asked for last is the last
	bytes int    // of their Markdown
}

// tree is a document with the body that it was made of.
type tree struct {
	of *body
	d  *Document
}

func (k *keep) get(b *body) (*Document, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i, t := range slices.Backward(k.trees) {
		if t.of == b {
			k.trees = append(slices.Delete(k.trees, i, i+1), t)
			return t.d, true
		}
	}
	return nil, false
}

// put keeps a tree instead of those that nobody has asked for longest. The one
// that is put is kept whatever its size.
func (k *keep) put(b *body, d *Document) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.trees = append(k.trees, tree{b, d})
	k.bytes += len(b.source)
	for len(k.trees) > 1 && (len(k.trees) > mostKept || k.bytes > keptBytes) {
		k.bytes -= len(k.trees[0].of.source)
		k.trees = slices.Delete(k.trees, 0, 1)
	}
}
