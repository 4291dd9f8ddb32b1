package blog

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// leads returns where the only link of a text leads, as "SLUG#FRAGMENT" or as an address,
// "" for nowhere, and the kinds of what is wrong with it.
func leads(t testing.TB, site, path, link string, others ...string) string {
	t.Helper()
	fsys := dir(append([]string{path, "---\n" + good + "\n---\n" + link + "\n\n## Own heading\n"}, others...)...)
	fsys["site.yaml"].Data = []byte(site)
	a, r := Open(fsys)
	if a == nil {
		t.Fatalf("%s: %s", link, problems(r))
	}
	var got string
	for _, p := range a.Posts {
		if p.Path != path {
			continue
		}
		for _, l := range p.Outline().Links {
			checkLink(t, l)
			switch {
			case l.Fragment != "":
				got += l.Slug + "#" + l.Fragment
			case l.Slug != "":
				got += l.Slug
			default:
				got += l.URL
			}
		}
	}
	for _, p := range r.Problems {
		if p.Path == path {
			got += " (" + p.Kind + ")"
		}
	}
	return strings.TrimSpace(got)
}

// checkLink fails the test if the address of a link is no whole one that can be followed.
func checkLink(t testing.TB, l Link) {
	t.Helper()
	if l.URL == "" && l.Slug == aboutSlug {
		return
	}
	u, err := url.Parse(l.URL)
	if err != nil || u.Scheme == "" || u.Opaque+u.Host+u.Path+u.RawQuery == "" {
		t.Errorf("the link to %q has the address %q: %v", l.Address, l.URL, err)
	} else if _, _, wrong := parseAddress(l.URL); wrong != "" {
		t.Errorf("the link to %q has the address %q, which%s", l.Address, l.URL, wrong)
	}
}

const (
	offline   = goodSite
	online    = goodSite + "url: https://my.site\n"
	belowPath = goodSite + "url: https://my.site/blog/\n"
)

// linkTargets are the other files of the blogs whose links are tested.
var linkTargets = []string{
	"posts/other.md", post(good+"\naliases: [oldie]") + "\n## Some Heading\n\n## 2. Numbered: über *alles*\n\n## Some heading\n\n## Explicit {#My-Id}\n",
	"posts/trip/index.md", post(good),
	"posts/trip-notes/notes.md", post(good),
	"posts/2020-01-02-dated.md", post(good + "\nslug: moved"),
	"posts/draft.md", post(good + "\ndraft: true"),
	"posts/broken.md", "---\n" + good + "\n---\n\xff\n",
	"posts/go.md", post(good),
	"pages/about.md", "About.\n\n## Me\n",
}

