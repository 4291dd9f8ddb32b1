package html

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
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

// post is the post of that slug.
func post(t testing.TB, a *blog.Archive, slug string) *blog.Post {
	t.Helper()
	p, ok := a.Post(slug)
	if !ok {
		t.Fatalf("no post %s", slug)
	}
	return p
}

// fragmentOf is the HTML of a post that says markdown.
func fragmentOf(t testing.TB, markdown string) string {
	t.Helper()
	a := blogOf(t, map[string]string{"posts/p.md": body(markdown)})
	return Fragment(a.Posts[0], a.Site)
}

// everything is a post with every kind of block, and what it links to.
func everything(t testing.TB) *blog.Archive {
	t.Helper()
	src, err := os.ReadFile("testdata/html.md")
	if err != nil {
		t.Fatal(err)
	}
	return blogOf(t, map[string]string{
		"posts/everything.md": string(src),
		"posts/other.md":      body("## Über uns\n"),
		"pages/about.md":      "---\ntitle: About\n---\nText.\n",
	})
}

func TestHTML(t *testing.T) {
	a := everything(t)
	fragment := Fragment(post(t, a, "everything"), a.Site)
	golden(t, "html.html", fragment)
	sound(t, fragment)
}

// document is a document in one piece.
func document(posts []*blog.Post, site blog.Site) string {
	return strings.Join(slices.Collect(Document(posts, site)), "")
}

func TestDocument(t *testing.T) {
	a := blogOf(t, map[string]string{
		"site.yaml":  "title: The <Blog>\nhost: blog.example\nlanguage: de\n",
		"posts/a.md": "---\ntitle: A & B\ndate: 2026-11-23\nupdated: 2026-11-24\nsummary: s\ntags: [c++, über]\n---\nText.\n",
		"posts/b.md": "---\ntitle: No Date\nsummary: s\n---\n## Heading\n",
	})
	golden(t, "document-one.html", document(a.Posts[:1], a.Site))
	golden(t, "document-two.html", document(a.Posts, a.Site))
}

// elements reads markup as XML, which it is but for the empty elements, and
// hands out every element. Whatever is not closed, not escaped or not a
// character fails the test.
func elements(t testing.TB, markup string) []xml.StartElement {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<x>" + emptyElement.ReplaceAllString(markup, "<$1/>") + "</x>"))
	var all []xml.StartElement
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, markup)
		}
		if n, ok := token.(xml.StartElement); ok {
			all = append(all, n.Copy())
		}
	}
}

var emptyElement = regexp.MustCompile(`<(meta\b[^>]*)>`)

func attr(n xml.StartElement, name string) string {
	for _, a := range n.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// harmless fails the test when markup could do more than be read.
func harmless(t testing.TB, markup string) {
	t.Helper()
	if blog.VisibleHTML(markup) != markup {
		t.Errorf("hidden characters in\n%q", markup)
	}
	for _, n := range elements(t, markup) {
		switch n.Name.Local {
		case "script", "style", "iframe", "object", "embed", "svg", "math", "form", "input", "button", "meta", "base", "link", "bdo":
			t.Errorf("an element %s in\n%s", n.Name.Local, markup)
		}
		for _, a := range n.Attr {
			name, value := a.Name.Local, strings.ToLower(a.Value)
			switch {
			case strings.HasPrefix(name, "on"), name == "target", name == "srcset",
				name == "href" && !linkAddress.MatchString(value),
				name == "src" && !webAddress.MatchString(value),
				name == "style" && !strings.HasPrefix(value, "text-align:"):
				t.Errorf("an attribute %s=%q in\n%s", name, a.Value, markup)
			}
		}
	}
}

// readAlike fails the test when a browser would see anything else than what is
// written, or something that HTML forbids. spell is how the package spells what
// x/net/html writes. It returns what the browser sees.
func readAlike(t testing.TB, markup string, spell func(string) string) *html.Node {
	t.Helper()
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: tags.Div}
	nodes, err := html.ParseFragment(strings.NewReader(markup), root)
	if err != nil {
		t.Fatalf("%v in\n%.1000s", err, markup)
	}
	var again strings.Builder
	for _, n := range nodes {
		root.AppendChild(n)
		if err := html.Render(&again, n); err != nil {
			t.Fatalf("%v in\n%s", err, markup)
		}
	}
	if spell(again.String()) != markup {
		t.Errorf("read and written again,\n%q becomes\n%q", markup, spell(again.String()))
	}
	ids := map[string]bool{}
	for n := range root.Descendants() {
		names := map[string]bool{}
		for _, a := range n.Attr {
			if names[a.Key] {
				t.Errorf("%s twice in <%s> of\n%s", a.Key, n.Data, markup)
			}
			names[a.Key] = true
			if a.Key == "id" && ids[a.Val] {
				t.Errorf("the id %s twice in\n%s", a.Val, markup)
			}
			ids[a.Val] = ids[a.Val] || a.Key == "id"
		}
		if n.Type != html.ElementNode {
			continue
		}
		for outer := range n.Ancestors() {
			if forbidden(outer.Data, n.Data) {
				t.Errorf("<%s> in <%s> of\n%s", n.Data, outer.Data, markup)
			}
		}
	}
	return root
}

