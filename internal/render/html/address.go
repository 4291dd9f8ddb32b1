package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
)

// leadOut prepares sanitised markup for readers that have no page around it: an image that
// has lost its address becomes its description, a figure without an image becomes what is
// in it, and a link within the text begins with the address of the page, unless that is "".
func leadOut(parent *html.Node, page string) {
	for n := parent.FirstChild; n != nil; {
		leadOut(n, page)
		next := n.NextSibling
		switch n.DataAtom {
		case tags.A:
			if i := attributeAt(n, "href"); i >= 0 && strings.HasPrefix(n.Attr[i].Val, "#") {
				n.Attr[i].Val = page + n.Attr[i].Val
			}
		case tags.Img:
			describe(n)
		case tags.Figure:
			if !hasImage(n) {
				unwrap(n)
			}
		}
		n = next
	}
}

// describe replaces an image that has lost its address by its description.
func describe(n *html.Node) {
	if attributeAt(n, "src") >= 0 {
		return
	}
	if i := attributeAt(n, "alt"); i >= 0 {
		n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: n.Attr[i].Val}, n)
	}
	n.Parent.RemoveChild(n)
}

// hasImage reports whether an image is in a figure. If there is none, the caption becomes a
// block like any other.
func hasImage(figure *html.Node) bool {
	for n := range figure.Descendants() {
		if n.DataAtom == tags.Img {
			return true
		}
	}
	for n := range figure.Descendants() {
		if n.DataAtom == tags.Figcaption {
			n.DataAtom, n.Data = tags.Div, "div"
		}
	}
	return false
}

// attributeAt returns which attribute has the name, or -1.
func attributeAt(n *html.Node, name string) int {
	return slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