func TestWhereLinksLead(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		// Files, from posts/p.md.
		{"other", "other"},
		{"other.md", "other"},
		{"./other.md", "other"},
		{"other.markdown", "other"},
		{"Other.md", "other"},
		{"other.html", "other"},
		{"../posts/other.md", "other"},
		{"../posts/other.md?x=1#some-heading", "other#some-heading"},
		{"../other/", "other"},
		{"/posts/other.md", "other"},
		{"/content/posts/other.md", "other"},
		{"posts/other.md", "other"},
		{"@/posts/other.md", "other"},
		{"@/other.md#some-heading", "other#some-heading"},
		{"trip/", "trip"},
		{"trip/index.md", "trip"},
		{"/trip/index.html", "trip"},
		{"trip-notes/notes.md", "notes"},
		{"../../../../posts/other.md", "other"},
		{"moved.md", "moved"},
		{"2020-01-02-dated.md", "moved"},
		{"2020-01-02-dated", "moved"},
		{"dated.md", "moved"},

		// Addresses.
		{"/other", "other"},
		{"/other/", "other"},
		{"/2020/01/02/other/", "other"},
		{"/2020/01/02/other.html", "other"},
		{"/2020/01/02/other/index.html", "other"},
		{"/2020/01/02/dated/", "moved"},
		{"/blog/2020/01/02/other/", "other"},
		{"/oldie", "oldie: other"},
		{"https://my.site/2020/01/02/other/", "other"},
		{"https://my.site/blog/other", "other"},
		{"http://WWW.my.site/blog/other#Some-Heading", "other#some-heading"},
		{"//my.site/blog/other", "other"},
		{"https://my.site.example/2020/01/02/other/", "https://my.site.example/2020/01/02/other/"},

		// The about page.
		{"about", "about"},
		{"/about/", "about"},
		{"../pages/about.md", "about"},
		{"/about/#Me", "about#me"},

		// Headings.
		{"#own-heading", "p#own-heading"},
		{"#Own-Heading", "p#own-heading"},
		{"?x#own-heading", "p#own-heading"},
		{"#top", "p"},
		{"#", "p"},
		{"#:~:text=x", "p"},
		{"#nowhere", "p (dead anchor)"},
		{"other#nowhere", "other (dead anchor)"},
		{"other#some-heading-1", "other#some-heading-1"},
		{"other#my-id", "other#my-id"},
		{"other#%C3%BCber", "other (dead anchor)"},

		// What leads out.
		{"https://example.com/a%20b?c=%zz", "https://example.com/a%20b?c=%25zz"},
		{"<https://example.com/a b>", "https://example.com/a%20b"},
		{"https://example.com/ü?q=漢", "https://example.com/ü?q=漢"},
		{"//example.com/x", "https://example.com/x"},
		{"www.example.com/x", "http://www.example.com/x"},
		{"mailto:me@example.com", "mailto:me@example.com"},
		{"tel:+123", "tel:+123"},
		{"magnet:?xt=urn:btih:c12fe1", "magnet:?xt=urn:btih:c12fe1"},
		{"geo:52.5,13.4", "geo:52.5,13.4"},
		{"tg://resolve?domain=x", "tg://resolve?domain=x"},
		{"tg:resolve?domain=x", "tg:resolve?domain=x"},
		{"sms:+123?body=hi", "sms:+123?body=hi"},
		{"obsidian://open?vault=x", "obsidian://open?vault=x"},
		{"picasa://importbutton/?url=x", "picasa://importbutton/?url=x"},
		{"vscode:extension/x.y", "vscode:extension/x.y"},
		{"acct:me@social.example", "acct:me@social.example"},
		{"web+ap://social.example/x", "web+ap://social.example/x"},

		// What leads nowhere.
		{"", "(unreadable link)"},
		{"http://[::1", "(unreadable link)"},
		{"https:///x", "(unreadable link)"},
		{"https:x", "(unreadable link)"},
		{"javascript:alert(1)", "(unreadable link)"},
		{"JaVaScRiPt:alert(1)", "(unreadable link)"},
		{"data:text/html,x", "(unreadable link)"},
		{"vbscript:x", "(unreadable link)"},
		{"file:///etc/passwd", "(unreadable link)"},
		{"localhost:1313/x", "(unreadable link)"},
		{"example.com:8080/x", "(unreadable link)"},
		{"C:\\\\notes", "(unreadable link)"},
		{"ttps://example.com/x", "(unreadable link)"},
		{"mail-to:me@example.com", "(unreadable link)"},
		{"view-source:https://example.com", "(unreadable link)"},
		{"ms-msdt:/id", "(unreadable link)"},
		{"search-ms:query=x", "(unreadable link)"},
		{"nowhere.md", "(dead link)"},
		{"draft.md", "(link to a draft)"},
		{"broken.md", ""},
	} {
		want := strings.TrimPrefix(c.want, "oldie: ")
		for _, site := range []string{belowPath, online, offline} {
			if site == offline && strings.Contains(c.address, "my.site/") || site == belowPath && strings.Contains(c.address, "my.site/2020") {
				continue
			}
			if got := leads(t, site, "posts/p.md", "[x]("+c.address+")", linkTargets...); got != want {
				t.Errorf("%s leads to %q, want %q, with\n%s", c.address, got, want, site)
			}
		}
	}
}

// A link to a file, a page or a list of the site on the web leads there, and nowhere if
// there is no such site.
func TestLinksToTheSite(t *testing.T) {
	for _, c := range []struct{ link, online, belowPath, offline string }{
		{"[x](/)", "https://my.site/", "https://my.site/", "ssh://blog.example"},
		{"[x](/blog/)", "https://my.site/blog/ (dead link)", "https://my.site/blog/", "(dead link)"},
		{"[x](/files/talk.pdf)", "https://my.site/files/talk.pdf", "https://my.site/files/talk.pdf", "(link out of the blog)"},
		{"[x](</files/a talk%2B.pdf>)", "https://my.site/files/a%20talk%2B.pdf", "https://my.site/files/a%20talk%2B.pdf", "(link out of the blog)"},
		{"[x](/tags/go/)", "https://my.site/tags/go/", "https://my.site/tags/go/", "(link out of the blog)"},
		{"[x](/tags/)", "https://my.site/tags/", "https://my.site/tags/", "(link out of the blog)"},
		{"[x](/index.xml?a=b#c)", "https://my.site/index.xml?a=b#c", "https://my.site/index.xml?a=b#c", "(link out of the blog)"},
		{"[x](data.csv)", "https://my.site/p/data.csv", "https://my.site/blog/p/data.csv", "(link out of the blog)"},
		{"[x](../data.csv)", "https://my.site/data.csv", "https://my.site/blog/data.csv", "(link out of the blog)"},
		{"![x](p.png)", "https://my.site/p/p.png", "https://my.site/blog/p/p.png", "(link out of the blog)"},
		{"![x](/p.png)", "https://my.site/p.png", "https://my.site/p.png", "(link out of the blog)"},
		{"![x](//cdn.example/p.png)", "https://cdn.example/p.png", "https://cdn.example/p.png", "https://cdn.example/p.png"},
		{"[x](/cv/)", "https://my.site/cv/ (dead link)", "https://my.site/cv/ (dead link)", "(dead link)"},
		{"[x](https://my.site/cv/)", "https://my.site/cv/", "https://my.site/cv/", "https://my.site/cv/"},
		{"[x](/2020/broken/)", "https://my.site/2020/broken/", "https://my.site/2020/broken/", ""},
		{"[x](nowhere.md)", "(dead link)", "(dead link)", "(dead link)"},
	} {
		for site, want := range map[string]string{online: c.online, belowPath: c.belowPath, offline: c.offline} {
			if got := leads(t, site, "posts/p.md", c.link, linkTargets...); got != want {
				t.Errorf("%s leads to %q, want %q, with\n%s", c.link, got, want, site)
			}
		}
	}
}

