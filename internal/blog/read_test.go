package blog

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog/blogtest"
)

// tree is a content directory that changes: each write has a time of its own. It counts
// which posts are opened.
type tree struct {
	fstest.MapFS
	clock time.Time

	mu     sync.Mutex
	opened []string
	closed map[string]bool // files that must not be read
}

func newTree(files ...string) *tree {
	t := &tree{MapFS: fstest.MapFS{}, clock: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), closed: map[string]bool{}}
	for path, f := range dir(files...) {
		t.write(path, string(f.Data))
	}
	return t
}

func (t *tree) write(path, text string) {
	t.clock = t.clock.Add(time.Second)
	t.MapFS[path] = &fstest.MapFile{Data: []byte(text), ModTime: t.clock, Mode: 0o644}
}

func (t *tree) Open(name string) (fs.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	if strings.HasSuffix(name, ".md") {
		t.opened = append(t.opened, name)
	}
	return t.MapFS.Open(name)
}

func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	if t.closed[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return t.MapFS.ReadDir(name)
}

// read reads the tree again, and returns what was opened and parsed.
func (t *tree) read(o Options) (a *Archive, r Report, opened, parsed string) {
	t.opened = nil
	var mu sync.Mutex
	var posts []string
	o.Parsed = func(p *Post, _ Texts) {
		mu.Lock()
		defer mu.Unlock()
		posts = append(posts, p.Path)
	}
	a, r = Read(t, o)
	slices.Sort(t.opened)
	slices.Sort(posts)
	return a, r, strings.Join(t.opened, " "), strings.Join(posts, " ")
}

// titled is a post with a title and that body.
func titled(title, body string) string {
	return "---\ntitle: " + title + "\ndate: 2026-01-05\nsummary: S\n---\n" + body + "\n"
}

// A file is read again if its size or its time is another, or if the caller asks for
// it, and parsed again if its bytes are others.
func TestReadsOnlyWhatHasChanged(t *testing.T) {
	for _, c := range []struct {
		name           string
		change         func(*tree)
		options        Options
		opened, parsed string
		changed        string // if it is not what is parsed
	}{
		{name: "nothing", change: func(*tree) {}},
		{
			name: "the time", change: func(t *tree) { t.write("posts/b.md", titled("B", "Two.")) },
			opened: "posts/b.md",
		},
		{
			name: "time and bytes", change: func(t *tree) { t.write("posts/b.md", titled("B", "Owt.")) },
			opened: "posts/b.md", parsed: "posts/b.md",
		},
		{
			name: "the size", change: func(t *tree) { t.MapFS["posts/b.md"].Data = []byte(titled("B", "Two and more.")) },
			opened: "posts/b.md", parsed: "posts/b.md",
		},
		{
			name: "bytes alone", change: func(t *tree) { t.MapFS["posts/b.md"].Data = []byte(titled("B", "Owt.")) },
		},
		{
			name: "bytes alone, and an event", change: func(t *tree) { t.MapFS["posts/b.md"].Data = []byte(titled("B", "Owt.")) },
			options: Options{Read: func(path string) bool { return path == "posts/b.md" }},
			opened:  "posts/b.md", parsed: "posts/b.md",
		},
		{
			name: "all are asked for", change: func(*tree) {}, options: Options{Read: func(string) bool { return true }},
			opened: "pages/about.md posts/a.md posts/b.md",
		},
		{
			name: "the about page", change: func(t *tree) { t.write("pages/about.md", "About us.\n") },
			opened: "pages/about.md", changed: "pages/about.md",
		},
		{
			name: "the site", change: func(t *tree) { t.write("site.yaml", goodSite+"author: Me\n") }, changed: "site.yaml",
		},
		{
			name: "one file less", change: func(t *tree) { delete(t.MapFS, "posts/b.md") }, changed: "posts/b.md",
		},
		{
			name: "another post", change: func(t *tree) { t.write("posts/c.md", titled("C", "Three.")) },
			opened: "posts/c.md", parsed: "posts/c.md",
		},
		{
			name: "a name", change: func(t *tree) {
				t.MapFS["posts/c.md"] = t.MapFS["posts/b.md"]
				delete(t.MapFS, "posts/b.md")
			},
			opened: "posts/c.md", parsed: "posts/c.md", changed: "posts/b.md posts/c.md",
		},
		{
			name: "an error", change: func(t *tree) { t.write("posts/b.md", "---\n") },
			opened: "posts/b.md",
		},
		{
			name: "secrecy", change: func(t *tree) { t.write("posts/b.md", "---\ndraft: true\n") },
			opened: "posts/b.md", changed: "posts/b.md",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := newTree("posts/a.md", titled("A", "One."), "posts/b.md", titled("B", "Two."), "pages/about.md", "About me.\n")
			first, _, _, parsed := tree.read(Options{})
			if parsed != "posts/a.md posts/b.md" {
				t.Fatalf("at first %q is parsed", parsed)
			}
			c.change(tree)
			c.options.Previous = first
			a, r, opened, parsed := tree.read(c.options)
			if a == nil || opened != c.opened || parsed != c.parsed {
				t.Errorf("opened %q, want %q; parsed %q, want %q\n%s", opened, c.opened, parsed, c.parsed, problems(r))
			}
			if got := strings.Join(r.Changed, " "); got != cmp.Or(c.changed, c.parsed) {
				t.Errorf("changed %q, want %q", got, cmp.Or(c.changed, c.parsed))
			}
			if want := len(strings.Fields(c.opened)); r.Read != want {
				t.Errorf("%d files were read by the report, want %d", r.Read, want)
			}
			c.options.Previous, c.options.Read = a, nil
			if _, r, opened, _ = tree.read(c.options); opened != "" || len(r.Changed) > 0 {
				t.Errorf("without a change %q is opened, %q is changed", opened, r.Changed)
			}
		})
	}
}