// forbidden says whether HTML forbids an element in another.
func forbidden(outer, inner string) bool {
	headings := []string{"h1", "h2", "h3", "h4", "h5", "h6"}
	blocks := append([]string{
		"p", "div", "blockquote", "pre", "hr", "ul", "ol", "li", "dl", "dt", "dd",
		"details", "summary", "figure", "figcaption", "table", "tr", "td", "th",
	}, headings...)
	switch outer {
	case "a":
		return inner == "a"
	case "p":
		return slices.Contains(blocks, inner)
	}
	return slices.Contains(headings, outer) && slices.Contains(headings, inner)
}

// sound fails the test when a fragment is not what Fragment promises.
func sound(t testing.TB, fragment string) {
	t.Helper()
	harmless(t, fragment)
	readAlike(t, fragment, func(again string) string { return again })
	absolute(t, fragment)
}

// absolute fails the test when a fragment needs a page around it: readers of feeds have
// none.
func absolute(t testing.TB, fragment string) {
	t.Helper()
	figures := 0
	for _, n := range elements(t, fragment) {
		for _, a := range n.Attr {
			at, err := url.Parse(a.Value)
			if (a.Name.Local == "href" || a.Name.Local == "src") && (err != nil || !at.IsAbs()) {
				t.Errorf("the address %q in\n%s", a.Value, fragment)
			}
		}
		switch n.Name.Local {
		case "figure":
			figures++
		case "img":
			if figures = max(figures-1, 0); attr(n, "src") == "" {
				t.Errorf("an image without a source in\n%s", fragment)
			}
		}
	}
	if figures > 0 {
		t.Errorf("a figure without an image in\n%s", fragment)
	}
}

// TestFragmentsNeedNoPage: what a page around the text would have to say is said, or gone.
func TestFragmentsNeedNoPage(t *testing.T) {
	a := blogOf(t, map[string]string{
		"site.yaml": testSite + "url: https://www.blog.example/\n",
		"posts/a.md": body("# X\n\n[x](#x) and a note[^1].\n\n[^1]: Note.\n\n" +
			"<figure><img src=\"data:image/png;base64,AAAA\" alt=\"A <cat>\"><figcaption>A *cat*</figcaption></figure>\n\n" +
			"<figure>\n<figcaption>Only words</figcaption>\n</figure>\n\n<p>An <img> empty one.</p>\n\n" +
			"<figure><img src=\"https://a.example/b.png\" srcset=\"b2.png 2x\" alt=\"B\"><figcaption>B</figcaption></figure>\n"),
	})
	got := Fragment(post(t, a, "a"), a.Site)
	absolute(t, got)
	for _, want := range []string{
		`<a href="https://www.blog.example/a#x">x</a>`,
		`href="https://www.blog.example/a#a:fn:1"`,
		`href="https://www.blog.example/a#a:fnref:1"`,
		"<p>A &lt;cat&gt;</p>\n<div>A *cat*</div>",
		"<div>Only words</div>",
		"<p>An empty one.</p>",
		"<figure>\n<p><img src=\"https://a.example/b.png\" alt=\"B\"/></p>\n<figcaption>B</figcaption>\n</figure>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in\n%s", want, got)
		}
	}
	if text := document(a.Posts, a.Site); !strings.Contains(text, `<a href="#x">`) {
		t.Errorf("a document is its own page:\n%s", text)
	}
}

