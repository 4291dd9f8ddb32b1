package blog_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
)

func filesOf(pairs ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return files
}

const (
	hugoFile   = "baseURL = \"https://me.example/\"\ntitle = \"H\"\n"
	zolaFile   = "base_url = \"https://me.example\"\ntitle = \"Z\"\n"
	jekyllFile = "title: J\nurl: https://me.example\n"
	yamlPost   = "---\ntitle: T\ndate: 2020-01-05\n---\n\nText.\n"
	tomlPost   = "+++\ntitle = \"T\"\ndate = 2020-01-05\n+++\n\nText.\n"
)

// A new post lies where the others lie and begins as they do, and is a draft of its title
// when it is read.
func TestNewPost(t *testing.T) {
	today := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		path  string
		head  string
	}{
		{"plain", filesOf("site.yaml", "title: P\n", "posts/a.md", yamlPost), "posts/a-b-s-c.md", "---\ntitle: \"A \\\"B's\\\" \\\\ C: # x\"\ndate: 2026-11-29\nsummary:\ntags: []\ndraft: true\n---\n\n"},
		{"empty", filesOf("site.yaml", "title: P\n"), "posts/a-b-s-c.md", "---\n"},
		{"a folder of its own", filesOf("site.yaml", "title: P\nposts: essays\n", "essays/x.txt", ""), "essays/a-b-s-c.md", "---\n"},
		{"the top", filesOf("site.yaml", "title: P\nposts: .\n", "a.md", yamlPost), "a-b-s-c.md", "---\n"},
		{"where most are", filesOf("site.yaml", "title: P\n", "posts/a.md", yamlPost, "posts/en/b.md", yamlPost, "posts/en/c.md", yamlPost), "posts/en/a-b-s-c.md", "---\n"},
		{"drafts do not count", filesOf("site.yaml", "title: P\n", "posts/a.md", yamlPost, "posts/drafts/b.md", yamlPost, "posts/drafts/c.md", yamlPost), "posts/a-b-s-c.md", "---\n"},
		{"years and months", filesOf("site.yaml", "title: P\n", "posts/2019/02/a.md", yamlPost, "posts/2020/12/b.md", yamlPost), "posts/2026/11/a-b-s-c.md", "---\n"},
		{"Hugo", filesOf("hugo.toml", hugoFile, "content/blog/a.md", tomlPost), "content/blog/a-b-s-c.md", "+++\ntitle = \"A \\\"B's\\\" \\\\ C: # x\"\ndate = 2026-11-29\ndraft = true\n+++\n\n"},
		{"Hugo's bundles", filesOf("hugo.toml", hugoFile, "content/post/a/index.md", yamlPost, "content/post/b/index.md", yamlPost, "content/post/c.md", yamlPost), "content/post/a-b-s-c/index.md", "---\ntitle: "},
		{"Hugo, empty", filesOf("hugo.toml", hugoFile, "content/about.md", "---\ntitle: About\n---\n"), "content/posts/a-b-s-c.md", "---\n"},
		{"Jekyll", filesOf("_config.yml", jekyllFile, "_posts/2020-01-05-a.md", yamlPost, "about.md", "---\nlayout: page\n---\n"), "_posts/2026-11-29-a-b-s-c.md", "---\ntitle: \"A \\\"B's\\\" \\\\ C: # x\"\ndate: 2026-11-29\npublished: false\n---\n\n"},
		{"Jekyll, empty", filesOf("_config.yml", jekyllFile), "_posts/2026-11-29-a-b-s-c.md", "---\n"},
		{"Hexo", filesOf("_config.yml", jekyllFile, "source/_posts/a.md", yamlPost, "source/_drafts/b.md", yamlPost, "source/_drafts/c.md", yamlPost), "source/_posts/a-b-s-c.md", "---\ntitle: \"A \\\"B's\\\" \\\\ C: # x\"\ndate: 2026-11-29\npublished: false\n---\n\n"},
		{"Hexo, empty", filesOf("_config.yml", jekyllFile, "source/_posts/x.png", ""), "source/_posts/a-b-s-c.md", "---\n"},
		{"Hexo's dates", filesOf("_config.yml", jekyllFile+"new_post_name: :year-:month-:day-:title.md\n", "source/_posts/2020-01-05-a.md", yamlPost), "source/_posts/2026-11-29-a-b-s-c.md", "---\n"},
		{"Zola", filesOf("config.toml", zolaFile, "content/blog/_index.md", "+++\n+++\n", "content/blog/a.md", tomlPost), "content/blog/a-b-s-c.md", "+++\n"},
		{"Zola, empty", filesOf("config.toml", zolaFile), "content/a-b-s-c.md", "+++\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, report := blog.Open(tt.files)
			if a == nil {
				t.Fatal(report.Err())
			}
			path, text, err := a.NewPost(" A \"B's\"\n\\ C: # x ", today)
			if err != nil || path != strings.Replace(tt.path, "a-b-s-c", "a-bs-c-x", 1) || !strings.HasPrefix(string(text), tt.head) {
				t.Fatalf("%s, %v:\n%s", path, err, text)
			}
			tt.files[path] = &fstest.MapFile{Data: append(text, "Text.\n"...)}
			after, report := blog.Open(tt.files)
			if after == nil {
				t.Fatal(report.Err())
			}
			p, ok := after.ForAuthors().Post("a-bs-c-x")
			if !ok || p.Title != `A "B's" \ C: # x` || p.StateLabel != "draft" || p.IsPage || p.Date.Format(time.DateOnly) != "2026-11-29" {
				t.Fatalf("%+v\n%s", p, report.Problems)
			}
			for _, problem := range report.Problems {
				if problem.Path == path {
					t.Error(problem)
				}
			}
			if got, ok := after.ForAuthors().ByFile(path); !ok || got.Slug != p.Slug {
				t.Errorf("the file is that of %v", got)
			}
			if _, _, err := after.NewPost("A \"B's\" \\ C: # x", today.AddDate(0, 0, 1)); err == nil || !strings.Contains(err.Error(), path+" has the name a-bs-c-x") {
				t.Errorf("a second one: %v", err)
			}
		})
	}
}

