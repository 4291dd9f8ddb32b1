package blog

import "blog.example/pete/internal/lru"

// A tree takes ten to forty times the bytes of its Markdown. These bounds keep all
// trees of a small blog, and the last 64 or fewer of a large one: about 20 MB.
const (
	docCacheBytes = 512 << 10 // of Markdown
	leastDocBytes = 8 << 10   // what the smallest text counts for
)

// docCache keeps the documents of an archive that were asked for last.
type docCache struct{ docs *lru.Cache[*Page, *Document] }

func newDocCache() *docCache {
	return &docCache{docs: lru.New(docCacheBytes, docBytes)}
}

// docBytes returns what a document counts for. The largest fill the cache alone, because
// parsing them for each call would take longest.
func docBytes(p *Page, _ *Document) int {
	return min(max(len(p.Body()), leastDocBytes), docCacheBytes)
}

// document returns the document of a page. Callers that ask for the same one at once
// wait for one of them to parse it.
func (c *docCache) document(p *Page) *Document {
	if d, ok := c.docs.Get(p); ok {
		return d
	}
	p.version.parsing.Lock()
	defer p.version.parsing.Unlock()
	if d, ok := c.docs.Get(p); ok {
		return d
	}
	d := parse(p.version.body, p.version.line)
	d.Links = p.links
	c.docs.Add(p, d)
	return d
}
