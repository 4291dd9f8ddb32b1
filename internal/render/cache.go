package render

import (
	"context"
	"reflect"
	"sync"
	"unsafe"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
)

// Cache holds pages, so that a text that many readers ask for with the same [Options]
// is laid out once. Callers that ask for a page that is being laid out wait for it. The
// cache is bounded in bytes and drops first what was asked for longest ago. Pages are
// found by what the text is, not by which reading of the content it comes from: a text
// that did not change is not laid out again after a reload. It has pictures too: see
// [Cache.Show]. A nil Cache caches no pages, and has no pictures.
//
// Any number of goroutines may share it.
type Cache struct {
	cached   lru.Part[cacheKey, *Page]
	decoded  lru.Part[decodedKey, *Decoded]
	shown    lru.Part[shownKey, *Shown]
	shared   *lru.Shared
	decoding chan struct{} // holds an element while a picture is decoded

	mu       sync.Mutex
	inflight map[cacheKey]*call
	stats    CacheStats
}

// CacheStats counts the requests so far, and what the cache holds now.
type CacheStats struct {
	Hits   uint64 // answered with a page that was cached or in flight
	Misses uint64 // laid out
	Bytes  int    // of all that shares the bound
}

// cacheKey is all that the layout of a text depends on.
type cacheKey struct {
	text [32]byte // the page's Key
	host string   // that the commands in the text name
	opts Options
}

func keyOf(text *blog.Page, site blog.Site, o Options) cacheKey {
	return cacheKey{text.Key, site.Host, o}
}

// call is a layout in flight.
type call struct {
	done chan struct{}
	page *Page // set before done is closed; nil if the layout panicked
}

// NewCache returns a cache of at most limit bytes, by its own estimate of what a page
// takes.
func NewCache(limit int) *Cache { return NewCacheIn(lru.NewShared(limit)) }

// NewCacheIn returns a cache that shares its bound with other kinds of values.
func NewCacheIn(shared *lru.Shared) *Cache {
	return &Cache{
		shared: shared,
		cached: lru.NewPart(shared, func(key cacheKey, p *Page) int {
			return int(unsafe.Sizeof(key)) + len(key.host) + len(key.opts.Pictures.Known) + p.bytes()
		}),
		decoded:  lru.NewPart(shared, func(key decodedKey, d *Decoded) int { return int(unsafe.Sizeof(key)) + len(key.version) + d.bytes() }),
		shown:    lru.NewPart(shared, func(key shownKey, s *Shown) int { return int(unsafe.Sizeof(key)) + len(key.version) + s.bytes() }),
		decoding: make(chan struct{}, 1),
		inflight: map[cacheKey]*call{},
	}
}

// Post returns the page that [Post] lays out. If ctx ends while another caller lays it
// out, Post returns the cause. A layout that Post has begun itself is finished.
func (c *Cache) Post(ctx context.Context, p *blog.Post, site blog.Site, o Options) (*Page, error) {
	return c.page(ctx, keyOf(&p.Page, site, o), func() *Page { return Post(p, site, o) })
}

// About does the same for the page that [About] lays out.
func (c *Cache) About(ctx context.Context, p *blog.Page, site blog.Site, o Options) (*Page, error) {
	return c.page(ctx, keyOf(p, site, o), func() *Page { return About(p, site, o) })
}

// Cached returns the page of a text if it is cached. It never waits.
func (c *Cache) Cached(text *blog.Page, site blog.Site, o Options) (page *Page, ok bool) {
	if c == nil {
		return nil, false
	}
	if page, ok = c.cached.Get(keyOf(text, site, o)); ok {
		c.mu.Lock()
		c.stats.Hits++
		c.mu.Unlock()
	}
	return page, ok
}

// Stats returns the counters.
func (c *Cache) Stats() CacheStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	stats := c.stats
	stats.Bytes = c.shared.Bytes()
	return stats
}

func (c *Cache) page(ctx context.Context, key cacheKey, lay func() *Page) (*Page, error) {
	if c == nil {
		return lay(), nil
	}
	for {
		page, other := c.claim(key)
		switch {
		case page != nil:
			return page, nil
		case other == nil:
			return c.layOut(key, lay), nil
		}
		select {
		case <-other.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if other.page != nil {
			return other.page, nil
		}
		// The other layout panicked. This caller tries itself, so that it panics too.
	}
}

// claim returns the page if it is cached, the call if it is in flight, and else
// registers a call that the caller has to finish.
func (c *Cache) claim(key cacheKey) (page *Page, other *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if page, ok := c.cached.Get(key); ok {
		c.stats.Hits++
		return page, nil
	}
	if other := c.inflight[key]; other != nil {
		c.stats.Hits++
		return nil, other
	}
	c.stats.Misses++
	c.inflight[key] = &call{done: make(chan struct{})}
	return nil, nil
}

// layOut lays out a claimed page and finishes its call, also after a panic.
func (c *Cache) layOut(key cacheKey, lay func() *Page) (page *Page) {
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		own := c.inflight[key]
		delete(c.inflight, key)
		own.page = page
		close(own.done)
		if page != nil {
			c.cached.Add(key, page)
		}
	}()
	return lay()
}

// bytes estimates what a page takes in memory.
func (p *Page) bytes() int {
	n := sized(p.Lines) + sized(p.Headings) + sized(p.Stops) + sized(p.Pictures) + p.pens
	for i := range p.Lines {
		n += len(p.Lines[i].Text) + sized(p.Lines[i].runs)
	}
	for _, s := range p.Stops {
		n += sized(s.Parts)
	}
	return n
}

// sized is the bytes of a slice itself.
func sized[T any](s []T) int { return cap(s) * int(reflect.TypeFor[T]().Size()) }
