package feed

import (
	"errors"
	"fmt"
	"slices"
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

// On the web door feeds lead to its pages, and name themselves by their addresses there.
func TestFeedsOnTheDoor(t *testing.T) {
	a := onDoor(t, map[string]string{
		"site.yaml":      fullSite + "url: https://copy.example\n",
		"pages/about.md": "# About\n",
		"posts/new.md":   "---\ntitle: New\ndate: 2026-11-23\nsummary: s\ntags: [C#]\n---\n[old](old.md) and [about](../pages/about.md)\n",
		"posts/old.md":   "---\ntitle: Old\ndate: 2026-01-05\nupdated: 2026-11-24\nsummary: s\n---\n",
	})
	s := NewSet(a)
	for _, c := range []struct{ tag, page, self string }{
		{"", "https://blog.example/", "https://blog.example/feed.atom"},
		{"c#", "https://blog.example/tags/c~23", "https://blog.example/tags/c~23/feed.atom"},
	} {
		f := atom(t, a, c.tag)
		if want := []parsedLink{{"alternate", "text/html", c.page}, {"self", "application/atom+xml", c.self}}; !slices.Equal(f.Links, want) {
			t.Errorf("%q: links %v, want %v", c.tag, f.Links, want)
		}
		e := f.Entries[0]
		if e.Links[0] != (parsedLink{"alternate", "text/html", "https://blog.example/new"}) || e.ID[0] != "tag:blog.example,2026:new" {
			t.Errorf("%q: the entry %s has %v", c.tag, e.ID[0], e.Links)
		}
		for _, link := range []string{`href="https://blog.example/old"`, `href="https://blog.example/about"`} {
			if !strings.Contains(e.Content[0].Text, link) {
				t.Errorf("%q: no %s in %s", c.tag, link, e.Content[0].Text)
			}
		}
		j := jsonOf(t, a, c.tag)
		if want := strings.Replace(c.self, ".atom", ".json", 1); j["home_page_url"] != c.page || c.tag == "" && j["feed_url"] != want {
			t.Errorf("%q: %v, %v", c.tag, j["home_page_url"], j["feed_url"])
		}
	}
	for name, want := range map[string]string{AtomName: "application/atom+xml; charset=utf-8 <?xml", JSONName: "application/feed+json {\n"} {
		kind, text, err := s.Named(name, "c#")
		if err != nil || !strings.HasPrefix(kind+" "+string(text), want) {
			t.Errorf("%s: %s, %.20q, %v", name, kind, text, err)
		}
	}
	if _, _, err := s.Named("feed.rss", ""); !errors.Is(err, ErrNoFeed) {
		t.Error(err)
	}
}

// Who subscribed to the feed of a generator sees no post again when the blog moves here.
func TestIDsOfGeneratorsStay(t *testing.T) {
	for _, where := range []string{"", door} {
		a, _ := blog.Read(filesOf(map[string]string{
			"_config.yml":              "title: T\nurl: https://me.example\n",
			"_posts/2026-01-05-one.md": "---\ntitle: One\n---\n",
		}), blog.Options{Door: &blog.Door{Address: where}})
		if id := atom(t, a, "").Entries[0].ID[0]; id != "https://me.example/2026/01/05/one" {
			t.Errorf("with the door %q the id is %s", where, id)
		}
		jsonOf(t, a, "")
	}
}
