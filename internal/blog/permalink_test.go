package blog

import (
	"path"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/frontmatter"
)

func TestExpand(t *testing.T) {
	for _, c := range []struct {
		generator     generator
		pattern, want string
	}{
		{hugoSite, "/:year/:month/:day/:slug/", "/2026/01/05/own"},
		{hugoSite, "/:monthname/:weekday/:weekdayname/:yearday/", "/january/1/monday/5"},
		{hugoSite, "/:section/:title", "/a/the-title"},
		{hugoSite, "/:sections/:contentbasename/", "/a/b/c/the-name"},
		{hugoSite, "/:sections[1:]/:filename/", "/b/c/the-name"},
		{hugoSite, "/:sections[last]/x/", "/c/x"},
		{hugoSite, "/:sections[0]/:sections[:last]/", "/a/a/b"},
		{hugoSite, "/:sections[9]/:sections[x]/", "/a"},
		{hugoSite, "/:slugorfilename/:slugorcontentbasename/", "/own/own"},
		{hugoSite, "/:06/:1/:2/", "/26/1/5"},
		{hugoSite, "/:nothing/", "/:nothing"},
		{jekyllSite, "date", "/cat/2026/01/05/own.html"},
		{jekyllSite, "pretty", "/cat/2026/01/05/own"},
		{jekyllSite, "ordinal", "/cat/2026/005/own.html"},
		{jekyllSite, "weekdate", "/cat/2026/W02/Mon/own.html"},
		{jekyllSite, "none", "/cat/own.html"},
		{jekyllSite, "/:short_year/:i_month/:short_month/:long_month/:i_day/:y_day/", "/26/1/Jan/January/5/005"},
		{jekyllSite, "/:hour/:minute/:second/:title:output_ext", "/15/04/05/own.html"},
		{jekyllSite, "/blog/:year/index.html", "/blog/2026"},
		{hexoSite, ":year/:month/:day/:title/", "/2026/01/05/b/c/The Name"},
		{hexoSite, "a/:category/:name.html", "/a/Cat/The Name.html"},
		{hexoSite, "p/:slug/:post_title", "/p/own/the-title"},
	} {
		s := section{generator: c.generator, root: "content", sections: "a/b/c", permalink: c.pattern}.seal().surroundings("content/a/b/c/The Name.md")
		p := &Post{Date: time.Date(2026, 1, 5, 15, 4, 5, 0, time.UTC)}
		p.Title = "The Title"
		got, _ := s.oldPaths(p, []frontmatter.Field{
			{Name: "slug", Value: frontmatter.Value{Kind: frontmatter.Text, Text: "own"}},
			{Name: "categories", Value: frontmatter.Value{Kind: frontmatter.Text, Text: "Cat"}},
		})
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %s becomes %q, want %s", c.generator, c.pattern, got, c.want)
		}
	}
}

// Hugo's own list of addresses says what it makes of a name.
func TestHugoName(t *testing.T) {
	for name, want := range map[string]string{
		"A/B testing: Why?": "a/b-testing-why", "A∕B": "ab", "10:20:30.5Z": "102030.5z", "how to - x": "how-to-x", "C# & C++": "c%23-c++", "f%c3%b8rde": "f%c3%b8rde", " دیوار ها ": "دیوار-ها", "a--b": "a--b",
	} {
		if got := (surroundings{section: &section{generator: hugoSite}}).part(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A slug of Hugo may have folders.
func TestSlugWithFolders(t *testing.T) {
	a, r := Open(filesOf(map[string]string{
		"hugo.toml":           "title = 'T'\nbaseURL = 'https://my.site/'\n",
		"content/en-about.md": "---\ntitle: A\nslug: en/About Me\ndate: 2026-01-05\n---\n[x](../b/) [y](/en/about-me/)\n",
		"content/en-b.md":     "---\ntitle: B\nslug: en/b\ndate: 2026-01-05\n---\n",
	}))
	if p, ok := a.ByPath("/en/about-me/"); !ok || p.Outline().Links[0].Slug != "b" || len(r.Problems) > 0 {
		t.Errorf("%v: %s", p, problems(r))
	}
}

func TestPathKey(t *testing.T) {
	for address, want := range map[string]string{
		"/2015/05/21/Old-Place.html": "/2015/05/21/old-place", "2015/05/21/old place/": "/2015/05/21/old-place", "https://a.example/x/index.html?q#f": "/x",
		"/x/index.html": "/x", "/": "/", "": "/", "/caf%C3%A9/": "/cafe", "//x//y": "/x/y", "/../x": "/x", "/v1.2/a.md": "/v1-2/a",
	} {
		if got := pathKey(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

// Whatever a pattern is, an address has one form, and leads back to itself.
func FuzzPermalink(f *testing.F) {
	f.Add("", "\u01e2", "")
	for _, pattern := range []string{"/:year/:month/:title/", ":sections[1:]/:slug", "//:x[", "/%zz/:title", "pretty", "/index.html/index.html", "?", "https://a.example/:06"} {
		f.Add(pattern, "a title", "a/b")
	}
	f.Fuzz(func(t *testing.T, pattern, title, sections string) {
		for _, g := range []generator{hugoSite, jekyllSite, zolaSite, hexoSite, plainDirectory} {
			p := &Post{}
			p.Title = title
			s := section{generator: g, root: "content", sections: sections, permalink: pattern, base: "/b"}.seal().surroundings("content/x/" + "y.md")
			paths, own := s.oldPaths(p, []frontmatter.Field{{Name: "aliases", Value: frontmatter.Value{Kind: frontmatter.Text, Text: title}}})
			if own != "" && (!strings.HasPrefix(own, "/") || strings.HasPrefix(own, "//") || g == plainDirectory) {
				t.Errorf("%s: %q with %q is at %q", g, pattern, title, own)
			}
			for _, old := range paths {
				if !strings.HasPrefix(old, "/") || old != path.Clean(old) || path.Base(old) == "index.html" {
					t.Errorf("%q with %q: %q", pattern, title, old)
				}
				if slug := slugOfPath(old); slug != "" && !isSlug(slug) {
					t.Errorf("%q: the slug of %q is %q", pattern, old, slug)
				}
			}
		}
	})
}

func TestLanguages(t *testing.T) {
	s := section{generator: hugoSite, root: "content", languages: "en fa pt-br"}.seal()
	for p, want := range map[string]string{
		"content/a/x.md": "x  a/x", "content/a/x.en.md": "x  a/x", "content/a/x.fa.md": "x-fa fa a/x", "content/a/x.pt-BR.md": "x-pt-br pt-br a/x",
		"content/a/node.js.md": "node-js  a/node.js", "content/a/x/index.fa.md": "x-fa fa a/x", "content/a/x/index.md": "x  a/x", "content/index.md": "index  index", "content/.fa.md": "fa  .fa",
	} {
		at := s.surroundings(p)
		if got := strings.Join([]string{at.slugFor(""), at.lang, at.origin()}, " "); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
}