// What is known of an unchanged post is shared, but its place and its links belong to
// the new archive.
func TestReusedPost(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "[b](b.md#h) and [out](https://blog.example)"), "posts/b.md", titled("B", "# H"), "posts/c.md", titled("C", "Text."))
	first, _, _, _ := tree.read(Options{})
	old, _ := first.Post("a")
	oldC, _ := first.Post("c")
	tree.write("posts/b.md", "---\ntitle: B\ndate: 2026-01-05\nsummary: S\nslug: z\naliases: [b]\n---\n# H\n")
	tree.write("posts/new.md", strings.Replace(titled("N", "New."), "2026-01-05", "2026-02-01", 1))
	second, r, _, parsed := tree.read(Options{Previous: first})
	if parsed != "posts/b.md posts/new.md" {
		t.Fatalf("parsed %q\n%s", parsed, problems(r))
	}
	p, _ := second.Post("a")
	switch {
	case p == old:
		t.Error("the post is that of the old archive")
	case &p.Source[0] != &old.Source[0] || p.version != old.version:
		t.Error("the text is there twice")
	case p.Sum != old.Sum:
		t.Error("the sum of the same text is another")
	case p.Key == old.Key:
		t.Error("the key is the same though a link leads elsewhere")
	}
	if got, want := p.Outline().Links[0], "z#h sftp://blog.example/posts/z.md"; got.Slug+"#"+got.Fragment+" "+got.URL != want {
		t.Errorf("the link leads to %+v, want %s", got, want)
	}
	if got := old.Outline().Links[0]; got.Slug != "b" {
		t.Errorf("the link of the old archive leads to %+v", got)
	}
	if d := p.Document(); d.Links[0].Slug != "z" || d == old.Document() {
		t.Errorf("the document's link leads to %+v", d.Links[0])
	}
	if c, _ := second.Post("c"); c.Key != oldC.Key {
		t.Error("the key of a post that renders the same is another")
	}
	if second.Newer(p) != second.Posts[0] || first.Newer(old) != nil {
		t.Error("a post has the place that it has in the other archive")
	}
}

// Pages that render alike have one key, and others do not. The text of the page is the
// same in all but the first.
func TestKey(t *testing.T) {
	const page, withURL = "title: A Blog\nurl: https://blog.example\nhost: ", "title: A Blog\nhost: blog.example\nurl: https://"
	text, target := titled("A", "[b](b.md#h) [about](about)"), titled("B", "# H")
	read := func(a *Archive, site, text, target string, others ...string) *Archive {
		t.Helper()
		tree := newTree(append([]string{"site.yaml", site, "posts/a.md", text, "posts/b.md", target}, others...)...)
		archive, r, _, _ := tree.read(Options{Previous: a, Read: func(string) bool { return true }})
		if archive == nil {
			t.Fatal(problems(r))
		}
		return archive
	}
	about := []string{"pages/about.md", "About.\n"}
	base := read(nil, page+"blog.example\n", text, target, about...)
	key := func(a *Archive) [32]byte { p, _ := a.Post("a"); return p.Key }
	if key(read(base, page+"blog.example\nauthor: Me\n", text, titled("Another", "# H\n\nMore."), about...)) != key(base) {
		t.Error("what the page does not show changes its key")
	}
	for name, other := range map[string]*Archive{
		"text":      read(base, page+"blog.example\n", titled("A", "[c](b.md#h) [about](about)"), target, about...),
		"host":      read(base, page+"other.example\n", text, target, about...),
		"address":   read(base, withURL+"other.example\n", text, target, about...),
		"heading":   read(base, page+"blog.example\n", text, titled("B", "# I"), about...),
		"post":      read(base, page+"blog.example\n", text, strings.Replace(target, "title", "slug: z\naliases: [b]\ntitle", 1), about...),
		"no target": read(base, page+"blog.example\n", text, target),
	} {
		if key(other) == key(base) {
			t.Errorf("another %s leaves the key", name)
		}
	}
}

