package blog

import (
	"cmp"
	goflag "flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata" // the machine may have none

	"blog.example/pete/internal/frontmatter"
)

var update = goflag.Bool("update", false, "write the golden files")

var roleNames = map[role]string{rolePost: "post", rolePage: "page", roleByDate: "post if dated", roleAbout: "about"}

// siteOf returns the facts of a site without reading its posts.
func siteOf(fsys fs.FS) Site {
	r := &reading{fsys: fsys, options: Options{Name: "the-folder"}}
	own := r.readSiteFile()
	return r.site(own, r.layout(own))
}

// listing says what the files of a directory become, and what is wrong in it.
func listing(fsys fs.FS) string {
	var b strings.Builder
	r := &reading{fsys: fsys, options: Options{Name: "the-folder"}, parse: parsePage}
	_, report := r.archive()
	if r.entries != nil {
		site := siteOf(fsys)
		fmt.Fprintf(&b, "%s: %q by %q, %q, in %s, %s, at %q\n", site.Kind, site.Title, site.Author, site.Description, site.Language, site.Zone, site.Base)
	}
	for _, e := range r.entries {
		src, _ := fs.ReadFile(fsys, e.path)
		file, _ := frontmatter.Parse(src)
		var p Post
		p.Title = fieldText(file.Fields, "title")
		p.Date, _, _ = frontmatter.ParseDate(fieldText(file.Fields, "date"), e.zone)
		fields := slices.Concat(file.Fields, e.inherited)
		fmt.Fprintf(&b, "%s: %s, %s", e.path, roleNames[e.role], e.slugFor(fieldText(file.Fields, "slug")))
		if e.lang != "" {
			fmt.Fprintf(&b, ", in %s of %s", e.lang, e.origin())
		}
		if !e.date.IsZero() {
			b.WriteString(", of " + e.date.Format(time.DateOnly))
		}
		if e.draft {
			b.WriteString(", a draft")
		}
		for _, f := range e.inherited {
			fmt.Fprintf(&b, ", %s %s", f.Name, cmp.Or(f.Value.Text, fmt.Sprint(texts(f.Value), len(f.Value.Map))))
		}
		old, own := e.oldPaths(&p, fields)
		if len(old) > 0 {
			fmt.Fprintf(&b, ", at %s", strings.Join(old, " "))
		}
		if own != "" {
			fmt.Fprintf(&b, ", itself %s", own)
		}
		if id := e.entryPath(own, fields); id != own {
			fmt.Fprintf(&b, ", in feeds %s", id)
		}
		b.WriteByte('\n')
	}
	for _, p := range report.Problems {
		if _, isFile := fs.Stat(fsys, p.Path); isFile != nil || !slices.ContainsFunc(r.entries, func(e entry) bool { return e.path == p.Path }) || strings.Contains(p.Wrong, "Jekyll") {
			fmt.Fprintln(&b, p)
		}
	}
	return b.String()
}

