package blog

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The files of a site of each generator, with a draft of which no address tells.
var formerSites = map[string]map[string]string{
	"Hugo": {
		"hugo.toml":                "title = 'T'\nbaseURL = 'https://me.example/blog/'\ndefaultContentLanguage = 'en'\n[languages.en]\n[languages.fa]\n",
		"content/about.md":         "---\ntitle: A\n---\n",
		"content/posts/go/one.md":  "---\ntitle: One\ndate: 2026-01-05\ntags: [Go, 'C#', C++, 'Öl & Gas']\ncategories: [Field Notes]\n---\n",
		"content/posts/日本.md":      "---\ntitle: Two\ndate: 2026-01-04\naliases: [/old/two.html]\ntags: [日本]\n---\n",
		"content/posts/two.fa.md":  "---\ntitle: Three\ndate: 2026-01-04\n---\n",
		"content/notes/archive.md": "---\ntitle: Four\ndate: 2026-01-03\n---\n",
		"static/_redirects":        "/rss-old /index.xml 301\n/elsewhere https://other.example/ 301\n/other //other.example/ 301\n/gone /posts/secret/ 301\n/lists /gone 301\n",
	},
	"Jekyll": {
		"_config.yml":                    "title: T\nurl: https://me.example\npermalink: /:categories/:year/:month/:day/:title.html\n",
		"about.md":                       "---\ntitle: A\n---\n",
		"_posts/2026-01-05-One-Day.md":   "---\ntitle: One\ncategories: notes\ntags: [Machine Learning, .net]\n---\n",
		"blog/_posts/2026-01-04-two.md":  "---\ntitle: Two\nredirect_from: /2/\n---\n",
		"_posts/2026-01-03-été-chaud.md": "---\ntitle: Three\ntags: [Été]\n---\n",
	},
	"Zola": {
		"config.toml":                 "title = 'T'\nbase_url = 'https://me.example'\n",
		"content/blog/2026-01-05_one": "",
		"content/blog/one.md":         "+++\ntitle = 'One'\ndate = 2026-01-05\n[taxonomies]\ntags = ['Rust Lang']\ncategories = ['Notes']\n+++\n",
		"content/about.md":            "+++\ntitle = 'A'\n+++\n",
	},
	"Hexo": {
		"_config.yml":          "title: T\nurl: https://me.example\nroot: /\n",
		"source/_posts/one.md": "---\ntitle: One\ndate: 2026-01-05\ntags: [C++, 前端]\ncategories: [Dev, Web Pages]\n---\n",
		"source/_posts/two.md": "---\ntitle: Two\ndate: 2026-01-04\npermalink: keep/two.html\n---\n",
	},
	"plain": {
		"site.yaml":     "title: T\nhost: blog.example\n",
		"posts/one.md":  "---\ntitle: One\ndate: 2026-01-05\ntags: [a/b, .., '?', go, feed]\naliases: [uno]\nsummary: s\n---\n",
		"posts/tags.md": "---\ntitle: Tags\ndate: 2026-01-03\nsummary: s\n---\n",
		"posts/two.md":  "---\ntitle: Two\ndate: 2026-01-04\npermalink: /2014/03/second-post/\nsummary: s\n---\n",
	},
}

// secrets are drafts of these sites, which ask for addresses that others do not have.
var secrets = map[string][2]string{
	"Hugo":   {"content/posts/secret.md", "---\ntitle: S\ndate: 2026-01-01\ndraft: true\ntags: [hush]\naliases: [/hush/, /series/]\n---\n"},
	"Jekyll": {"_drafts/secret.md", "---\ntitle: S\ntags: [hush]\nredirect_from: [/hush/, /page/9/]\n---\n"},
	"Zola":   {"content/secret/secret.md", "+++\ntitle = 'S'\ndate = 2026-01-01\ndraft = true\n+++\n"},
	"Hexo":   {"source/_drafts/secret.md", "---\ntitle: S\ntags: [hush]\npermalink: hush/\n---\n"},
	"plain":  {"posts/secret.md", "---\ntitle: S\ndraft: true\ntags: [hush]\nsummary: s\n---\n"},
}

func formerSiteOf(t testing.TB, name string, more ...string) *Archive {
	t.Helper()
	files := map[string]string{}
	for p, text := range formerSites[name] {
		if text != "" {
			files[p] = text
		}
	}
	for i := 0; i+1 < len(more); i += 2 {
		files[more[i]] = more[i+1]
	}
	a, report := Read(filesOf(files), Options{Door: &Door{Address: "https://blog.example"}})
	if a == nil {
		t.Fatal(report.Problems)
	}
	return a
}

