package feed

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
)

const door = "https://blog.example"

func filesOf(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// onDoor is a blog of those files with a web door.
func onDoor(t testing.TB, files map[string]string) *blog.Archive {
	t.Helper()
	a, report := blog.Read(filesOf(files), blog.Options{Door: &blog.Door{Address: door}, Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	if a == nil {
		t.Fatal(report.Problems)
	}
	return a
}

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xhtmlSpace   = "http://www.w3.org/1999/xhtml"
)

// parsedPage is a url of a sitemap: loc, lastmod, and the languages of its alternates.
type parsedPage struct {
	address, changed string
	alternates       []string
}

// parseSitemap reads a sitemap as its schema has it: urlset of url, and in this order loc,
// lastmod once or not, and elements of other namespaces.
func parseSitemap(t testing.TB, text []byte) (pages []parsedPage) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(text)))
	var path []string
	var words string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%.2000s", err, text)
		}
		switch e := token.(type) {
		case xml.StartElement:
			path, words = append(path, e.Name.Space+" "+e.Name.Local), ""
			switch at := len(path); {
			case at == 1 && path[0] == sitemapSpace+" urlset":
			case at == 2 && path[1] == sitemapSpace+" url":
				pages = append(pages, parsedPage{})
			case at == 3 && path[2] == sitemapSpace+" loc", at == 3 && path[2] == sitemapSpace+" lastmod":
				if last := pages[len(pages)-1]; last.changed != "" || last.alternates != nil || (last.address == "") == (e.Name.Local == "lastmod") {
					t.Fatalf("%s is at the wrong place in %+v", e.Name.Local, last)
				}
			case at == 3 && path[2] == xhtmlSpace+" link":
				value := map[string]string{}
				for _, a := range e.Attr {
					value[a.Name.Local] = a.Value
				}
				last := &pages[len(pages)-1]
				last.alternates = append(last.alternates, value["hreflang"]+" "+value["href"])
				if last.address == "" || value["rel"] != "alternate" || len(value) != 3 {
					t.Fatalf("the link %v of %s", value, last.address)
				}
			default:
				t.Fatalf("the schema has no %q", path)
			}
		case xml.EndElement:
			switch last := len(pages) - 1; e.Name.Local {
			case "loc":
				pages[last].address = words
				if u, err := url.Parse(words); err != nil || u.String() != words || len(words) < 12 || len(words) > 2048 {
					t.Errorf("the address %q: %v", words, err)
				}
			case "lastmod":
				pages[last].changed = words
				if _, err := time.Parse(time.RFC3339, words); err != nil {
					t.Error(err)
				}
			}
			path = path[:len(path)-1]
		case xml.CharData:
			words += string(e)
		}
	}
	return pages
}

func TestSitemap(t *testing.T) {
	a := onDoor(t, map[string]string{
		"hugo.toml":                "title = 'T'\nbaseURL = 'https://old.example/'\ndefaultContentLanguage = 'en'\n[languages.en]\n[languages.fa]\n",
		"content/about.md":         "---\ntitle: About\n---\n",
		"content/contact.md":       "---\ntitle: Contact\n---\n",
		"content/posts/new.md":     "---\ntitle: New\ndate: 2026-11-02\ntags: ['C#', a]\n---\n",
		"content/posts/new.fa.md":  "---\ntitle: Now\ndate: 2026-11-02\ntags: [persian]\n---\n",
		"content/posts/old.md":     "---\ntitle: Old\ndate: 2026-01-05\nlastmod: 2026-11-23T09:00:00Z\ntags: [a]\n---\n",
		"content/posts/日本.md":      "---\ntitle: Japan\ndate: 2025-01-05\n---\n",
		"content/posts/draft.md":   "---\ntitle: Secret\ndate: 2026-11-01\ndraft: true\ntags: [secret]\n---\n",
		"content/posts/later.md":   "---\ntitle: Secret\ndate: 2027-01-01\ntags: [secret]\n---\n",
		"content/posts/friends.md": "---\ntitle: Secret\ndate: 2026-11-01\nbuild:\n  list: never\ntags: [secret]\n---\n",
	})
	var got []string
	for _, archive := range []*blog.Archive{a, a.ForAuthors()} {
		got = nil
		for _, p := range parseSitemap(t, Sitemap(archive)) {
			got = append(got, strings.TrimSpace(strings.TrimPrefix(p.address, door)+" "+p.changed+" "+strings.Join(p.alternates, ", ")))
		}
		want := []string{
			"/ 2026-11-23T09:00:00Z",
			"/about",
			"/new 2026-11-02T00:00:00Z en https://blog.example/new, fa https://blog.example/new-fa",
			"/old 2026-11-23T09:00:00Z",
			"/%E6%97%A5%E6%9C%AC 2025-01-05T00:00:00Z",
			"/contact",
			"/new-fa 2026-11-02T00:00:00Z fa https://blog.example/new-fa, en https://blog.example/new",
			"/tags",
			"/tags/a 2026-11-23T09:00:00Z",
			"/tags/c~23 2026-11-02T00:00:00Z",
		}
		if !slices.Equal(got, want) {
			t.Errorf("for authors %t: got\n%s\nwant\n%s", archive.Authors, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if s := Sitemap(small(t, fullSite)); s != nil {
		t.Errorf("without a door there is the sitemap\n%s", s)
	}
}

// A blog whose author writes a hundred thousand tags makes a sitemap that search engines refuse.
func TestSitemapIsBounded(t *testing.T) {
	files := map[string]string{"site.yaml": testSite}
	for i := range 10 {
		files[fmt.Sprintf("posts/p%d.md", i)] = fmt.Sprintf("---\ntitle: T\ndate: 2026-11-%d\nsummary: s\ntags: [t%d, %s]\n---\n", 30-i, i, strings.Repeat("x", 2048))
	}
	a := onDoor(t, files)
	if pages := parseSitemap(t, makeSitemap(a, 5, maxSitemap)); len(pages) != 5 || pages[1].address != door+"/p0" || pages[4].address != door+"/p3" {
		t.Errorf("of five addresses there are %v", pages)
	}
	whole := Sitemap(a)
	if pages := parseSitemap(t, whole); len(pages) != 22 { // without the tag that is too long
		t.Errorf("%d addresses: %v", len(pages), pages)
	}
	for _, size := range []int{len(whole) - 1, len(whole) / 2, 500} {
		part := makeSitemap(a, maxAddresses, size)
		if pages := parseSitemap(t, part); len(part) > size || len(part) < size-150 || len(pages) >= 22 {
			t.Errorf("of %d bytes there are %d, with %d addresses", size, len(part), len(pages))
		}
	}
}

func TestRobots(t *testing.T) {
	if got, want := Robots(blog.Site{Door: door}), "User-agent: *\nDisallow: /search?\n\nSitemap: https://blog.example/sitemap.xml\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Robots(blog.Site{}); strings.Contains(got, "Sitemap") {
		t.Error(got)
	}
}
