package blog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// filesOf returns a directory of the files of a table.
func filesOf(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// What a section, a cascade or a default may hold back is held back, also where that is
// written wrongly. The post is p; a post that is named open is public.
func TestHeldBackWhereUnsure(t *testing.T) {
	const (
		hugo   = "title = 'T'\nbaseURL = 'https://my.site/'\n"
		zola   = "title = 'T'\nbase_url = 'https://my.site'\n"
		jekyll = "title: T\n"
		dated  = "---\ntitle: P\ndate: 2026-01-05\n---\nText.\n"
		public = "+++\ntitle = 'P'\ndate = 2026-01-05\ndraft = false\n+++\nText.\n"
	)
	for name, files := range map[string]map[string]string{
		"a broken _index with a cascade": {"hugo.toml": hugo, "content/s/_index.md": "---\ntitle: \"S\ncascade:\n  draft: true\n---\n", "content/s/p.md": dated},
		"a misspelt name in a cascade":   {"hugo.toml": hugo, "content/s/_index.md": "---\ncascade: {darft: true}\n---\n", "content/s/p.md": dated},
		"a pattern that is none":         {"hugo.toml": hugo, "content/s/_index.md": "---\ncascade:\n  _target: {path: '/s[/**'}\n  draft: true\n---\n", "content/s/p.md": dated},
		"an empty value that is nearer": {
			"hugo.toml": hugo, "content/s/_index.md": "---\ncascade: {draft: true}\n---\n", "content/s/t/_index.md": "---\ncascade: {draft: }\n---\n", "content/s/t/p.md": dated,
		},
		"a file that the configuration ignores": {"hugo.toml": hugo + "ignoreFiles = ['/content/s/']\n", "content/s/p.md": dated},
		"a page of a draft section of Zola":     {"config.toml": zola, "content/s/_index.md": "+++\ndraft = true\n+++\n", "content/s/p.md": public},
		"a broken section of Zola":              {"config.toml": zola, "content/s/_index.md": "+++\ntitle = \"x\ndraft = true\n+++\n", "content/s/p.md": dated},
		"a misspelt name in the defaults of Jekyll": {
			"_config.yml": jekyll + "defaults: [{scope: {path: ''}, values: {publishd: false}}]\n", "_posts/2026-01-05-p.md": dated,
		},
		"a folder of drafts in capitals": {"hugo.toml": hugo, "content/s/Drafts/p.md": dated},
		"a misspelt cascade":             {"hugo.toml": hugo, "content/s/_index.md": "---\ncascde: {draft: true}\n---\n", "content/s/p.md": dated, "content/open.md": dated},
		"a cascade with dots":            {"hugo.toml": hugo, "content/s/_index.md": "---\ncascade.draft: true\n---\n", "content/s/p.md": dated},
		"dots in a cascade":              {"hugo.yaml": "title: T\ncascade: [{build.render: never, _target: {path: /s/**}}]\n", "content/s/p.md": dated, "content/open.md": dated},
		"a cascade with wrong marks":     {"hugo.toml": hugo, "content/s/_index.md": "----\ncascade:\n  draft: true\n----\n", "content/s/p.md": dated, "content/open.md": dated},
		"a section whose mark is longer": {"hugo.toml": hugo, "content/s/_index.md": "---\ntitle: S\n----\ncascade:\n  draft: true\n---\n", "content/s/p.md": dated, "content/open.md": dated},
		"fields below a longer mark":     {"hugo.toml": hugo, "content/p.md": "---\ntitle: P\ndate: 2026-01-05\n-----\ndraft: true\n---\nText.\n", "content/open.md": "---\ntitle: P\ndate: 2026-01-05\n-----\nText.\n"},
		"an _index.html":                 {"hugo.toml": hugo, "content/s/_index.html": "---\ncascade: {draft: true}\n---\n<p>", "content/s/p.md": dated, "content/open.md": dated},
		"a part of a bundle in HTML":     {"hugo.toml": hugo, "content/s/index.html": "---\ntitle: S\ndraft: true\n---\n<p>", "content/s/p.md": dated, "content/open.md": dated},
		"a disabled language": {
			"hugo.toml": hugo + "[languages.fa]\ndisabled = true\n[languages.en]\n", "content/x/index.fa.md": dated, "content/p.fa.md": dated, "content/open.md": dated,
		},
		"disableLanguages": {"hugo.toml": hugo + "disableLanguages = ['fa']\n[languages.fa]\n", "content/p.fa.md": dated, "content/open.md": dated},
		"a section in one of two languages": {
			"hugo.toml": hugo + "[languages.en]\n[languages.fa]\n", "content/s/_index.md": "---\ncascade: {draft: true}\n---\n",
			"content/s/_index.fa.md": "---\ncascade: {draft: false}\n---\n", "content/s/p.md": dated, "content/s/open.fa.md": dated,
		},
		"a section in the other language": {
			"hugo.toml": hugo + "[languages.en]\n[languages.fa]\n", "content/s/_index.md": "---\ncascade: {draft: false}\n---\n",
			"content/s/_index.fa.md": "---\ncascade: {draft: true}\n---\n", "content/s/p.fa.md": dated, "content/s/open.md": dated,
		},
		"a language of a target": {
			"hugo.toml": hugo + "[languages.fa]\ncontentDir = 'texts/fa'\n[[cascade]]\ndraft = true\n[cascade._target]\nlang = 'fa'\n", "texts/fa/p.md": dated, "content/open.md": dated,
		},
		"the language of a target's sites": {
			"hugo.toml": hugo + "[languages.en]\n[languages.fa]\n[[cascade]]\ndraft = true\n[cascade.target.sites.matrix]\nlanguages = ['fa']\n", "content/p.fa.md": dated, "content/open.md": dated,
		},
		"stars within a name of a target": {"hugo.toml": hugo + "[[cascade]]\ndraft = true\n[cascade._target]\npath = '/s**p'\n", "content/s/t/p.md": dated, "content/s/open.md": dated},
		"files of a mount that are excluded": {
			"hugo.toml": hugo + "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\nexcludeFiles = ['s/**', 't/?.md']\n", "content/s/p.md": dated, "content/t/p.md": dated, "content/t/open.md": dated,
		},
		"files of a mount that are not included": {
			"hugo.toml": hugo + "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\nincludeFiles = '/t/**'\n", "content/s/p.md": dated, "content/t/u/open.md": dated,
		},
		"not files of a mount": {
			"hugo.toml": hugo + "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\nfiles = ['! **P.md', '! {s,t}/**']\n", "content/p.md": dated, "content/s/p.md": dated, "content/open.md": dated,
		},
		"mounts below a draft section": {
			"hugo.toml": hugo + "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\n[[module.mounts]]\nsource = 'texts'\ntarget = 'content/s/t'\n" +
				"[[module.mounts]]\nsource = 'a/p.md'\ntarget = 'content/s/a.md'\n[[module.mounts]]\nsource = 'more'\ntarget = 'content/ss'\n",
			"content/s/_index.md": "---\ncascade: {draft: true}\n---\n", "texts/p.md": dated, "a/p.md": dated, "more/open.md": dated,
		},
		"a mount beside a draft content": {
			"hugo.toml":         hugo + "[languages.en]\n[languages.fa]\n[[module.mounts]]\nsource = 'content'\ntarget = 'content'\n[[module.mounts]]\nsource = 'texts'\ntarget = 'content'\n",
			"content/_index.md": "---\ncascade: {draft: true}\n---\n", "texts/p.md": dated, "texts/open.fa.md": dated,
		},
		"the rest of two mounts": {
			"hugo.toml":    hugo + "[[module.mounts]]\nsource = 'content'\ntarget = 'content'\nfiles = ['! a/**', '! p.md']\n[[module.mounts]]\nsource = 'content/a'\ntarget = 'content'\n",
			"content/p.md": dated, "content/a/open.md": dated,
		},
		"a draft section of Zola in another language": {"config.toml": zola + "[languages.fa]\n", "content/s/_index.fa.md": "+++\ndraft = true\n+++\n", "content/s/p.md": public, "content/open.md": dated},
		"a misspelt draft section of Zola":            {"config.toml": zola, "content/s/_index.md": "+++\ndarft = true\n+++\n", "content/s/p.md": public, "content/open.md": dated},
		"what Zola ignores":                           {"config.toml": zola + "ignored_content = ['s/*.md', '*.{x,y}.md']\n", "content/s/t/p.md": dated, "content/p.x.md": dated, "content/t/open.md": dated},
		"what Zola ignores, from its top":             {"config.toml": zola + "ignored_content = ['content/s/**']\n", "content/s/t/p.md": dated, "content/t/open.md": dated},
		"stars of Jekyll cross folders":               {"_config.yml": jekyll + "exclude: ['_posts/s/*.md']\n", "_posts/s/t/2026-01-05-p.md": dated, "_posts/2026-01-05-open.md": dated},
		"a beginning of a name in Jekyll":             {"_config.yml": jekyll + "exclude: [_posts/s]\n", "_posts/s-one/2026-01-05-p.md": dated, "_posts/t/2026-01-05-open.md": dated},
		"a folder that Jekyll excludes":               {"_config.yml": jekyll + "exclude: [./_posts/s/]\n", "_posts/s/2026-01-05-p.md": dated, "_posts/s-one/2026-01-05-open.md": dated},
		"a dot in the scope of Jekyll": {
			"_config.yml": jekyll + "defaults: [{scope: {path: ./_posts/s}, values: {published: false}}]\n", "_posts/s/2026-01-05-p.md": dated, "_posts/2026-01-05-open.md": dated,
		},
		"a beginning of a name in a scope": {
			"_config.yml": jekyll + "defaults: [{scope: {path: _posts/s}, values: {published: false}}]\n", "_posts/s-one/2026-01-05-p.md": dated, "_posts/2026-01-05-open.md": dated,
		},
		"a scope below collections_dir": {
			"_config.yml": jekyll + "collections_dir: all\ndefaults: [{scope: {path: _posts/s}, values: {published: false}}]\n", "all/_posts/s/2026-01-05-p.md": dated, "all/_posts/2026-01-05-open.md": dated,
		},
		"misspelt defaults of Jekyll": {
			"_config.yml": jekyll + "defalts: [{scop: {path: _posts/s}, vaules: {published: false}}]\n", "_posts/s/2026-01-05-p.md": dated, "_posts/2026-01-05-open.md": dated,
		},
		"what Hexo excludes, from its top": {"_config.yml": jekyll + "exclude: [source/_posts/s/**, ./source/_posts/p.md]\n", "source/_posts/s/p.md": dated, "source/_posts/p.md": dated, "source/_posts/open.md": dated},
		"a list that Hexo ignores":         {"_config.yml": jekyll + "ignore: ['_posts/s/@(p|q).md', '**/t/!(x).md']\n", "source/_posts/s/p.md": dated, "source/_posts/t/p.md": dated, "source/_posts/open.md": dated},
		"one default of Jekyll":            {"_config.yml": jekyll + "defaults: {values: {published: false}}\n", "_posts/2026-01-05-p.md": dated},
	} {
		t.Run(name, func(t *testing.T) {
			a, report := Open(filesOf(files))
			if a == nil {
				t.Fatal(problems(report))
			}
			for p := range a.Readable() {
				if !strings.HasPrefix(p.Slug, "open") {
					t.Errorf("%s is served, %v", p.Path, p.State)
				}
			}
			for name := range files {
				if i := strings.Index(name, "open"); i >= 0 && !slices.ContainsFunc(slices.Collect(a.Readable()), func(p *Post) bool { return p.Path == name }) {
					t.Errorf("%s is not served\n%s", name, problems(report))
				}
			}
		})
	}
}

// A post waits for each date that may say when it appears, whichever is its own date.
func TestHeldBackUntilTheLastDate(t *testing.T) {
	const (
		jekyll = "title: T\n"
		hugo   = "title = 'T'\nbaseURL = 'https://my.site/'\n[frontmatter]\n"
		named  = "2020-01-05-p.md"
	)
	for _, c := range []struct{ config, name, fields string }{
		{jekyll, named, "date: 01/02/%d"},
		{jekyll, named, "date: %d-02-30"},
		{jekyll, named, "date: %d-13-01 10:00"},
		{jekyll, named, "date: %d-01-05\ndate: 2020-01-05"},
		{jekyll, named, "date: %d-02-30\ndate: 2020-01-05"},
		{jekyll, named, "date: 2020-01-05\nDate: %d-01-05"},
		{jekyll, named, "publishedAt: %d-01-05\npubDate: 2020-01-05"},
		{jekyll, named, "pub_date: %d-01-05\npublishDate: 2020-01-05"},
		{hugo + "date = [':filename', ':default']\n", named, "date: %d-01-05"},
		{hugo + "date = [':filename', ':default']\n", named, "date: %d-02-30"},
		{hugo + "date = ['written', ':default']\n", "p.md", "written: 2020-01-05\ndate: %d-01-05"},
		{hugo + "date = ['written']\n", "p.md", "written: 2020-01-05\ndate: %d-01-05"},
		{hugo + "date = ['written']\n", "p.md", "written: %d-01-05\nwritten: 2020-01-05"},
		{hugo + "publishDate = ['goes']\n", "p.md", "date: 2020-01-05\ngoes: %d-01-05"},
	} {
		for _, year := range []int{2021, 2999} {
			files := map[string]string{"hugo.toml": c.config, "content/" + c.name: "---\ntitle: P\n" + fmt.Sprintf(c.fields, year) + "\n---\nText.\n"}
			if c.config == jekyll {
				files = map[string]string{"_config.yml": c.config, "_posts/" + c.name: files["content/"+c.name]}
			}
			a, report := Read(filesOf(files), Options{Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)})
			if _, ok := a.Post("p"); ok != (year < 2026) {
				t.Errorf("%q in %q is served: %v\n%s", fmt.Sprintf(c.fields, year), c.config, ok, problems(report))
			}
		}
	}
}

