package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"blog.example/pete/internal/render"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
	tags "golang.org/x/net/html/atom"
)

// PageOptions says where a page of the web door is, and what it may show.
type PageOptions struct {
	Site blog.Site

	// Address returns where a link leads, escaped: a path of this door for what it serves, such
	// as /SLUG#HEADING. For "", or if it is nil, the link has the address that feeds have. It is
	// not asked for links to a place in the same text.
	Address func(blog.Link) string

	// Picture returns the path of a picture that this door serves, escaped, and how many pixels
	// it has; 0 for an unknown number. If ok is false, or if it is nil, the picture is not of this
	// door.
	Picture func(blog.Link) (src string, width, height int, ok bool)

	// RemoteImages says that browsers may load pictures from other sites. Otherwise they are
	// links.
	RemoteImages bool
}

// Page returns the text of a post for its page on the web, without what is around it: the
// title, which is its h1, and what is said below that. It is valid HTML without scripts and
// styles, for the classes of the style sheet:
//
//	g     a block whose labels stand beside it
//	l     a label
//	s     a string in code, in which b is a keyword and i a comment
//	t     a table, which scrolls if it has to
//	r, c  a cell that is aligned right, or centred
//	task  an item of a list with a box
//	notes the footnotes
//
// Ids consist of letters, digits, marks, and : _ . -; other ids on the page have another
// character, such as ~. Marks of quotation and other signs are typographic, see [Typeset]. A
// text that is nested too deep is returned as its Markdown, preformatted.
func Page(p *blog.Post, o PageOptions) string {
	return o.page(&p.Page, p.Slug, cmp.Or(p.Lang, o.Site.Language))
}

// About returns the about page as [Page] returns posts.
func About(p *blog.Page, o PageOptions) string { return o.page(p, "about", o.Site.Language) }

func (o PageOptions) page(p *blog.Page, slug, lang string) string {
	m := &pageMarkup{options: o}
	m.markup = newMarkup(p, slug, "", m.leads)
	if marks, known := marksOf(lang); known {
		m.words = (&typesetter{doc: m.doc, marks: marks}).text
	}
	m.deeper = 2 - topLevel(p.Contents())
	text, ok := m.write(m, pagePolicy(), func(article *nethtml.Node) {
		mendLinks(article)
		turn(article, lang)
	})
	if !ok {
		return `<figure class="g">` + "\n" + strings.Replace(preformatted(p), "<pre", `<pre tabindex="0"`, 1) + "</figure>\n"
	}
	return strings.ReplaceAll(text, "/>", ">") // as HTML has it; in a text or a value it is &gt;
}

// mendLinks removes links without words, which a link in a link may leave, and images that
// have lost their address.
func mendLinks(article *nethtml.Node) {
	for _, n := range slices.Collect(article.Descendants()) {
		switch {
		case n.DataAtom == tags.Img:
			describe(n)
		case n.DataAtom == tags.A && n.FirstChild == nil:
			n.Parent.RemoveChild(n)
		}
	}
}

// topLevel returns the level of the highest of the headings, or 2 if there are none.
func topLevel(all []blog.Heading) int {
	if len(all) == 0 {
		return 2
	}
	top := all[0].Level
	for _, h := range all {
		top = min(top, h.Level)
	}
	return top
}

// pageMarkup writes what a post's own page has otherwise than feeds.
type pageMarkup struct {
	*markup
	options     PageOptions
	highlighter render.Highlighter

	deeper   int               // than the author has them are the levels of headings
	pictures int               // so far
	tables   int               // so far
	label    ast.Node          // of the last alert: the string that names its kind
	ids      map[string]string // of notes and their marks, by what they would be if nothing else had the id
}

// RegisterFuncs registers the nodes. goldmark calls it.
func (m *pageMarkup) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, m.heading)
	reg.Register(ast.KindLink, m.link)
	reg.Register(ast.KindImage, m.image)
	reg.Register(ast.KindCodeBlock, m.code)
	reg.Register(ast.KindFencedCodeBlock, m.code)
	reg.Register(markdown.KindMath, m.math)
	reg.Register(ast.KindParagraph, m.paragraph)
	reg.Register(ast.KindString, m.literal)
	reg.Register(ast.KindBlockquote, m.quote)
	reg.Register(ast.KindListItem, m.item)
	reg.Register(astext.KindTaskCheckBox, m.checkBox)
	reg.Register(astext.KindTable, m.table)
	reg.Register(astext.KindTableCell, m.cell)
	reg.Register(astext.KindFootnoteLink, m.noteLink)
	reg.Register(astext.KindFootnoteBacklink, m.noteBacklink)
	reg.Register(astext.KindFootnote, m.note)
	reg.Register(astext.KindFootnoteList, m.notes)
}