// hostile is Markdown that wants to be more than read.
var hostile = []string{
	"<script>alert(1)</script>",
	"<script>\nalert(1)\n</script>\n\ntext",
	"<SCRIPT SRC=//evil.test>",
	"text <script> text",
	"<scr<script>ipt>alert(1)</scr</script>ipt>",
	"<img src=x onerror=alert(1)>",
	"<img src=\"https://evil.test/a.png\" srcset=\"javascript:alert(1)\" onload='alert(1)'>",
	"<svg onload=alert(1)><style>*{}</style></svg>",
	"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
	"<iframe src=\"javascript:alert(1)\"></iframe>",
	"<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
	"<base href=https://evil.test/><meta http-equiv=refresh content=0>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
	"<p title='&#x202e;' style=\"background: url(javascript:alert(1))\">\n",
	"<td style=\"text-align: right; position: fixed\">x</td>",
	"<bdo dir=rtl>reversed</bdo>",
	"[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](  javascript:alert(1))",
	"[x](data:text/html;base64,PHNjcmlwdD4=) ![x](data:image/svg+xml;base64,AAAA) ![x](javascript:alert(1))",
	"[x](vbscript:msgbox) [x](file:///etc/passwd) <javascript:alert(1)> <data:text/html,x>",
	"<a href=\"javascript:alert(1)\">x</a> <a href=' javascript:alert(1)'>x</a> <a href=\"java\nscript:alert(1)\">x</a>",
	"<a href=\"https://a.test/\" href=\"javascript:alert(1)\" ping=https://evil.test>x</a>",
	"[x](https://a.test \"\\\"><script>alert(1)</script>\")",
	"[x](https://a.test/\"onmouseover=alert(1)) ![\"onerror=alert(1) x=\"](https://a.test/x.png)",
	"## x {#a\"onclick=alert(1) onclick=\"alert(1)\" style=\"x\"}",
	"```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
	"```output\n</samp><script>alert(1)</script>\n```",
	"]]> <![CDATA[ x ]]> <!-- x --> <!-- ]]> --> <?php x ?> <!DOCTYPE x>",
	"\x00 \x01 \x0b \x1b[31m \x7f \u0080 \u202e \u2028 \ufeff \ufffe \uffff \U0001fffe &#0; &#x1b; &#xFFFE; &#xD800; &#13;",
	"`\x00\x1b\u202e` <b title=\"\x1b&#27;\">\x1b&#27;&#13;</b>\n\n    \x00\x1b\ufffe\r\n",
	"</article></div></p></body></html>",
	"<div><details><b>\n\ntext </div> text </b> <b/> <br/> </br>",
	"<table><tr><td>\n\ntext\n\n</table></table>",
	"* </li></ul>\n* </ul>\n\n> </blockquote>",
	"<title>\n\ntext\n\n<plaintext>\n\ntext <xmp> text",
	"<p>one<p>two\n\n<p>three",
	"<h1>x\n\n## y\n\n<h1>\n\n## y\n\n</h1>\n\n<h2><b>\n\n### z\n\n</b></h2>\n\n<h1><div>\n\n# a\n\n</div></h1>",
	"<a href=http://q>1 <a href=http://r>2</a></a> [3 <a href=http://s>4</a>](https://a.test) [<http://a.test> ![x](http://b.test)](https://b.test)",
	"<a href=http://q><table><tr><td><a href=http://r>x</a></td></tr></table></a>",
	"<table><tr>\n\ntext\n\n# head",
	"<table><tr>\n\ntext\n\n# head\n\n</tr></table>",
	"<table><a href=http://q>1<tr><td><a href=http://r>2</a></td><a href=http://s>3</table>4</a></table>",
	"<table><b><i><p>x</b><tr><td>y</i></td><b>z</tr></table></b>",
	"<td>x</td>\n\n<tr><li>x<dd>y<caption>z<col>",
	"<details><summary>s\n\nbody\n\n# head",
	"<b><p>1</b>2<i><div>3</p>4</i>5</div>\n\n<p>a <div>b</p> c</div>",
	"<a href=http://q><p>1<a href=http://r><div>2</a>3</div></p></a><a href=http://s><b><p></a>4",
	"<ruby>a<rp>(<rt>b<rp>)</ruby><ol><li>a<ol><li>b<p>c<li>d</ol><dt>e<dd>f</ol>",
	"a <b lang=a><i lang=b><div>\n\nb</div></b> c\n\nd </i></p> e",
	"a[^1]\n\n[^1]: </li></ol></div> <div>\n[^2]: <li id=x>b",
	"<pre>\n\n\na</pre>\n\n<pre><b>\n\nx</b></pre>\n\n```\n\n\nx\n```",
	"a\u00a0&nbsp;b&shy;c 'd' \"e\" &apos; &quot; &lt;p&gt; &amp;lt;",
	strings.Repeat("<div>", 600) + "\n\n*deep*\n\n" + strings.Repeat("</div>", 600),
	strings.Repeat("<b>", 5_000) + strings.Repeat("</i>", 5_000),
	strings.Repeat("> ", 100) + "deep",
	strings.Repeat("long ", 100_000),
}

