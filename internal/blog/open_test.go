package blog

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const goodSite = "title: A Blog\nbyline: by me\nhost: blog.example\n"

// dir is a content directory of a good site.yaml and the files given as pairs
// of path and text.
func dir(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte(goodSite)}}
	for i := 0; i+1 < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

// post is a file with that front matter above a word of text.
func post(meta string) string { return "---\n" + meta + "\n---\n\nText.\n" }

const good = "title: T\ndate: 2026-01-05\nsummary: S"

func problems(r Report) string {
	var lines []string
	for _, p := range r.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

func TestProblems(t *testing.T) {
	cases := []struct {
		name string
		dir  fstest.MapFS
		want string // lines
	}{
		{"nothing wrong", dir("posts/a.md", post(good)), ""},
		{
			"no title", dir("posts/a.md", post("date: 2026-01-05\nsummary: S")),
			"posts/a.md:1: warning: no title, the file's name serves: write title: and the title",
		},
		{
			"no front matter", dir("posts/a.md", "Just text.\n"),
			"posts/a.md:1: warning: no date, it stands last and in no feed: write date: YYYY-MM-DD between two lines of --- at its top, or begin its name with the date",
		},
		{
			"an empty file", dir("posts/a.md", " \n"),
			"posts/a.md:1: the file is empty: write a title and a text, or delete it",
		},
		{
			"bad date", dir("posts/a.md", post("title: T\nsummary: S\ndate: Jan 5")),
			`posts/a.md:4: date "Jan 5": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like`,
		},
		{
			"bad updated", dir("posts/a.md", post(good+"\nlastmod: 2026-13-01")),
			`posts/a.md:5: warning: lastmod "2026-13-01" is passed over: there is no such day`,
		},
		{
			"misspelt field", dir("posts/a.md", post(good+"\ntgas: [a]")),
			`posts/a.md:5: warning: field "tgas" is not read: write tags`,
		},
		{
			"upper case", dir("posts/a.md", post("Title: T\nDATE: 2026-01-05\nSummary: S\nTags: [a]")), "",
		},
		{
			"unknown field", dir("posts/a.md", post(good+"\nweight: 3")),
			"",
		},
		{
			"a field twice", dir("posts/a.md", post(good+"\ntitle: U")),
			"posts/a.md:5: warning: title is given twice, first on line 2: keep one, the last counts",
		},
		{
			"a list for a text", dir("posts/a.md", post(good+"\nslug: [a]")),
			"posts/a.md:5: warning: slug is not a text: want one line of text",
		},
		{
			"a mapping for a list", dir("posts/a.md", post(good+"\ntags: {a: b}")),
			"posts/a.md:5: warning: tags is not a list: want [a, b]",
		},
		{
			"no flag", dir("posts/a.md", post(good+"\ndraft: maybe")),
			`posts/a.md:5: draft "maybe": want true or false`,
		},
		{
			"not YAML", dir("posts/a.md", post(good+"\nslug: a: b")),
			`posts/a.md:5: not YAML (mapping values are not allowed in this context): put "…" around a value that has a colon`,
		},
		{
			"a list as front matter", dir("posts/a.md", post("- a")),
			"posts/a.md:2: no fields: want lines of the form name: value",
		},
		{
			"front matter that does not end", dir("posts/a.md", "---\ntitle: T\n\nText.\n"),
			"posts/a.md:1: front matter that does not end: write --- on a line of its own below it",
		},
		{
			"TOML", dir("posts/a.md", "+++\ntitle = 'T\n+++\n"),
			"posts/a.md:2: not TOML (literal strings cannot have new lines): end the text with the quote that it begins with",
		},
		{
			"ill-formed slug", dir("posts/A b.md", post(good)), "",
		},
		{
			"reserved slug", dir("posts/help.md", post(good)),
			`posts/help.md:1: warning: slug "help" is a command: read help opens it; another name is shorter`,
		},
		{
			"doubled slug", dir("posts/a.md", post(good), "posts/x/a.md", post(good)),
			`posts/a.md:1: warning: it has the slug "a", as has posts/x/a.md, and is read as posts-a: write slug: and another` + "\n" +
				`posts/x/a.md:1: warning: it has the slug "a", as has posts/a.md, and is read as x-a: write slug: and another`,
		},
		{
			"doubled alias", dir("posts/a.md", post(good), "posts/b.md", post(good+"\naliases: [a]")),
			`posts/b.md:5: warning: alias "a" belongs to posts/a.md: take it out`,
		},
		{
			"not UTF-8", dir("posts/a.md", "---\ntitle: T\n---\n\xff\n"),
			"posts/a.md:4: byte 0xFF is not UTF-8: save the file as UTF-8",
		},
		{
			"no summary", dir("posts/a.md", post("title: T\ndate: 2026-01-05")), "",
		},
		{
			"no date", dir("posts/a.md", post("title: T\nsummary: S")),
			"posts/a.md:1: warning: no date, it stands last and in no feed: write date: YYYY-MM-DD",
		},
		{"a draft without date and summary", dir("posts/a.md", post("title: T\ndraft: true")), ""},
		{"a draft without a date", dir("posts/a.md", post("title: T\ndraft: true"), "posts/drafts/b.md", "# T\n"), ""},
		{
			"date in the name", dir("posts/2026-01-05-a.md", post("title: T\nsummary: S")), "",
		},
		{
			"no post", dir("posts/a.md", post(good), "posts/b.txt", "x"),
			"posts/b.txt: warning: is not read: only files that end in .md are posts",
		},
		{"hidden files", dir("posts/a.md", post(good), "posts/.a.md.swp", "x", "posts/.git/a.md", "x", "posts/a.md~", "x", "posts/#a.md#", "x"), ""},
		{"no posts", dir(), "posts: warning: there are no posts: write posts/hello.md"},
		{
			"no site",
			fstest.MapFS{"posts/a.md": {Data: []byte(post(good))}},
			"site.yaml: there is none (file does not exist): write one, for example:\n" + siteTemplate + "\n",
		},
		{
			"site with an address for a host", dir("posts/a.md", post(good), "site.yaml", "title: T\nhost: https://blog.example\n"),
			`site.yaml:2: host "https://blog.example": write host: and what readers type after ssh, such as blog.example`,
		},
		{
			"site misspelt", dir("posts/a.md", post(good), "site.yaml", goodSite+"bylines: x\n"),
			`site.yaml:4: field "bylines": write byline`,
		},
		{
			"site with a bad since", dir("posts/a.md", post(good), "site.yaml", goodSite+"since: last year\n"),
			`site.yaml:4: since "last year": want the year since which the host is yours, such as 2026`,
		},
		{
			"site since a day that is none", dir("posts/a.md", post(good), "site.yaml", goodSite+"since: 2025-02-30\n"),
			`site.yaml:4: since "2025-02-30": want the year since which the host is yours, such as 2026`,
		},
		{
			"site with a bad url", dir("posts/a.md", post(good), "site.yaml", goodSite+"url: blog.example\n"),
			`site.yaml:4: url "blog.example": want an address that begins with https://`,
		},
		{
			"dead link", dir("posts/abc.md", post(good)+"\nSee [it](abd.md).\n"),
			`posts/abc.md:9: warning: link to "abd.md": no such post: did you mean abc.md`,
		},
		{
			"dead link to nothing near", dir("posts/a.md", post(good)+"\nSee [it](paper.pdf).\n"),
			`posts/a.md:9: warning: link to "paper.pdf": it is no post, and no address of the site is known: give a whole address, or write url: and the site's address into site.yaml`,
		},
		{
			"dead heading", dir("posts/a.md", post(good)+"\n## One\n\nSee [it](#two).\n"),
			`posts/a.md:11: warning: link to "#two": no such heading: want one of #one`,
		},
		{
			"link to a draft", dir("posts/a.md", post(good)+"[b](b.md)\n", "posts/b.md", post(good+"\ndraft: true")),
			`posts/a.md:8: warning: link to "b.md": posts/b.md is a draft: publish it, or take the link out`,
		},
		{
			"dead link on the about page", dir("posts/a.md", post(good), "pages/about.md", "---\ntitle: About\n---\n[b](b.md)\n"),
			`pages/about.md:4: warning: link to "b.md": no such post: link to a post as SLUG.md, or give a whole address`,
		},
		{
			"several at once", dir("posts/b.md", post("titel: T\ndate: x"), "posts/a.md", "---\n"),
			"posts/a.md:1: front matter that does not end: write --- on a line of its own below it\n" +
				"posts/b.md:2: warning: field \"titel\" is not read: write title\n" +
				"posts/b.md:3: date \"x\": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a, r := Open(c.dir)
			if got := problems(r); got != c.want {
				t.Errorf("problems:\n%s\nwant:\n%s", got, c.want)
			}
			failed := false
			for _, p := range r.Problems {
				failed = failed || p.Severity == Error
			}
			if (r.Err() != nil) != failed || (a == nil) != failed {
				t.Errorf("archive %v with error %v", a, r.Err())
			}
		})
	}
}