func TestNewPostNeedsAName(t *testing.T) {
	a, _ := blog.Open(filesOf("site.yaml", "title: P\n", "posts/2020/a.md", yamlPost, "posts/2021/a.md", yamlPost, "posts/b.md",
		"---\ntitle: T\naliases: [old]\n---\n"))
	for title, want := range map[string]string{
		"":                       `title "": want one with a letter`,
		" ?! ":                   `title "?!": want one with a letter`,
		"Index":                  "index.md is no name for a post",
		"Read me":                "",
		"README":                 "readme.md is no name for a post",
		"A":                      "posts/2020/a.md has the name a",
		"Old":                    "posts/b.md has the name old",
		strings.Repeat("a", 201): "too long a name",
	} {
		_, _, err := a.NewPost(title, time.Now())
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", title, err, want)
		}
	}
}

func TestGuess(t *testing.T) {
	for _, tt := range []struct {
		files        fstest.MapFS
		title, posts string
	}{
		{filesOf("a.md", "# A\n"), "My notes", ""},
		{filesOf("README.md", "![badge](x)\n\n# The *Notes*\n", "a.md", ""), "The Notes", ""},
		{filesOf("index.md", "---\ntitle: \"Front: me\"\n---\n# No\n", "essays/a.md", "", "essays/deep/b.md", ""), "Front: me", ""},
		{filesOf("README.md", "# T\n", "essays/a.md", "", "essays/deep/b.md", "", "pages/c.md", "", "LICENSE.md", ""), "T", "essays"},
		{filesOf("README.md", "no heading\n", "posts/a.md", ""), "My notes", ""},
		{filesOf("one/a.md", "", "two/b.md", ""), "My notes", ""},
		{filesOf("README.md", "# \xff\n", "one/.hidden/a.md", "", "two/b.md", "", "node_modules/x/c.md", ""), "My notes", "two"},
		{filesOf("notes.txt", ""), "My notes", ""},
	} {
		title, posts := blog.Guess(tt.files, "my-notes")
		if title != tt.title || posts != tt.posts {
			t.Errorf("%v: %q, %q, want %q, %q", tt.files, title, posts, tt.title, tt.posts)
		}
	}
}

func TestRecognise(t *testing.T) {
	for _, tt := range []struct {
		files fstest.MapFS
		kind  string
		below string
	}{
		{filesOf("a.md", ""), "", ""},
		{filesOf("site.yaml", ""), "a directory with site.yaml", ""},
		{filesOf("hugo.toml", hugoFile, "site.yaml", "x"), "a directory with site.yaml", ""},
		{filesOf("hugo.toml", hugoFile), "a Hugo site (hugo.toml)", ""},
		{filesOf("_posts/x.md", ""), "a Jekyll site (_posts)", ""},
		{filesOf("site/config.toml", zolaFile), "", "site/config.toml is a Zola site: serve that folder"},
	} {
		kind, below := blog.Recognise(tt.files)
		if kind != tt.kind || strings.Join(below, " ") != tt.below {
			t.Errorf("%v: %q, %q, want %q, %q", tt.files, kind, below, tt.kind, tt.below)
		}
	}
}
