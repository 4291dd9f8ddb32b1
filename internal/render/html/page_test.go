package html

import (
	"fmt"
	"os"
	"path"
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/blog"
	"golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
)

// pageOptions are those of a door that serves all posts, and all files beside them.
func pageOptions(site blog.Site) PageOptions {
	file := func(l blog.Link) string {
		if strings.Contains(l.Address, ":") || strings.HasPrefix(l.Address, "//") || path.Ext(l.Address) == "" {
			return ""
		}
		return "/p/" + path.Base(l.Address)
	}
	return PageOptions{
		Site: site,
		Address: func(l blog.Link) string {
			switch {
			case l.Slug != "" && l.Fragment != "":
				return "/" + l.Slug + "#" + l.Fragment
			case l.Slug != "":
				return "/" + l.Slug
			}
			return file(l)
		},
		Picture: func(l blog.Link) (string, int, int, bool) {
			switch path.Ext(l.Address) {
			case ".png", ".jpg":
				return file(l), 640, 480, file(l) != ""
			case ".svg":
				return file(l), 0, 0, file(l) != ""
			}
			return "", 0, 0, false
		},
	}
}

// pageOf is the page of a post that says markdown.
func pageOf(t testing.TB, markdown string, more ...string) string {
	t.Helper()
	a := blogOf(t, map[string]string{
		"site.yaml":      testSite + "url: https://www.blog.example\n" + strings.Join(more, "\n"),
		"posts/p.md":     body(markdown),
		"posts/other.md": "---\ntitle: O\nsummary: s\n---\n## Über uns\n",
	})
	return Page(post(t, a, "p"), pageOptions(a.Site))
}

// soundPage fails the test when a page is not what Page promises.
func soundPage(t testing.TB, page string) {
	t.Helper()
	if blog.VisibleHTML(page) != page {
		t.Errorf("hidden characters in\n%q", page)
	}
	root := readAlike(t, page, func(again string) string { return strings.ReplaceAll(again, "/>", ">") })
	ids := map[string]bool{}
	for n := range root.Descendants() {
		ids[attrOf(n, "id")] = true
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button", "meta", "base", "link", "bdo", "h1":
			t.Errorf("an element %s in\n%s", n.Data, page)
		case "img":
			if attributeAt(n, "alt") < 0 || attrOf(n, "src") == "" {
				t.Errorf("a picture without alt or src in\n%s", page)
			}
		}
		for _, a := range n.Attr {
			value := strings.ToLower(a.Val)
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "target", a.Key == "srcset", a.Key == "style", a.Key == "rel",
				a.Key == "href" && !pageLink.MatchString(value),
				a.Key == "src" && !pageSource.MatchString(value):
				t.Errorf("an attribute %s=%q in\n%s", a.Key, a.Val, page)
			}
		}
		if n.DataAtom == tags.A && n.FirstChild == nil {
			t.Errorf("a link without words in\n%s", page)
		}
	}
}

func attrOf(n *html.Node, name string) string {
	if i := attributeAt(n, name); i >= 0 {
		return n.Attr[i].Val
	}
	return ""
}

func TestPage(t *testing.T) {
	src, err := os.ReadFile("testdata/page.md")
	if err != nil {
		t.Fatal(err)
	}
	a := blogOf(t, map[string]string{
		"site.yaml":      testSite + "url: https://www.blog.example\n",
		"posts/p.md":     string(src),
		"posts/other.md": "---\ntitle: O\nsummary: s\n---\n## Über uns\n",
		"pages/about.md": "---\ntitle: About\n---\n## Me\n",
	})
	page := Page(post(t, a, "p"), pageOptions(a.Site))
	golden(t, "page.html", page)
	soundPage(t, page)
	if got, want := About(a.About, pageOptions(a.Site)), "<h2 id=\"me\"><a href=\"#me\">Me</a></h2>\n"; got != want {
		t.Errorf("the about page is %q, want %q", got, want)
	}
}

// Attack: the text of a post tries to run a script in the reader's browser, to send it
// elsewhere, or to break out of the page around it.
func TestHostilePages(t *testing.T) {
	for _, markdown := range hostile {
		soundPage(t, pageOf(t, markdown))
	}
}

