package feed

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
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

// The sizes of the feeds of all tags are those of the feeds, and cost one entry for each
// post, however many tags it has and however little is cached.
func TestSizesOfFeeds(t *testing.T) {
	files := map[string]string{"site.yaml": testSite}
	for i := range 2 * maxEntries {
		files[fmt.Sprintf("posts/p%d.md", i)] = fmt.Sprintf("---\ntitle: P\ndate: 2026-01-02T%02d:%02d:00+01:00\nsummary: s\ntags: [a, b, c%d, \"d & <e>\"]\n---\n%s",
			i/60, i%60, i%3, strings.Repeat("A word & more. ", 1_000+i))
	}
	s := NewSet(blogOf(t, files))
	for _, tag := range []string{"", "a", "b", "c0", "c1", "c2", "d & <e>"} {
		size, err := s.AtomSize(tag)
		if err != nil {
			t.Fatal(err)
		}
		atom, err := Atom(s.archive, tag)
		if err != nil || len(atom) != size {
			t.Errorf("%q has %d bytes, %v, and should have %d", tag, len(atom), err, size)
		}
		again, err := s.Atom(tag)
		if err != nil || string(again) != string(atom) {
			t.Errorf("%q is another feed of the set, %v", tag, err)
		}
	}
	if _, err := s.AtomSize("none"); !errors.Is(err, ErrEmpty) {
		t.Errorf("the size of no feed: %v", err)
	}
	want, err := s.AtomSize("a")
	if err != nil {
		t.Fatal(err)
	}
	for p := range s.sizes {
		s.made.Add(key{post: p}, nil) // which would be measured if the entry were made again
	}
	if size, err := s.AtomSize("a"); size != want || err != nil {
		t.Errorf("%d bytes, %v, want the size that is known, %d", size, err, want)
	}
}

// What is not published is in no feed, even of what authors see.
func TestAuthorsHaveNoFeed(t *testing.T) {
	a, report := blog.Read(blogtest.Unpublished(), blog.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	if a == nil {
		t.Fatal(report.Err())
	}
	for name, made := range map[string]func(string) ([]byte, error){"atom": NewSet(a.ForAuthors()).Atom, "json": NewSet(a.ForAuthors()).JSON} {
		text, err := made("")
		if err != nil || !strings.Contains(string(text), "Out as Well") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		for _, secret := range []string{"Idea", "Dated, and", "Soon", "Friends"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s says %s", name, secret)
			}
		}
	}
}
