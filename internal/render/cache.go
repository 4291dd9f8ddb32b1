package render

import (
	"context"
	"reflect"
	"sync"

	"blog.example/pete/internal/blog"
	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache keeps pages for everyone who asks for the same text with the same
// [Options]: laid out once, while others wait for that. It holds a bounded number of
// bytes, and drops first what was asked for longest ago. A nil Cache keeps nothing.
//
// Any number of goroutines may share it.
type Cache struct {
	limit int

	mu     sync.Mutex
	pages  *simplelru.LRU[cacheKey, *Page]
	making map[cacheKey]*making
	stats  CacheStats
}

// CacheStats is what became of the questions to a Cache so far, and what it holds.
type CacheStats struct {
	Hits   uint64 // answered with a page that was there, or that somebody else laid out
	Misses uint64 // laid out
	Bytes  int
}

// cacheKey tells pages apart. A text that is read anew is another one.
type cacheKey struct {
	text *blog.Page
	opts Options
}

// making is a page that is being laid out.
type making struct {
	done chan struct{}
	page *Page // nil, once done, if that went wrong
}

// NewCache makes a cache of so many bytes, by its own estimate of what a page takes.
func NewCache(limit int) *Cache {
	c := &Cache{limit: max(limit, 0), making: map[cacheKey]*making{}}
	// Bytes bound it, and no number of pages; its error is that of a size below one.
	c.pages, _ = simplelru.NewLRU(int(^uint(0)>>1), func(_ cacheKey, p *Page) { c.stats.Bytes -= p.bytes() })
	return c
}

// Post is the page that [Post] lays out. Its error is the cause of ctx, when that
// ends while somebody else lays it out; what one lays out oneself is finished.
func (c *Cache) Post(ctx context.Context, p *blog.Post, site blog.Site, o Options) (*Page, error) {
	return c.page(ctx, &p.Page, o, func() *Page { return Post(p, site, o) })
}

// About is the same for the page that [About] lays out.
func (c *Cache) About(ctx context.Context, p *blog.Page, site blog.Site, o Options) (*Page, error) {
	return c.page(ctx, p, o, func() *Page { return About(p, site, o) })
}

// Kept is the page of a text if it is there. It never waits.
func (c *Cache) Kept(text *blog.Page, o Options) (page *Page, ok bool) {
	if c == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if page, ok = c.pages.Get(cacheKey{text, o}); ok {
		c.stats.Hits++
	}
	return page, ok
}

// Stats says how the cache has done.
func (c *Cache) Stats() CacheStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats
}

func (c *Cache) page(ctx context.Context, text *blog.Page, o Options, lay func() *Page) (*Page, error) {
	if c == nil {
		return lay(), nil
	}
	key := cacheKey{text, o}
	for {
		page, other := c.claim(key)
		switch {
		case page != nil:
			return page, nil
		case other == nil:
			return c.make(key, lay), nil
		}
		select {
		case <-other.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if other.page != nil {
			return other.page, nil
		}
		// Whoever laid it out has failed, and so would the caller: with an error of its own.
	}
}

// claim returns the page, else who lays it out, else nothing: then the caller does.
func (c *Cache) claim(key cacheKey) (page *Page, other *making) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if page, ok := c.pages.Get(key); ok {
		c.stats.Hits++
		return page, nil
	}
	if other := c.making[key]; other != nil {
		c.stats.Hits++
		return nil, other
	}
	c.stats.Misses++
	c.making[key] = &making{done: make(chan struct{})}
	return nil, nil
}

// make lays out a claimed page. Those who wait go on even when that panics.
func (c *Cache) make(key cacheKey, lay func() *Page) (page *Page) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		mine := c.making[key]
		delete(c.making, key)
		mine.page = page
		close(mine.done)
		if page != nil {
			c.keep(key, page)
		}
	}()
	return lay()
}

// keep puts a page in, unless it alone is too large, and drops what is too much. The
// caller holds mu.
func (c *Cache) keep(key cacheKey, page *Page) {
	if page.bytes() > c.limit {
		return
	}
	c.pages.Add(key, page)
	c.stats.Bytes += page.bytes()
	for c.stats.Bytes > c.limit {
		c.pages.RemoveOldest()
	}
}

// bytes is about what a page takes in memory.
func (p *Page) bytes() int {
	n := sized(p.Lines) + sized(p.Headings) + sized(p.Stops)
	for i := range p.Lines {
		l := &p.Lines[i]
		n += len(l.Text) + sized(l.Spans)
		if len(l.ANSI) != len(l.Text) { // else they are one string
			n += len(l.ANSI)
		}
	}
	for _, s := range p.Stops {
		n += sized(s.Parts)
	}
	return n
}

// sized is the bytes of a slice itself.
func sized[T any](s []T) int { return cap(s) * int(reflect.TypeFor[T]().Size()) }