// essayPage is a post of 1,600 words with code, in sections like those of a real one.
func essayPage() string {
	paragraph := strings.Repeat("Every word of this *paragraph* isn't more than \"an example\", and `so` is [this](https://example.com). ", 7)
	code := "```python\n" + strings.Repeat("def all_wrong(shared, days=100_000):  # of an example\n    return random(\"nothing\")\n", 4) + "```\n\n```output\nnothing\n```\n\n"
	var b strings.Builder
	for i := range 7 {
		fmt.Fprintf(&b, "## Heading %d\n\n%s\n\n%s\n\n%s", i, paragraph, paragraph, code)
	}
	return body(b.String())
}

func BenchmarkPage(b *testing.B) {
	a := blogOf(b, map[string]string{"posts/p.md": essayPage()})
	b.ReportMetric(float64(a.Posts[0].Words), "words")
	b.ReportAllocs()
	for b.Loop() {
		Page(a.Posts[0], PageOptions{Site: a.Site})
	}
}

// pageCases holds Markdown to what must be in its page, and to what Page promises.
func pageCases(t *testing.T, cases map[string]string) {
	t.Helper()
	for markdown, want := range cases {
		got := pageOf(t, markdown)
		if !strings.Contains(got, want) {
			t.Errorf("%q becomes\n%s\nwithout\n%s", markdown, got, want)
		}
		soundPage(t, got)
	}
}

func TestHeadingsOfPages(t *testing.T) {
	levels := func(markdown string) (all string) {
		got := pageOf(t, markdown)
		soundPage(t, got)
		for i := strings.Index(got, "<h"); i >= 0; i = strings.Index(got, "<h") {
			all += got[i+2 : i+3]
			got = got[i+3:]
		}
		return all
	}
	for markdown, want := range map[string]string{
		"## a\n\n### b\n\n## c":              "232",
		"# a\n\n## b\n\n# c":                 "232",
		"# T\n\n## a\n\n### b":               "23", // the first repeats the title
		"#### a\n\n##### b":                  "23",
		"# a\n\n### b":                       "24", // as the author skips
		"# a\n\n##### b\n\n###### c":         "266",
		"> ### a\n\n# b":                     "42",
		"#\n\n### a":                         "2", // one without words is none
		"Text.":                              "",
		"# T\n\nText.\n\n## a [x](other.md)": "2",
	} {
		if got := levels(markdown); got != want {
			t.Errorf("%q has the levels %s, want %s", markdown, got, want)
		}
	}
	pageCases(t, map[string]string{
		"## a [x](other.md)":           `<h2 id="a-x">a <a href="/other">x</a></h2>`,
		"## a https://a.test":          `<h2 id="a-httpsatest">a <a href="https://a.test">https://a.test</a></h2>`,
		"## a *[x](other.md)*":         `<h2 id="a-x">a <em><a href="/other">x</a></em></h2>`,
		"## a[^1]\n\n[^1]: b":          `<h2 id="a">a<sup><a `,
		"## Größe *x* {#ü.x}":          `<h2 id="üx"><a href="#%C3%BCx">Größe <em>x</em></a></h2>`,
		"# T\n\n[x](#t)":               `<span id="t"></span><p><a href="#t">x</a></p>`,
		"## a\n\n## a\n\n[x](#a-1)":    `<h2 id="a-1"><a href="#a-1">a</a></h2>`,
		"<p id=one>x</p>\n\n[y](#one)": `<p><span id="one"></span>x</p>`,
	})
}

// Attack: ids of the text are those that notes would have, so that a link leads elsewhere.
func TestNotesOfPages(t *testing.T) {
	pageCases(t, map[string]string{
		"a[^1]\n\n# Note 1\n\n<p id=ref-1>x</p>\n\n[^1]: b": `<a aria-label="Note 1" href="#note-1-" id="ref-1-" role="doc-noteref">1</a>`,
		"a[^1] b[^1]\n\n[^1]: c": `<p>c <a aria-label="Back to the text, 1" href="#ref-1" role="doc-backlink">↩︎</a> ` +
			`<a aria-label="Back to the text, 2" href="#ref-1-2" role="doc-backlink">↩︎</a></p>`,
	})
}