// What the former site had leads to what the web door has instead.
func TestRedirect(t *testing.T) {
	for name, addresses := range map[string]map[string]string{
		"Hugo": {
			"/blog/posts/go/one/": "/one", "/posts/go/one/": "/one", "/Blog/POSTS/go/One/index.html": "/one", "/one/": "/one", "/ONE": "/one",
			"/blog/posts/%E6%97%A5%E6%9C%AC/": "/%E6%97%A5%E6%9C%AC", "/posts/日本": "/%E6%97%A5%E6%9C%AC", "/old/two.html": "/%E6%97%A5%E6%9C%AC", "/blog/old/two": "/%E6%97%A5%E6%9C%AC",
			"/fa/posts/two/": "/two-fa", "/about/": "/about", "/blog/about/": "/about",
			"/tags/go/": "/tags/go", "/blog/tags/GO": "/tags/go", "/tags/c%23/": "/tags/c~23", "/tags/c++/": "/tags/c++", "/tags/%C3%B6l-gas/": "/tags/%C3%B6l-~26-gas", "/tags/Go/page/2/": "/tags/go",
			"/tags/日本/": "/tags/%E6%97%A5%E6%9C%AC", "/categories/field-notes/": "/tags/field-notes", "/categories/": "/tags", "/blog/tags/": "/tags", "/fa/tags/": "/tags",
			"/page/2/": "/", "/blog/": "/", "/blog/page/12": "/", "/posts/": "/", "/posts/page/2/": "/", "/posts/go/": "/", "/notes/": "/", "/fa/": "/", "/fa/posts/": "/", "/index.html": "/",
			"/index.xml": "/feed.atom", "/blog/index.xml": "/feed.atom", "/posts/index.xml": "/feed.atom", "/fa/index.xml": "/feed.atom", "/tags/index.xml": "/feed.atom",
			"/tags/go/index.xml": "/tags/go/feed.atom", "/tags/c%23/index.xml": "/tags/c~23/feed.atom", "/categories/field-notes/index.xml": "/tags/field-notes/feed.atom",
			"/rss-old": "/feed.atom", "/blog/notes/archive/": "/archive", "/2026/": "/", "/2026/01/": "/",
		},
		"Jekyll": {
			"/notes/2026/01/05/One-Day.html": "/one-day", "/notes/2026/01/05/one-day": "/one-day", "/blog/2026/01/04/two.html": "/two", "/2/": "/two",
			"/2026/01/03/%C3%A9t%C3%A9-chaud.html": "/ete-chaud", "/about.html": "/about", "/about/": "/about",
			"/tag/machine-learning/": "/tags/machine-learning", "/tags/machine%20learning/": "/tags/machine-learning", "/tag/net/": "/tags/~2Enet", "/tags/.net/": "/tags/~2Enet", "/tag/été": "/tags/%C3%A9t%C3%A9", "/tag/ete/": "/tags/%C3%A9t%C3%A9",
			"/category/notes.html": "/tags/notes", "/categories/notes/": "/tags/notes", "/categories.html": "/tags",
			"/page2/": "/", "/blog/page3/": "/", "/blog/": "/", "/blog.html": "/", "/archive.html": "/", "/2026/01/05/": "/", "/notes/2026/": "/",
			"/feed.xml": "/feed.atom", "/feed/": "/feed.atom", "/atom.xml": "/feed.atom", "/feed/notes.xml": "/tags/notes/feed.atom", "/feed/by_tag/machine-learning.xml": "/tags/machine-learning/feed.atom",
		},
		"Zola": {
			"/blog/one/": "/one", "/tags/rust-lang/": "/tags/rust-lang", "/categories/notes/": "/tags/notes", "/tags/rust-lang/atom.xml": "/tags/rust-lang/feed.atom",
			"/atom.xml": "/feed.atom", "/rss.xml": "/feed.atom", "/blog/atom.xml": "/feed.atom", "/blog/": "/", "/blog/page/2/": "/", "/page/2/": "/", "/about/": "/about",
		},
		"Hexo": {
			"/2026/01/05/one/": "/one", "/2026/01/05/one/index.html": "/one", "/keep/two.html": "/two", "/archives/": "/", "/archives/2026/01/": "/", "/archives/page/2/": "/", "/page/2/": "/",
			"/tags/C/": "/tags/c++", "/tags/%E5%89%8D%E7%AB%AF/": "/tags/%E5%89%8D%E7%AB%AF", "/categories/Dev/": "/tags/dev", "/categories/Dev/Web-Pages/": "/tags/web-pages", "/tags/": "",
			"/atom.xml": "/feed.atom", "/rss2.xml": "/feed.atom",
		},
		"plain": {
			"/posts/one.md": "/one", "/posts/one/": "/one", "/2015/05/21/one/": "/one", "/blog/one.html": "/one", "/uno": "/one", "/2014/03/second-post/": "/two", "/2014/03/SECOND-POST": "/two",
			"/category/go/feed/": "/tags/go/feed.atom", "/tag/go": "/tags/go", "/tags/feed": "", "/tags/feed/feed/": "/tags/feed/feed.atom", "/tag/feed/": "/tags/feed", "/tags/a/b": "/tags/a~2Fb", "/tags/a%2Fb": "/tags/a~2Fb",
			"/blog/tag/go/": "/tags/go", "/feed/atom/": "/feed.atom", "/rss": "/feed.atom", "/page/3": "/", "/archives": "/",
			"/read/tags": "",
		},
	} {
		a := formerSiteOf(t, name)
		for address, want := range addresses {
			if want == "" {
				want = strings.TrimSuffix(address, "/")
			}
			to, ok := a.Redirect(address)
			if want == address {
				if ok {
					t.Errorf("%s: %s, which the door has, leads to %s", name, address, to)
				}
			} else if to != want || !ok {
				t.Errorf("%s: %s leads to %q, want %s", name, address, to, want)
			}
		}
		for _, address := range []string{
			"/", "/one", "/tags", "/feed.atom", "/feed.json", "/search", "/sitemap.xml", "/tags/nothing/", "/tags/hush/", "/hush/", "/secret", "/posts/secret/", "/nothing/", "/nothing/feed/", "/2026/01/05/nothing/", "/one/feed/",
			"", "one", "//", "/%", "/%zz", "/\xff", "/..", "/tags/..", "/tags/%2e%2e/", "/elsewhere", "/other", "/gone", "/lists", "/static/x.png", "/wp-login.php", "/series/", "/page/x", "/20260/", "/99/", "/fa", "/" + strings.Repeat("a/", maxAddress),
		} {
			if to, ok := a.Redirect(address); ok && address != "//" && address != "/fa" || to != "" && !ok {
				t.Errorf("%s: %q leads to %q", name, cut(address, 50), to)
			}
		}
	}
}

