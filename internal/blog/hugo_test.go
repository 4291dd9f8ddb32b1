package blog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Hugo's pages of HTML are those with front matter. Where the Markdown stands beside one, as
// programs of R leave it, that is the post.
func TestHugoHTML(t *testing.T) {
	const text = "---\ntitle: T\ndate: 2026-01-05\n---\n<p>One <em>word</em>.</p>\n\n    <p>Two *signs*.</p>\n"
	a, r := Open(filesOf(map[string]string{
		"hugo.toml":      "title = 'T'\nbaseURL = 'https://a.example/'\n[languages.en]\n[languages.de]\n",
		"content/a.html": text, "content/b/index.html": text, "content/c.de.html": text, "content/d.html": text, "content/d.md": text,
		"content/e.html": "<p>No page</p>\n", "content/f.html": "---\ndate: 2026-01-05\ndraft: true\n---\n", "content/g.html": "---\ntitle: a: b\n---\n", "content/_index.html": text,
	}))
	var got []string
	for p := range a.Readable() {
		got = append(got, p.Slug+" "+strings.Join(p.OldPaths, " "))
	}
	slices.Sort(got)
	if got := strings.Join(got, ", "); got != "a /a, b /b, c-de /de/c, d /d" || r.Drafts != 1 || r.LeftOut != 1 {
		t.Errorf("%s, %d drafts, %d left out\n%s", got, r.Drafts, r.LeftOut, problems(r))
	}
	if p, _ := a.Post("a"); p == nil || p.Document().Plain != "One word.\nTwo *signs*." {
		t.Errorf("%v", p)
	}
}

// The configuration names fields for dates. Its own go before those that mean the same
// everywhere.
func TestHugoDates(t *testing.T) {
	const config = "title = 'T'\nbaseURL = 'https://a.example/'\n[frontmatter]\ndate = %s\npublishDate = ['goLive', 'publishDate']\nexpiryDate = ['goneAt', ':default']\nlastmod = ['changed']\n"
	const own, first = "['myDate', 'date', ':filename', ':default']", "[':filename', ':default']"
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ dates, name, fields, want string }{
		{own, "a", "myDate: 2019-01-02\ndate: 2024-01-01", "2019-01-02 published"},
		{own, "a", "date: 2024-01-01\nchanged: 2025-01-01", "2024-01-01 published 2025-01-01"},
		{own, "2020-01-02-a", "date: 2024-01-01", "2024-01-01 published"},
		{first, "2020-01-02-a", "date: 2024-01-01", "2020-01-02 published"},
		{first, "2020-01-02-a", "date: 2020-01-02 15:04", "2020-01-02 published"},
		{first, "a", "date: 2024-01-01", "2024-01-01 published"},
		{first, "2020-01-02-a", "publishDate: 2027-01-01", "none"},
		{own, "a", "date: 2024-01-01\ngoLive: 2027-01-01", "none"},
		{own, "a", "date: 2024-01-01\ngoLive: 2020-01-01\npublishDate: 2027-01-01", "2024-01-01 published"},
		{own, "a", "date: 2024-01-01\ngoneAt: 2026-01-01", "none"},
		{own, "a", "date: 2024-01-01\nexpiryDate: 2026-01-01", "none"},
		{own, "a", "date: 2024-01-01\ngoneAt: soon", "none"},
		{"[':default', 'later']", "a", "date: 2024-01-01\nlater: 2025-01-01", "2024-01-01 published"},
		{"[':default', 'later']", "a", "later: 2025-01-01", "2025-01-01 published"},
	} {
		a, r := Read(filesOf(map[string]string{
			"hugo.toml": fmt.Sprintf(config, c.dates), "content/" + c.name + ".md": "---\ntitle: T\n" + c.fields + "\n---\nText.\n",
		}), Options{Now: now})
		got := "none"
		for p := range a.Readable() {
			got = p.Date.Format(time.DateOnly) + " " + p.State.String()
			if !p.Updated.IsZero() {
				got += " " + p.Updated.Format(time.DateOnly)
			}
		}
		if got != c.want {
			t.Errorf("%s, %s, %q: %s, want %s\n%s", c.dates, c.name, c.fields, got, c.want, problems(r))
		}
	}
}

