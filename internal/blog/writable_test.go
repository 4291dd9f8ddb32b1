package blog

import (
	"cmp"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// openFiles reads a directory of files, each of which has a text.
func openFiles(t *testing.T, files map[string]string) *Archive {
	t.Helper()
	fsys := fstest.MapFS{}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text), Mode: fs.FileMode(0o600)}
	}
	archive, report := Open(fsys)
	if archive == nil {
		t.Fatal(report.Err())
	}
	return archive
}

const dated = "---\ntitle: T\ndate: 2026-01-05\n---\n\nText.\n"

// The directories of this table, with what authors' paths mean in them.
var writableSites = map[string]map[string]string{
	"plain": {"site.yaml": "title: T\n", "posts/old.md": dated, "posts/drafts/idea.md": dated, "posts/2025-12-24-eve.md": dated, "pages/me.md": "Me."},
	"plain at the top": {
		"site.yaml": "title: T\n", "hello.md": dated, "notes/n.md": dated,
	},
	"Hugo": {
		"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/post/a.md": dated, "content/post/b/index.md": dated, "content/notes/n.md": dated,
		"content/about.md": "About.", "content/post/2024/old.md": dated,
	},
	"Hugo by year": {"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/2024/a.md": dated, "content/2025/b.md": dated},
	"empty Hugo":   {"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/_index.md": "Top."},
	"Zola":         {"config.toml": "base_url = \"https://t.example\"\ntitle = \"T\"\n", "content/blog/a.md": dated, "content/blog/b/index.md": dated},
	"Jekyll":       {"_config.yml": "title: T\ncollections:\n  recipes:\n    output: true\n", "_posts/2026-01-05-hello.md": dated, "_drafts/idea.md": dated},
	"Jekyll below": {"_config.yml": "title: T\nsource: docs\n", "docs/_posts/2026-01-05-hello.md": dated},
	"Hexo":         {"_config.yml": "title: T\n", "source/_posts/hello.md": dated, "source/_drafts/idea.md": dated, "source/about/index.md": "Me."},
	"Hexo by date": {"_config.yml": "title: T\nnew_post_name: :year-:month-:day-:title.md\n", "source/_posts/2026-01-05-hello.md": dated},
	"bundles":      {"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/post/a/index.md": dated, "content/post/b/index.md": dated, "content/post/c.md": dated},
	"by month":     {"site.yaml": "title: T\n", "posts/2019/02/a.md": dated, "posts/2020/12/b.md": dated},
	"two folders":  {"site.yaml": "title: T\nposts: [essays, notes]\n", "essays/a.md": dated, "notes/b.md": dated, "notes/c.md": dated},
	"by subject":   {"site.yaml": "title: T\n", "posts/a.md": dated, "posts/en/b.md": dated, "posts/en/c.md": dated},
}

func TestFoldersForWriting(t *testing.T) {
	for name, want := range map[string][2]string{
		"plain": {"posts", "posts/drafts"}, "plain at the top": {".", "drafts"},
		"Hugo": {"content/post", ""}, "Hugo by year": {"content", ""}, "empty Hugo": {"content/posts", ""}, "Zola": {"content/blog", ""},
		"Jekyll": {"_posts", "_drafts"}, "Jekyll below": {"docs/_posts", "docs/_drafts"},
		"Hexo": {"source/_posts", "source/_drafts"}, "Hexo by date": {"source/_posts", "source/_drafts"}, "bundles": {"content/post", ""},
		"by month": {"posts", "posts/drafts"}, "two folders": {"notes", "notes/drafts"}, "by subject": {"posts", "posts/drafts"},
	} {
		a := openFiles(t, writableSites[name])
		if got := [2]string{a.PostsFolder(), a.DraftsFolder()}; got != want {
			t.Errorf("%s: posts and drafts go to %q, want %q", name, got, want)
		}
	}
}

