package render

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestElements: HTML and what other generators have mean in the room what they mean there.
func TestElements(t *testing.T) {
	for source, want := range map[string]string{
		"# T\n\nwords":                                       "words",
		"10<sup>12</sup> H<sub>2</sub>O":                     "10¹² H₂O",
		"x<sup>[a](https://a.example)</sup>":                 "x^a [1]\n\n\n[1] https://a.example",
		"a\n\n&nbsp;\n\n<a id=x></a>\n\n<div id=y>\nb</div>": "a\n\nb",
		"it is ~~not~~ safe":                                 "it is ~~not~~ safe",
		"Jar\n: holds\n: pours":                              "Jar\n  holds\n  pours",
		"$$\na &= b \\\\\n  c\n$$":                           "  $$\n  a &= b \\\\\n    c\n  $$",
		"<details><summary>S</summary>\n\nx\n\n</details>":   "S\n\nx",
		"![](data:image/png;base64,AAAA)":                    "image",
		"<video src=\"https://a.example/c.mp4\"></video>":    "video: c.mp4 [1]\n\n\n[1] https://a.example/c.mp4",
		"> [!NOTE]\n> x":                                     "> Note\n>\n> x",
		"a\vb":                                               "a b",
		"```` ``` ```` and `` a`b ``":                        "```` ``` ```` and ``a`b``",
		"<q>a</q> <kbd>b</kbd> {{< y >}}":                    "“a” b [y]",
	} {
		a := archive(t, source)
		text := Post(a.Posts[0], a.Site, Options{Width: 60, Profile: colorprofile.NoTTY}).String()
		_, got, _ := strings.Cut(text, "\n\n")
		if got = strings.Trim(got, "\n"); got != want {
			t.Errorf("%q reads\n%s, want\n%s", source, got, want)
		}
	}
}

// TestPictureInLink: numbers ascend as they are read, both addresses can be followed, and a
// picture that leads to itself has one.
func TestPictureInLink(t *testing.T) {
	for markdown, want := range map[string]string{
		"[![Built](https://a.example/x.svg)](https://b.example) [c](https://c.example)":     "image: Built [1] [2] c [3]",
		"[a ![b](https://a.example/b.png) c](https://c.example)":                            "a image: b [1] c [2]",
		"[![](https://a.example/b.png)](https://a.example/b.png) [c](https://c.example)":    "image: b.png [1] c [2]",
		"<a href='https://a.example/b.png'><img src='https://a.example/b.png' alt='B'></a>": "image: B [1]",
		"<a href='https://c.example'><img src='https://a.example/b.png' alt='B'> </a>**d**": "image: B [1] [2] d",
		"[![b](b.png)](https://c.example)":                                                  "image: b [1]",
	} {
		lines := page(t, markdown, Options{Width: 60})
		if lines[0].Text != want {
			t.Errorf("%q is %q, want %q", markdown, lines[0].Text, want)
		}
		a := archive(t, body(markdown))
		links, stops := a.Posts[0].Document().Links, map[int]bool{}
		for _, s := range Post(a.Posts[0], a.Site, Options{Width: 60}).Stops {
			stops[s.N] = true
		}
		if len(stops) != len(links) {
			t.Errorf("%q: %d stops for %d links", markdown, len(stops), len(links))
		}
	}
}

// TestTitleOfCode is shown beside the language.
func TestTitleOfCode(t *testing.T) {
	got := texts(page(t, "```js title=\"a b.js\"\nx\n```\n\n```{title=y}\nz\n```\n", Options{Width: 60}))
	if want := "1 · js · a b.js\n  x\n\n2 · y\n  z"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