// leads returns the address of a link that leaves the text.
func (m *pageMarkup) leads(l blog.Link) string {
	if m.options.Address != nil {
		if address := m.options.Address(l); address != "" {
			return address
		}
	}
	return outside(l, m.options.Site)
}

// top reports whether a block stands by itself, so that its labels have room beside it.
func (m *pageMarkup) top(n ast.Node) bool { return n.Parent() == m.doc.Root }

// heading writes a heading as a link to itself, unless there are links in it.
func (m *pageMarkup) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	anchor := m.doc.Anchor(n)
	switch {
	case anchor == "": // one without words is none
		return ast.WalkSkipChildren, nil
	case m.doc.RepeatsTitle(n, m.title):
		if entering {
			m.place(w, anchor)
		}
		return ast.WalkSkipChildren, nil
	}
	tag := fmt.Sprintf("h%d", min(max(n.Level+m.deeper, 2), 6))
	link, end := "", ""
	if !hasLink(n) {
		link, end = "<a"+attribute("href", string(util.URLEscape([]byte("#"+anchor), false)))+">", "</a>"
	}
	if entering {
		put(w, "<", tag, attribute("id", anchor), ">", link)
	} else {
		put(w, end, "</", tag, ">\n")
	}
	return ast.WalkContinue, nil
}

// hasLink reports whether something in a node is a link, or may become one.
func hasLink(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.Kind() {
		case ast.KindLink, ast.KindAutoLink, ast.KindImage, astext.KindFootnoteLink:
			return true
		}
		if hasLink(c) {
			return true
		}
	}
	return false
}

// quote writes a quote. An alert is a quote with its kind as a label, so that its first
// paragraph has the title alone, or is left out.
func (m *pageMarkup) quote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	kind, isAlert := attributeOf(n, markdown.AlertName)
	switch {
	case entering && isAlert:
		put(w, "<div", m.hang(n, kind), ` role="note">`, "\n", `<p class="l">`, escaped(kind), "</p>\n<blockquote>\n")
		m.label = n.FirstChild().FirstChild().FirstChild()
	case entering:
		put(w, "<blockquote>\n")
	case isAlert:
		put(w, "</blockquote>\n</div>\n")
	default:
		put(w, "</blockquote>\n")
	}
	return ast.WalkContinue, nil
}

func (m *pageMarkup) paragraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	switch {
	case m.label != nil && n == m.label.Parent().Parent() && m.label.NextSibling() == nil:
		return ast.WalkSkipChildren, nil
	case entering:
		put(w, "<p>")
	default:
		put(w, "</p>\n")
	}
	return ast.WalkContinue, nil
}

// literal writes a string that is not in the source: an emoji, or the label of an alert.
func (m *pageMarkup) literal(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering && n != m.label {
		put(w, escaped(m.doc.Literal(n)))
	}
	return ast.WalkContinue, nil
}

// item writes an item of a list.
func (m *pageMarkup) item(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	first := n.FirstChild()
	switch {
	case !entering:
		put(w, "</li>\n")
		return ast.WalkContinue, nil
	case first != nil && first.FirstChild() != nil && first.FirstChild().Kind() == astext.KindTaskCheckBox:
		put(w, `<li class="task">`)
	default:
		put(w, "<li>")
	}
	if first != nil && first.Kind() != ast.KindTextBlock {
		put(w, "\n")
	}
	return ast.WalkContinue, nil
}

// checkBox writes the box of a task. It is no form control, which would need a label and
// could not be changed.
func (m *pageMarkup) checkBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		box, state := "☐", wordOpen
		if node.(*astext.TaskCheckBox).IsChecked {
			box, state = "☑", wordDone
		}
		put(w, `<span role="img"`, attribute("aria-label", state), ">", box, "</span> ")
	}
	return ast.WalkContinue, nil
}

// attributeOf returns an attribute that package markdown has given a node.
func attributeOf(n ast.Node, name string) (value string, ok bool) {
	v, ok := n.AttributeString(name)
	b, isBytes := v.([]byte)
	return string(b), ok && isBytes
}