// At a reload the last good text of a post goes if what is broken may hold it back: its
// own fields, however they are marked, or its section.
func TestWithdrawnWhereUnsure(t *testing.T) {
	before := map[string]string{
		"hugo.toml": "title = 'T'\nbaseURL = 'https://my.site/'\n", "content/s/p.md": "---\ntitle: P\ndate: 2026-01-05\n---\nText.\n",
	}
	for name, edit := range map[string]map[string]string{
		"JSON with a blank line":     {"content/s/p.md": "{\n\"title\": \"J\",\n\n\"draft\": true,\n}\nText.\n"},
		"far too long":               {"content/s/p.md": "---\ntitle: P\nx: " + strings.Repeat("y", 2*maxFrontMatter) + "\ndraft: true\n---\nText.\n"},
		"a section dated ahead":      {"content/s/p.md": "---\ntitle: \"P\n---\nText.\n", "content/s/_index.md": "---\ncascade: {publishDate: 2099-01-01}\n---\n"},
		"a section that has expired": {"content/s/p.md": "---\ntitle: \"P\n---\nText.\n", "content/s/_index.md": "---\ncascade: {expiryDate: 2020-01-01}\n---\n"},
		"a draft section, and bytes": {"content/s/p.md": "\xff\xfe\x00", "content/s/_index.md": "---\ncascade: {draft: true}\n---\n"},
	} {
		t.Run(name, func(t *testing.T) {
			first, report := Open(filesOf(before))
			if _, ok := first.Post("p"); !ok {
				t.Fatal(problems(report))
			}
			after := maps.Clone(before)
			maps.Copy(after, edit)
			again, report := Read(filesOf(after), Options{Previous: first, Read: func(string) bool { return true }})
			if again == nil {
				t.Fatal(problems(report))
			}
			if p, ok := again.Post("p"); ok {
				t.Errorf("%s is served, kept %v", p.Path, slices.Contains(report.Kept, p.Path))
			}
		})
	}
}