func TestHostileHTML(t *testing.T) {
	for _, markdown := range hostile {
		sound(t, fragmentOf(t, markdown))
	}
}

// TestRawHTMLKeepsToItself: what an author left open takes nothing along, and
// what closes nothing is gone.
func TestIDs(t *testing.T) {
	a := blogOf(t, map[string]string{"posts/p.md": body("# T\n\n[a](#one) [b](#two) [c](#t)\n\n## H\n\n<span id=one>x</span>\n<a name=h></a>\n\n" +
		"<ul><li id=two>y</ul>\n\n<p id=three.a>z</p><p id=one>w</p>\n\n*v*{:#four}\n")})
	p := post(t, a, "p")
	got := fragment(p, a.Site, "p:", "", nil)
	for _, want := range []string{
		`<span id="p:t"></span>`, `href="#p:one"`, `href="#p:two"`, `href="#p:t"`, `<h2 id="p:h">`, `<span id="p:one"></span>x`, `<li><span id="p:two"></span>y</li>`,
		`<span id="p:three.a"></span>z`, `<em>v</em><span id="p:four"></span>`,
	} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%s is not there once in\n%s", want, got)
		}
	}
	if n := strings.Count(got, ` id="`); n != 6 {
		t.Errorf("there are %d ids in\n%s", n, got)
	}
}

// TestNoComments: what is in a comment is not in the HTML.
func TestNoComments(t *testing.T) {
	got := fragmentOf(t, "a <!-- SECRET --> {% comment %}SECRET{% endcomment %}\n\n<div>\n<!-- SECRET\n\nSECRET -->\n</div>\n\n<?php if (a > 1) SECRET ?>\n\n{# SECRET #}\n\n[^x]: <!-- SECRET -->\n")
	if strings.Contains(got, "SECRET") {
		t.Error(got)
	}
}

