package feed

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render/html"
)

const testSite = "title: T\nhost: blog.example\n"

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	blogtest.Golden(t, *update, filepath.Join("testdata", name), got)
}

// blogOf is a blog of those files, whose posts are below posts/.
func blogOf(t testing.TB, files map[string]string) *blog.Archive {
	t.Helper()
	fsys := fstest.MapFS{"site.yaml": {Data: []byte(testSite)}}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	a, report := blog.Open(fsys)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return a
}

// body is a post with the front matter that it must have.
func body(markdown string) string {
	return "---\ntitle: T\ndate: 2026-11-23\nsummary: s\n---\n" + markdown
}

// parsedFeed is an Atom feed as another program reads it.
type parsedFeed struct {
	XMLName  xml.Name        `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string          `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID       []string        `xml:"http://www.w3.org/2005/Atom id"`
	Title    []string        `xml:"http://www.w3.org/2005/Atom title"`
	Subtitle []string        `xml:"http://www.w3.org/2005/Atom subtitle"`
	Updated  []string        `xml:"http://www.w3.org/2005/Atom updated"`
	Author   []string        `xml:"http://www.w3.org/2005/Atom author>name"`
	Links    []parsedLink    `xml:"http://www.w3.org/2005/Atom link"`
	Entries  []parsedEntry   `xml:"http://www.w3.org/2005/Atom entry"`
	Unknown  []parsedElement `xml:",any"`
}

type parsedEntry struct {
	ID         []string        `xml:"http://www.w3.org/2005/Atom id"`
	Title      []string        `xml:"http://www.w3.org/2005/Atom title"`
	Updated    []string        `xml:"http://www.w3.org/2005/Atom updated"`
	Published  []string        `xml:"http://www.w3.org/2005/Atom published"`
	Summary    []string        `xml:"http://www.w3.org/2005/Atom summary"`
	Links      []parsedLink    `xml:"http://www.w3.org/2005/Atom link"`
	Categories []parsedElement `xml:"http://www.w3.org/2005/Atom category"`
	Content    []parsedContent `xml:"http://www.w3.org/2005/Atom content"`
	Unknown    []parsedElement `xml:",any"`
}

type parsedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type parsedContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type parsedElement struct {
	XMLName xml.Name
	Term    string `xml:"term,attr"`
}

var (
	tagURIForm  = regexp.MustCompile(`^tag:[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*,\d{4}(-\d\d(-\d\d)?)?:([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+$`)
	addressForm = regexp.MustCompile(`^(https?|sftp|ssh)://[A-Za-z0-9.:-]+(/([a-z0-9./_~+-]|%[0-9A-F]{2})*)?$`)
)

