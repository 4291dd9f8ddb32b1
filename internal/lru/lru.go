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