func TestCodeOfPages(t *testing.T) {
	wide := strings.Repeat("x", 33)
	pageCases(t, map[string]string{
		"```\n" + wide + "\n```":                    "<figure class=\"g\">\n<pre tabindex=\"0\"><code>" + wide + "</code></pre>\n</figure>\n",
		"```\n" + wide[1:] + "\n```":                "<figure class=\"g\">\n<pre><code>" + wide[1:] + "</code></pre>\n</figure>\n",
		"```\n\t" + wide[4:] + "\n```":              "<pre tabindex=\"0\"><code>\t" + wide[4:] + "<",
		"```\n\t" + wide[5:] + "\n```":              "<pre><code>\t" + wide[5:] + "<",
		"```\n" + strings.Repeat("漢", 17) + "\n```": "<pre tabindex=\"0\">",
		"```\n" + strings.Repeat("漢", 16) + "\n```": "<pre><code>漢",
		"```go\n\n\ta := \"<b>\" // &amp;\n\n```":   "<pre><code>\n\ta := <span class=\"s\">&#34;&lt;b&gt;&#34;</span> <i>// &amp;amp;</i>\n</code></pre>",
		"```python\n\"\"\"a\nb\"\"\"\n```":          "<code><span class=\"s\">&#34;&#34;&#34;a</span>\n<span class=\"s\">b&#34;&#34;&#34;</span></code>",
		"```nothing\nif \"a\"\n```":                 "<figcaption class=\"l\">nothing</figcaption>\n<pre><code>if &#34;a&#34;</code></pre>",
		"```restructuredtext\na\n```":               "<figure>\n<figcaption class=\"l\">restructuredtext</figcaption>",
		"```js:a<b.js\na\n```":                      "<figure class=\"g\">\n<figcaption>a&lt;b.js</figcaption>\n<p class=\"l\">js</p>\n<pre>",
		"```\na\n```\n\n```output\nb\n```":          "<code>a</code></pre>\n<p class=\"l\">prints</p>\n<pre><samp>b</samp></pre>\n</figure>\n",
		"```output\nb\n```\n\n```output\nc\n```":    "</figure>\n<figure class=\"g\">\n<figcaption class=\"l\">prints</figcaption>\n<pre><samp>c</samp></pre>\n</figure>\n",
		"- a\n\n  ```sh\n  ls\n  ```\n":             "<figure>\n<figcaption class=\"l\">sh</figcaption>\n<pre><code>ls</code></pre>\n</figure>\n</li>",
		"```\n```":                                  "<figure class=\"g\">\n<pre><code></code></pre>\n</figure>\n",
		"```\na\u202eb\x1b\n```":                    "<code>a&lt;U+202E&gt;b␛</code>",
		"$$\n\"x\" -- y\n$$":                        "<figure class=\"g\">\n<pre><code>$$\n&#34;x&#34; -- y\n$$</code></pre>\n</figure>\n",
	})
}

// Attack: a post with much code, on which the highlighter spends minutes. It highlights no
// more than 256 KB of a text.
func TestHighlightingOfPagesIsBounded(t *testing.T) {
	code := "```go\nfunc // " + strings.Repeat("x", 100<<10-9) + "\n```\n\n" // on few lines, since those take the time
	got := pageOf(t, strings.Repeat(code, 4))
	if n := strings.Count(got, "<b>func</b>"); n != 2 {
		t.Errorf("%d keywords are highlighted", n)
	}
}

func TestTablesOfPages(t *testing.T) {
	table := func(cells ...string) string {
		row := "|" + strings.Join(cells, "|") + "|\n"
		return row + strings.Repeat("|-", len(cells)) + "|\n" + row
	}
	focus := `<div class="t" tabindex="0" role="region" aria-label="Table 1"><table>`
	pageCases(t, map[string]string{
		table("a b c d e f g h i j k l m n o p q r s t u v w x y z"): `<div class="t"><table>`,
		table(strings.Repeat("x", 32)):                               `<div class="t"><table>`,
		table(strings.Repeat("x", 33)):                               focus,
		table("a", strings.Repeat("x", 29)):                          focus,
		table("![x](a.png)", "b"):                                    focus,
		"|a|\n|:-:|\n|b|":                                            `<th class="c">a</th>`,
		"|a||\n|-:|-|\n|b|c|":                                        "<th class=\"r\">a</th>\n<td></td>\n",
		"- |a|\n  |-|\n  |b|":                                        "<li>\n<div class=\"t\"><table>",
		"<table><tr><td>a<td>b</table>":                              `<div class="t"><table>`,
	})
}