// The folders of a Hugo site, its languages and its mounts: which texts are posts, in what
// language, at what address, and which are the same in another language.
func TestHugoRoots(t *testing.T) {
	const text = "---\ntitle: T\ndate: 2026-01-05\nsummary: S\n---\nText.\n"
	for _, c := range []struct{ name, config, files, want string }{
		{
			"one of two languages has a folder", "[languages.en]\n[languages.de]\ncontentDir = 'texts/de'\n", "content/a/x.md texts/de/a/x.md texts/de/y.md",
			"x at /a/x of x-de, x-de at /de/a/x of x, y-de at /de/y",
		},
		{
			"the other has a folder", "defaultContentLanguage = 'de'\n[languages.en]\n[languages.de]\ncontentDir = 'texts/de'\n", "content/a/x.md texts/de/a/x.md",
			"x at /a/x of x-en, x-en at /en/a/x of x",
		},
		{
			"folders within the other's", "[languages.en]\n[languages.de]\ncontentDir = 'content/de'\n", "content/a/x.md content/de/a/x.md",
			"x at /a/x of x-de, x-de at /de/a/x of x",
		},
		{
			"mounts of languages", "[languages.en]\n[languages.de]\n[languages.fr]\n" +
				"[[module.mounts]]\nsource = 'content/de'\ntarget = 'content'\nlang = 'de'\n[[module.mounts]]\nsource = 'content/en'\ntarget = 'content'\nlang = 'en'\n" +
				"[[module.mounts]]\nsource = 'content/en'\ntarget = 'content'\nlang = 'de'\n[[module.mounts]]\nsource = 'content/fr'\ntarget = 'content'\n[module.mounts.sites.matrix]\nlanguages = ['fr']\n",
			"content/en/a/x.md content/de/a/x.md content/fr/a/x.md",
			"x at /a/x of x-de x-fr, x-de at /de/a/x of x x-fr, x-fr at /fr/a/x of x x-de",
		},
		{
			"a mount below the content", "[permalinks]\nnotes = '/n/:filename/'\n[[module.mounts]]\nsource = 'content'\ntarget = 'content'\n[[module.mounts]]\nsource = 'garden'\ntarget = 'content/notes'\n",
			"content/x.md garden/y.md garden/z/index.md", "x at /x, y at /n/y, z at /n/z",
		},
		{
			"a mount of a file", "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\n[[module.mounts]]\nsource = 'HISTORY.md'\ntarget = 'content/history.md'\n[[module.mounts]]\nsource = 'none.md'\ntarget = 'content/none.md'\n",
			"content/x.md HISTORY.md", "history at /history, x at /x",
		},
		{"sections without an index", "[permalinks]\na = '/:sections/:slug/'\n", "content/a/x.md content/a/b/y.md", "x at /a/t, y at /a/t"},
		{"a folder for the language of the site", "defaultContentLanguageInSubdir = true\n[languages.en]\n[languages.de]\n", "content/a/x.md content/a/x.de.md", "x at /en/a/x of x-de, x-de at /de/a/x of x"},
		{"languages that are not published", "disableLanguages = 'de FR'\n[languages.en]\n[languages.de]\n[languages.fr]\n", "content/x.md content/x.de.md content/x.fr.md", "x at /x"},
	} {
		files := map[string]string{"hugo.toml": "title = 'T'\nbaseURL = 'https://a.example/'\n" + c.config}
		for p := range strings.FieldsSeq(c.files) {
			files[p] = text
		}
		a, r := Open(filesOf(files))
		if a == nil {
			t.Errorf("%s: %s", c.name, problems(r))
			continue
		}
		var got []string
		for p := range a.Readable() {
			post := fmt.Sprintf("%s at %s", p.Slug, strings.Join(p.OldPaths, " "))
			var others []string
			for _, other := range p.Translations {
				others = append(others, other.Slug)
			}
			if slices.Sort(others); len(others) > 0 {
				post += " of " + strings.Join(others, " ")
			}
			got = append(got, post)
		}
		slices.Sort(got)
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s:\n%s, want\n%s\n%s", c.name, got, c.want, problems(r))
		}
	}
}