func TestRawHTMLKeepsToItself(t *testing.T) {
	for markdown, want := range map[string]string{
		"A <script> B\n\nC":                 "<p>A  B</p>\n<p>C</p>\n",
		"A <title> B\n\nC":                  "<p>A  B</p>\n<p>C</p>\n",
		"A <iframe> B\n\nC":                 "<p>A  B</p>\n<p>C</p>\n",
		"<object>\n\nC":                     "<p>C</p>\n",
		"A <b>B\n\nC":                       "<p>A <strong>B</strong></p>\n<p>C</p>\n",
		"A </p></article> B":                "<p>A  B</p>\n",
		"A <b/>B <br/>C <i>D</b> E</i>":     "<p>A <strong>B C <em>D</em></strong><em> E</em></p>\n",
		"<a name=x></a>A <a>B</a>":          "<p><span id=\"x\"></span>A B</p>\n",
		"<div>\n\nA\n\n</div>\n\nB":         "<p>A</p>\n<p>B</p>\n",
		"<!-- a\n\nb -->\nC":                "<p>C</p>\n",
		"<pre>\n\na\n</pre> b":              "<pre><code>\na\n</code></pre>\n<p>b</p>\n",
		"<b title=\"&#13;\">&#13;&#27;</b>": "<p><strong>␍␛</strong></p>\n",
		"A\n\n#\n":                          "<p>A</p>\n",
		"<div>\nA":                          "<p>A</p>\n",
		"> <div>\n> A\n\nB":                 "<blockquote>\n<p>A</p>\n</blockquote>\n<p>B</p>\n",
		"<details><summary>A\n\nB":          "<details>\n<summary>A\n<p>B</p>\n</summary>\n</details>\n",
		"<details>\n\n*A*\n\n</details>":    "<details>\n<p><em>A</em></p>\n</details>\n",
		"<ul><li>A<li>B</ul>\n\nC":          "<ul>\n<li>A</li>\n<li>B</li>\n</ul>\n<p>C</p>\n",
		"<img alt=\"A\" src=a.png>":         "<p>A</p>\n",
		"A <q cite=\"javascript:x\">B</q>":  "<p>A <q>B</q></p>\n",
	} {
		if got := fragmentOf(t, markdown); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", markdown, got, want)
		}
	}
}

// TestHTMLIsWhatBrowsersMakeOfIt: what is written in the wrong place is where
// they would put it, and what they would let pass is right.
func TestHTMLIsWhatBrowsersMakeOfIt(t *testing.T) {
	for markdown, want := range map[string]string{
		"<p>one<p>two":                                  "<p>one</p>\n<p>two</p>\n",
		"<h1>x\n\n## y":                                 "<p>x</p>\n<h2 id=\"y\">y</h2>\n",
		"<h1><div>\n\n## y\n\n</div></h1>":              "<h2 id=\"y\">y</h2>\n",
		"<a href=http://q>1 <a href=http://r>2</a></a>": "<p><a href=\"http://q\">1 </a><a href=\"http://r\">2</a></p>\n",
		"[<http://a.test>](http://b.test)":              "<p><a href=\"http://b.test\"></a><a href=\"http://a.test\">http://a.test</a></p>\n",
		"<table><tr>\n\na\n\n# head":                    "<p>a</p>\n<h1 id=\"head\">head</h1>\n",
		"<table><tr>\n\na\n\n</tr></table>":             "<p>a</p>\n",
		"<li><table><li>x</table>":                      "<p>x</p>\n", // needs a second reading
		"<td>x</td>":                                    "<p>x</p>\n",
		"a <div>b</div> c":                              "<p>a b  c</p>\n",
		"a\u00a0&nbsp;b":                                "<p>a\u00a0\u00a0b</p>\n",
		"<pre>\n\na</pre>":                              "<pre><code>\na\n</code></pre>\n",
		"<pre>\na</pre>":                                "<pre><code>a\n</code></pre>\n",
		"```output\n\na\n```":                           "<p><small>prints</small></p>\n<pre><samp>\na\n</samp></pre>\n",
		"|a|\n|:-:|\n|b|":                               "<table>\n<thead>\n<tr>\n<th style=\"text-align: center\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style=\"text-align: center\">b</td>\n</tr>\n</tbody>\n</table>\n",
		strings.Repeat("> ", 99) + "<b>\x1b":            "<pre>" + strings.Repeat("&gt; ", 99) + "&lt;b&gt;␛</pre>\n",
		"\n" + strings.Repeat("> ", 99) + "a":           "<pre>\n\n" + strings.Repeat("&gt; ", 99) + "a</pre>\n",
		strings.Repeat("<ul><li>", 20) + "a" + strings.Repeat("</ul>", 20): strings.Repeat("<ul>\n<li>\n", 19) + "<ul>\n<li>a</li>\n</ul>\n" + strings.Repeat("</li>\n</ul>\n", 19),
	} {
		got := fragmentOf(t, markdown)
		if got != want {
			t.Errorf("%q becomes\n%q, want\n%q", markdown, got, want)
		}
		sound(t, got)
	}
}