// atom is the feed of a blog, held to what RFC 4287 asks of every feed.
func atom(t testing.TB, a *blog.Archive, tag string) parsedFeed {
	t.Helper()
	out, err := Atom(a, tag)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) > maxBytes {
		t.Errorf("%d bytes", len(out))
	}
	var f parsedFeed
	if err := xml.Unmarshal(out, &f); err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	one := func(what string, got []string, form *regexp.Regexp) {
		t.Helper()
		if len(got) != 1 || !form.MatchString(got[0]) {
			t.Errorf("%s is %q, want one like %s", what, got, form)
		}
	}
	instant := func(what string, got []string) time.Time {
		t.Helper()
		one(what, got, regexp.MustCompile(`.`))
		at, err := time.Parse(time.RFC3339, got[0])
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return at
	}
	filled := regexp.MustCompile(`\S`)
	one("the feed's id", f.ID, tagURIForm)
	one("the feed's title", f.Title, filled)
	one("the feed's author", f.Author, filled)
	ids := []string{f.ID[0]}
	var newest time.Time
	for _, e := range f.Entries {
		one("an entry's id", e.ID, regexp.MustCompile(tagURIForm.String()+"|^https?://"))
		one("an entry's title", e.Title, filled)
		published, updated := instant("published", e.Published), instant("updated", e.Updated)
		if updated.Before(published) {
			t.Errorf("%s was updated at %v, before it was published at %v", e.ID, updated, published)
		}
		if updated.After(newest) {
			newest = updated
		}
		if len(e.Links) != 1 || e.Links[0].Rel != "alternate" || !addressForm.MatchString(e.Links[0].Href) {
			t.Errorf("%s has the links %v, want one alternate", e.ID, e.Links)
		}
		i := slices.IndexFunc(a.Posts, func(p *blog.Post) bool { return entryID(a.Site, p) == e.ID[0] })
		if i < 0 {
			t.Fatalf("no post has the id %s", e.ID[0])
		}
		p := a.Posts[i]
		switch text := html.Fragment(p, a.Site); {
		case len(text) > maxContent:
			if len(e.Content) != 0 || len(e.Summary) != 1 {
				t.Errorf("%s has %d bytes of HTML, the summary %q and %d contents", e.ID[0], len(text), e.Summary, len(e.Content))
			}
		case len(e.Content) != 1 || e.Content[0].Type != "html" || e.Content[0].Text != text:
			t.Errorf("%s has another text than its post: %v", e.ID[0], e.Content)
		}
		if len(e.Summary) > 1 || len(e.Unknown) > 0 {
			t.Errorf("%s has the summaries %q and the elements %v", e.ID, e.Summary, e.Unknown)
		}
		ids = append(ids, e.ID[0])
	}
	if at := instant("the feed's updated", f.Updated); !at.Equal(newest) {
		t.Errorf("the feed was updated at %v, its entries at %v", at, newest)
	}
	if slices.Sort(ids); len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("an id is given twice: %q", ids)
	}
	for _, l := range f.Links {
		if !addressForm.MatchString(l.Href) {
			t.Errorf("a link leads to %q", l.Href)
		}
	}
	return f
}

// jsonOf is the JSON feed of a blog as another program reads it, held to what
// JSON Feed 1.1 asks of every feed and to the Atom feed.
func jsonOf(t testing.TB, a *blog.Archive, tag string) map[string]any {
	t.Helper()
	out, err := JSON(a, tag)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(out, []byte("}\n")) {
		t.Error("no newline at the end")
	}
	if len(out) > maxBytes {
		t.Errorf("%d bytes", len(out))
	}
	var f map[string]any
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	twin := atom(t, a, tag)
	if f["version"] != "https://jsonfeed.org/version/1.1" || f["title"] != twin.Title[0] {
		t.Errorf("version %v, title %v", f["version"], f["title"])
	}
	items := f["items"].([]any)
	if len(items) != len(twin.Entries) {
		t.Fatalf("%d items, and %d entries in Atom", len(items), len(twin.Entries))
	}
	for i, e := range twin.Entries {
		item := items[i].(map[string]any)
		modified := item["date_modified"]
		if modified == nil {
			modified = item["date_published"]
		}
		for what, pair := range map[string][2]any{
			"id":        {item["id"], e.ID[0]},
			"url":       {item["url"], e.Links[0].Href},
			"title":     {item["title"], e.Title[0]},
			"published": {item["date_published"], e.Published[0]},
			"updated":   {modified, e.Updated[0]},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %q in JSON, %q in Atom", what, pair[0], pair[1])
			}
		}
		switch {
		case len(e.Content) == 0:
			if item["content_html"] != nil || item["content_text"] != e.Summary[0] {
				t.Errorf("%s has the text %v, want its summary", e.ID[0], item["content_text"])
			}
		case item["content_html"] != e.Content[0].Text || item["content_text"] != nil:
			t.Errorf("%s: %q in JSON, %q in Atom", e.ID[0], item["content_html"], e.Content[0].Text)
		}
	}
	return f
}

// small is a blog of three posts, one of them undated.
func small(t testing.TB, site string) *blog.Archive {
	t.Helper()
	return blogOf(t, map[string]string{
		"site.yaml":      site,
		"posts/old.md":   "---\ntitle: Old\ndate: 2025-01-05\nupdated: 2026-12-24T08:00:00+01:00\nsummary: An old one\ntags: [Öl & gas, tools]\n---\n",
		"posts/new.md":   "---\ntitle: New\ndate: 2026-11-23T09:06:00Z\nupdated: 2026-11-23\nsummary: A new one\ntags: [tools, fresh]\n---\nSee [old](old.md).\n",
		"posts/never.md": "---\ntitle: Never\nsummary: An undated one\ntags: [tools, lost]\n---\n",
	})
}

