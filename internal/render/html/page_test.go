package html

import (
	"fmt"
	"os"
	"path"
	"strings"
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