// TestHTMLDoesNotSwell: parsers open <b> anew in every block that it is open
// in, so a short text could become a long one.
func TestHTMLDoesNotSwell(t *testing.T) {
	const blocks = 1_000
	markdown := "<p>"
	for i := range 100 {
		markdown += fmt.Sprintf("<b lang=a-%d>", i)
	}
	markdown += strings.Repeat("<div>x</div>", blocks) + strings.Repeat("</b>", 100)
	if got := fragmentOf(t, markdown); len(got) > 10*len(markdown) {
		t.Errorf("%d bytes become %d", len(markdown), len(got))
	}
}

// TestCodeInHTML: a listing is byte-true, except for what does not show. In prose harmless
// marks are left out, and so are the ends of lines between Chinese or Japanese.
func TestCodeInHTML(t *testing.T) {
	for markdown, want := range map[string]string{
		"```go\n\n\ta <b> &amp; \"c\" \n\n```": "<pre><code class=\"language-go\">\n\ta &lt;b&gt; &amp;amp; &#34;c&#34; \n\n</code></pre>\n",
		"```C++\r\na\r\n\rb\r\n```\r\n":        "<pre><code class=\"language-C++\">a\n␍b\n</code></pre>\n",
		"```a\"b run\n```":                     "<pre><code class=\"language-a\"></code></pre>\n",
		"```\na\u202eb\x1b\n```":               "<pre><code>a&lt;U+202E&gt;b␛\n</code></pre>\n",
		"```\na\u200bb\n```":                   "<pre><code>a&lt;U+200B&gt;b\n</code></pre>\n",
		"a\u200b `b\u200b\nc`\u00ad":           "<p>a <code>b&lt;U+200B&gt; c</code></p>\n",
		"漢字\n漢字\nabc\n한국\n`漢`\n漢字  \n漢字":       "<p>漢字漢字\nabc\n한국\n<code>漢</code>\n漢字<br/>\n漢字</p>\n",
		"\u2067a *b*\u2069 \u202Ec":            "<p>&lt;U+2067&gt;a <em>b</em>&lt;U+2069&gt; &lt;U+202E&gt;c</p>\n",
		"\u2067a *b*\u2069 c":                  "<p>a <em>b</em> c</p>\n",
		"```js:a<b.js\na\n```":                 "<p><small>a&lt;b.js</small></p>\n<pre><code class=\"language-js\">a\n</code></pre>\n",
		"```output\na\n```":                    "<p><small>prints</small></p>\n<pre><samp>a\n</samp></pre>\n",
	} {
		if got := fragmentOf(t, markdown); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", markdown, got, want)
		}
	}
}