const fullSite = "title: T\ndescription: D\nauthor: A\nlanguage: de\nhost: Blog.Example:2222\n"

func TestAtom(t *testing.T) {
	out, err := Atom(small(t, fullSite), "")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "feed.atom", string(out))
	f := atom(t, small(t, fullSite), "")
	if f.Lang != "de" || f.Subtitle[0] != "D" || f.Author[0] != "A" || f.Updated[0] != "2026-12-24T08:00:00+01:00" {
		t.Errorf("got %+v", f)
	}
	if len(f.Entries) != 2 || f.Entries[0].Title[0] != "New" {
		t.Errorf("want New and Old, and not what is undated: %+v", f.Entries)
	}
	want := []parsedLink{{Rel: "alternate", Href: "ssh://Blog.Example:2222"}, {"self", "application/atom+xml", "sftp://Blog.Example:2222/feed.atom"}}
	if !slices.Equal(f.Links, want) {
		t.Errorf("links %v, want %v", f.Links, want)
	}
}

func TestJSON(t *testing.T) {
	out, err := JSON(small(t, fullSite), "")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "feed.json", string(out))
	f := jsonOf(t, small(t, fullSite), "")
	for name, want := range map[string]string{
		"home_page_url": "ssh://Blog.Example:2222",
		"feed_url":      "sftp://Blog.Example:2222/feed.json",
		"description":   "D",
		"language":      "de",
	} {
		if f[name] != want {
			t.Errorf("%s is %q, want %q", name, f[name], want)
		}
	}
}

// TestFeedsOfASiteThatSaysLittle leave out what it does not say, and lead to
// the web where there is a copy.
func TestFeedsOfASiteThatSaysLittle(t *testing.T) {
	a := small(t, testSite+"url: https://www.blog.example/\n")
	f := atom(t, a, "")
	if f.Author[0] != "T" || f.Subtitle != nil || f.Lang != "en" {
		t.Errorf("got %+v", f)
	}
	if f.Links[0] != (parsedLink{"alternate", "text/html", "https://www.blog.example"}) ||
		f.Entries[0].Links[0] != (parsedLink{"alternate", "text/html", "https://www.blog.example/new"}) {
		t.Errorf("links %v and %v", f.Links, f.Entries[0].Links)
	}
	j := jsonOf(t, a, "")
	if v, ok := j["description"]; ok {
		t.Errorf("description is %q", v)
	}
}

// A day without a time is a day where the author lives.
func TestDaysAreThoseOfTheSite(t *testing.T) {
	a := blogOf(t, map[string]string{
		"site.yaml":  testSite + "timezone: America/Los_Angeles\n",
		"posts/a.md": "---\ntitle: A\ndate: 2026-11-24\nupdated: 2026-12-01 09:30\nsummary: s\n---\n",
	})
	e := atom(t, a, "").Entries[0]
	if e.Published[0] != "2026-11-24T00:00:00-08:00" || e.Updated[0] != "2026-12-01T09:30:00-08:00" {
		t.Errorf("published %s, updated %s", e.Published[0], e.Updated[0])
	}
}

func TestTagFeeds(t *testing.T) {
	a := small(t, fullSite)
	f := atom(t, a, "öl-&-gas")
	if len(f.Entries) != 1 || f.Entries[0].Title[0] != "Old" || f.Title[0] != "T: Öl & gas" {
		t.Errorf("got %+v", f)
	}
	if want := "tag:blog.example,2026:feed/%C3%B6l-&-gas"; f.ID[0] != want {
		t.Errorf("id %s, want %s", f.ID[0], want)
	}
	if want := "sftp://Blog.Example:2222/tags/%C3%B6l-%26-gas.atom"; len(f.Links) != 2 || f.Links[1].Href != want {
		t.Errorf("links %v, want %s", f.Links, want)
	}
	if fresh := atom(t, a, "fresh"); len(fresh.Entries) != 1 || fresh.ID[0] != "tag:blog.example,2026:feed/fresh" {
		t.Errorf("got %+v, want an id with the date of the blog's oldest post", fresh)
	}
	if _, ok := jsonOf(t, a, "tools")["feed_url"]; ok {
		t.Error("no file holds this feed")
	}
}

