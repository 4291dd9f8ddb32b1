package blog

import (
	"testing"

	"github.com/yuin/goldmark/ast"
)

// Each generator has its own names for headings.
func TestAnchorSpellings(t *testing.T) {
	d := parse([]byte(`Text.

# Header 1

## 2. Numbered heading

## C++ & Go: a `+"`story`"+` (part 2)

## Über Größe

## Explicit {#My_Id}

## What's new?

## What's new?

## 漢字 und mehr

## TL;DR -- short
`), 1)
	for name, want := range map[string]string{
		"":                      "",
		"top":                   "",
		"header-1":              "header-1",
		"Header-1":              "header-1",
		"user-content-header-1": "header-1",
		"Header_1":              "header-1", // MediaWiki
		"2-numbered-heading":    "2-numbered-heading",
		"numbered-heading":      "2-numbered-heading", // kramdown, pandoc
		"c--go-a-story-part-2":  "c--go-a-story-part-2",
		"c-go-a-story-part-2":   "c--go-a-story-part-2", // Zola, Docusaurus
		"c-go-a-story-part-2-1": "-",
		"über-größe":            "über-größe",
		"uber-größe":            "über-größe",
		"ber-gre":               "über-größe", // goldmark
		"My_Id":                 "my_id",
		"my-id":                 "my_id",
		"explicit":              "my_id",
		"whats-new":             "whats-new",
		"what-s-new":            "whats-new",
		"whats-new-1":           "whats-new-1",
		"Whats_new_1":           "whats-new-1", // Python-Markdown
		"漢字-und-mehr":           "漢字-und-mehr",
		"und-mehr":              "漢字-und-mehr", // kramdown
		"tldr----short":         "tldr----short",
		"tl-dr-short":           "tldr----short",
		"tldr--short":           "tldr----short",
		"numbered":              "-",
		"-":                     "-",
		"漢":                     "-",
	} {
		got, ok := d.Outline.Anchor(name)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("#%s leads to %q, want %q", name, got, want)
		}
	}
	for _, h := range d.Headings {
		if got, ok := d.Outline.Anchor(h.Anchor); !ok || got != h.Anchor {
			t.Errorf("#%s leads to %q", h.Anchor, got)
		}
	}
	if _, ok := (Outline{}).Anchor("x"); ok {
		t.Error("an outline of nothing has a heading")
	}
}

// The id of an element leads to the heading that it stands before or below.
func TestElementIDs(t *testing.T) {
	x := &anchorIndex{}
	e := elementIDs{index: x}
	id := func(n ast.Node, name string) {
		n.SetAttributeString("id", []byte(name))
		e.add(n)
	}
	id(ast.NewEmphasis(1), "start")
	e.text(true)
	id(ast.NewEmphasis(1), "text")
	e.text(false)
	id(ast.NewEmphasis(1), "before-one")
	e.heading("one")
	id(ast.NewEmphasis(1), "in-one")
	e.text(true)
	id(ast.NewParagraph(), "block")
	e.heading("two")
	id(ast.NewParagraph(), "end")
	e.flush()
	x.headings = []Heading{{Anchor: "one", Text: "One"}, {Anchor: "two", Text: "Two"}}
	for name, want := range map[string]string{
		"start": "", "text": "", "before-one": "one", "in-one": "one", "block": "two", "end": "two", "One": "one", "END": "two",
	} {
		if got, ok := x.find(name); !ok || got != want {
			t.Errorf("#%s leads to %q, want %q", name, got, want)
		}
	}
}