// Whatever is asked for, the answer is a path that the door has, and it does not tell
// whether there is a draft.
func FuzzRedirect(f *testing.F) {
	var without, with []*Archive
	for name := range formerSites {
		without = append(without, formerSiteOf(f, name))
		with = append(with, formerSiteOf(f, name, secrets[name][0], secrets[name][1]))
	}
	for _, address := range []string{"/blog/tags/go/page/2/", "/hush/", "/posts/secret/", "//other.example/", "/\\other.example", "/tags/%2e%2e/", "/%2f%2fother.example/tags/go", "/index.xml", "/feed/by_tag/c.xml", "/fa/fa/", "/2026//one", "/tags/C~23", "/about.html", "/gone"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		for i, a := range without {
			to, ok := a.Redirect(address)
			if other, also := with[i].Redirect(address); other != to || ok != also {
				t.Errorf("%q leads to %q, and to %q if there is a draft", address, to, other)
			}
			if !ok {
				continue
			}
			path, err := url.PathUnescape(to)
			if u, bad := url.Parse(to); err != nil || bad != nil || u.IsAbs() || u.Host != "" || !a.onDoor(path) {
				t.Errorf("%q leads to %q", address, to)
			}
			if again, ok := a.Redirect(to); ok || to == address {
				t.Errorf("%q leads to %q, and that to %q", address, to, again)
			}
		}
	})
}

func TestTagSegments(t *testing.T) {
	for tag, want := range map[string]string{
		"C#": "c~23", ".NET": "~2Enet", "a/b": "a~2Fb", "..": "~2E.", ".": "~2E", "日本": "%E6%97%A5%E6%9C%AC", "?": "~3F", "%2e": "~252e", "~23": "~7E23", "C++": "c++", "node.js": "node.js", `a\b`: "a~5Cb", "Öl & Gas": "%C3%B6l-~26-gas", "": "~",
	} {
		if got := TagSegment(tag); got != want {
			t.Errorf("%q: %s, want %s", tag, got, want)
		}
	}
	a := formerSiteOf(t, "plain")
	for _, c := range CountTags(a.Posts) {
		if tag, ok := a.TagAt(tagSegment(c.Tag)); !ok || tag != c.Tag {
			t.Errorf("%q is found as %q", c.Tag, tag)
		}
	}
	if tag, ok := a.TagAt("nothing"); ok {
		t.Errorf("found %q", tag)
	}
}

// Two tags have two segments, and browsers, proxies and servers leave each as it is.
func FuzzTagSegment(f *testing.F) {
	for _, tag := range []string{"..", "C#", "a/b", "日本", "?", "%2e", "~", "\xff", "\u202e", "a.", "%", "~2e"} {
		f.Add(tag, "c~23")
	}
	f.Fuzz(func(t *testing.T, tag, other string) {
		segment := TagSegment(tag)
		if same := tagSegment(tag) == tagSegment(other); same != (Tag(tag) == Tag(other)) && Tag(tag) != "" && Tag(other) != "" {
			t.Errorf("%q and %q: %t", tag, other, same)
		}
		if strings.HasPrefix(segment, ".") || strings.ContainsAny(segment, "/\\?#;&") || slices.Contains([]string{"%2F", "%2E", "%5C", "%23", "%25", "%00"}, segment) {
			t.Errorf("%q has the segment %q", tag, segment)
		}
		u, err := url.Parse("https://blog.example/tags/" + segment)
		if err != nil || u.JoinPath().String() != u.String() || u.Path != "/tags/"+tagSegment(tag) {
			t.Errorf("%q has the segment %q: %v", tag, segment, err)
		}
	})
}