// The nearest file of a name is meant, and a name that several have is nobody's.
func TestFilesOfOneName(t *testing.T) {
	files := []string{
		"posts/a/x.md", post(good + "\nslug: ax"), "posts/b/x.md", post(good + "\nslug: bx"), "posts/x.md", post(good + "\nslug: x-of-all"),
		"posts/y.md", post(good + "\nslug: z"), "posts/z.md", post(good + "\nslug: y"),
	}
	for _, c := range []struct{ address, want string }{
		{"x.md", "ax"},
		{"../b/x.md", "bx"},
		{"../x.md", "x-of-all"},
		{"/posts/b/x.md", "bx"},
		{"/2020/x/", "https://my.site/2020/x/ (dead link)"},
		{"/2020/y/", "y"}, // the slug
		{"../y.md", "z"},  // the file
	} {
		if got := leads(t, online, "posts/a/p.md", "[x]("+c.address+")", files...); got != c.want {
			t.Errorf("%s leads to %q, want %q", c.address, got, c.want)
		}
	}
}

// Links that lead nowhere are text, and do not count.
func TestNumbersOfLinks(t *testing.T) {
	a, _ := Open(dir("posts/p.md", post(good)+"[a](https://a.example) [dead](x.md) ![](no.png) [b](p.md) [j](javascript:x) <https://c.example>\n"))
	d := a.Posts[0].Document()
	var got []string
	for _, l := range d.Links {
		got = append(got, fmt.Sprintf("%d %s", l.N, l.Text))
	}
	if got, want := strings.Join(got, ", "), "1 a, 2 b, 3 https://c.example"; got != want {
		t.Errorf("links %q, want %q", got, want)
	}
	paragraph := d.Root.FirstChild()
	got = nil
	for n := paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		if l, ok := d.Link(n); ok {
			got = append(got, l.Text)
		}
	}
	if got, want := strings.Join(got, ", "), "a, b, https://c.example"; got != want {
		t.Errorf("nodes lead to %q, want %q", got, want)
	}
}

// Nothing about a link keeps a post back, when it is read first or when it changes.
func TestLinksStopNothing(t *testing.T) {
	const links = "[a](no.md) [b](#no) [c](http://[::1) [d]() [e](javascript:x) [f](draft.md) [g](/x.pdf)"
	tree := newTree("posts/a.md", titled("A", links), "posts/draft.md", post(good+"\ndraft: true"), "pages/about.md", links+"\n")
	first, r, _, _ := tree.read(Options{})
	if first == nil || len(first.Posts) != 1 || first.About == nil || !r.OK() || len(r.Problems) != 14 {
		t.Fatalf("%v is served:\n%s", first, problems(r))
	}
	tree.write("posts/a.md", titled("New", links+links))
	second, r, _, _ := tree.read(Options{Previous: first})
	if p, ok := second.Post("a"); !ok || p.Title != "New" || len(r.Kept) > 0 {
		t.Errorf("kept is %q", r.Kept)
	}
}

// Slugs are offered for a bounded number of names, because each is compared with all.
func TestManyDeadLinks(t *testing.T) {
	var b strings.Builder
	for n := range 2 * maxNear {
		name := "a-long-name" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(n))
		fmt.Fprintf(&b, "[x](%s.md) [y](%s.md)\n", name, name)
	}
	_, r := Open(dir("posts/a-long-name.md", titled("A", b.String())))
	offers := 0
	for _, p := range r.Problems {
		if p.Mend == "did you mean a-long-name.md" {
			offers++
		}
	}
	if len(r.Problems) != 4*maxNear || offers != 2*maxNear {
		t.Errorf("%d offers for %d links", offers, len(r.Problems))
	}
}

// A whole address beside the posts of a generator is none of theirs, whatever its last
// name is, and a script has no footnotes to warn of.
func TestAddressesBesideAGenerator(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"hugo.toml":          "title = 'T'\nbaseURL = 'https://my.site/'\n[permalinks]\nposts = '/:year/:filename/'\n",
		"content/posts/a.md": post(good) + "[x](https://my.site/b/#/37) [y](https://my.site/2026/b/)\n\n<script>\nx.replace(/^[0-9]+/, '')\n</script>\n",
		"content/posts/b.md": post(good),
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	a, report := Open(files)
	if len(report.Problems) > 0 {
		t.Errorf("problems: %v", report.Problems)
	}
	p, _ := a.Post("a")
	if links := p.Outline().Links; len(links) != 2 || links[0].Slug != "" || links[0].URL != "https://my.site/b/#/37" || links[1].Slug != "b" {
		t.Errorf("got %+v", links)
	}
}
