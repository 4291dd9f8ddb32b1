package html

import (
	"bytes"
	"html"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
)

// markup writes the nodes whose HTML differs from that of goldmark, and is the same in feeds
// and on the web. It only reads the tree; goldmark's renderer of table cells changes it.
type markup struct {
	doc    *blog.Document
	slug   string
	title  string          // which a first heading may repeat
	prefix string          // of ids, and of the links to them
	taken  map[string]bool // ids, without the prefix

	address func(blog.Link) string // of what a link leads to outside of this text
	words   func(*ast.Text) []byte // of a text, with the escapes and references of its source
}

// newMarkup returns the markup of a text. Ids begin with prefix.
func newMarkup(p *blog.Page, slug, prefix string, address func(blog.Link) string) *markup {
	m := &markup{doc: p.Document(), slug: slug, title: p.Title, prefix: prefix, taken: map[string]bool{}, address: address}
	m.words = func(n *ast.Text) []byte { return n.Segment.Value(m.doc.Source) }
	for _, name := range m.doc.Anchors() {
		m.taken[name] = true
	}
	return m
}

// write returns the text as HTML that policy allows and mend has mended, see [valid]. own
// writes the nodes that this form of it has otherwise than others. mend may be called several
// times. ok is false for a text that is nested too deep.
func (m *markup) write(own renderer.NodeRenderer, policy *bluemonday.Policy, mend func(article *nethtml.Node)) (text string, ok bool) {
	var all []util.PrioritizedValue
	for i, r := range []renderer.NodeRenderer{
		own, m,
		extension.NewFootnoteHTMLRenderer(extension.WithFootnoteIDPrefix(m.slug + ":")),
		extension.NewTableHTMLRenderer(), extension.NewStrikethroughHTMLRenderer(), extension.NewDefinitionListHTMLRenderer(),
		goldhtml.NewRenderer(),
	} {
		all = append(all, util.Prioritized(anchored{m, r}, i)) // the lowest number wins
	}
	var b bytes.Buffer
	if err := renderer.NewRenderer(renderer.WithNodeRenderers(all...)).Render(&b, m.doc.Source, m.doc.Root); err != nil {
		return html.EscapeString(err.Error()), true // a bytes.Buffer takes every write, so this is a bug that should show
	}
	// Characters are replaced after the sanitiser, which resolves references such as &#27;.
	return valid(blog.VisibleHTML(policy.Sanitize(oneNewline.Replace(b.String()))), mend)
}

// RegisterFuncs registers the nodes. goldmark calls it.
func (m *markup) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindText, m.text)
	reg.Register(ast.KindLink, m.link)
	reg.Register(ast.KindAutoLink, m.autoLink)
	reg.Register(ast.KindCodeSpan, m.codeSpan)
	reg.Register(markdown.KindInline, m.element)
	reg.Register(markdown.KindBlock, m.element)
}

// put writes markup. goldmark's writer keeps its errors until it is flushed.
func put(w util.BufWriter, markup ...string) {
	for _, s := range markup {
		_, _ = w.WriteString(s)
	}
}

// place writes the place that a heading is, if its words are not shown.
func (m *markup) place(w util.BufWriter, id string) {
	put(w, "<span", attribute("id", m.prefix+id), "></span>")
}

// text differs from that of goldmark where a line break between Chinese or Japanese is no
// space: browsers show one.
func (m *markup) text(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Text)
	switch value := m.words(n); {
	case n.IsRaw():
		goldhtml.DefaultWriter.RawWrite(w, value)
	case n.HardLineBreak():
		goldhtml.DefaultWriter.Write(w, value)
		put(w, "<br>\n")
	case n.SoftLineBreak() && !m.doc.Joined(n):
		goldhtml.DefaultWriter.Write(w, value)
		put(w, "\n")
	default:
		goldhtml.DefaultWriter.Write(w, value)
	}
	return ast.WalkContinue, nil
}

func (m *markup) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	href := m.href(n)
	switch {
	case href == "":
	case entering:
		put(w, "<a", attribute("href", href))
		title(w, n.Title)
		put(w, ">")
	default:
		put(w, "</a>")
	}
	return ast.WalkContinue, nil
}

func (m *markup) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.AutoLink)
		label := html.EscapeString(string(n.Label(source)))
		if href := m.href(n); href != "" {
			label = "<a" + attribute("href", href) + ">" + label + "</a>"
		}
		put(w, label)
	}
	return ast.WalkContinue, nil
}

// href returns the address of a link. One to a place in the same text stays in it.
func (m *markup) href(n ast.Node) string {
	l, ok := m.doc.Link(n)
	_, id, _ := strings.Cut(l.Address, "#")
	address := ""
	switch {
	case !ok:
		return ""
	case l.Slug == m.slug && m.doc.HasID(id):
		address = "#" + m.prefix + id
	case l.Slug == m.slug && l.Fragment != "":
		address = "#" + m.prefix + l.Fragment
	default:
		address = m.address(l)
	}
	return string(util.URLEscape([]byte(address), false))
}

// title writes the title that Markdown has behind an address.
func title(w util.BufWriter, words []byte) {
	if len(words) > 0 {
		put(w, ` title="`)
		goldhtml.DefaultWriter.Write(w, words)
		put(w, `"`)
	}
}

// codeSpan writes code inside a line, with every character visible.
func (m *markup) codeSpan(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, "<code>", html.EscapeString(m.doc.CodeSpan(n)), "</code>")
	}
	return ast.WalkSkipChildren, nil
}

// element writes an element of HTML that Markdown has no sign for.
func (m *markup) element(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	tag, open := "", ""
	switch n := node.(type) {
	case *markdown.Inline:
		tag = n.Tag
	case *markdown.Block:
		if tag = n.Tag; n.Open {
			open = " open"
		}
	}
	if tag == "a" { // a place that links lead to
		return ast.WalkContinue, nil
	}
	switch {
	case entering && (tag == "details" || tag == "figure"):
		put(w, "<", tag, open, ">\n")
	case entering:
		put(w, "<", tag, ">")
	case node.Type() == ast.TypeBlock:
		put(w, "</", tag, ">\n")
	default:
		put(w, "</", tag, ">")
	}
	return ast.WalkContinue, nil
}