// Each directory below testdata becomes what the golden file of its name says.
func TestLayouts(t *testing.T) {
	dirs, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		name := path.Base(dir)
		if name == "fuzz" || path.Ext(name) == ".golden" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			golden := filepath.Join("testdata", name+".golden")
			got := listing(os.DirFS(dir))
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A directory is recognised by its configuration, whatever its format.
func TestRecognise(t *testing.T) {
	const post = "---\ntitle: T\ndate: 2026-01-05\n---\nText.\n"
	for _, c := range []struct {
		files []string // path and text, by turns
		kind  string   // or what the error says
	}{
		{[]string{"hugo.yaml", "title: T", "content/a.md", post}, "a Hugo site (hugo.yaml)"},
		{[]string{"hugo.json", `{"title": "T"}`, "content/a.md", post}, "a Hugo site (hugo.json)"},
		{[]string{"config.toml", "baseURL = 'https://a.example'", "content/a.md", post}, "a Hugo site (config.toml)"},
		{[]string{"config.yaml", "baseurl: /", "content/a.md", post}, "a Hugo site (config.yaml)"},
		{[]string{"config.json", `{"BaseURL": "/"}`, "content/a.md", post}, "a Hugo site (config.json)"},
		{[]string{"config.toml", "base_url = 'https://a.example'", "content/a.md", post}, "a Zola site (config.toml)"},
		{[]string{"zola.toml", "base_url = 'https://a.example'", "content/a.md", post}, "a Zola site (zola.toml)"},
		{[]string{"zola.toml", "base_url = 'https://a.example'", "config.toml", "colour = 'green'", "content/a.md", post}, "a Zola site (zola.toml)"},
		{[]string{"_config.toml", "title = 'T'", "_posts/2026-01-05-a.md", post}, "a Jekyll site (_config.toml)"},
		{[]string{"_posts/2026-01-05-a.md", post}, "a Jekyll site (_posts)"},
		{[]string{"_config.yml", "title: T", "source/_posts/a.md", post}, "a Hexo site (_config.yml)"},
		{[]string{"_config.yml", "source_dir: src", "src/_posts/a.md", post}, "a Hexo site (_config.yml)"},
		{[]string{"_config.yml", "title: T", "site.yaml", "posts: source/_posts", "source/_posts/a.md", post}, "a Hexo site (_config.yml) with site.yaml"},
		{[]string{"_config.yml", "source: source", "source/_posts/2026-01-05-a.md", post}, "a Jekyll site (_config.yml)"},
		{[]string{"_config.yml", "title: T", "_posts/2026-01-05-a.md", post, "source/_posts/b.md", post}, "a Jekyll site (_config.yml)"},
		{[]string{"www/_config.yml", "title: T", "www/source/_posts/a.md", post}, "www/_config.yml is a Hexo site: serve that folder"},
		{[]string{"site.yaml", "title: T", "posts/a.md", post}, "a directory with site.yaml"},
		{[]string{"site.yaml", "title: T\nposts: texts", "texts/a.md", post, "_posts/x.md", post}, "a directory with site.yaml"},
		{[]string{"a.md", post}, "there is none"},
		{[]string{"config.toml", "colour = 'green'", "a.md", post}, "there is none"},
		{[]string{"www/hugo.toml", "title = 'T'"}, "www/hugo.toml is a Hugo site: serve that folder"},
		{[]string{"hugo.toml", "[module]", "exampleSite/hugo.toml", "title = 'T'", "exampleSite/content/a.md", post}, "hugo.toml: there are no posts: exampleSite/hugo.toml is a Hugo site: serve that folder"},
		{[]string{"hugo.toml", "title = 'T'", "exampleSite/hugo.toml", "title = 'T'", "content/a.md", post}, "a Hugo site (hugo.toml)"},
		{[]string{"theme.toml", "name = 'T'", "demo/config.toml", "base_url = '/'"}, "demo/config.toml is a Zola site: serve that folder"},
		{[]string{"docusaurus.config.js", "", "blog/2026-01-05-a/index.mdx", post}, "language: en\nposts: blog"},
		{[]string{"www/_posts/2026-01-05-a.md", post}, "www is a Jekyll site: serve that folder"},
		{[]string{"www/site.yaml", "title: T"}, "www/site.yaml is there: serve that folder"},
		{[]string{"hugo.toml", "title = "}, "hugo.toml:1: not TOML"},
		{[]string{"_config.yml", "title: a: b"}, "_config.yml:1: not YAML"},
		{[]string{"site.yaml", "title: T\nposts: texts"}, `site.yaml:2: posts "texts": there is no such folder`},
		{[]string{"site.yaml", "title: T\nposts: ../x"}, `site.yaml:2: posts "../x": want the path of a folder below`},
	} {
		fsys := fstest.MapFS{}
		for i := 0; i < len(c.files); i += 2 {
			fsys[c.files[i]] = &fstest.MapFile{Data: []byte(c.files[i+1])}
		}
		a, report := Open(fsys)
		switch {
		case a == nil && !strings.Contains(problems(report), c.kind):
			t.Errorf("%q: %s, want %s", c.files, problems(report), c.kind)
		case a != nil && (a.Site.Kind != c.kind || len(a.Posts) != 1):
			t.Errorf("%q: %s with %d posts, want %s", c.files, a.Site.Kind, len(a.Posts), c.kind)
		}
	}
}

// site.yaml beside another configuration wins, field by field.
func TestSiteFileBesideOthers(t *testing.T) {
	fsys := fstest.MapFS{
		"site.yaml":      {Data: []byte("title: Mine\nposts: [content/notes, letters]\n")},
		"hugo.toml":      {Data: []byte("title = 'Theirs'\ntimeZone = 'Asia/Tokyo'\nlanguageCode = 'ja'\n[params]\nauthor = 'Mira'\n")},
		"content/a.md":   {Data: []byte("---\ndate: 2026-01-05\n---\nText.\n")},
		"letters/b.md":   {Data: []byte("Text.\n")},
		"content/notes/": {Mode: fs.ModeDir},
	}
	fsys["content/notes/c.md"] = fsys["letters/b.md"]
	r := &reading{fsys: fsys, parse: parsePage}
	_, report := r.archive()
	site := siteOf(fsys)
	if got := strings.TrimSpace(fmt.Sprintln(site.Title, site.Author, site.Language, site.Zone, site.Host)); got != "Mine Mira ja Asia/Tokyo blog.example" {
		t.Errorf("%s\n%s", got, problems(report))
	}
	var roles []string
	for _, e := range r.entries {
		roles = append(roles, e.path+" "+roleNames[e.role])
	}
	if got := strings.Join(roles, ", "); got != "content/a.md page, content/notes/c.md post, letters/b.md post" {
		t.Error(got)
	}
}

// No configuration, whatever it says, stops the reading otherwise than by a problem.
func FuzzConfig(f *testing.F) {
	for _, name := range []string{"hugo/hugo.toml", "zola/config.toml", "jekyll/_config.yml", "plain/site.yaml"} {
		src, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(path.Base(name), src)
	}
	f.Add("hugo.toml", []byte("contentDir = '../..'\n[module]\n[[module.mounts]]\nsource='/etc'\ntarget='content'"))
	f.Add("_config.yml", []byte("source: /etc\ncollections_dir: ../x\nexclude: ['[', '**']\ndefaults: [{scope: {path: '[*'}, values: {a: 1}}]"))
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		if !slices.Contains([]string{"hugo.toml", "config.toml", "_config.yml", "site.yaml"}, name) {
			return
		}
		text := &fstest.MapFile{Data: []byte("---\ntitle: T\ndate: 2026-01-05\n---\nText.\n")}
		a, report := Open(fstest.MapFS{name: {Data: src}, "content/x/a.md": text, "_posts/2026-01-05-a.md": text, "posts/a.md": text, "content/_index.md": text})
		if a == nil && report.Err() == nil {
			t.Errorf("nothing is served, and nothing said")
		}
	})
}