// Where no front matter is found, since it is marked wrongly, a word of secrecy in the first
// lines keeps the post back, and what is part of a text does not.
func TestWronglyMarkedFrontMatter(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	const shown, held = "published", "left out"
	for _, c := range []struct{ text, want string }{
		{"----\ntitle: T\ndraft: true\n----\nText.\n", "draft"},
		{"----\ntitle: T\ndraft: false\n----\nText.\n", shown},
		{"----\ntitle: T\n\ndraft: treu\n----\nText.\n", held},
		{"----\ntitle: [T\ndraft: true\n----\nText.\n", held},
		{"--\ntitle: T\nprivate: true\n--\nText.\n", held},
		{"———\nstatus: hiden\n———\nText.\n", held},
		{"----\npassword: x\n----\n", "draft"},
		{"----\ntags:\n- a\n  - b\n\"hidden\": 'true' # yes\n----\n", "unlisted"},
		{"----\npublishDate: 2026-07-01\n----\n", "scheduled"},
		{"----\ndate: 2026-07-01\n----\n", "scheduled"},
		{"----\npublished: 2026-07-01\n----\n", "scheduled"},
		{"----\npublishDate: 2026-05-01\n----\n", shown},
		{"----\npublishDate: soon\n----\n", held},
		{"----\nexpiryDate: 2026-05-01\n----\n", "draft"},
		{"----\nbuild:\n  list: never\n----\n", "unlisted"},
		{"++++\n[build]\nlist = 'never'\n++++\n", held},
		{"++\ndraft = true\n++\n", held},
		{"<!-- a comment -->\n\n---\ndraft: true\n---\n", held},
		{"<!-- a\ncomment -->\n---\ndraft: true\n---\n", held},
		{"<!--\ndraft: true\n-->\nText.\n", held},
		{"# Heading\n---\ndraft: true\n---\n", held},
		{" \u00a0---\ndraft: true\n---\n", held},
		{"\u00a0\u200b---\ndraft: true\n---\n", "draft"},
		{"\ufeff\ufeff---\ndraft: true\n---\n", "draft"},
		{"--- # x\ndraft: true\n---\n", "draft"},
		{"---yaml\ndraft: true\n---\n", "draft"},
		{"---js\n{ x: 1,\n\n  draft: true }\n---\n", held},
		{"title: T\ndraft: true\n---\nText.\n", "draft"},
		{"title: T\n# no\ndraft: true\n---\nText.\n", "draft"},
		{"title: T\n-----\ndraft: true\n---\nText.\n", held},
		{"---toml\ntitle = 'T'\n-----\ndraft = true\n---\nText.\n", held},
		{"-----\ntitle: T\n-------\ndraft: true\n---\nText.\n", held},
		{"-----\ntitle: T\n-----\ndraft: true\n\nText.\n", shown},
		{"---\rtitle: T\rdraft: true\r---\rText.\r", held},
		{";;;\n\"title\": \"T\",\n\"draft\": true,\n;;;\nText.\n", held},
		{";;;\n{\"title\": \"T\", \"draft\": true}\n;;;\nText.\n", held},
		{"...\ndraft: yes\n...\n", held},
		{"title: T\nprivat: yse\n\nText.\n", held},
		{"Title: T\nStatus: draft\n\nText.\n", held},
		{"isDraft: true\n\nText.\n", held},

		{"Text.\n\ndraft: true\n", shown},
		{"# Record decisions\n\nStatus: Accepted\n\nText.\n", shown},
		{"# A proposal\n\nStatus: draft\n\nText.\n", shown},
		{"# A proposal\n---\nStatus: Accepted\n", shown},
		{"# A proposal\n\n---\n\nStatus: draft\n", shown},
		{"Status: I moved to Berlin.\n\nText.\n", shown},
		{"Published: Spring 2019\n\nText.\n", shown},
		{"Private: keep out\n", shown},
		{"Title\n---\nStatus: draft\n", shown},
		{"- draft: true\n- hidden: true\n", shown},
		{"```\ndraft: true\n```\n", shown},
		{"    draft: true\n", shown},
		{"----\nText.\n\ndraft: true\n", shown},
		{"----\ntitle: T\n----\ndraft: true\n", shown},
		{"| a | b |\n|---|---|\n| draft: true | x |\n", shown},
	} {
		a, r := Read(dir("posts/a.md", c.text), Options{Now: now})
		got := held
		if f := a.files["posts/a.md"]; f.served != nil {
			got = f.state.String()
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s\n%s", c.text, got, c.want, problems(r))
		}
	}
	_, r := Open(dir("posts/a.md", "# T\n---\nx: y\ndraft: true\n---\n"))
	if got, want := problems(r), `posts/a.md:4: "draft" is not in front matter: write --- on the first line and below the fields`; !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}
