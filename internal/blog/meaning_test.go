package blog

import (
	"slices"
	"strings"
	"testing"
)

// TestOpening: a summary is the first paragraph that says something.
func TestOpeningWithoutJunk(t *testing.T) {
	for source, want := range map[string]string{
		"[[toc]]\n\nimport A from 'a'\n\nWords.":                                     "Words.",
		"{{< figure src=\"x.png\" alt=\"A jar\" >}}\n\nWords.":                       "Words.",
		"![A jar](x.png)\n\nWords.":                                                  "Words.",
		"[![build](b.svg)](ci) [![docs](d.svg)](doc)\n\nWords.":                      "Words.",
		"[Deutsch](de.md) | [日本語](ja.md)\n\nWords.":                                  "Words.",
		"---\n\n* * *\n\nWords.":                                                     "Words.",
		"{{< weather >}}\n\nWords.":                                                  "Words.",
		"<div align=center><img src=x.png></div>\n\n<!--more-->\n\n# Head\n\nWords.": "Words.",
		"# My title\n\n*My* title\n\n**Table of Contents**\n\n- [a](#a)\n\n目次：\n\nNote:\n\n#tea #jars\n\nWords.": "Words.",
		"One *jar*. <!-- more -->Two.\nThree.": "One jar.",
		"Contents may be hot: mind.":           "Contents may be hot: mind.",
		"[A good read](https://read.example)":  "A good read",
		"![A jar](x.png)":                      "",
		"See [this](https://a.example), 10<sup>12</sup> ~~not~~ times, ![alt](x.png).": "See this, 10¹² ~~not~~ times, alt.",
	} {
		if got := ParseMarkdown([]byte(source)).opening("My title"); got != want {
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

// TestWords: a title with HTML in it is text, and one about HTML stays.
func TestWords(t *testing.T) {
	for source, want := range map[string]string{
		"Why <code>go vet</code> &amp; <em>lint</em><br>fail": "Why go vet & lint fail",
		"10<sup>9</sup> times <q>no</q>":                      "10⁹ times “no”",
		"The <details> element, a < b and Vec<String>":        "The <details> element, a < b and Vec<String>",
		"The <code> and </b> tags, &c, <!-- x":                "The <code> and </b> tags, &c, <!-- x",
		"<b>A <i>B</b> C":                                     "<b>A <i>B</b> C",
		"A &#27;[31m &#x202e;B":                               "A ␛[31m <U+202E>B",
		"A<!-- no --> B":                                      "A B",
	} {
		a, report := Open(dir("posts/a.md", "---\ntitle: '"+source+"'\ndate: 2026-11-23\nsummary: '"+source+"'\n---\nText."))
		if err := report.Err(); err != nil {
			t.Fatal(err)
		}
		if p := a.Posts[0]; p.Title != want || p.Summary != want {
			t.Errorf("%q is %q and %q, want %q", source, p.Title, p.Summary, want)
		}
	}
	if a, _ := Open(dir("posts/a.md", "# Why <code>x</code><br>*fails*\n\nText.")); a.Posts[0].Title != "Why x fails" {
		t.Errorf("the heading is %q", a.Posts[0].Title)
	}
}

// TestUndefinedFootnotes: a mark without a footnote is a remark.
func TestUndefinedFootnotes(t *testing.T) {
	_, report := Open(dir("posts/a.md", "---\n"+good+"\n---\na[^x] b[^y]\n`[^z]` \\[^z] [^a b] [^q](r)\n\n- c [^w].\n\n[^y]: Y\n"))
	var got []string
	for _, p := range report.Problems {
		if strings.Contains(p.Wrong, "footnote") {
			got = append(got, p.String())
		}
	}
	want := []string{"posts/a.md:6: warning: footnote [^x] is not defined: define it, or write \\[^x]", "posts/a.md:9: warning: footnote [^w] is not defined: define it, or write \\[^w]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
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

// A heading that Liquid writes as the title is the title, and is not shown twice.
func TestTitleOfLiquid(t *testing.T) {
	a, _ := Open(dir("_config.yml", "title: A\n", "_posts/2020-01-02-x.md", "---\ntitle: \"Jars: all\"\n---\n{{ page.title }}\n====\n\nText.\n"))
	p, _ := a.Post("x")
	if p == nil || len(p.Contents()) != 0 || !p.Document().RepeatsTitle(p.Document().Root.FirstChild(), p.Title) {
		t.Errorf("the heading is %q", p.Document().Plain)
	}
}

func parse(source []byte, firstLine int) *Document { return parsePage(source, firstLine, nil) }
