package lru_test

import (
	"testing"

	"blog.example/pete/internal/lru"
)

func newCache() *lru.Cache[string, string] {
	return lru.New(10, func(k, v string) int { return len(k) + len(v) })
}

// The value that was asked for longest ago is dropped first.
func TestDropsTheOldest(t *testing.T) {
	c := newCache()
	c.Add("a", "1234")
	c.Add("b", "1234")
	c.Get("a")
	c.Add("c", "1234")
	if _, ok := c.Get("b"); ok {
		t.Error("b is kept")
	}
	if v, ok := c.Get("a"); !ok || v != "1234" {
		t.Errorf("a is %q, %t", v, ok)
	}
	if c.Bytes() != 10 {
		t.Errorf("%d bytes, want 10", c.Bytes())
	}
}

// A value replaces that of the same key, and its bytes.
func TestReplaces(t *testing.T) {
	c := newCache()
	c.Add("a", "123456789")
	c.Add("a", "1")
	if v, _ := c.Get("a"); v != "1" || c.Bytes() != 2 {
		t.Errorf("a is %q in %d bytes", v, c.Bytes())
	}
}

// A value over the limit takes the place of no other, and not that of its own key.
func TestOverTheLimit(t *testing.T) {
	c := newCache()
	c.Add("a", "1")
	c.Add("b", "1234567890")
	c.Add("a", "1234567890")
	if _, ok := c.Get("b"); ok || c.Bytes() != 0 {
		t.Errorf("%d bytes are kept", c.Bytes())
	}
}

// Two kinds of values share a bound, and each is found by its own keys.
func TestShared(t *testing.T) {
	type name string
	shared := lru.NewShared(10)
	words := lru.NewPart(shared, func(_, v string) int { return len(v) })
	counts := lru.NewPart(shared, func(name, []int) int { return 4 })
	words.Add("a", "123456")
	counts.Add("a", []int{1})
	if v, ok := words.Get("a"); !ok || v != "123456" || shared.Bytes() != 10 {
		t.Errorf("a is %q, %t, in %d bytes", v, ok, shared.Bytes())
	}
	if v, ok := counts.Get("a"); !ok || v[0] != 1 {
		t.Errorf("the other a is %v, %t", v, ok)
	}
	words.Add("b", "1234") // a goes, since it was asked for before the other
	if _, ok := words.Get("a"); ok || shared.Bytes() != 8 {
		t.Errorf("a is kept, in %d bytes", shared.Bytes())
	}
}
