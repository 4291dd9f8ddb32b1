package blog

import (
	"slices"
	"strings"
	"testing"
)

// TestOpening: a summary is the first paragraph that says something.
func TestOpeningWithoutJunk(t *testing.T) {
	for source, want := range map[string]string{
		"[[toc]]\n\nimport A from 'a'\n\nWords.":                                       "Words.",
		"{{< figure src=\"x.png\" alt=\"A jar\" >}}\n\nWords.":                         "Words.",
		"![A jar](x.png)\n\nWords.":                                                    "Words.",
		"[![build](b.svg)](ci) [![docs](d.svg)](doc)\n\nWords.":                        "Words.",
		"[Deutsch](de.md) | [日本語](ja.md)\n\nWords.":                                    "Words.",
		"---\n\n* * *\n\nWords.":                                                       "Words.",
		"{{< weather >}}\n\nWords.":                                                    "Words.",
		"<div align=center><img src=x.png></div>\n\n<!--more-->\n\n# Head\n\nWords.":   "Words.",
		"[A good read](https://read.example)":                                          "A good read",
		"![A jar](x.png)":                                                              "",
		"See [this](https://a.example), 10<sup>12</sup> ~~not~~ times, ![alt](x.png).": "See this, 10¹² ~~not~~ times, alt.",
	} {
		if got := ParseMarkdown([]byte(source)).opening(); got != want {
			t.Errorf("%q opens with %q, want %q", source, got, want)
		}
	}
}

// TestRepeatsTitle: a first heading that says the title is not shown again.
func TestRepeatsTitle(t *testing.T) {
	for source, want := range map[string]bool{
		"# Tea, for *two*\n\nx":  true,
		"x\n\n# tea for TWO!":    true,
		"# Tea\n\n# Tea for two": false,
		"# Tea for three":        false,
		"Tea for two":            false,
	} {
		d := ParseMarkdown([]byte(source))
		got := false
		for c := d.Root.FirstChild(); c != nil; c = c.NextSibling() {
			got = got || d.RepeatsTitle(c, "Tea for two")
		}
		if got != want {
			t.Errorf("%q repeats it: %v, want %v", source, got, want)
		}
	}
	if d := ParseMarkdown([]byte("# …")); d.RepeatsTitle(d.Root.FirstChild(), "!") {
		t.Error("no letters are no title")
	}
}

// TestPlainKeepsMeaning: what is searched and printed is what is meant.
func TestPlainKeepsMeaning(t *testing.T) {
	for source, want := range map[string]string{
		"10<sup>12</sup> and x<sub>i</sub>, the 4<sup>th</sup>": "10¹² and xᵢ, the 4^th",
		"it is ~~not~~ safe":                "it is ~~not~~ safe",
		"<p>one</p><p>two</p>":              "one\ntwo",
		"<ul><li>one</li><li>two</li></ul>": "one\ntwo",
		"<pre>\na\n  b\n</pre>":             "a\n  b\n",
		"Jar\n: holds":                      "Jar\nholds",
		"$$\na\\\\\nb\n$$":                  "$$\na\\\\\nb\n$$",
		"> [!WARNING]\n> Hot":               "Warning\nHot",
	} {
		if got := ParseMarkdown([]byte(source)).Plain; got != want {
			t.Errorf("%q is %q, want %q", source, got, want)
		}
	}
}

// TestImageText: a picture is described, its title follows, and no address is printed that
// has the picture in it.
func TestImageText(t *testing.T) {
	data := "data:image/png;base64," + strings.Repeat("A", 1000)
	d := ParseMarkdown([]byte("![A jar](https://i.example/a.png \"Mine\") ![](https://i.example/dir/b.png) ![](" + data + ") ![c](" + data + ")"))
	var texts []string
	for _, l := range d.Links {
		texts = append(texts, l.Text)
	}
	if want := []string{"A jar: Mine", "b.png"}; !slices.Equal(texts, want) {
		t.Errorf("links %q, want %q", texts, want)
	}
}

// TestCodeLanguage: attributes behind the language are no part of it.
func TestCodeLanguage(t *testing.T) {
	d := ParseMarkdown([]byte("```rust,no_run\na\n```\n\n```{.python .x}\nb\n```\n\n```go run\nc\n```\n\n```output\nd\n```"))
	var languages []string
	for _, c := range d.Code {
		languages = append(languages, c.Language)
	}
	if want := []string{"rust", "python", "go"}; !slices.Equal(languages, want) || !d.Code[2].Run || d.Code[2].Output != "d\n" {
		t.Errorf("%q %+v, want %q", languages, d.Code[2], want)
	}
}