// Old addresses lead to their pages, texts in other languages name each other, and what
// sections say hides their posts.
func TestArchiveOfGenerators(t *testing.T) {
	for _, c := range []struct {
		dir, posts, pages string
		addresses         map[string]string // slugs by address; "" for none
	}{
		{"hugo", "bees brick-walls moss node-js", "tools", map[string]string{
			"/garden/2026/02/brick-walls/": "brick-walls", "https://mira.example/garden/old/walls.html": "brick-walls", "/garden/old/WALLS": "brick-walls",
			"/garden/2026/02/walls-again/": "brick-walls", "/garden/fa/2026/02/دیوار/": "walls-fa", "/garden/green/moss": "moss", "/bees": "bees", "/any/x": "", "/nowhere": "", "/garden/2026/ants": "ants", "/garden/log/secret-bed": "",
			"/garden/log/2026-05-07-bees/": "bees", "/garden/tools/": "tools",
		}},
		{"hugo-config", "schnee", "impressum", map[string]string{"/blog/schnee.html": "schnee", "/blog/schnee": "schnee", "/en/blog/schnee.html": "schnee-en"}},
		{"zola", "frost path shown thaw", "", map[string]string{"/z/blog/thaw": "thaw", "/z/other/place/": "path", "/z/first/place": "path", "/z/later/plan": ""}},
		{"jekyll", "again frost hill page rose", "contact oak tools", map[string]string{
			"/j/winter/cold/2026/01/frost/": "frost", "/j/old/again.html": "again", "/j/hills/hill.html": "hill", "/j/plants/oak": "oak", "/j/2026/01/bed/": "",
		}},
		{"plain", "bulbs", "tools", nil},
	} {
		a, report := Open(os.DirFS("testdata/" + c.dir))
		if a == nil {
			t.Fatal(report.Err())
		}
		listed := func(posts []*Post) string {
			var slugs []string
			for _, p := range posts {
				slugs = append(slugs, p.Slug)
			}
			slices.Sort(slugs)
			return strings.Join(slugs, " ")
		}
		if c.dir != "plain" {
			if got := listed(a.Posts); got != c.posts {
				t.Errorf("%s: posts %q, want %q", c.dir, got, c.posts)
			}
		}
		if got := listed(a.Pages); got != c.pages {
			t.Errorf("%s: pages %q, want %q", c.dir, got, c.pages)
		}
		for address, want := range c.addresses {
			slug := ""
			if p, ok := a.ByPath(address); ok {
				slug = p.Slug
			}
			if slug != want {
				t.Errorf("%s: %s leads to %q, want %q", c.dir, address, slug, want)
			}
		}
		for p := range a.Readable() {
			for _, old := range p.OldPaths {
				if found, ok := a.ByPath(old); !ok || found != p {
					t.Errorf("%s: %s leads to %v, want %s", c.dir, old, found, p.Slug)
				}
			}
		}
	}
	a, _ := Open(os.DirFS("testdata/hugo"))
	moss, _ := a.Post("moss")
	persian, _ := a.Post("moss-fa")
	if moss == nil || persian == nil || len(moss.Translations) != 1 || moss.Translations[0] != (Translation{Lang: "fa", Slug: "moss-fa", URL: "https://mira.example/garden/fa/2026/02/%D8%AE%D8%B2%D9%87/"}) || len(persian.Translations) != 1 || persian.Translations[0].Slug != "moss" || persian.Listed() {
		t.Errorf("moss is %v, and %v in Persian", moss, persian)
	}
}