func TestWritePath(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ site, path, want string }{
		{"plain", "posts/new.md", "posts/new.md"},
		{"plain", "/posts/new.md", "posts/new.md"},
		{"plain", "./posts/new.md", "posts/new.md"},
		{"plain", "posts/eve.md", "posts/2025-12-24-eve.md"}, // the file of that slug
		{"plain", "posts/eve.markdown", "posts/eve.markdown"},
		{"plain", "posts/old/pic.png", "posts/old/pic.png"},
		{"plain", "posts/idea.md", "posts/idea.md"}, // a draft is another file
		{"plain", "posts/me.md", "posts/me.md"},     // and so is a page
		{"plain", "drafts/new.md", "posts/drafts/new.md"},
		{"plain", "pages/me.md", "pages/me.md"},
		{"plain", "static/a.png", "static/a.png"},
		{"plain at the top", "posts/new.md", "new.md"},
		{"plain at the top", "posts/n.md", "notes/n.md"},
		{"plain at the top", "new.md", "new.md"},
		{"plain at the top", "notes/a.png", "notes/a.png"},
		{"Hugo", "posts/new.md", "content/post/new.md"},
		{"Hugo", "posts/a.md", "content/post/a.md"},
		{"Hugo", "posts/b.md", "content/post/b/index.md"},
		{"Hugo", "posts/b/pic.png", "content/post/b/pic.png"},
		{"Hugo", "posts/n.md", "content/notes/n.md"},
		{"Hugo", "content/notes/new.md", "content/notes/new.md"},
		{"Hugo", "static/a.png", "static/a.png"},
		{"Zola", "posts/new/index.md", "content/blog/new/index.md"},
		{"Jekyll", "posts/hello.md", "_posts/2026-01-05-hello.md"},
		{"Jekyll", "posts/2026-01-05-hello.md", "_posts/2026-01-05-hello.md"},
		{"Jekyll", "posts/new.md", "_posts/2026-11-29-new.md"},
		{"Jekyll", "posts/2025-01-01-new.md", "_posts/2025-01-01-new.md"},
		{"Jekyll", "drafts/new.md", "_drafts/new.md"},
		{"Jekyll", "_recipes/soup.md", "_recipes/soup.md"},
		{"Jekyll", "assets/a.png", "assets/a.png"},
		{"Jekyll", "about.md", "about.md"},
		{"Jekyll below", "posts/new.md", "docs/_posts/2026-11-29-new.md"},
		{"Jekyll below", "docs/about.md", "docs/about.md"},
		{"Hugo by year", "posts/new.md", "content/2026/new.md"},
		{"Hugo by year", "posts/2019/new.md", "content/2019/new.md"},
		{"Hexo", "posts/new.md", "source/_posts/new.md"},
		{"Hexo", "posts/hello.md", "source/_posts/hello.md"},
		{"Hexo", "posts/hello/pic.png", "source/_posts/hello/pic.png"},
		{"Hexo", "drafts/new.md", "source/_drafts/new.md"},
		{"Hexo", "source/about/index.md", "source/about/index.md"},
		{"Hexo", "source/images/a.png", "source/images/a.png"},
		{"Hexo by date", "posts/hello.md", "source/_posts/2026-01-05-hello.md"},
		{"Hexo by date", "posts/new.md", "source/_posts/2026-11-29-new.md"},
		{"bundles", "posts/new.md", "content/post/new/index.md"},
		{"bundles", "posts/new/pic.png", "content/post/new/pic.png"},
		{"bundles", "posts/_index.md", "content/post/_index.md"},
		{"bundles", "posts/new.de.md", "content/post/new.de.md"},
		{"bundles", "posts/c.md", "content/post/c.md"},
		{"by month", "posts/new.md", "posts/2026/11/new.md"},
		{"by month", "posts/a.md", "posts/2019/02/a.md"},
		{"by month", "posts/2020/01/new.md", "posts/2020/01/new.md"},
		{"by month", "posts/2020/01/new/index.md", "posts/2020/01/new/index.md"},
		{"two folders", "posts/new.md", "notes/new.md"},
		{"by subject", "posts/new.md", "posts/new.md"}, // posts/en is a folder that authors name
	} {
		got, bad := openFiles(t, writableSites[test.site]).WritePath(test.path, nil, now)
		if bad != nil || got != test.want {
			t.Errorf("%s: %s is %q (%v), want %q", test.site, test.path, got, bad, test.want)
		}
	}
	a := openFiles(t, writableSites["Jekyll"])
	if got, bad := a.WritePath("posts/new.md", []byte("---\ntitle: T\ndate: 2024-02-29 10:00\n---\n"), now); got != "_posts/2024-02-29-new.md" {
		t.Errorf("with a date in its front matter: %q, %v", got, bad)
	}
}