// TestHTMLLeadsToTheWeb where the blog has a copy there.
func TestHTMLLeadsToTheWeb(t *testing.T) {
	a := blogOf(t, map[string]string{
		"site.yaml":      testSite + "url: https://www.blog.example/\n",
		"posts/a.md":     body("[b](b.md#x) [about](about.md)"),
		"posts/b.md":     body("# X"),
		"pages/about.md": "---\ntitle: About\n---\nText.\n",
	})
	want := `<p><a href="https://www.blog.example/b#x">b</a> <a href="https://www.blog.example">about</a></p>` + "\n"
	if got := Fragment(post(t, a, "a"), a.Site); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestIDsOfDocuments: posts that share a page share no id, and every link
// within the page leads somewhere.
func TestIDsOfDocuments(t *testing.T) {
	text := body("# Same\n\n## Same\n\n[here](#same-1)[^1] and again[^1]. [there](b.md#same)\n\n## Größe\n\n[unit](#größe)\n\n# A\n\n[^1]: Note.\n")
	a := blogOf(t, map[string]string{"posts/a.md": text, "posts/b.md": text})
	for _, posts := range [][]*blog.Post{a.Posts, a.Posts[:1], a.Posts[1:], nil} {
		ids, links := map[string]int{}, map[string]int{}
		for _, n := range elements(t, strings.TrimPrefix(document(posts, a.Site), "<!doctype html>")) {
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
				to, err := url.PathUnescape(to)
				if err != nil {
					t.Error(err)
				}
				links[to]++
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%d posts: id %s is given %d times", len(posts), id, n)
			}
		}
		for to := range links {
			if ids[to] == 0 {
				t.Errorf("%d posts: #%s leads nowhere; there are %q", len(posts), to, slices.Sorted(maps.Keys(ids)))
			}
		}
		if len(posts) > 0 && len(links) < 4 {
			t.Errorf("%d posts: only %d links within the page", len(posts), len(links))
		}
		for _, p := range posts {
			if ids[p.Slug] != 1 {
				t.Errorf("%d posts: nothing has the id %s", len(posts), p.Slug)
			}
		}
	}
}

// TestHTMLLeavesTheTreeAlone: many readers share it, and the terminal's page
// is made of it too. The race detector sees writes.
func TestHTMLLeavesTheTreeAlone(t *testing.T) {
	a := everything(t)
	p := post(t, a, "everything")
	before := render.Post(p, a.Site, render.Options{Width: render.Measure, Profile: colorprofile.NoTTY}).String()
	first := Fragment(p, a.Site)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if Fragment(p, a.Site) != first {
				t.Error("the second reader gets another text than the first")
			}
		})
	}
	wg.Wait()
	if render.Post(p, a.Site, render.Options{Width: render.Measure, Profile: colorprofile.NoTTY}).String() != before {
		t.Error("the page has changed")
	}
}

// FuzzHTML holds arbitrary Markdown to what Fragment and Page promise.
func FuzzHTML(f *testing.F) {
	const longest = 4 << 10 // short ones find more in the same time
	for _, markdown := range hostile {
		if len(markdown) <= longest {
			f.Add(markdown)
		}
	}
	src, err := os.ReadFile("../testdata/kitchen.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(src))
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
		sound(t, Fragment(a.Posts[0], a.Site))
		soundPage(t, Page(a.Posts[0], pageOptions(a.Site)))
	})
}

// essay is a post of 1,500 words.
func essay() string {
	paragraph := strings.Repeat("Every word of this *paragraph* is an example, and `so` is [this](https://example.com). ", 10)
	section := "## A heading\n\n" + paragraph + "\n\n```go\nfunc main() {}\n```\n\n"
	return body("") + strings.Repeat(section, 10)
}

func BenchmarkFragment(b *testing.B) {
	a := blogOf(b, map[string]string{"posts/p.md": essay()})
	b.ReportAllocs()
	for b.Loop() {
		Fragment(a.Posts[0], a.Site)
	}
}

// A feed has the pictures and files that the blog serves, and descriptions of the others.
func TestFragmentWithFiles(t *testing.T) {
	a := blogOf(t, map[string]string{"posts/a.md": "---\ntitle: A\ndate: 2026-01-05\nsummary: s\n---\n![A cat](https://blog.example/cat.png) ![No dog](https://blog.example/dog.png) [notes](https://blog.example/notes.pdf)\n"})
	got := FragmentWithFiles(post(t, a, "a"), a.Site, func(l blog.Link) string {
		if strings.HasSuffix(l.Address, "dog.png") {
			return ""
		}
		return "https://door.example/a/" + path.Base(l.Address)
	})
	for _, want := range []string{`<img src="https://door.example/a/cat.png" alt="A cat"/>`, `"https://blog.example/dog.png"`, `<a href="https://door.example/a/notes.pdf"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}
