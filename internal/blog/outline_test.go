package blog

import (
	"fmt"
	"strings"
	"testing"
)

const outlined = `Text with a [link](https://example.com/a "title"), <https://auto.example>
and a [post](other.md#top), ![picture](https://example.com/p.png) ![local](p.png).

## What Text Costs

Again[^n] with ` + "`code`" + `.

## What text costs

### Über *Größe* {#size}

` + "```go run\npackage main\n\n\tfunc main() {}\n```\n\n```output\nhello\n```\n\n> ```\n> quoted\n> ```\n\n    indented\n" + `
| a | b |
| - | - |
| 1 | 2 |

[^n]: A note with [one more](` + "\u200C" + `https://example.com/n).
`

func TestOutline(t *testing.T) {
	a, r := Open(dir("posts/a.md", "---\n"+good+"\n---\n"+outlined, "posts/other.md", post(good+"\naliases: [oth]")+"\n# Top\n"))
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	p, _ := a.Post("a")
	d := p.Document()

	var got []string
	for _, h := range d.Headings {
		got = append(got, fmt.Sprintf("%d:%d %s %s", h.Line, h.Level, h.Anchor, h.Text))
	}
	for _, l := range d.Links {
		got = append(got, fmt.Sprintf("%d [%d] %s → %s %s#%s", l.Line, l.N, l.Text, l.URL, l.Slug, l.Fragment))
	}
	for _, c := range d.Code {
		got = append(got, fmt.Sprintf("%d (%d) %s %t %q %q", c.Line, c.N, c.Language, c.Run, c.Text, c.Output))
	}
	want := []string{
		"9:2 what-text-costs What Text Costs",
		"13:2 what-text-costs-1 What text costs",
		"15:3 size Über Größe",
		"6 [1] link → https://example.com/a #",
		"6 [2] https://auto.example → https://auto.example #",
		"7 [3] post → sftp://blog.example/posts/other.md other#top",
		"7 [4] picture → https://example.com/p.png #",
		"37 [5] one more → https://example.com/n #",
		`17 (1) go true "package main\n\n\tfunc main() {}\n" "hello\n"`,
		`27 (2)  false "quoted\n" ""`,
		`31 (3)  false "indented\n" ""`,
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("outline:\n%s\nwant:\n%s", g, w)
	}
	for _, word := range []string{"picture", "Größe", "quoted", "hello", "one more", "package main", "code"} {
		if !strings.Contains(d.Plain, word) {
			t.Errorf("the plain text lacks %q", word)
		}
	}
	if strings.Contains(d.Plain, "example.com") {
		t.Errorf("the plain text has addresses: %q", d.Plain)
	}
}

func TestLiteral(t *testing.T) {
	d := parse([]byte("\\*a\\* &amp; \\&amp; \\z &#27;[31m <b>x</b> \uFFFE `&amp;` [](https://a.example/?b&amp;c\\_d)\r\nz"), 1)
	if got, want := d.Text(d.Root.FirstChild()), `*a* & &amp; \z ␛[31m x <U+FFFE> &amp; z`; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got, want := d.Links[0].Address, "https://a.example/?b&c_d"; got != want {
		t.Errorf("address %q, want %q", got, want)
	}
}

func TestAnchors(t *testing.T) {
	for _, c := range []struct{ heading, want string }{
		{"What text costs", "what-text-costs"},
		{"C++ & Go: a `story`", "c--go-a-story"},
		{"漢字", "漢字"},
		{"!!!", "heading"},
		{":rocket: Go", "rocket-go"},
		{"🚀 Go", "-go"},
	} {
		d := parse([]byte("# "+c.heading+"\n"), 1)
		if got := d.Headings[0].Anchor; got != c.want {
			t.Errorf("%q has anchor %q, want %q", c.heading, got, c.want)
		}
	}
	same := parse([]byte("# a\n# a-1\n# a\n# a\n# a-1\n"), 1)
	if got, want := strings.Join(same.Anchors(), " "), "a a-1 a-2 a-3 a-1-1"; got != want {
		t.Errorf("anchors %q, want %q", got, want)
	}
}