// No author writes outside the content, or what a generator runs.
func TestUnwritable(t *testing.T) {
	everywhere := []string{
		"", "/", ".", "..", "../x.md", "posts/../../x.md", "posts/../site.yaml", "posts//x.md", "posts/.x.md", ".git/config", "posts/.well/x.md", "posts/x.md~", "posts/#x.md#",
		"posts/a\x00b.md", "posts/a\nb.md", "posts/a\x1b[2Jb.md", "posts/\u202efdp.md", "posts/\xff.md", `posts\x.md`, "posts/ x.md", "posts/x.md ", "posts/ /x.md",
		"posts/" + strings.Repeat("a", 300) + ".md", strings.Repeat("a/", 17) + "x.md", strings.Repeat("abcdefgh/", 200) + "x.md",
		"layouts/x.md", "layouts/_default/single.html", "themes/t/x.md", "archetypes/default.md", "data/x.json", "config/x.md", "node_modules/x/readme.md", "public/x.png", "vendor/x.md",
		"_layouts/x.html", "_includes/x.md", "_plugins/x.rb", "_data/x.json", "_sass/x.scss", "redirects", "Gemfile", "Makefile",
	}
	for site, paths := range map[string][]string{
		"plain":            {"site.yaml", "x.md", "README.md", "other/x.md", "static/x.md"},
		"plain at the top": {"site.yaml", "README.md", "CLAUDE.md", "agents.md", "x.json", "x.png", "notes/_layouts/x.png"},
		"Hugo":             {"hugo.toml", "x.md", "assets/x.png", "content/x/_layouts/x.png", "i18n/en.json"},
		"Zola":             {"config.toml", "templates/x.md", "sass/x.md"},
		"Jekyll":           {"_config.yml", "README.md", "x.json", "_secret/x.md", "docs/_includes/x.md"},
		"Jekyll below":     {"_config.yml", "x.md", "other/x.md", "docs/_layouts/x.md", "docs/layouts/x.md"},
		"Hexo":             {"_config.yml", "x.md", "scaffolds/post.md", "themes/t/x.md", "scripts/x.js", "source/_data/x.md", "source/_secret.md"},
	} {
		a := openFiles(t, writableSites[site])
		for _, p := range append(paths, everywhere...) {
			if got, bad := a.WritePath(p, nil, time.Time{}); bad == nil {
				t.Errorf("%s: %q may be written as %q", site, p, got)
			} else if bad.Wrong == "" || bad.Mend == "" || bad.Severity != LeftOut {
				t.Errorf("%s: %q: the problem is %+v", site, p, bad)
			}
		}
	}
}

func TestDraftedAndPublished(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ site, post, draft, published string }{
		{"plain", "posts/x.md", "posts/drafts/x.md", ""},
		{"plain at the top", "x.md", "drafts/x.md", ""},
		{"Jekyll", "_posts/2026-01-05-x.md", "_drafts/x.md", "_posts/2026-11-29-x.md"},
		{"Jekyll below", "docs/_posts/2026-01-05-x.md", "docs/_drafts/x.md", "docs/_posts/2026-11-29-x.md"},
		{"Hexo", "source/_posts/x.md", "source/_drafts/x.md", ""},
		{"Hexo", "source/_posts/s/x.md", "source/_drafts/s/x.md", ""},
		{"Hexo by date", "source/_posts/2026-01-05-x.md", "source/_drafts/x.md", "source/_posts/2026-11-29-x.md"},
		{"by month", "posts/2020/12/x.md", "posts/drafts/x.md", "posts/2026/11/x.md"},
		{"by subject", "posts/en/x.md", "posts/drafts/en/x.md", ""},
		{"Hugo", "content/post/x.md", "", ""},
		{"Zola", "content/blog/x.md", "", ""},
	} {
		a := openFiles(t, writableSites[test.site])
		if got, _ := a.Drafted(test.post); got != test.draft {
			t.Errorf("%s: the draft of %s is %q, want %q", test.site, test.post, got, test.draft)
		}
		want := cmp.Or(test.published, test.post)
		if got, ok := a.Published(test.draft, nil, now); test.draft != "" && got != want || ok != (test.draft != "") {
			t.Errorf("%s: %s is published as %q (%t), want %q", test.site, test.draft, got, ok, want)
		}
	}
}

