package blog

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"
)

// readersView is all that an archive says to readers of what is listed, with the names and
// addresses that are asked for.
func readersView(a *Archive, names ...string) string {
	var b strings.Builder
	slugs := func(posts []*Post) (all []string) {
		for _, p := range posts {
			all = append(all, p.Slug)
		}
		return all
	}
	fmt.Fprintln(&b, a.Slugs(), slugs(a.Pages))
	for p := range a.Readable() {
		if p.State != Published {
			continue
		}
		fmt.Fprintln(&b, p.Path, p.Slug, p.Aliases, p.OldPaths, p.Translations, p.Listed())
		for _, l := range p.Outline().Links {
			fmt.Fprintln(&b, "  link", l.N, l.Text, l.Slug, l.Fragment, l.URL)
		}
	}
	for _, name := range names {
		p, _ := a.Post(name)
		byPath, _ := a.ByPath("/" + name)
		near, _ := a.Nearest(name + "x")
		for i, found := range []*Post{p, byPath} {
			if found != nil && found.State == Published {
				fmt.Fprintln(&b, name, i, found.Path)
			}
		}
		fmt.Fprintln(&b, name, slugs(a.Sharing(name)), near)
	}
	return b.String()
}

// A post that readers do not see, or are not told of, changes nothing of what they are told,
// whatever it is called and whoever links to it.
func TestHiddenPostsAreNotTold(t *testing.T) {
	const (
		plain = "title: T\nurl: https://old.example/\n"
		hugo  = "title = 'T'\nbaseURL = 'https://old.example/'\n[languages.en]\n[languages.fa]\n"
	)
	text := func(fields string, links ...string) string {
		s := "---\ntitle: A\ndate: 2026-01-05\nsummary: S\n" + fields + "---\n"
		for _, to := range links {
			s += "[a](" + to + ")\n\n"
		}
		return s
	}
	for name, c := range map[string]struct {
		site   string
		public map[string]string
		hidden map[string]string // with %s for its state
	}{
		"the slug of a public post":  {plain, map[string]string{"posts/b/x.md": text("")}, map[string]string{"posts/a/x.md": text("%s")}},
		"the alias of a public post": {plain, map[string]string{"posts/b.md": text("aliases: [x]\n")}, map[string]string{"posts/x.md": text("%s")}},
		"the name of a file": {
			plain, map[string]string{"posts/c/x.md": text("slug: y\n"), "posts/b.md": text("", "x", "/any/x")}, map[string]string{"posts/a/z.md": text("%sslug: x\n")},
		},
		"the name of another file": {
			plain, map[string]string{"posts/c/x.md": text("slug: y\n"), "posts/b.md": text("", "x", "/any/x")}, map[string]string{"posts/d/x.md": text("%sslug: z\n")},
		},
		"an old address": {
			plain, map[string]string{"posts/c.md": text("url: /x\n"), "posts/b.md": text("", "/x")}, map[string]string{"posts/a.md": text("%surl: /x\n"), "posts/d.md": text("%saliases: [/x]\n")},
		},
		"a redirect": {
			plain, map[string]string{"posts/c.md": text("url: /c\n"), "_redirects": "/x /c\n"}, map[string]string{"posts/a.md": text("%surl: /x\n")},
		},
		"a shared name": {
			plain, map[string]string{"posts/b/x.md": text(""), "posts/c/x.md": text(""), "posts/l.md": text("", "x")}, map[string]string{"posts/a/x.md": text("%s"), "posts/a/b-x.md": text("%s")},
		},
		"a longer name": {plain, map[string]string{"posts/b/x.md": text(""), "posts/c/x.md": text("")}, map[string]string{"posts/b-x.md": text("%s")}},
		"a link to it":  {plain, map[string]string{"posts/b.md": text("", "/2026/x/", "x.md", "https://old.example/x/")}, map[string]string{"posts/a/x.md": text("%s"), "posts/b/x.md": text("%surl: /2026/x/\n")}},
		"a translation": {hugo, map[string]string{"content/x.md": text("")}, map[string]string{"content/x.fa.md": text("%s")}},
		"the original":  {hugo, map[string]string{"content/x.fa.md": text(""), "content/y.md": text("", "x-fa")}, map[string]string{"content/x.md": text("%s")}},
		"one of several": {
			hugo + "[languages.de]\n", map[string]string{"content/x.de.md": text(""), "content/y.md": text("")}, map[string]string{"content/x.md": text("%s"), "content/x.fa.md": text("%s")},
		},
		"a translation by its key": {hugo, map[string]string{"content/x.md": text("translationKey: k\n")}, map[string]string{"content/z.fa.md": text("translationKey: k\n%s")}},
		"the original of a key":    {hugo, map[string]string{"content/x.fa.md": text("translationKey: k\n"), "content/c.md": text("")}, map[string]string{"content/z.md": text("translationKey: k\n%s")}},
		"an alias in the language of the site": {
			hugo, map[string]string{"content/x.fa.md": text("aliases: [/z]\n"), "content/y.md": text("", "/z")}, map[string]string{"content/c.md": text("aliases: [/z]\n%s")},
		},
		"a page in another language":     {hugo, map[string]string{"content/x.md": "---\ntitle: A\n---\n"}, map[string]string{"content/x.fa.md": "---\ntitle: A\n%s---\n"}},
		"a folder that has nothing else": {plain, map[string]string{"posts/b.md": text("", "/c/", "/c/x/", "../c/")}, map[string]string{"posts/c/x.md": text("%s")}},
		"a link from a post of HTML":     {"", map[string]string{"_config.yml": "title: T\nurl: https://old.example\n", "_posts/2026-01-06-b.html": text("", "/2026/01/05/x", "/x/")}, map[string]string{"_posts/2026-01-05-x.html": text("%s"), "x/index.md": text("%s")}},
	} {
		for _, state := range []string{"draft: true\n", "publishDate: 2999-01-01\n", "status: hiden\n", "draft: true\ndraft: false\n", "published: false\n", "expiryDate: 2020-01-01\n", "privat: yes\n", "draft: [\n", "unlisted: true\n"} {
			public, linked := maps.Clone(c.public), false
			for _, text := range public {
				linked = linked || strings.Contains(text, "](")
			}
			if linked && state == "unlisted: true\n" {
				continue // a link to an unlisted post is one to its slug
			}
			config := "site.yaml"
			if strings.HasPrefix(c.site, hugo) {
				config = "hugo.toml"
			}
			if c.site != "" {
				public[config] = c.site
			}
			all := maps.Clone(public)
			for p, text := range c.hidden {
				all[p] = strings.Replace(text, "%s", state, 1)
			}
			now := Options{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
			with, report := Read(filesOf(all), now)
			without, _ := Read(filesOf(public), now)
			names := []string{"x", "y", "z", "a-x", "b-x", "c-x", "c", "x-fa", "posts-x"}
			if got, want := readersView(with, names...), readersView(without, names...); got != want {
				t.Errorf("%s, %q: readers see\n%s\nand without it\n%s\n%s", name, state, got, want, problems(report))
			}
		}
	}
}