func TestTagFiles(t *testing.T) {
	for tag, want := range map[string]string{
		"C#": "c%23.atom", "c++": "c++.atom", ".NET": "%2Enet.atom", "Öl & Gas": "öl-%26-gas.atom", "笔记": "笔记.atom",
		"../a": "%2E.%2Fa.atom", "100%": "100%25.atom", "a\x00\u202e": "a%00%E2%80%AE.atom",
	} {
		if got := TagFile(tag); got != want {
			t.Errorf("%q is %s, want %s", tag, got, want)
		}
	}
	if TagFile("GO") != TagFile("go") || TagFile("C#") == TagFile("C") {
		t.Error("tags differ by more than their case")
	}
	if got := address(blog.Site{Host: "blog.example"}, "tags/"+TagFile("笔 C#")); got != "sftp://blog.example/tags/%E7%AC%94-c%23.atom" {
		t.Errorf("the address %s", got)
	}
}

func TestEmptyFeeds(t *testing.T) {
	empty := blogOf(t, nil)
	for tag, a := range map[string]*blog.Archive{"": empty, "tools": empty, "nobody's": small(t, fullSite), "lost": small(t, fullSite)} {
		if out, err := Atom(a, tag); !errors.Is(err, ErrEmpty) || out != nil {
			t.Errorf("%q: got %q and %v", tag, out, err)
		}
		if out, err := JSON(a, tag); !errors.Is(err, ErrEmpty) || out != nil {
			t.Errorf("%q: got %q and %v", tag, out, err)
		}
	}
}

