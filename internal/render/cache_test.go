package render

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/colorprofile"
)

var inColour = Options{Width: 40, Profile: colorprofile.ANSI256}

// TestCacheLaysOutOnce has many callers ask for one page at a time: one of them makes the
// lines, and all get the same.
func TestCacheLaysOutOnce(t *testing.T) {
	a := kitchen(t)
	cache := NewCache(1 << 20)
	want := Post(a.Posts[0], a.Site, inColour).String()
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			page, err := cache.Post(t.Context(), a.Posts[0], a.Site, inColour)
			if err != nil || page.String() != want {
				t.Errorf("another page, or %v", err)
			}
		})
	}
	wg.Wait()
	if s := cache.Stats(); s.Misses != 1 || s.Hits != 31 {
		t.Errorf("%d laid out and %d found, want 1 and 31", s.Misses, s.Hits)
	}
	page, ok := cache.Cached(&a.Posts[0].Page, a.Site, inColour)
	if !ok || page.String() != want {
		t.Error("the page is not kept")
	}
	wide := inColour
	wide.Width++
	if _, ok := cache.Cached(&a.Posts[0].Page, a.Site, wide); ok {
		t.Error("a page is kept that was not asked for")
	}
}

// TestCacheDropsTheOldest fills a cache that holds some widths of a post.
func TestCacheDropsTheOldest(t *testing.T) {
	a := kitchen(t)
	alone := NewCache(1 << 20)
	if _, err := alone.Post(t.Context(), a.Posts[0], a.Site, inColour); err != nil {
		t.Fatal(err)
	}
	one := alone.Stats().Bytes
	cache := NewCache(4 * one)
	at := func(width int) Options { return Options{Width: width, Profile: colorprofile.ANSI256} }
	for width := 40; width < 60; width++ {
		for _, w := range []int{width, 40} { // which is asked for all the time
			if _, err := cache.Post(t.Context(), a.Posts[0], a.Site, at(w)); err != nil {
				t.Fatal(err)
			}
		}
		if held := cache.Stats().Bytes; held <= 0 || held > 4*one {
			t.Fatalf("width %d: %d bytes are held, want at most %d", width, held, 4*one)
		}
	}
	for width, want := range map[int]bool{40: true, 41: false, 59: true} {
		if _, ok := cache.Cached(&a.Posts[0].Page, a.Site, at(width)); ok != want {
			t.Errorf("width %d kept: %t, want %t", width, ok, want)
		}
	}
}

// A page is found again after a reload that did not change its text. A text, a link or
// a host that changed is laid out again.
func TestCacheSurvivesReloads(t *testing.T) {
	cache := NewCache(1 << 20)
	lay := func(a *blog.Archive) string {
		page, err := cache.Post(t.Context(), a.Posts[0], a.Site, inColour)
		if err != nil {
			t.Fatal(err)
		}
		return page.String()
	}
	const text = "See [this](kitchen.md)."
	first := lay(archive(t, body(text)))
	if again := lay(archive(t, body(text))); again != first || cache.Stats().Misses != 1 {
		t.Errorf("%d layouts of one text that was read twice", cache.Stats().Misses)
	}
	if other := lay(archive(t, body(text+" And that."))); other == first {
		t.Error("a text that changed has the old page")
	}
	elsewhere := archive(t, body(text))
	elsewhere.Site.Host = "localhost:2222"
	if other := lay(elsewhere); !strings.Contains(other, "ssh -t -p 2222 localhost kitchen") {
		t.Errorf("the page names another host:\n%s", other)
	}
}

// TestCacheTooSmall serves what it cannot keep.
func TestCacheTooSmall(t *testing.T) {
	a := kitchen(t)
	for name, cache := range map[string]*Cache{"of no bytes": NewCache(0), "nil": nil} {
		page, err := cache.Post(t.Context(), a.Posts[0], a.Site, inColour)
		if err != nil || len(page.Lines) == 0 {
			t.Errorf("%s: no page, or %v", name, err)
		}
		if _, ok := cache.Cached(&a.Posts[0].Page, a.Site, inColour); ok {
			t.Errorf("%s: it keeps a page", name)
		}
	}
}

// TestCacheWaiters has callers wait for the layout of another. One of them can give up
// without harm to the others, which get what was made, or make it when that failed.
func TestCacheWaiters(t *testing.T) {
	a := kitchen(t)
	text := &a.Posts[0].Page
	for _, fails := range []bool{false, true} {
		cache := NewCache(1 << 20)
		begun, finish := make(chan struct{}), make(chan struct{})
		made := &Page{}
		var wg sync.WaitGroup
		wg.Go(func() {
			defer func() {
				if caught := recover(); (caught != nil) != fails {
					t.Errorf("recovered %v", caught)
				}
			}()
			_, _ = cache.page(t.Context(), keyOf(text, a.Site, inColour), func() *Page {
				close(begun)
				<-finish
				if fails {
					panic("broken")
				}
				return made
			})
		})
		<-begun
		impatient, leave := context.WithCancelCause(t.Context())
		left := errors.New("left")
		leave(left)
		if _, err := cache.Post(impatient, a.Posts[0], a.Site, inColour); !errors.Is(err, left) {
			t.Errorf("a caller that does not wait gets %v, want the cause", err)
		}
		wg.Go(func() {
			page, err := cache.Post(t.Context(), a.Posts[0], a.Site, inColour)
			if err != nil || (page == made) == fails {
				t.Errorf("fails %t: the wrong page, or %v", fails, err)
			}
		})
		close(finish)
		wg.Wait()
		if _, ok := cache.Cached(text, a.Site, inColour); !ok {
			t.Errorf("fails %t: nothing is kept", fails)
		}
	}
}

func BenchmarkCachedPost(b *testing.B) {
	a := kitchen(b)
	cache := NewCache(1 << 20)
	for b.Loop() {
		if _, err := cache.Post(b.Context(), a.Posts[0], a.Site, inColour); err != nil {
			b.Fatal(err)
		}
	}
}

// TestConcurrentRenders lays out one post for many readers at once: a shared
// glamour renderer would mix them up.
func TestConcurrentRenders(t *testing.T) {
	a := kitchen(t)
	want := map[int]string{}
	for _, w := range []int{30, 50, 68} {
		want[w] = Post(a.Posts[0], a.Site, Options{Width: w, Profile: colorprofile.ANSI256}).String()
	}
	var wg sync.WaitGroup
	for w, s := range want {
		for range 8 {
			wg.Go(func() {
				if got := Post(a.Posts[0], a.Site, Options{Width: w, Profile: colorprofile.ANSI256}).String(); got != s {
					t.Errorf("width %d: another reader's lines", w)
				}
			})
		}
	}
	wg.Wait()
}
