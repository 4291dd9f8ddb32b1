// Package lru keeps values up to a number of bytes and drops first what was asked for
// longest ago.
package lru

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache is a bounded map. Any number of goroutines may share it.
type Cache[K comparable, V any] struct {
	limit int
	size  func(K, V) int

	mu     sync.Mutex
	values *simplelru.LRU[K, V]
	bytes  int
}

// New returns a cache of values that together take at most limit bytes, by what size
// says each takes. A size must not change while the value is in the cache.
func New[K comparable, V any](limit int, size func(K, V) int) *Cache[K, V] {
	c := &Cache[K, V]{limit: limit, size: size}
	// The bytes are the bound. The error is that of a number of values below one.
	c.values, _ = simplelru.NewLRU(math.MaxInt, func(k K, v V) { c.bytes -= c.size(k, v) })
	return c
}

// Get returns the value of a key, which becomes the one that was asked for last.
func (c *Cache[K, V]) Get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.values.Get(key)
}

// Add puts a value in, in the place of one with the same key, and drops what is too
// much. A value that alone is larger than the limit is not kept.
func (c *Cache[K, V]) Add(key K, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values.Remove(key)
	size := c.size(key, value)
	if size > c.limit {
		return
	}
	c.values.Add(key, value)
	c.bytes += size
	for c.bytes > c.limit {
		c.values.RemoveOldest()
	}
}

// Bytes returns how many bytes the values take.
func (c *Cache[K, V]) Bytes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes
}

// Shared is one bound in bytes for values of several kinds: of all of them, what was asked
// for longest ago is dropped first.
type Shared struct{ values *Cache[any, sized] }

// sized is a value of any kind, and how many bytes it takes.
type sized struct {
	value any
	bytes int
}

// NewShared returns a bound without values.
func NewShared(limit int) *Shared {
	return &Shared{New(limit, func(_ any, v sized) int { return v.bytes })}
}

// Bytes returns how many bytes the values of all kinds take.
func (s *Shared) Bytes() int { return s.values.Bytes() }

// Part has the values of one kind in a [Shared]. No other kind may have the same type of key.
type Part[K comparable, V any] struct {
	shared *Shared
	size   func(K, V) int
}

// NewPart returns a part without values. size returns how many bytes a value takes.
func NewPart[K comparable, V any](s *Shared, size func(K, V) int) Part[K, V] {
	return Part[K, V]{s, size}
}

// Get is that of [Cache].
func (p Part[K, V]) Get(key K) (value V, ok bool) {
	v, ok := p.shared.values.Get(key)
	if !ok {
		return value, false
	}
	value, ok = v.value.(V)
	return value, ok
}

// Add is that of [Cache].
func (p Part[K, V]) Add(key K, value V) { p.shared.values.Add(key, sized{value, p.size(key, value)}) }