// TestIDsStay whatever of a post or of the site changes, but for the slug, the
// date and the host.
func TestIDsStay(t *testing.T) {
	ids := func(site, head, text string) []string {
		f := atom(t, blogOf(t, map[string]string{"site.yaml": site, "posts/p.md": "---\n" + head + "\n---\n" + text}), "")
		return []string{f.ID[0], f.Entries[0].ID[0]}
	}
	want := []string{"tag:blog.example,2026:feed", "tag:blog.example,2026:p"}
	for _, got := range [][]string{
		ids(testSite, "title: A\nsummary: s\ndate: 2026-11-23", "Text."),
		ids(testSite, "title: B\nsummary: z\ntags: [a]\naliases: [q]\ndate: 2026-11-23\nupdated: 2027-01-01", "Other."),
		ids(testSite, "title: A\nsummary: s\ndate: 1999-12-31T23:59:59-11:00", "Text."),
		ids("title: New\nhost: BLOG.example.:22\nurl: https://www.example\nlanguage: de\nauthor: X\n", "title: A\nsummary: s\ndate: 2026-11-23", "Text."),
	} {
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	moved := ids("title: A\nhost: other.example\nid: blog.example\n", "title: A\nsummary: s\ndate: 2026-11-23", "Text.")
	if !slices.Equal(moved, want) {
		t.Errorf("on another host the ids are %q, want %q", moved, want)
	}
	for base, want := range map[string]string{
		"baseURL = 'https://Me.example:8080/x/'": "https://Me.example:8080/x/p/",
		"baseURL = 'https://example.org/'":       "tag:blog.example,2026:p",
		"baseURL = '/'":                          "tag:blog.example,2026:p",
	} {
		generated := map[string]string{"site.yaml": "author: A\n", "hugo.toml": "title = 'A'\n" + base, "content/p.md": "---\ntitle: A\ndate: 2026-11-23\n---\nText."}
		if id := atom(t, blogOf(t, generated), "").Entries[0].ID[0]; id != want {
			t.Errorf("%s: got %q, want %q", base, id, want)
		}
		generated["site.yaml"] = "host: other.example\nid: blog.example\n"
		if id, want := atom(t, blogOf(t, generated), "").Entries[0].ID[0], "tag:blog.example,2026:p"; id != want {
			t.Errorf("%s: with an id got %q, want %q", base, id, want)
		}
	}
	since := ids(testSite+"since: 2019-07-01\n", "title: A\nsummary: s\ndate: 2026-11-23", "Text.")
	if want := []string{"tag:blog.example,2019-07-01:feed", "tag:blog.example,2019-07-01:p"}; !slices.Equal(since, want) {
		t.Errorf("got %q, want %q", since, want)
	}
}

func TestAuthorities(t *testing.T) {
	for host, want := range map[string]string{
		"Blog.Example":      "blog.example",
		"blog.example.":     "blog.example",
		"localhost":         "localhost",
		"192.0.2.1":         "1.2.0.192.in-addr.arpa",
		"::ffff:192.0.2.1":  "1.2.0.192.in-addr.arpa",
		"2001:db8::1":       "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"[2001:DB8::1%eth]": "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"bücher":            "x62c3bc63686572.invalid",
		"a_b":               "x615f62.invalid",
		"-a":                "x2d61.invalid",
	} {
		got := authority(host)
		if got != want {
			t.Errorf("%q is %q, want %q", host, got, want)
		}
		if uri := "tag:" + got + ",2026-11-23:p"; !tagURIForm.MatchString(uri) {
			t.Errorf("%q is no tag URI", uri)
		}
	}
}

// TestFeedsAreBounded: a large blog's have the newest posts.
func TestFeedsAreBounded(t *testing.T) {
	files := map[string]string{}
	for i := range maxEntries + 5 {
		files[fmt.Sprintf("posts/p%d.md", i)] = fmt.Sprintf("---\ntitle: P\ndate: %s\nsummary: s\n---\n",
			time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	f := atom(t, blogOf(t, files), "")
	if len(f.Entries) != maxEntries || !strings.HasSuffix(f.Entries[0].ID[0], ":p104") || !strings.HasSuffix(f.Entries[99].ID[0], ":p5") {
		t.Errorf("%d entries", len(f.Entries))
	}
	if f.ID[0] != "tag:blog.example,2026:feed" {
		t.Errorf("the id %s has not the date of the oldest post", f.ID[0])
	}
}

// TestFeedsAreSmall: posts of any length make no feed longer than it may be, and one that
// is very long has room for others beside it.
func TestFeedsAreSmall(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		head := fmt.Sprintf("---\ntitle: P\ndate: 2026-01-01T00:%02d:00+01:00\nsummary: \"%s\"\n---\n", i, strings.Repeat(`\"`, 5_000))
		files[fmt.Sprintf("posts/p%d.md", i)] = head + strings.Repeat(strings.Repeat("\"", 20)+" ", 1_200)
	}
	a := blogOf(t, files)
	for format, feed := range map[string]func(*blog.Archive, string) ([]byte, error){"Atom": Atom, "JSON Feed": JSON} {
		out, err := feed(a, "")
		if err != nil || len(out) > maxBytes || len(out) < maxBytes*9/10 || !strings.Contains(string(out), ":p19") {
			t.Errorf("%s: %d bytes, %v", format, len(out), err)
		}
	}
	atom(t, a, "")
	long := blogOf(t, map[string]string{
		"posts/a.md": "---\ntitle: A\ndate: 2026-11-25\nsummary: In short\n---\n" + strings.Repeat("long ", maxContent/5),
		"posts/b.md": body("text"),
	})
	if f := atom(t, long, ""); len(f.Entries) != 2 || f.Entries[0].Summary[0] != "In short" || len(f.Entries[0].Content) != 0 {
		t.Errorf("got %+v", f.Entries)
	}
	jsonOf(t, long, "")
}

// hostile is Markdown that wants to leave the element or the string that a feed puts it
// in. What it does in a browser is tested beside [html.Fragment].
var hostile = []string{
	"]]> <![CDATA[ x ]]> <!-- x --> <!-- ]]> --> <?php x ?> <!DOCTYPE x>",
	"`]]>` </content></entry></feed>\n\n```\"}]]>\n]]>\n```",
	"<script>alert(1)</script> <b title=\"]]>\">x</b>",
	"\x00 \x01 \x0b \x1b[31m \x7f \u0080 \u202e \u2028 \ufeff \ufffe \uffff \U0001fffe &#0; &#x1b; &#xFFFE; &#xD800; &#13;",
	"`\x00\x1b\u202e` <b title=\"\x1b&#27;\">\x1b&#27;&#13;</b>\n\n    \x00\x1b\ufffe\r\n",
	"a\u00a0&nbsp;b&shy;c 'd' \"e\" &apos; &quot; &lt;p&gt; &amp;lt; \\",
	strings.Repeat("> ", 100) + "]]>",
	strings.Repeat("long ", 100_000),
}

// TestHostileFeeds: whatever an author writes, wherever, the feed is one.
func TestHostileFeeds(t *testing.T) {
	files := map[string]string{
		"site.yaml": "title: \"]]> <script>\\u202e\\e&\"\ndescription: \"</subtitle>\\0\"\nauthor: \"\\u2028<b>\\x07\"\nlanguage: \"\\\"><x\"\nhost: blog.example\n",
	}
	for i, markdown := range hostile {
		files[fmt.Sprintf("posts/p%d.md", i)] = "---\ntitle: \"</title>]]>&amp; \\e[31m\\u202e\"\ndate: 2026-11-23\n" +
			"summary: \"<script>alert(1)</script>\\0\\u200b\"\ntags: [\"<a>\\e]]>\", \"../?#\"]\n---\n" + markdown
	}
	a := blogOf(t, files)
	f := atom(t, a, "")
	if want := "</title>]]>& ␛[31m<U+202E>"; f.Entries[0].Title[0] != want {
		t.Errorf("the title %q, want %q", f.Entries[0].Title[0], want)
	}
	if want := "<a>␛]]>"; f.Entries[0].Categories[0].Term != want {
		t.Errorf("the tag %q, want %q", f.Entries[0].Categories[0].Term, want)
	}
	jsonOf(t, a, "")
	atom(t, a, "../?#")
	out, err := Atom(a, "")
	if err != nil || blog.Visible(string(out)) != string(out) {
		t.Errorf("hidden characters, or %v", err)
	}
}

// TestFeedsAreStable: a feed that is fetched twice is the same bytes.
func TestFeedsAreStable(t *testing.T) {
	for name, feed := range map[string]func(*blog.Archive, string) ([]byte, error){"Atom": Atom, "JSON Feed": JSON} {
		first, err := feed(small(t, fullSite), "")
		if err != nil {
			t.Fatal(err)
		}
		if second, _ := feed(small(t, fullSite), ""); !bytes.Equal(first, second) {
			t.Errorf("%s differs between two calls", name)
		}
	}
}

// FuzzFeeds holds arbitrary Markdown to what is asked of both feeds.
func FuzzFeeds(f *testing.F) {
	const longest = 4 << 10 // short ones find more in the same time
	for _, markdown := range hostile {
		if len(markdown) <= longest {
			f.Add(markdown)
		}
	}
	f.Fuzz(func(t *testing.T, markdown string) {
		if len(markdown) > longest {
			t.Skip("long")
		}
		a, report := blog.Open(fstest.MapFS{
			"site.yaml":  {Data: []byte(testSite)},
			"posts/p.md": {Data: []byte(body(markdown))},
		})
		if !report.OK() {
			t.Skip("not a post")
		}
		jsonOf(t, a, "")
	})
}

// essay is a post of 1,500 words.
func essay(title, date string) string {
	paragraph := strings.Repeat("Every word of this *paragraph* is an example, and `so` is [this](https://example.com). ", 10)
	section := "## A heading\n\n" + paragraph + "\n\n```go\nfunc main() {}\n```\n\n"
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\nsummary: S\ntags: [a, b]\n---\n", title, date) + strings.Repeat(section, 10)
}

func BenchmarkAtom(b *testing.B) {
	files := map[string]string{}
	for i := range 100 {
		files[fmt.Sprintf("posts/p%d.md", i)] = essay("P", fmt.Sprintf("20%02d-01-05", i))
	}
	a := blogOf(b, files)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Atom(a, ""); err != nil {
			b.Fatal(err)
		}
	}
}
