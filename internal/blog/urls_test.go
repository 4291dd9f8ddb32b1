package blog

import (
	"fmt"
	"testing"
)

// A post has one address: on the web door, else on the copy on the web, else where its
// generator has it, else over sftp. Feeds of the generator had the id.
func TestAddressesAndIDs(t *testing.T) {
	const hugo = "title = 'T'\nbaseURL = 'https://me.example/b/'\n"
	for name, c := range map[string]struct {
		files            []string // path and text, by turns; the post is the first
		address, entryID string
	}{
		"plain":          {[]string{"posts/one.md", "---\ntitle: T\ndate: 2026-01-05\nsummary: s\n---\n", "site.yaml", "title: T\nhost: blog.example\n"}, "sftp://blog.example/posts/one.md", ""},
		"a copy":         {[]string{"posts/one.md", "---\ntitle: T\ndate: 2026-01-05\nsummary: s\n---\n", "site.yaml", "title: T\nhost: blog.example\nurl: https://me.example/x/\n"}, "https://me.example/x/one", ""},
		"Hugo":           {[]string{"content/posts/My Post.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo}, "https://me.example/b/posts/my-post/", "https://me.example/b/posts/my-post/"},
		"Hugo, case":     {[]string{"content/Posts/My Øre.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo + "disablePathToLower = true\n"}, "https://me.example/b/Posts/My-%C3%98re/", "https://me.example/b/Posts/My-%C3%98re/"},
		"Hugo, accents":  {[]string{"content/été.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo + "removePathAccents = true\n"}, "https://me.example/b/ete/", "https://me.example/b/ete/"},
		"Hugo, ugly":     {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo + "uglyURLs = true\n"}, "https://me.example/b/posts/x.html", "https://me.example/b/posts/x.html"},
		"Hugo, in one":   {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo + "[uglyURLs]\nposts = true\n"}, "https://me.example/b/posts/x.html", "https://me.example/b/posts/x.html"},
		"Hugo, patterns": {[]string{"content/posts/x.md", "---\ntitle: Où est C#?\ndate: 2026-01-05\n---\n", "hugo.toml", hugo + "[permalinks]\nposts = '/:year/:title'\n"}, "https://me.example/b/2026/o%C3%B9-est-c%23/", "https://me.example/b/2026/o%C3%B9-est-c%23/"},
		"Hugo, url":      {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\nurl: /My/Place\n---\n", "hugo.toml", hugo}, "https://me.example/b/My/Place/", "https://me.example/b/My/Place/"},
		"Hugo, a file":   {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\nurl: /old/x.php\n---\n", "hugo.toml", hugo}, "https://me.example/b/old/x.php", "https://me.example/b/old/x.php"},
		"Hugo, new":      {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", "title = 'T'\nbaseURL = 'https://example.org/'\n"}, "sftp://blog.example/posts/x.md", ""},
		"Hugo, an id":    {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo, "site.yaml", "id: ssh.example\n"}, "https://me.example/b/posts/x/", ""},
		"Hugo, moved":    {[]string{"content/posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "hugo.toml", hugo, "site.yaml", "url: https://new.example\n"}, "https://new.example/x", "https://me.example/b/posts/x/"},
		"Jekyll":         {[]string{"_posts/2026-01-05-My-Post.md", "---\ntitle: T\ncategories: [A b]\n---\n", "_config.yml", "title: T\nurl: https://me.example\nbaseurl: /b\n"}, "https://me.example/b/a%20b/2026/01/05/My-Post.html", "https://me.example/b/a%20b/2026/01/05/My-Post"},
		"Jekyll, pretty": {[]string{"_posts/2026-01-05-été.md", "---\ntitle: T\n---\n", "_config.yml", "title: T\nurl: https://me.example\npermalink: pretty\n"}, "https://me.example/2026/01/05/%C3%A9t%C3%A9/", "https://me.example/2026/01/05/%C3%A9t%C3%A9"},
		"Jekyll, bare":   {[]string{"_posts/2026-01-05-x.md", "---\ntitle: T\nslug: Other One\n---\n", "_config.yml", "title: T\nurl: https://me.example\npermalink: /:title\n"}, "https://me.example/Other-One", "https://me.example/Other%20One"},
		"Jekyll, own":    {[]string{"_posts/2026-01-05-x.md", "---\ntitle: T\npermalink: /a/b/\n---\n", "_config.yml", "title: T\nurl: https://me.example\n"}, "https://me.example/a/b/", "https://me.example/a/x"},
		"Zola":           {[]string{"content/blog/2026-01-05-Été Chaud.md", "+++\ntitle = 'T'\n+++\n", "config.toml", "title = 'T'\nbase_url = 'https://me.example/z/'\n"}, "https://me.example/z/blog/ete-chaud/", "https://me.example/z/blog/ete-chaud/"},
		"Zola, safe":     {[]string{"content/日本?.md", "+++\ntitle = 'T'\ndate = 2026-01-05\n+++\n", "config.toml", "title = 'T'\nbase_url = 'https://me.example'\n[slugify]\npaths = 'safe'\n"}, "https://me.example/%E6%97%A5%E6%9C%AC/", "https://me.example/日本/"},
		"Zola, spelt":    {[]string{"content/日本.md", "+++\ntitle = 'T'\ndate = 2026-01-05\n+++\n", "config.toml", "title = 'T'\nbase_url = 'https://me.example'\n"}, "sftp://blog.example/posts/日本.md", ""},
		"Zola, path":     {[]string{"content/x.md", "+++\ntitle = 'T'\ndate = 2026-01-05\npath = 'a/b'\n+++\n", "config.toml", "title = 'T'\nbase_url = 'https://me.example'\n"}, "https://me.example/a/b/", "https://me.example/a/b/"},
		"Hexo":           {[]string{"source/_posts/My (Post).md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "_config.yml", "title: T\nurl: https://me.example\n"}, "https://me.example/2026/01/05/My%20(Post)/", "https://me.example/2026/01/05/My%20(Post)/"},
		"Hexo, bare":     {[]string{"source/_posts/x.md", "---\ntitle: T\ndate: 2026-01-05\ncategories: [Web Pages, B]\n---\n", "_config.yml", "title: T\nurl: https://me.example\npermalink: :category/:title.html\npretty_urls:\n  trailing_html: false\n"}, "https://me.example/Web-Pages/B/x", "https://me.example/Web-Pages/B/x"},
		"Hexo, numbers":  {[]string{"source/_posts/x.md", "---\ntitle: T\ndate: 2026-01-05\n---\n", "_config.yml", "title: T\nurl: https://me.example\npermalink: p/:id/\n"}, "sftp://blog.example/posts/x.md", ""},
	} {
		files := map[string]string{}
		for i := 0; i < len(c.files); i += 2 {
			files[c.files[i]] = c.files[i+1]
		}
		for _, door := range []string{"", "https://web.example/"} {
			a, report := Read(filesOf(files), Options{Door: doorAt(door)})
			if a == nil || len(a.Posts) != 1 {
				t.Fatalf("%s: %v", name, report.Problems)
			}
			p := a.Posts[0]
			want := c.address
			if door != "" {
				want = "https://web.example" + DoorPath(p)
			}
			if a.URL(p) != want || a.Site.EntryID(p) != c.entryID {
				t.Errorf("%s with the door %q: at %s with the id %q, want %s and %q", name, door, a.URL(p), a.Site.EntryID(p), want, c.entryID)
			}
		}
	}
}

// What is cached by the key of a page has the page's addresses in it.
func TestKeysFollowAddresses(t *testing.T) {
	files := filesOf(map[string]string{
		"site.yaml":      "title: T\nhost: blog.example\n",
		"pages/about.md": "# About\n",
		"posts/a.md":     "---\ntitle: T\ndate: 2026-01-05\nsummary: s\n---\n[About](../pages/about.md)\n",
	})
	keys := map[string]string{}
	for _, door := range []string{"", "https://blog.example", "https://other.example"} {
		a, _ := Read(files, Options{Door: doorAt(door)})
		for _, page := range []*Page{&a.Posts[0].Page, a.About} {
			key := fmt.Sprintf("%x", page.Key)
			if other, ok := keys[key]; ok {
				t.Errorf("%s has the same key with the doors %q and %q", page.Path, door, other)
			}
			keys[key] = door
		}
	}
}

// Links lead to the pages of the web door, those without a page around them too.
func TestLinksToTheDoor(t *testing.T) {
	a, report := Read(filesOf(map[string]string{
		"hugo.toml":        "title = 'T'\nbaseURL = 'https://me.example/'\n",
		"content/about.md": "---\ntitle: A\n---\n",
		"content/a.md":     "---\ntitle: A\ndate: 2026-01-05\n---\n[b](b.md#there) [](https://me.example/b/) [about](/about/) [tags](/tags/x/)\n",
		"content/b.md":     "---\ntitle: B\ndate: 2026-01-04\n---\n## There\n",
	}), Options{Door: &Door{Address: "https://blog.example"}})
	if a == nil {
		t.Fatal(report.Problems)
	}
	p, _ := a.Post("a")
	var got []string
	for _, l := range p.Outline().Links {
		got = append(got, l.Slug+" "+l.URL+" "+l.Fragment)
	}
	want := []string{"b https://blog.example/b there", "b https://blog.example/b ", "about  ", " https://me.example/tags/x/ "}
	if fmt.Sprint(got) != fmt.Sprint(want) || a.Site.AboutURL() != "https://blog.example/about" || a.Site.HomeURL() != "https://blog.example/" {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAddressOfTheDoor(t *testing.T) {
	for _, c := range []struct {
		names          []string
		own, generator string
		want           string
	}{
		{nil, "", "", ""},
		{nil, "https://a.example", "", "https://a.example"},
		{nil, "http://a.example:8080/blog", "", "http://a.example:8080"},
		{nil, "", "https://g.example/blog", ""}, // it may still be served by another program
		{[]string{"a.example"}, "", "", "https://a.example"},
		{[]string{"a.example", "www.a.example"}, "https://www.a.example", "", "https://www.a.example"},
		{[]string{"a.example"}, "https://copy.example", "", ""},
		{[]string{"g.example"}, "", "http://G.example/blog/", "https://g.example"},
		{[]string{"a.example"}, "", "https://g.example", ""},
		{[]string{"a.example"}, "", "/", "https://a.example"},
	} {
		if got := (&Door{Names: c.names}).address(c.own, c.generator); got != c.want {
			t.Errorf("%v with url: %q and a generator's %q is at %q, want %q", c.names, c.own, c.generator, got, c.want)
		}
	}
	if got := (*Door)(nil).address("https://a.example", ""); got != "" {
		t.Errorf("no door is at %q", got)
	}
}

// doorAt returns the door at an address, or none for "".
func doorAt(address string) *Door {
	if address == "" {
		return nil
	}
	return &Door{Address: address}
}
