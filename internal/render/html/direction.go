package html

import (
	"unicode"

	"blog.example/pete/internal/blog"
	"golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

// inLanguage returns the attributes of an element in a language, within one in another. Its
// direction is named if it is not that of the other, and lang if it is formed as a tag.
func inLanguage(lang, outer string) string {
	dir := Direction(lang)
	if dir == Direction(outer) {
		dir = ""
	}
	return attribute("lang", blog.LanguageTag(lang)) + attribute("dir", dir)
}

// Direction returns that of the script in which a language is written.
func Direction(lang string) string {
	tag, _ := language.Parse(lang) // of an unknown one the script is unknown too
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}

// turn gives a direction to each block below n that is mostly written in the other direction
// than what is around it, which is in a language. Most pages have no such block.
func turn(n *html.Node, lang string) {
	around := Direction(lang)
	letters := map[*html.Node]int{}
	if _, fromRight := countLetters(n, letters); around == "ltr" && !fromRight {
		return
	}
	turnBlocks(n, around, letters)
}

func turnBlocks(n *html.Node, around string, letters map[*html.Node]int) {
	for c := range n.ChildNodes() {
		inner := around
		switch {
		case !isDirected(c.DataAtom):
		case letters[c] < 0:
			inner = "rtl"
		case letters[c] > 0:
			inner = "ltr"
		}
		if i := attributeAt(c, "dir"); i >= 0 {
			inner = c.Attr[i].Val
		} else if inner != around {
			c.Attr = append(c.Attr, html.Attribute{Key: "dir", Val: inner})
		}
		turnBlocks(c, inner, letters)
	}
}

// isDirected reports whether an element is a block of text, or consists of such blocks. A cell
// has the direction of its table, which says where its column stands.
func isDirected(a tags.Atom) bool {
	switch a {
	case tags.P, tags.Ul, tags.Ol, tags.Li, tags.Dl, tags.Dt, tags.Dd, tags.Blockquote, tags.Table, tags.Details, tags.Summary, tags.Figcaption:
		return true
	}
	return isHeading(a)
}

// countLetters counts the letters below each node: those that are written from left to right
// less those from right to left. Code has none. all is that of n; fromRight says that
// some are written from right to left.
func countLetters(n *html.Node, letters map[*html.Node]int) (all int, fromRight bool) {
	if n.Type == html.TextNode {
		for _, r := range n.Data {
			if r < unicode.MaxASCII {
				if 'a' <= r|0x20 && r|0x20 <= 'z' {
					all++
				}
				continue
			}
			switch p, _ := bidi.LookupRune(r); p.Class() {
			case bidi.L:
				all++
			case bidi.R, bidi.AL:
				all--
				fromRight = true
			}
		}
		return all, fromRight
	}
	switch n.DataAtom {
	case tags.Pre, tags.Code, tags.Kbd:
		return 0, false
	}
	for c := range n.ChildNodes() {
		count, other := countLetters(c, letters)
		all, fromRight = all+count, fromRight || other
	}
	if all != 0 {
		letters[n] = all
	}
	return all, fromRight
}
