package feed

import (
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/blog"
)

// Feeds that were made are cached up to a bound. An error is not cached.
func TestSetCachesFeeds(t *testing.T) {
	s := NewSet(blogOf(t, map[string]string{
		"site.yaml":  testSite,
		"posts/p.md": "---\ntitle: P\nsummary: s\ndate: 2026-11-23\ntags: [a, b]\n---\nText.",
	}))
	made := map[string]int{} // Set makes one at a time
	count := func(kind string, bytes int) func(*blog.Archive, string) ([]byte, error) {
		return func(_ *blog.Archive, tag string) ([]byte, error) {
			if tag == "none" {
				return nil, ErrEmpty
			}
			made[kind+tag]++
			return []byte(strings.Repeat("x", bytes)), nil
		}
	}
	var readers sync.WaitGroup
	for range 10 {
		readers.Go(func() {
			if _, err := s.feed(key{tag: "a"}, count("atom", 10)); err != nil {
				t.Error(err)
			}
			if _, err := s.feed(key{tag: "a", json: true}, count("json", 10)); err != nil {
				t.Error(err)
			}
			if _, err := s.feed(key{tag: "none"}, count("atom", 10)); err == nil {
				t.Error("there is a feed of no posts")
			}
		})
	}
	readers.Wait()
	if made["atoma"] != 1 || made["jsona"] != 1 {
		t.Errorf("made %d and %d times, want once", made["atoma"], made["jsona"])
	}
	for _, tag := range []string{"b", "c", "a"} {
		if _, err := s.feed(key{tag: tag}, count("atom", maxFeeds/2)); err != nil {
			t.Fatal(err)
		}
		if size := s.made.Bytes(); size > maxFeeds {
			t.Errorf("%d bytes are kept, want at most %d", size, maxFeeds)
		}
	}
	if made["atoma"] != 2 {
		t.Errorf("made %d times, want a second time once the bound was passed", made["atoma"])
	}
	atom, err := s.Atom("")
	if err != nil || !strings.Contains(string(atom), "<feed ") {
		t.Errorf("%v, %.60q", err, atom)
	}
	json, err := s.JSON("")
	if err != nil || !strings.Contains(string(json), "jsonfeed.org") {
		t.Errorf("%v, %.60q", err, json)
	}
}