// Texts are handed over once, for posts that can be served.
func TestParsed(t *testing.T) {
	fsys := dir("posts/a.md", titled("A", "# One *two*\n\nText [b](b.md).\n\n```\ncode\n```"), "posts/b.md", titled("B", "Text."),
		"posts/draft.md", post(good+"\ndraft: true"), "posts/bad.md", post("title: T\ndate: x"))
	var mu sync.Mutex
	got := map[string]string{}
	_, _ = Read(fsys, Options{Parsed: func(p *Post, texts Texts) {
		mu.Lock()
		defer mu.Unlock()
		if p.Sum == [32]byte{} {
			t.Errorf("%s has no sum", p.Path)
		}
		got[p.Slug] = fmt.Sprintf("%s %q %q", p.Title, texts.Headings, texts.Plain)
	}})
	want := map[string]string{"a": `A ["One two"] "One two\nText b.\ncode\n"`, "b": `B [] "Text."`}
	if !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The last good text of a post is served while its file has an error.
func TestLastGoodText(t *testing.T) {
	good := titled("Good", "Links to [b](b.md#h).\n\n# Old")
	for _, c := range []struct {
		name   string
		change func(*tree)
		served string // title of a; "" if it is not served
		kept   string
		want   string // problems
		later  string // title of a once b is good again
	}{
		{
			name: "front matter", change: func(t *tree) { t.write("posts/a.md", "---\ntitle: New\ndate: Jan 5\nsummary: S\n---\n") },
			served: "Good", kept: "posts/a.md", want: `posts/a.md:3: date "Jan 5": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like`,
		},
		{
			name: "half written", change: func(t *tree) { t.write("posts/a.md", "---\ntitle: N") },
			served: "Good", kept: "posts/a.md", want: "posts/a.md:1: front matter that does not end: write --- on a line of its own below it",
		},
		{
			name: "empty", change: func(t *tree) { t.write("posts/a.md", "") },
			served: "Good", kept: "posts/a.md", want: "posts/a.md:1: the file is empty: write a title and a text, or delete it",
		},
		{
			name: "bytes", change: func(t *tree) { t.write("posts/a.md", "---\ntitle: N\n---\n\xff\n") },
			served: "Good", kept: "posts/a.md", want: "posts/a.md:4: byte 0xFF is not UTF-8: save the file as UTF-8",
		},
		{
			name: "too much", change: func(t *tree) { t.write("posts/a.md", titled("New", strings.Repeat("> ", maxDepth+1)+"x")) },
			served: "Good", kept: "posts/a.md", want: "posts/a.md:6: lists or quotes nested more than 100 deep: take some levels out",
		},
		{
			name: "not readable", change: func(t *tree) {
				t.closed["posts/a.md"] = true
				t.clock = t.clock.Add(1)
				t.MapFS["posts/a.md"].ModTime = t.clock
			},
			served: "Good", kept: "posts/a.md", want: "posts/a.md: cannot be read (permission denied): make it readable",
		},
		{
			name: "a dead link", change: func(t *tree) { t.write("posts/a.md", titled("New", "[c](c.md)")) },
			served: "New", want: `posts/a.md:6: warning: link to "c.md": no such post: link to a post as SLUG.md, or give a whole address`,
		},
		{
			name: "an ill-formed slug", change: func(t *tree) { t.write("posts/a.md", post("title: New\ndate: 2026-01-05\nsummary: S\nslug: A")) },
			served: "New",
		},
		{name: "gone", change: func(t *tree) { delete(t.MapFS, "posts/a.md") }},
		{name: "a draft", change: func(t *tree) { t.write("posts/a.md", post("title: New\ndate: 2026-01-05\nsummary: S\ndraft: true")) }},
		{
			name: "a draft that links to nothing", change: func(t *tree) {
				t.write("posts/a.md", post("title: New\ndate: 2026-01-05\nsummary: S\ndraft: true")+"[c](c.md)\n")
			},
			want: `posts/a.md:9: warning: link to "c.md": no such post: link to a post as SLUG.md, or give a whole address`,
		},
		{
			name: "misspelt secrecy", change: func(t *tree) { t.write("posts/a.md", post("title: New\ndate: 2026-01-05\nsummary: S\ndraft: treu")) },
			want: `posts/a.md:5: draft "treu": want true or false`,
		},
		{
			name: "secrecy and an error", change: func(t *tree) {
				t.write("posts/a.md", post("title: New\ndate: x\nsummary: S\nprivate: true"))
			},
			want: "posts/a.md:3: date \"x\": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like",
		},
		{
			name: "what it links to has no such heading any more", change: func(t *tree) { t.write("posts/b.md", titled("B", "# Other")) },
			served: "Good", want: `posts/a.md:6: warning: link to "b.md#h": no such heading: want one of #other`,
		},
		{
			name: "what it links to is gone", change: func(t *tree) { delete(t.MapFS, "posts/b.md") },
			served: "Good", want: `posts/a.md:6: warning: link to "b.md#h": no such post: link to a post as SLUG.md, or give a whole address`,
		},
		{
			name: "what it links to is a draft", change: func(t *tree) { t.write("posts/b.md", post("title: B\ndate: 2026-01-05\nsummary: S\ndraft: true")) },
			served: "Good", want: `posts/a.md:6: warning: link to "b.md#h": posts/b.md is a draft: publish it, or take the link out`,
		},
		{
			name: "it links to what is new in a post with an error", change: func(t *tree) {
				t.write("posts/a.md", titled("New", "[b](b.md#new) [c](c.md)"))
				t.write("posts/b.md", "---\ntitle: B\ndate: x\nsummary: S\naliases: [c]\n---\n# New\n")
			},
			served: "New", kept: "posts/b.md", want: `posts/a.md:6: warning: link to "b.md#new": no such heading: want one of #h` + "\n" +
				`posts/a.md:6: warning: link to "c.md": no such post: link to a post as SLUG.md, or give a whole address` + "\n" +
				`posts/b.md:3: date "x": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := newTree("posts/a.md", good, "posts/b.md", titled("B", "# H"), "posts/bee.md", titled("Bee", "Text."))
			first, r, _, _ := tree.read(Options{})
			if first == nil {
				t.Fatal(problems(r))
			}
			c.change(tree)
			previous := first
			for _, when := range []string{"at once", "later"} { // the file stays as it is
				a, r, _, _ := tree.read(Options{Previous: previous})
				if a == nil {
					t.Fatalf("%s nothing is served: %s", when, problems(r))
				}
				served := ""
				if p, ok := a.Post("a"); ok {
					served = p.Title
					if p.Title == "Good" && string(p.Source) != good {
						t.Errorf("%s the text is\n%s", when, p.Source)
					}
				}
				if r.LeftOut != 0 && c.kept != "" {
					t.Errorf("%s %d posts are left out of %s", when, r.LeftOut, r.Summary())
				}
				if got := problems(r); served != c.served || strings.Join(r.Kept, " ") != c.kept || got != c.want {
					t.Errorf("%s %q is served, want %q; kept is %q, want %q\n%s\nwant:\n%s", when, served, c.served, r.Kept, c.kept, got, c.want)
				}
				previous = a
			}
			// When the errors are mended, the new texts are served.
			tree.closed = nil
			tree.write("posts/a.md", titled("Mended", "Text."))
			tree.write("posts/b.md", titled("B", "# H"))
			a, r, _, _ := tree.read(Options{Previous: previous})
			if p, ok := a.Post("a"); !ok || p.Title != "Mended" || len(r.Problems)+len(r.Kept) != 0 {
				t.Errorf("after it was mended: %s", problems(r))
			}
		})
	}
}

// A new post with an error is left out and named. A link to it is no mistake, and leads
// to it as soon as it has none.
func TestNewPostWithAnError(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "Text."))
	first, _, _, _ := tree.read(Options{})
	broken := strings.Replace(titled("B", "Text."), "title", "slug: bee\ntitle", 1)
	tree.write("posts/b.md", strings.Replace(broken, "2026-01-05", "x", 1))
	tree.write("posts/d.md", titled("D", "[b](../posts/b.md)"))
	second, r, _, _ := tree.read(Options{Previous: first})
	if got, want := problems(r), `posts/b.md:4: date "x": want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like`; got != want || len(second.Posts) != 2 || len(r.Kept) != 0 {
		t.Errorf("%d posts are served:\n%s\nwant:\n%s", len(second.Posts), got, want)
	}
	d, _ := second.Post("d")
	if links := d.Outline().Links; len(links) > 0 {
		t.Errorf("a link to a post that is left out leads to %+v", links)
	}
	tree.write("posts/b.md", broken)
	third, r, opened, _ := tree.read(Options{Previous: second})
	if opened != "posts/b.md" || problems(r) != "" {
		t.Errorf("opened %q:\n%s", opened, problems(r))
	}
	newD, _ := third.Post("d")
	if links := newD.Outline().Links; len(links) != 1 || links[0].Slug != "bee" || newD.Key == d.Key {
		t.Errorf("a link to a post that was left out leads to %+v", links)
	}
}

// A file with an error that gets back its last good text is not parsed again.
func TestBackToTheGoodText(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "Text."))
	first, _, _, _ := tree.read(Options{})
	tree.write("posts/a.md", "---\n")
	second, _, _, _ := tree.read(Options{Previous: first})
	tree.write("posts/a.md", titled("A", "Text."))
	third, r, _, parsed := tree.read(Options{Previous: second})
	if len(third.Posts) != 1 || parsed != "" || len(r.Kept) != 0 {
		t.Errorf("%q is parsed: %s", parsed, problems(r))
	}
}

// The text of a post that cannot be served is not kept.
func TestTextThatIsNotServedIsDropped(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "Text."), "posts/deep.md", titled("Deep", strings.Repeat("> ", maxDepth+1)+"x"))
	first, _, _, _ := tree.read(Options{})
	tree.write("posts/a.md", "---\ndate: x\n---\nText.\n")
	second, _, _, _ := tree.read(Options{Previous: first})
	for _, f := range []*file{first.files["posts/deep.md"], second.files["posts/a.md"]} {
		if v := f.current; v.clean() || v.post.Source != nil || v.body != nil {
			t.Errorf("%s keeps %q: %v", f.path, v.post.Source, v.problems)
		}
	}
}

// A post that was withdrawn does not come back as it was.
func TestWithdrawnStays(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "Secret."))
	a, _, _, _ := tree.read(Options{})
	for _, text := range []string{post(good + "\n? draft\n: true\nupdated: x"), post(good + "\ndraft: treu"), post("title: A\ndate: x")} {
		tree.write("posts/a.md", text)
		if a, _, _, _ = tree.read(Options{Previous: a}); len(a.Posts) != 0 {
			t.Fatalf("%s is served after\n%s", a.Posts[0].Source, text)
		}
	}
}

// utf16 returns ASCII as UTF-16, little endian.
func utf16(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }

func TestNamesSecrecy(t *testing.T) {
	for _, c := range []struct {
		front string
		want  bool
	}{
		{"---\ntitle: T\ndraft: treu\n---\n", true},
		{"---\ndraft: false\n---\n", false},
		{"---\ndraft: \"false\" # not any more\n---\n", false},
		{"---\r\nDraft : yes\r\n---\r\n", true},
		{"---\ndrafts: true\n---\n", true},
		{"---\n'draft': true\n---\n", true},
		{"---\ndraft:\n---\n", true},
		{"---\n{title: T, draft: true}\n---\n", true},
		{"---\n{title: T, draft: false}\n---\n", false},
		{"---\npublished: false\n---\n", true},
		{"---\npublished: true\n---\n", false},
		{"---\nprivate: true\n---\n", true},
		{"---\nunlisted: 1\n---\n", true},
		{"---\nhidden: true\n---\n", true},
		{"---\nhidden: false\n---\n", false},
		{"---\nstatus: hiden\n---\n", true},
		{"---\nstatus: draft\n---\n", true},
		{"---\nstatus: published\n---\n", false},
		{"---\nvisibility: private\n---\n", true},
		{"---\npassword: x\n---\n", true},
		{"---\nheadless: true\n---\n", true},
		{"---\npublishDate: 2099-01-01\n---\n", true},
		{"---\nexpirydate: 2020-01-01\n---\n", true},
		{"---\nrender: false\n---\n", true},
		{"---\nbuild:\n  list: never\n---\n", true},
		{"+++\n[build]\nlist = 'never'\n+++\n", true},
		{"+++\nbuild.list = 'never'\n+++\n", true},
		{"{\n\"draft\": true,\n}\n", true},
		{"---\npublish: false\n---\n", true},
		{"---\npublish: true\n---\n", false},
		{"---\nDRAFT: TRUE\n---\n", true},
		{"---\nDraft: False\n---\n", false},
		{"---\n{draft: true}\n---\n", true},
		{"+++\ndraft = true\n+++\n", true},
		{"+++\ndraft = false\n+++\n", false},
		{"\uFEFF\n\n---\ndraft: true\n---\n", true},
		{"---\ntitle: T\n\ndraft: true\n", true},
		{"\xff\xfe" + utf16("---\ntitle: T\n\ndraft: true\n---\n"), true},
		{"\xff\xfe" + utf16("---\ntitle: T\n\n---\ndraft: true\n"), false},
		{"---\rtitle: T\rdraft: true\r---\r", true},
		{"title: T\ndraft: true\n\nText.\n", true},
		{"Text.\n\ndraft: true\n", false},
		{"---\ntitle: Drafts: how I write\n---\ndraft: true\n", false},
		{"---\ntitle: T\ndate: x\nslug: draft\ntags: [private]\n---\n", false},
		{"", false},
	} {
		if got := namesSecrecy([]byte(c.front)); got != c.want {
			t.Errorf("%t for\n%s", got, c.front)
		}
	}
}

// Posts that ask for one slug all get longer ones, whichever had it before. An alias stays
// with its post.
func TestSlugsAreToldApart(t *testing.T) {
	slug := func(title, slug string) string {
		return "---\ntitle: " + title + "\ndate: 2026-01-05\nsummary: S\nslug: " + slug + "\n---\n"
	}
	const shares = `%s:5: warning: it has the slug "two", as have %s, and is read as %s: write slug: and another`
	for _, c := range []struct {
		name   string
		change func(*tree)
		served string // slugs and titles
		want   string
	}{
		{
			name: "another in a folder", change: func(t *tree) { t.write("posts/x/1.md", slug("New", "two")) },
			served: "posts-two:Two three:Three x-two:New",
			want:   fmt.Sprintf(shares, "posts/2.md", "posts/x/1.md", "posts-two") + "\n" + fmt.Sprintf(shares, "posts/x/1.md", "posts/2.md", "x-two"),
		},
		{
			name: "of another year", change: func(t *tree) { t.write("posts/1.md", strings.Replace(slug("New", "two"), "2026", "2025", 1)) },
			served: "2025-two:New 2026-two:Two three:Three",
			want:   fmt.Sprintf(shares, "posts/1.md", "posts/2.md", "2025-two") + "\n" + fmt.Sprintf(shares, "posts/2.md", "posts/1.md", "2026-two"),
		},
		{
			name: "of the same day", change: func(t *tree) { t.write("posts/1.md", slug("New", "two")) },
			served: "1-two:New 2-two:Two three:Three",
			want:   fmt.Sprintf(shares, "posts/1.md", "posts/2.md", "1-two") + "\n" + fmt.Sprintf(shares, "posts/2.md", "posts/1.md", "2-two"),
		},
		{
			name: "a page", change: func(t *tree) { t.write("pages/two.md", slug("New", "two")) },
			served: "three:Three two:Two",
			want:   `pages/two.md:5: warning: it has the slug "two", and is read as pages-two: write slug: and another`,
		},
		{
			name: "a draft", change: func(t *tree) { t.write("posts/1.md", slug("New", "two\ndraft: true")) },
			served: "three:Three two:Two",
			want:   `posts/1.md:5: warning: it has the slug "two", and is read as posts-two: write slug: and another`,
		},
		{
			name: "the slug of a draft", change: func(t *tree) { t.write("posts/1.md", slug("New", "hidden")) },
			served: "hidden:New three:Three two:Two",
			want:   `posts/draft.md:5: warning: it has the slug "hidden", and is read as posts-hidden: write slug: and another`,
		},
		{
			name: "the longer slug too", change: func(t *tree) {
				t.write("posts/x/1.md", slug("New", "two"))
				t.write("posts/4.md", slug("Four", "x-two"))
			},
			served: "2-two:Two 1-two:New three:Three x-two:Four",
			want:   fmt.Sprintf(shares, "posts/2.md", "posts/x/1.md", "2-two") + "\n" + fmt.Sprintf(shares, "posts/x/1.md", "posts/2.md", "1-two"),
		},
		{
			name: "an alias", change: func(t *tree) { t.write("posts/1.md", slug("New", "one\naliases: [three]")) },
			served: "one:New three:Three two:Two", want: `posts/1.md:6: warning: alias "three" belongs to posts/3.md: take it out`,
		},
		{
			name: "exchanged", change: func(t *tree) {
				t.write("posts/2.md", slug("Two", "three"))
				t.write("posts/3.md", slug("Three", "two"))
			},
			served: "three:Two two:Three",
		},
		{
			name: "given up and taken", change: func(t *tree) { t.write("posts/2.md", slug("Two", "four")); t.write("posts/1.md", slug("New", "two")) },
			served: "four:Two three:Three two:New",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := newTree("posts/2.md", slug("Two", "two"), "posts/3.md", slug("Three", "three"), "posts/draft.md", slug("D", "hidden\ndraft: true"))
			first, r, _, _ := tree.read(Options{})
			if first == nil {
				t.Fatal(problems(r))
			}
			c.change(tree)
			again, r, _, _ := tree.read(Options{Previous: first})
			fresh, _, _, _ := tree.read(Options{})
			for _, a := range []*Archive{again, fresh} {
				var served []string
				for _, p := range a.Posts {
					served = append(served, p.Slug+":"+p.Title)
					if found, ok := a.Post(p.Slug); !ok || found != p {
						t.Errorf("%s leads to another post", p.Slug)
					}
				}
				slices.Sort(served)
				want := strings.Fields(c.served)
				slices.Sort(want)
				if !slices.Equal(served, want) || problems(r) != c.want {
					t.Errorf("served is %q, want %q\n%s\nwant:\n%s", served, want, problems(r), c.want)
				}
			}
			if sharing := again.Sharing("two"); strings.Contains(c.want, "as have") != (len(sharing) == 2) {
				t.Errorf("two is shared by %d posts", len(sharing))
			}
		})
	}
}

// Attack: many posts have one slug.
func TestManyOfOneSlug(t *testing.T) {
	const posts = 1000
	tree := newTree()
	for i := range posts {
		tree.write(fmt.Sprintf("posts/%d.md", i), "---\ntitle: T\ndate: 2026-01-05\nsummary: S\nslug: one\n---\n")
	}
	first, _, _, _ := tree.read(Options{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, r, _, _ := tree.read(Options{Previous: first})
	runtime.ReadMemStats(&after)
	if allocated := (after.TotalAlloc - before.TotalAlloc) >> 20; allocated > 100 {
		t.Errorf("%d MB are allocated", allocated)
	}
	if p, _ := a.Post("7-one"); len(r.Problems) != posts || p == nil || p.Path != "posts/7.md" || len(a.Sharing("one")) != posts {
		t.Errorf("7-one is %v:\n%.500s", p, problems(r))
	}
}

// The about page keeps its last good text as a post does.
func TestAboutPageKeepsItsText(t *testing.T) {
	tree := newTree("posts/a.md", titled("A", "[me](about)"), "pages/about.md", "---\ntitle: Me\n---\nText.\n")
	first, _, _, _ := tree.read(Options{})
	tree.write("pages/about.md", "---\ntitle: \"x\n---\nNew.\n")
	a, r, _, _ := tree.read(Options{Previous: first})
	if a.About == nil || a.About.Title != "Me" || strings.Join(r.Kept, "") != "pages/about.md" || !strings.HasPrefix(problems(r), "pages/about.md:2: not YAML") {
		t.Errorf("%+v\n%s", a.About, problems(r))
	}
	tree.write("posts/b.md", titled("B", "[dead](dead.md)"))
	if _, r, _, _ = tree.read(Options{Previous: a}); !strings.Contains(problems(r), `posts/b.md:6: warning: link to "dead.md"`) {
		t.Errorf("an about page with an error excuses dead links: %s", problems(r))
	}
	delete(tree.MapFS, "posts/b.md")
	delete(tree.MapFS, "pages/about.md")
	a, r, _, _ = tree.read(Options{Previous: a})
	if p, _ := a.Post("a"); a.About != nil || p == nil || !strings.HasPrefix(problems(r), `posts/a.md:6: warning: link to "about": no such post`) {
		t.Errorf("%v\n%s", a.About, problems(r))
	}
}

// What is wrong with the site, or with a directory, leaves the archive of before to the
// caller. A directory without posts is a blog without posts.
func TestReadAgainWithoutASite(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*tree)
		posts  int // -1 for no archive
		want   string
	}{
		{"no site", func(t *tree) { delete(t.MapFS, "site.yaml") }, -1, "site.yaml: there is none (file does not exist)"},
		{"a site with an error", func(t *tree) { t.write("site.yaml", "title: T\nhost: a b\n") }, -1, `site.yaml:2: host "a b"`},
		{"posts that cannot be read", func(t *tree) { t.closed["posts"] = true }, -1, "posts: cannot be read (permission denied): make it readable"},
		{"some posts that cannot be read", func(t *tree) { t.closed["posts/x"] = true }, -1, "posts/x: cannot be read (permission denied): make it readable"},
		{"nothing at all", func(t *tree) { t.MapFS = fstest.MapFS{} }, -1, "site.yaml: there is none (file does not exist)"},
		{"no posts", func(t *tree) { delete(t.MapFS, "posts/a.md"); delete(t.MapFS, "posts/x/b.md") }, 0, "posts: warning: there are no posts"},
		{"another title", func(t *tree) { t.write("site.yaml", "title: Other\nhost: blog.example\n") }, 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree := newTree("posts/a.md", titled("A", "Text."), "posts/x/b.md", titled("B", "Text."))
			first, _, _, _ := tree.read(Options{})
			c.change(tree)
			a, r, _, _ := tree.read(Options{Previous: first})
			if (a == nil) != (c.posts < 0) || a != nil && len(a.Posts) != c.posts || !strings.Contains(problems(r), c.want) || a == nil && r.Err() == nil {
				t.Errorf("%v is served:\n%s\nwant:\n%s", a, problems(r), c.want)
			}
		})
	}
}

// Attack: a post is saved again and again. No archive is kept by those after it.
func TestArchivesOfBeforeAreFreed(t *testing.T) {
	shelf := blogtest.Generate(30)
	tree := &tree{MapFS: shelf.Files, closed: map[string]bool{}}
	a, _, _, _ := tree.read(Options{})
	freed := make(chan struct{})
	runtime.AddCleanup(a, func(done chan struct{}) { close(done) }, freed)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	text := string(shelf.Files["posts/post-7.md"].Data)
	again := func(times int) {
		for i := range times {
			tree.write("posts/post-7.md", fmt.Sprintf("%s\nSaved %d.\n", text, i))
			if i%3 == 0 {
				tree.write("posts/post-7.md", "---\n")
			}
			a, _, _, _ = tree.read(Options{Previous: a})
			for _, p := range a.Posts[:3] {
				p.Document()
			}
		}
	}
	again(10)
	before := heap()
	again(300)
	if after := heap(); after > before+before/4 {
		t.Errorf("the heap has grown from %d to %d KB", before>>10, after>>10)
	}
	<-freed
	runtime.KeepAlive(a)
}

// Archives are read while another is made of the same texts.
func TestReadBesideReaders(t *testing.T) {
	tree := &tree{MapFS: blogtest.Generate(20).Files, closed: map[string]bool{}}
	a, _, _, _ := tree.read(Options{})
	var readers sync.WaitGroup
	for i := range 20 {
		posts := a.Posts
		readers.Go(func() {
			for _, p := range posts {
				if next := p.Document().Links[0].Slug; next != p.Outline().Links[0].Slug {
					t.Errorf("a link of %s leads to %s", p.Slug, next)
				}
			}
		})
		tree.write("posts/post-7.md", titled(fmt.Sprint(i), "[a](post-8.md)"))
		a, _, _, _ = tree.read(Options{Previous: a})
	}
	readers.Wait()
}

// The files of a real directory: each is replaced in place and by renaming.
func TestReadDirectory(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", goodSite)
	write("posts/a.md", titled("A", "Text."))
	write("posts/b.md", titled("B", "Text."))
	write("linked.md", titled("Linked", "Text."))
	if err := os.Symlink("../linked.md", filepath.Join(root, "posts/z.md")); err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS(root)
	a, _ := Open(fsys)
	write("posts/a.md", titled("Longer", "Text."))
	write("posts/.b.md.tmp", titled("Renamed", "Text."))
	if err := os.Rename(filepath.Join(root, "posts/.b.md.tmp"), filepath.Join(root, "posts/b.md")); err != nil {
		t.Fatal(err)
	}
	write("linked.md", titled("Linked elsewhere", "Text."))
	a, r := Read(fsys, Options{Previous: a})
	if a == nil || a.Posts[0].Title != "Longer" || a.Posts[1].Title != "Renamed" || a.Posts[2].Title != "Linked elsewhere" || r.Read != 3 {
		t.Errorf("read %d: %s", r.Read, problems(r))
	}
	if a, r = Read(fsys, Options{Previous: a}); r.Read != 0 || len(a.Posts) != 3 {
		t.Errorf("read %d: %s", r.Read, problems(r))
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	if gone, r := Read(fsys, Options{Previous: a}); gone != nil || r.Err() == nil {
		t.Errorf("a directory that is gone is served: %s", problems(r))
	}
}

// One post of 10,000 is changed and all are read again, from a directory.
func BenchmarkReadAgain(b *testing.B) {
	root := b.TempDir()
	if err := os.CopyFS(root, blogtest.Generate(10_000).Files); err != nil {
		b.Fatal(err)
	}
	fsys := os.DirFS(root)
	a, r := Open(fsys)
	if a == nil {
		b.Fatal(r.Err())
	}
	source := slices.Clone(a.Posts[0].Source)
	path := filepath.Join(root, a.Posts[0].Path)
	b.ReportAllocs()
	for b.Loop() {
		source = append(source, "More.\n"...)
		if err := os.WriteFile(path, source, 0o600); err != nil {
			b.Fatal(err)
		}
		if a, r = Read(fsys, Options{Previous: a}); r.Read != 1 {
			b.Fatalf("%d files were read", r.Read)
		}
	}
}
