package html

import (
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	"golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
)

// valid returns sanitised markup in a form that all browsers understand alike: parsed and
// written again, it is the same bytes. ok is false for markup that is nested too deep, or
// that differs each time it is parsed. mend changes what is in the article that it is given;
// the second time it must find nothing to change.
//
// It takes the whole post, since <details> may be in one block of Markdown and </details>
// in another. A tag that is closed too late contains what is before that, such as
// <summary> up to </details>.
func valid(markup string, mend func(article *html.Node)) (fragment string, ok bool) {
	const readings = 4 // twice is as often as random tags have come out different
	markup, ok = closed(markup)
	if !ok {
		return "", false
	}
	for range readings {
		again, err := reread(markup, mend)
		if err != nil {
			return "", false
		}
		if again == markup {
			return markup, true
		}
		markup = again
	}
	return "", false
}

// reread parses markup as the content of an article and writes it.
func reread(markup string, mend func(article *html.Node)) (string, error) {
	article := &html.Node{Type: html.ElementNode, Data: "article", DataAtom: tags.Article}
	nodes, err := html.ParseFragment(strings.NewReader(markup), article)
	if err != nil {
		return "", err
	}
	for _, n := range nodes {
		article.AppendChild(n)
	}
	unnest(article, false, false)
	mend(article)
	var b strings.Builder
	b.Grow(len(markup))
	for n := range article.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// unnest removes what parsers accept and HTML forbids: links in links and headings in
// headings, whose content stays, and the empty paragraphs of a stray </p>.
func unnest(parent *html.Node, inLink, inHeading bool) {
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		link, heading := n.DataAtom == tags.A, isHeading(n.DataAtom)
		switch {
		case link && inLink, heading && inHeading:
			if n.FirstChild != nil {
				next = n.FirstChild
			}
			unwrap(n)
		case n.DataAtom == tags.P && n.FirstChild == nil:
			parent.RemoveChild(n)
		default:
			unnest(n, inLink || link, inHeading || heading)
		}
		n = next
	}
}

// unwrap puts what is in an element in its place.
func unwrap(n *html.Node) {
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

func isHeading(a tags.Atom) bool {
	return slices.Contains([]tags.Atom{tags.H1, tags.H2, tags.H3, tags.H4, tags.H5, tags.H6}, a)
}

// closed returns sanitised markup without open elements. Browsers would continue an open
// <b> through all paragraphs that follow, and an open <details> would hide the rest of
// the post. So an element ends where the one around it ends; tags without an end, and
// ends without a tag, are removed. ok is false if too many are open at once: parsers open
// the b and the i of <p><b><i> again in every block within, so that the output grows with
// the depth.
func closed(markup string) (out string, ok bool) {
	const deepest = 32 // of those that do not end themselves
	var (
		pieces []string // of the outcome
		open   []tag    // innermost last
		count  = map[string]int{}
		depth  int
	)
	z := html.NewTokenizer(strings.NewReader(markup))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		piece := string(z.Raw())
		word, _ := z.TagName()
		name := string(word)
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			if !slices.Contains([]string{"br", "col", "hr", "img", "wbr"}, name) { // these are empty
				open = append(open, tag{name, len(pieces)})
				count[name]++
				if !endsItself(name) {
					depth++
				}
			}
			if depth > deepest {
				return "", false
			}
		case html.EndTagToken:
			if count[name] == 0 {
				continue
			}
			for last := ""; last != name; {
				last = open[len(open)-1].name
				open = open[:len(open)-1]
				count[last]--
				if endsItself(last) {
					continue
				}
				depth--
				if last != name {
					pieces = append(pieces, "</"+last+">")
				}
			}
		}
		pieces = append(pieces, piece)
	}
	for _, t := range open {
		if !endsItself(t.name) {
			pieces[t.piece] = ""
		}
	}
	return strings.Join(pieces, ""), true
}

// tag is the tag that began an element, and where it was written.
type tag struct {
	name  string
	piece int
}

// endsItself reports whether the end tag of an element may be omitted (HTML, section
// 13.1.2.4).
func endsItself(name string) bool {
	switch name {
	case "p", "li", "dt", "dd", "rt", "rp", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th":
		return true
	}
	return false
}

// oneNewline makes all ends of lines \n, and shows other carriage returns, which a sanitiser
// would take for one.
var oneNewline = strings.NewReplacer("\r\n", "\n", "\r", "␍", "&#13;", "␍")

// preformatted returns the Markdown of a text as preformatted markup.
func preformatted(p *blog.Page) string {
	pre := &html.Node{Type: html.ElementNode, Data: "pre", DataAtom: tags.Pre}
	words := blog.VisibleCode(strings.ReplaceAll(string(p.Body()), "\r\n", "\n"))
	pre.AppendChild(&html.Node{Type: html.TextNode, Data: words})
	var b strings.Builder
	_ = html.Render(&b, pre) // a strings.Builder takes every write
	return b.String() + "\n"
}