func TestRenamed(t *testing.T) {
	files := map[string]string{
		"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\ndefaultContentLanguage = \"en\"\n[languages.en]\n[languages.de]\n", "content/post/a.md": dated, "content/post/b/index.md": dated,
		"content/post/2026-01-05-c.md": dated, "content/post/d.de.md": dated, "content/post/own.md": "---\ntitle: T\nslug: named\ndate: 2026-01-05\n---\n\nText.\n",
	}
	a := openFiles(t, files)
	for _, test := range []struct{ slug, to, from, want string }{
		{"a", "x", "content/post/a.md", "content/post/x.md"},
		{"b", "x", "content/post/b", "content/post/x"},
		{"c", "x", "content/post/2026-01-05-c.md", "content/post/2026-01-05-x.md"},
		{"d-de", "x-de", "content/post/d.de.md", "content/post/x.de.md"},
		{"a", "No Slug", "", ""},
		{"a", "ls", "", ""},
		{"named", "x", "", ""},
	} {
		post, ok := a.Locate(test.slug)
		if !ok {
			t.Fatal(test.slug)
		}
		from, to, bad := a.Renamed(post, test.to)
		if from != test.from || to != test.want || (bad == nil) != (test.want != "") {
			t.Errorf("%s to %s: %q, %q, %v", test.slug, test.to, from, to, bad)
		}
		if test.slug == "named" && bad.Line != 3 {
			t.Errorf("slug: is on line %d", bad.Line)
		}
	}
}

func TestClash(t *testing.T) {
	files := maps.Clone(writableSites["plain"])
	files["posts/2024-01-01-old.md"] = strings.Replace(dated, "2026-01-05", "2024-01-01", 1)
	files["posts/drafts/me.md"] = dated
	a := openFiles(t, files)
	for p, want := range map[string]string{
		"posts/old.md": "posts/2024-01-01-old.md", "posts/2024-01-01-old.md": "posts/old.md", "posts/2025-12-24-eve.md": "", "posts/drafts/me.md": "pages/me.md", "pages/me.md": "posts/drafts/me.md", "nowhere.md": "",
	} {
		if got, ok := a.Clash(p); got != want || ok != (want != "") {
			t.Errorf("%s clashes with %q, want %q", p, got, want)
		}
	}
}

// Old slugs lead to posts through the file of redirects, later lines first. A slug that a
// post has is never taken from it, and a draft takes none from readers.
func TestSlugRedirects(t *testing.T) {
	a := openFiles(t, map[string]string{
		"site.yaml": "title: T\n", "posts/new.md": dated, "posts/taken.md": dated, "posts/drafts/first.md": dated,
		"redirects": "# comment\n\nfirst second\nsecond new\ntaken new\nlost nowhere\nloop loop2\nloop2 loop\nback taken\nback new\nfirst hidden\nnot a line\n",
	})
	for slug, want := range map[string]string{"first": "new", "second": "new", "taken": "taken", "lost": "", "loop": "", "back": "new"} {
		got := ""
		if p, ok := a.Post(slug); ok {
			got = p.Slug
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", slug, got, want)
		}
	}
	if p, _ := a.Post("new"); strings.Join(p.Aliases, " ") != "back second first" {
		t.Errorf("the aliases are %q", p.Aliases)
	}
}

// With Only, other files count as they were, and new ones are left for the next reading.
func TestOnly(t *testing.T) {
	fsys := fstest.MapFS{}
	write := func(p, text string, size int) {
		fsys[p] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(int64(size), 0)}
	}
	write("site.yaml", "title: T\n", 1)
	write("posts/a.md", "---\ntitle: A\n---\n", 1)
	write("posts/b.md", "---\ntitle: B\n---\n", 1)
	before, _ := Open(fsys)
	write("posts/a.md", "---\ntitle: A2\n---\n", 2)
	write("posts/b.md", "---\ntitle: B2\n---\n", 2)
	write("posts/c.md", "---\ntitle: C2\n---\n", 2)
	only := func(p string) bool { return p == "posts/a.md" }
	after, report := Read(fsys, Options{Previous: before, Only: only})
	if got := titlesOf(after); got != "A2 B" || report.Read != 1 {
		t.Errorf("the archive has %s, %d files read", got, report.Read)
	}
	if last, _ := Read(fsys, Options{Previous: after}); titlesOf(last) != "A2 B2 C2" {
		t.Errorf("the next archive has %s", titlesOf(last))
	}
}

func titlesOf(a *Archive) string {
	var all []string
	for _, slug := range []string{"a", "b", "c"} {
		if p, ok := a.Post(slug); ok {
			all = append(all, p.Title)
		}
	}
	return strings.Join(all, " ")
}