func TestPicturesOfPages(t *testing.T) {
	pageCases(t, map[string]string{
		"![a \"b\"](x.png 'c')":                       `<img src="/p/x.png" width="640" height="480" alt="a &#34;b&#34;" title="c" decoding="async">`,
		"![](x.png)":                                  `alt=""`,
		"![](x.svg)":                                  `<img src="/p/x.svg" alt="" decoding="async">`,
		"![a](x.png)\n\n![b](y.png)":                  `<img src="/p/y.png" width="640" height="480" alt="b" loading="lazy" decoding="async">`,
		"[![](x.png)](other.md)":                      `<a href="/other"><img src="/p/x.png" width="640" height="480" alt="x.png" decoding="async"></a>`,
		"[![](x.png) words](other.md)":                `alt=""`,
		"![a](https://far.test/x.png)":                `<p><a href="https://far.test/x.png">a</a></p>`,
		"![](https://far.test/x.png)":                 `<p><a href="https://far.test/x.png">x.png</a></p>`,
		"[![a](https://far.test/x.png)](other.md)":    `<p><a href="/other">a</a></p>`,
		"[![](https://far.test/x.png)](other.md)":     `<p><a href="/other">x.png</a></p>`,
		"![a](data:image/png;base64,AAAA)":            "<p>a</p>",
		"![a](x.mp4)":                                 `<video controls="" preload="none" src="/p/x.mp4" aria-label="a"><a href="/p/x.mp4">a</a></video>`,
		"![](x.mp3)":                                  `<audio controls="" preload="none" src="/p/x.mp3" aria-label="x.mp3"><a href="/p/x.mp3">x.mp3</a></audio>`,
		"[![a](x.mp4)](other.md)":                     `<p><a href="/other">a</a></p>`,
		"![a](https://far.test/x.mp4)":                `<p><a href="https://far.test/x.mp4">a</a></p>`,
		"[a](x.mp4)":                                  `<p><a href="/p/x.mp4">a</a></p>`,
		"<video src=x.webm></video>":                  `<video controls="" preload="none" src="/p/x.webm" aria-label="x.webm"><a href="/p/x.webm">video: x.webm</a></video>`,
		"<video><source src=x.webm></video>":          `<video controls="" preload="none" src="/p/x.webm"`,
		"<video src=https://far.test/x.webm></video>": `<a href="https://far.test/x.webm">video: x.webm</a>`,
		"<audio src=x.ogg controls></audio>":          `<audio controls="" preload="none" src="/p/x.ogg" aria-label="x.ogg">`,
		"## a ![b](x.png)":                            `<h2 id="a-b">a <img src="/p/x.png"`,
	})
}

