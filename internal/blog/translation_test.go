package blog

import (
	"fmt"
	"strings"
	"testing"
)

// Lists have the text in the language of the site, else one of the others in the order of
// the site's languages. Each text names those in other languages that are published.
func TestTranslations(t *testing.T) {
	const (
		hugo = "title = 'T'\ndefaultContentLanguage = 'en'\n[languages.en]\n[languages.ja]\n[languages.fa]\n"
		text = "---\ntitle: A\ndate: 2026-01-05\n%s---\nText.\n"
	)
	post := func(fields string) string { return fmt.Sprintf(text, fields) }
	for name, c := range map[string]struct {
		files map[string]string
		want  string // the slugs of lists, and of what a text names
	}{
		"in the language of the site":       {map[string]string{"content/x.md": post(""), "content/x.fa.md": post(""), "content/x.ja.md": post("")}, "x | x: x-ja x-fa, x-fa: x x-ja, x-ja: x x-fa"},
		"in its language by name":           {map[string]string{"content/x.en.md": post(""), "content/x.fa.md": post("")}, "x | x: x-fa, x-fa: x"},
		"in one other language":             {map[string]string{"content/x.fa.md": post("")}, "x-fa |"},
		"in two others":                     {map[string]string{"content/x.fa.md": post(""), "content/x.ja.md": post("")}, "x-ja | x-ja: x-fa, x-fa: x-ja"},
		"the original is a draft":           {map[string]string{"content/x.md": post("draft: true\n"), "content/x.fa.md": post("")}, "x-fa |"},
		"the original is unlisted":          {map[string]string{"content/x.md": post("unlisted: true\n"), "content/x.fa.md": post("")}, "x-fa | content-x: x-fa"},
		"a draft of the first":              {map[string]string{"content/x.ja.md": post("draft: true\n"), "content/x.fa.md": post("")}, "x-fa |"},
		"an unlisted translation":           {map[string]string{"content/x.md": post(""), "content/x.fa.md": post("unlisted: true\n")}, "x | x-fa: x"},
		"a page":                            {map[string]string{"content/y.md": post(""), "content/x.fa.md": "---\ntitle: P\n---\nText.\n"}, "y x-fa |"},
		"the about page":                    {map[string]string{"content/y.md": post(""), "content/about.fa.md": "Text.\n", "content/about.md": "Text.\n"}, "y | about: about-fa, about-fa: about"},
		"an about page in another language": {map[string]string{"content/y.md": post(""), "content/about.fa.md": "Text.\n"}, "y about-fa |"},
		"in folders": {map[string]string{
			"hugo.toml":         "title = 'T'\ndefaultContentLanguage = 'fa'\n[languages.fa]\ncontentDir = 'content/fa'\n[languages.en]\ncontentDir = 'content/en'\n",
			"content/fa/a/x.md": post(""), "content/en/a/x.md": post(""), "content/en/b/y.md": post(""),
		}, "x y-en | x: x-en, x-en: x"},
		"by a key": {map[string]string{
			"content/hello.md": post("translationKey: k\n"), "content/bonjour.fa.md": post("translationKey: k\n"), "content/k.ja.md": post("translationKey: k\n"), "content/hello.fa.md": post("translationKey: l\n"),
		}, "hello hello-fa | hello: k-ja bonjour-fa, bonjour-fa: hello k-ja, k-ja: hello bonjour-fa"},
		"of Zola": {map[string]string{
			"config.toml": "base_url = 'https://old.example'\ndefault_language = 'en'\n[languages.fa]\n", "content/x.fa.md": "+++\ntitle = 'A'\ndate = 2026-01-05\n+++\nText.\n",
		}, "x-fa |"},
	} {
		if c.files["config.toml"] == "" && c.files["hugo.toml"] == "" {
			c.files["hugo.toml"] = hugo
		}
		a, report := Open(filesOf(c.files))
		if a == nil {
			t.Errorf("%s: %v", name, report.Err())
			continue
		}
		var lists, names []string
		for _, p := range append(a.Posts, a.Pages...) {
			lists = append(lists, p.Slug)
		}
		say := func(slug string, p *Page) {
			if len(p.Translations) == 0 {
				return
			}
			s := slug + ":"
			for _, other := range p.Translations {
				s += " " + other.Slug
			}
			names = append(names, s)
		}
		if a.About != nil {
			say("about", a.About)
		}
		for p := range a.Readable() {
			say(p.Slug, &p.Page)
		}
		if got := strings.TrimSpace(strings.Join(lists, " ") + " | " + strings.Join(names, ", ")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// A text that is listed in another language has the neighbours of that one. Lists stay in the
// order of dates.
func TestNeighboursOfTranslations(t *testing.T) {
	files := map[string]string{"hugo.toml": "title = 'T'\n[languages.en]\n[languages.fa]\n"}
	for i, name := range []string{"a.md", "b.md", "b.fa.md", "c.fa.md", "d.md"} {
		files["content/"+name] = fmt.Sprintf("---\ntitle: T\ndate: 2026-01-%02d\n---\nText.\n", 10-i)
	}
	a, _ := Open(filesOf(files))
	if got := strings.Join(a.Slugs(), " "); got != "a b c-fa d" {
		t.Errorf("the list is %q", got)
	}
	for slug, want := range map[string]string{"a": "- b", "b": "a c-fa", "b-fa": "a c-fa", "c-fa": "b d", "d": "c-fa -"} {
		p, _ := a.Post(slug)
		var got []string
		for _, n := range []*Post{a.Newer(p), a.Older(p)} {
			if n == nil {
				n = &Post{Slug: "-"}
			}
			got = append(got, n.Slug)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is between %q, want %q", slug, got, want)
		}
	}
}

// The key of a text covers its translations, because they are laid out with it.
func TestTranslationsChangeTheKey(t *testing.T) {
	files := map[string]string{"hugo.toml": "title = 'T'\n[languages.en]\n[languages.fa]\n", "content/x.md": "---\ntitle: T\ndate: 2026-01-05\n---\nText.\n"}
	alone, _ := Open(filesOf(files))
	files["content/x.fa.md"] = files["content/x.md"]
	with, _ := Read(filesOf(files), Options{Previous: alone})
	before, _ := alone.Post("x")
	after, _ := with.Post("x")
	if before.Key == after.Key || before.Sum != after.Sum {
		t.Error("a new translation does not change the key of the text")
	}
}

// An alias that texts in several languages ask for leads to the one that lists have.
func TestAliasesOfTranslations(t *testing.T) {
	files := map[string]string{"config.toml": "base_url = 'https://old.example'\ndefault_language = 'en'\n[languages.ar]\n[languages.fa]\n"}
	for name, address := range map[string]string{"a/index.ar": "ar/x", "a/index.fa": "fa/x", "a/index": "x", "b/index.fa": "fa/y", "b/index.ar": "ar/y"} {
		files["content/"+name+".md"] = "+++\ntitle = 'A'\ndate = 2026-01-05\npath = '" + address + "'\n+++\nText.\n"
	}
	a, _ := Open(filesOf(files))
	for alias, want := range map[string]string{"x": "a", "y": "b-ar"} {
		if p, ok := a.Post(alias); !ok || p.Slug != want || !p.Listed() {
			t.Errorf("%s leads to %+v, want %s", alias, p, want)
		}
	}
}

func TestForeign(t *testing.T) {
	for _, c := range [][3]string{
		{"", "en", ""},
		{"en", "en", ""},
		{"EN", "en", ""},
		{"en", "en-US", ""},
		{"en_US", "en", ""},
		{"fa", "en", "fa"},
		{"zh-tw", "zh-cn", "zh-tw"},
		{"de", "den", "de"},
	} {
		if got := (&Post{Lang: c[0]}).Foreign(Site{Language: c[1]}); got != c[2] {
			t.Errorf("%q on a site in %q is %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