func TestSummaryOfReport(t *testing.T) {
	_, r := Open(dir("posts/a.md", post(good), "posts/b.md", post("title: T"), "posts/c.md", "x", "posts/d.md", post(good+"\ndraft: true")))
	if got, want := r.Summary(), "4 posts: 3 served, 1 draft, 2 remarks"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
	_, r = Open(dir("posts/a.md", post("title: T")))
	if got, want := r.Summary(), "1 post: 1 served, 1 remark"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
}

func TestFrontMatter(t *testing.T) {
	a, r := Open(dir("posts/file-name.md", "\uFEFF---\r\ntitle: \"A  \u202Etitle\"\r\ndate: 2026-01-05T10:00:00+02:00\r\n"+
		"description: Of Hugo\r\nlastmod: 2026-02-01\r\nslug: other\r\naliases: [old, older]\r\ntags: [Systems Design, cli, CLI, 'a,b']\r\n---\r\nText.\r\n"))
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	p, ok := a.Post("older")
	if !ok {
		t.Fatal("the alias leads nowhere")
	}
	if _, ok := a.Post("file-name"); ok {
		t.Error("the file's name leads to a post with another slug")
	}
	checks := []struct{ name, got, want string }{
		{"slug", p.Slug, "other"},
		{"title", p.Title, "A <U+202E>title"},
		{"summary", p.Summary, "Of Hugo"},
		{"date", p.Date.UTC().Format(time.RFC3339), "2026-01-05T08:00:00Z"},
		{"updated", p.Updated.Format(time.DateOnly), "2026-02-01"},
		{"tags", strings.Join(p.Tags, " "), "Systems Design cli a,b"},
	}
	for _, c := range checks {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestOrderAndNeighbours(t *testing.T) {
	dated := func(date string) string { return post("title: T\nsummary: S\ndate: " + date) }
	a, r := Open(dir("posts/old.md", dated("2024-01-01"), "posts/b.md", dated("2026-01-01"), "posts/a.md", dated("2026-01-01"),
		"posts/new.md", dated("2026-01-01T00:01:00Z"), "posts/undated.md", post("title: T\nsummary: S"), "posts/hidden.md", post(good+"\ndraft: true")))
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, p := range a.Posts {
		slugs = append(slugs, p.Slug)
	}
	if got, want := strings.Join(slugs, " "), "new a b old undated"; got != want {
		t.Errorf("order %q, want %q", got, want)
	}
	if _, ok := a.Post("hidden"); ok {
		t.Error("a draft can be found")
	}
	if a.Newer(a.Posts[0]) != nil || a.Older(a.Posts[4]) != nil {
		t.Error("the ends of the list have neighbours")
	}
	if a.Older(a.Posts[0]) != a.Posts[1] || a.Newer(a.Posts[1]) != a.Posts[0] {
		t.Error("neighbours do not stand beside each other")
	}
}

func TestReadingTime(t *testing.T) {
	for _, c := range []struct{ words, minutes int }{{0, 0}, {1, 1}, {230, 1}, {231, 2}, {460, 2}} {
		a, r := Open(dir("posts/a.md", "---\n"+good+"\n---\n"+strings.Repeat("word ", c.words)))
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		if p := a.Posts[0]; p.Words != c.words || p.Minutes != c.minutes {
			t.Errorf("%d words: counted %d, %d min, want %d min", c.words, p.Words, p.Minutes, c.minutes)
		}
	}
}

// 400 wide characters take a minute, as 230 words do. Other scripts are counted by words.
func TestReadingTimeOfScripts(t *testing.T) {
	for _, c := range []struct {
		text           string
		words, minutes int
	}{
		{strings.Repeat("知识库，", 400/4), 173, 1},
		{strings.Repeat("知", 400), 230, 1},
		{strings.Repeat("知", 402), 231, 2},
		{strings.Repeat("知", 4500), 2588, 12},
		{strings.Repeat("サーバーを再起動する。", 200), 1150, 5},
		{strings.Repeat("한국어를 읽는 ", 100), 345, 2},
		{strings.Repeat("用Go写SSH程序 ", 100), 100 + 230, 2},
		{strings.Repeat("知 word ", 400), 400 + 230, 3},
		{strings.Repeat("русские слова ", 115), 230, 1},
		{strings.Repeat("كلمات عربية ", 115), 230, 1},
		{strings.Repeat("מילים בעברית ", 115), 230, 1},
	} {
		a, r := Open(dir("posts/a.md", "---\n"+good+"\n---\n"+c.text))
		if err := r.Err(); err != nil {
			t.Fatal(err)
		}
		if p := a.Posts[0]; p.Words != c.words || p.Minutes != c.minutes {
			t.Errorf("%.20s…: %d words, %d min, want %d, %d min", c.text, p.Words, p.Minutes, c.words, c.minutes)
		}
	}
}

func TestOpening(t *testing.T) {
	long := strings.Repeat("syllables ", 40)
	a, _ := Open(dir("posts/a.md", "---\ntitle: T\n---\n# H\n\n"+long+"\n\nMore.\n"))
	s := a.Posts[0].Summary
	if n := len([]rune(s)); n > 240 || n < 200 || !strings.HasSuffix(s, "syllables…") {
		t.Errorf("summary of %d letters: %q", n, s)
	}
}

func TestSiteHints(t *testing.T) {
	plain, ported := Site{Host: "blog.example"}, Site{Host: "blog.example:2222", URL: "https://blog.example"}
	for _, c := range []struct{ got, want string }{
		{plain.SSH("ls", "-1"), "ssh blog.example ls -1"},
		{plain.SSH(), "ssh blog.example"},
		{plain.SSHTerminal("a#b"), "ssh -t blog.example a#b"},
		{ported.SSH("ls"), "ssh -p 2222 blog.example ls"},
		{ported.SSHTerminal("a"), "ssh -t -p 2222 blog.example a"},
		{plain.PostURL(&Post{Slug: "a"}), "sftp://blog.example/posts/a.md"},
		{ported.PostURL(&Post{Slug: "a"}), "https://blog.example/a"},
		{ported.URI("ssh", ""), "ssh://blog.example:2222"},
		{Site{Host: "::1"}.URI("sftp", "/x"), "sftp://[::1]/x"},
		{Site{Host: "[::1]"}.SSH(), "ssh ::1"},
		{Site{Host: "[::1]:2222"}.URI("sftp", "/x"), "sftp://[::1]:2222/x"},
		{Site{Host: "[::1]:2222"}.SSH(), "ssh -p 2222 ::1"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestNearest(t *testing.T) {
	slugs := []string{"why-the-terminal-won", "make-it-safe-to-run-twice", "cancel", "part-2", "2019-in-review", "async-vision-doc", "ls"}
	for _, c := range []struct{ word, want string }{
		{"why-the-terminal", "why-the-terminal-won"},
		{"why", "why-the-terminal-won"},
		{"cansel", "cancel"},
		{"CANCEL", "cancel"},
		{"make-it-save-to-run-twise", "make-it-safe-to-run-twice"},
		{"zzzzzz", ""},
		{"part-3", ""},
		{"2020-in-review", ""},
		{"rust-vision-doc", ""},
		{"cannel-coal", ""},
		{"lss", "ls"},
		{"l", ""},
		{"", ""},
		{strings.Repeat("cancel", 10_000), ""},
	} {
		got, ok := Nearest(c.word, slugs)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("nearest to %.20q: %q, want %q", c.word, got, c.want)
		}
	}
}

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain ünïcödé 漢字 👨‍👩‍👧", "plain ünïcödé 漢字 👨‍👩‍👧"},
		{"a\tb\nc", "a\tb\nc"},
		{"\x1b[31m\x07\x00\x7f\r", "␛[31m␇␀␡␍"},
		{"\u009b31m", "<U+009B>31m"},
		{"a\u202Eb\u2066\u200F", "a<U+202E>b<U+2066>"},
		{"in\u00ADvis\u200Bible\u2028", "invisible "},
		{"\xff\xfe", "<0xFF><0xFE>"},
		{"\uFFFD", "\uFFFD"},
	} {
		if got := Visible(c.in); got != c.want {
			t.Errorf("Visible(%q) is %q, want %q", c.in, got, c.want)
		}
	}
}