func TestRemotePictures(t *testing.T) {
	a := blogOf(t, map[string]string{"posts/p.md": body("![a](https://far.test/x.png) ![b](https://far.test/x.mp4) ![c](javascript:x) ![d](p.md)")})
	o := PageOptions{Site: a.Site, RemoteImages: true}
	want := `<p><img src="https://far.test/x.png" alt="a" decoding="async"> <a href="https://far.test/x.mp4">b</a> c <a href="sftp://blog.example/posts/p.md">d</a></p>` + "\n"
	if got := Page(a.Posts[0], o); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Attack: what names an address returns one that runs a script, or that is on another host.
func TestAddressesOfPagesAreChecked(t *testing.T) {
	a := blogOf(t, map[string]string{"posts/p.md": body("[a](p.md) ![b](https://far.test/x.png)")})
	for _, address := range []string{"javascript:alert(1)", "//evil.test/x", `/\evil.test`, "data:text/html,x", `/x" onclick="alert(1)`} {
		got := Page(a.Posts[0], PageOptions{
			Site:    a.Site,
			Address: func(blog.Link) string { return address },
			Picture: func(blog.Link) (string, int, int, bool) { return address, 1, 1, true },
		})
		soundPage(t, got)
		if strings.Contains(got, "//evil") || strings.Contains(got, "onclick=\"") {
			t.Errorf("%q is in %q", address, got)
		}
	}
}

func TestBlocksOfPages(t *testing.T) {
	pageCases(t, map[string]string{
		"> [!NOTE]\n> a":               "<div class=\"g\" role=\"note\">\n<p class=\"l\">Note</p>\n<blockquote>\n<p>a</p>\n</blockquote>\n</div>\n",
		"> [!NOTE]":                    "<p class=\"l\">Note</p>\n<blockquote>\n</blockquote>\n</div>\n",
		"> [!TIP] *b*\n> a":            "<p class=\"l\">Tip</p>\n<blockquote>\n<p><strong><em>b</em></strong></p>\n<p>a</p>\n</blockquote>\n",
		"- > [!NOTE]\n  > a":           "<li>\n<div role=\"note\">\n<p class=\"l\">Note</p>\n",
		"> a\n>\n> [!NOTE]":            "<blockquote>\n<p>a</p>\n<p>[!NOTE]</p>\n</blockquote>\n",
		"- [x] a\n- b":                 "<li class=\"task\"><span role=\"img\" aria-label=\"done\">☑</span> a</li>\n<li>b</li>\n",
		"- [ ] a\n\n- [ ] b":           "<li class=\"task\">\n<p><span role=\"img\" aria-label=\"to do\">☐</span> a</p>\n</li>",
		"a <ins>b</ins> :rocket: <":    "<p>a <ins>b</ins> 🚀 &lt;</p>",
		strings.Repeat("> ", 99) + "a": "<figure class=\"g\">\n<pre tabindex=\"0\">" + strings.Repeat("&gt; ", 99) + "a</pre>\n</figure>\n",
	})
}

func TestDirections(t *testing.T) {
	pageCases(t, map[string]string{
		"שלום שלום":                   `<p dir="rtl">`,
		"hello שלום":                  "<p>hello",
		"## שלום\n":                   `<h2 id="שלום" dir="rtl">`,
		"- שלום\n- a\n- שלום":         "<ul dir=\"rtl\">\n<li>שלום</li>\n<li dir=\"ltr\">a</li>",
		"> שלום\n>\n> a":              "<blockquote dir=\"rtl\">\n<p>שלום</p>\n<p dir=\"ltr\">a</p>",
		"`a long piece of code` שלום": `<p dir="rtl">`,
		"|שלום|\n|-|\n|a|":            `<table dir="rtl">`,
	})
	for markdown, want := range map[string]string{
		"שלום abc": "<p>שלום",
		"abc":      `<p dir="ltr">abc</p>`,
		"123":      "<p>123</p>",
	} {
		if got := pageOf(t, markdown, "language: he"); !strings.Contains(got, want) {
			t.Errorf("in Hebrew %q becomes %q, without %q", markdown, got, want)
		}
	}
}

func TestMarked(t *testing.T) {
	type mark struct{ From, To int }
	for _, c := range []struct {
		words, want string
		marks       []mark
	}{
		{"a <b> c", "a <mark>&lt;b&gt;</mark> c", []mark{{2, 5}}},
		{"ab", "<mark>a</mark><mark>b</mark>", []mark{{0, 1}, {1, 2}}},
		{"a & \"b\"", "a &amp; &#34;b&#34;", nil},
		{"", "", nil},
	} {
		if got := Marked(c.words, c.marks); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.words, got, c.want)
		}
	}
}

// TestPagesLeaveTheTreeAlone: many requests share it. The race detector sees writes.
func TestPagesLeaveTheTreeAlone(t *testing.T) {
	src, err := os.ReadFile("testdata/page.md")
	if err != nil {
		t.Fatal(err)
	}
	a := blogOf(t, map[string]string{"posts/p.md": string(src)})
	p := a.Posts[0]
	before := Fragment(p, a.Site)
	first := Page(p, pageOptions(a.Site))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if Page(p, pageOptions(a.Site)) != first {
				t.Error("the second reader gets another page than the first")
			}
		})
	}
	wg.Wait()
	if Fragment(p, a.Site) != before {
		t.Error("the fragment has changed")
	}
}
