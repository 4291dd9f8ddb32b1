package render

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/colorprofile"
)

const testSite = "title: T\nhost: blog.example\n"

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
	a := archive(t, body(markdown))
	return HTML(a.Posts[0], a.Site)
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
	golden(t, "html.html", HTML(post(t, a, "everything"), a.Site))
}

func TestHTMLDocument(t *testing.T) {
	a := blogOf(t, map[string]string{
		"site.yaml":  "title: The <Blog>\nhost: blog.example\nlanguage: de\n",
		"posts/a.md": "---\ntitle: A & B\ndate: 2026-11-23\nupdated: 2026-11-24\nsummary: s\ntags: [c++, über]\n---\nText.\n",
		"posts/b.md": "---\ntitle: No Date\nsummary: s\n---\n## Heading\n",
	})
	golden(t, "document-one.html", HTMLDocument(a.Posts[:1], a.Site))
	golden(t, "document-two.html", HTMLDocument(a.Posts, a.Site))
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

var emptyElement = regexp.MustCompile(`<((?:br|col|hr|img|meta|wbr)\b[^>]*)>`)

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
	if shown(markup) != markup {
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
	strings.Repeat("<b>", 5_000) + strings.Repeat("</i>", 5_000),
	strings.Repeat("> ", 500) + "deep",
	strings.Repeat("long ", 100_000),
}

func TestHostileHTML(t *testing.T) {
	for _, markdown := range hostile {
		harmless(t, fragmentOf(t, markdown))
	}
}

// TestRawHTMLKeepsToItself: what an author left open takes nothing along, and
// what closes nothing is gone.
func TestRawHTMLKeepsToItself(t *testing.T) {
	for markdown, want := range map[string]string{
		"A <script> B\n\nC":                 "<p>A  B</p>\n<p>C</p>\n",
		"A <title> B\n\nC":                  "<p>A  B</p>\n<p>C</p>\n",
		"A <iframe> B\n\nC":                 "<p>A  B</p>\n<p>C</p>\n",
		"<object>\n\nC":                     "<p>C</p>\n",
		"A <b>B\n\nC":                       "<p>A <b>B</b></p>\n<p>C</p>\n",
		"A </p></article> B":                "<p>A </p> B\n",
		"A <b/>B <br/>C <i>D</b> E</i>":     "<p>A <b>B <br>C <i>D</i></b> E</p>\n",
		"<a name=x></a>A <a>B</a>":          "<p>A B</p>\n",
		"<div>\n\nA\n\n</div>\n\nB":         "<div>\n<p>A</p>\n</div>\n<p>B</p>\n",
		"<!-- a\n\nb -->\nC":                "\n<p>C</p>\n",
		"<pre>\n\na\n</pre> b":              "<pre>\n\na\n</pre> b",
		"<b title=\"&#13;\">&#13;&#27;</b>": "<p><b>␍␛</b></p>\n",
		"A\n\n#\n":                          "<p>A</p>\n",
		"<div>\nA":                          "<div>\nA</div>",
		"<img alt=\"A\" src=a.png>":         "<img alt=\"A\">",
		"A <q cite=\"javascript:x\">B</q>":  "<p>A <q>B</q></p>\n",
	} {
		if got := fragmentOf(t, markdown); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", markdown, got, want)
		}
	}
}

// TestCodeInHTML: a listing is byte-true but for what nobody could see.
func TestCodeInHTML(t *testing.T) {
	for markdown, want := range map[string]string{
		"```go\n\n\ta <b> &amp; \"c\" \n\n```": "<pre><code class=\"language-go\">\n\ta &lt;b&gt; &amp;amp; &#34;c&#34; \n\n</code></pre>\n",
		"```C++\r\na\r\n\rb\r\n```\r\n":        "<pre><code class=\"language-C++\">a\n␍b\n</code></pre>\n",
		"```a\"b run\n```":                     "<pre><code class=\"language-a&#34;b\"></code></pre>\n",
		"```\na\u202eb\x1b\n```":               "<pre><code>a&lt;U+202E&gt;b␛\n</code></pre>\n",
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
	if got := HTML(post(t, a, "a"), a.Site); got != want {
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
		for _, n := range elements(t, strings.TrimPrefix(HTMLDocument(posts, a.Site), "<!doctype html>")) {
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
// is made of it too. The race detector sees who writes.
func TestHTMLLeavesTheTreeAlone(t *testing.T) {
	a := everything(t)
	p := post(t, a, "everything")
	before := Post(p, a.Site, Options{Width: Measure, Profile: colorprofile.NoTTY}).String()
	first := HTML(p, a.Site)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if HTML(p, a.Site) != first {
				t.Error("the second reader gets another text than the first")
			}
		})
	}
	wg.Wait()
	if Post(p, a.Site, Options{Width: Measure, Profile: colorprofile.NoTTY}).String() != before {
		t.Error("the page has changed")
	}
}

// FuzzHTML holds arbitrary Markdown to what HTML and Atom promise.
func FuzzHTML(f *testing.F) {
	const longest = 4 << 10 // short ones find more in the same time
	for _, markdown := range hostile {
		if len(markdown) <= longest {
			f.Add(markdown)
		}
	}
	src, err := os.ReadFile("testdata/kitchen.md")
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
		if report.Err() != nil {
			t.Skip("not a post")
		}
		harmless(t, HTML(a.Posts[0], a.Site))
		out, err := Atom(a, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(out, new(struct{})); err != nil {
			t.Errorf("%v in\n%s", err, out)
		}
	})
}

// essay is a post of 1,500 words.
func essay(title, date string) string {
	paragraph := strings.Repeat("Every word of this *paragraph* is an example, and `so` is [this](https://example.com). ", 10)
	section := "## A heading\n\n" + paragraph + "\n\n```go\nfunc main() {}\n```\n\n"
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\nsummary: S\ntags: [a, b]\n---\n", title, date) + strings.Repeat(section, 10)
}

func BenchmarkHTML(b *testing.B) {
	a := archive(b, essay("T", "2026-11-23"))
	b.ReportAllocs()
	for b.Loop() {
		HTML(a.Posts[0], a.Site)
	}
}
