package markdown

import (
	"html"
	"regexp"
	"strings"

	nethtml "golang.org/x/net/html"
)

var entity = regexp.MustCompile(`&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);`)

// Words returns a title or a summary that may have elements of HTML as text. An element of
// which only one tag is there is what the words are about.
func Words(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	type element struct{ name, tag, text string } // tag as it is written
	open := []element{{}}
	add := func(words string) { open[len(open)-1].text += words }
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for kind := z.Next(); kind != nethtml.ErrorToken; kind = z.Next() {
		raw := string(z.Raw())
		token := z.Token()
		name := token.Data
		switch {
		case kind == nethtml.TextToken:
			add(entity.ReplaceAllStringFunc(raw, html.UnescapeString))
		case kind == nethtml.CommentToken && strings.HasSuffix(raw, "-->"):
		case name == "br" && kind != nethtml.EndTagToken:
			add(" ")
		case name == "wbr":
		case name == "img":
			add(attr(token.Attr, "alt"))
		case kind == nethtml.StartTagToken && inlineTags[name] && !voidTags[name]:
			open = append(open, element{name, raw, ""})
		case kind == nethtml.EndTagToken && open[len(open)-1].name == name && name != "":
			last := open[len(open)-1]
			open = open[:len(open)-1]
			add((&Inline{Tag: name}).Spell(last.text))
		default:
			add(raw)
		}
	}
	words := ""
	for _, e := range open {
		words += e.tag + e.text
	}
	return oneLined(words)
}
