package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// list writes a list. What is no item becomes one.
func (b *blockWriter) list(n *html.Node, depth int) bool {
	marker := byte('-')
	if n.Data == "ol" {
		marker = '.'
	}
	list := ast.NewList(marker)
	list.IsTight = true
	if n.Data == "ol" {
		list.Start = 1
		if start, err := strconv.Atoi(attr(n.Attr, "start")); err == nil && start >= 0 && start < 1e9 {
			list.Start = start
		}
	}
	setPos(list, n)
	var item *ast.ListItem
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" {
			continue
		}
		if item == nil || c.Data == "li" {
			b.blocks++
			item = ast.NewListItem(2)
			setPos(item, c)
			keepID(item, c)
			list.AppendChild(list, item)
		}
		inner := &blockWriter{converter: b.converter, parent: item}
		if c.Data == "li" {
			inner.children(c, depth+2)
		} else {
			inner.node(c, depth+2)
			if c.Type != html.ElementNode || c.Data != placeholderTag {
				item = nil
			}
		}
		inner.flush()
	}
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		for block := li.FirstChild(); block != nil; block = block.NextSibling() {
			if block.Kind() == ast.KindParagraph {
				list.IsTight = false
			}
		}
	}
	if list.HasChildren() {
		b.anchor(n)
		b.flush()
		b.parent.AppendChild(b.parent, list)
	}
	return true
}

// definitions writes a list of definitions.
func (b *blockWriter) definitions(n *html.Node, depth int) bool {
	list := astext.NewDefinitionList(0, nil)
	for c := range n.Descendants() {
		switch c.Data {
		case "dt":
			term := astext.NewDefinitionTerm()
			if pos := at(c); pos >= 0 {
				term.Lines().Append(text.NewSegment(pos, pos))
			}
			keepID(term, c)
			b.inlines(term, c, depth+2)
			b.trim(term)
			list.AppendChild(list, term)
		case "dd":
			meaning := astext.NewDefinitionDescription()
			meaning.IsTight = true
			setPos(meaning, c)
			b.into(meaning, c, false, depth+2)
			list.AppendChild(list, meaning)
		default:
			continue
		}
		b.blocks++
	}
	if !list.HasChildren() {
		return false
	}
	b.parent.AppendChild(b.parent, list)
	return true
}
