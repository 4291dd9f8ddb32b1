package html

import (
	"cmp"
	"fmt"
	"html"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// markup writes the nodes whose HTML differs from that of goldmark. It only reads the
// tree; goldmark's renderer of table cells changes it.
type markup struct {
	doc    *blog.Document
	site   blog.Site
	slug   string
	title  string          // which a first heading may repeat
	prefix string          // of ids, and of the links to them
	taken  map[string]bool // ids, without the prefix
}

// RegisterFuncs registers the nodes. goldmark calls it.
func (m *markup) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, m.heading)
	reg.Register(ast.KindText, m.text)
	reg.Register(ast.KindLink, m.link)
	reg.Register(ast.KindAutoLink, m.autoLink)
	reg.Register(ast.KindImage, m.image)
	reg.Register(ast.KindCodeSpan, m.codeSpan)
	reg.Register(ast.KindCodeBlock, m.code)
	reg.Register(ast.KindFencedCodeBlock, m.code)
	reg.Register(markdown.KindInline, m.element)
	reg.Register(markdown.KindBlock, m.element)
	reg.Register(markdown.KindMath, m.math)
	reg.Register(astext.KindTableCell, m.tableCell)
	reg.Register(astext.KindTaskCheckBox, m.checkBox)
}

// put writes markup. goldmark's writer keeps its errors until it is flushed.
func put(w util.BufWriter, markup ...string) {
	for _, s := range markup {
		_, _ = w.WriteString(s)
	}
}

func (m *markup) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	tag, anchor := fmt.Sprintf("h%d", n.Level), m.doc.Anchor(n)
	switch {
	case anchor == "": // one without words is none
		return ast.WalkSkipChildren, nil
	case m.doc.RepeatsTitle(n, m.title):
		if entering {
			put(w, "<span", attribute("id", m.prefix+anchor), "></span>")
		}
		return ast.WalkSkipChildren, nil
	case entering:
		put(w, "<", tag, attribute("id", m.prefix+anchor), ">")
	default:
		put(w, "</", tag, ">\n")
	}
	return ast.WalkContinue, nil
}

// text differs from that of goldmark where a line break between Chinese or Japanese is no
// space: browsers show one.
func (m *markup) text(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Text)
	switch value := n.Segment.Value(source); {
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

// href returns the address of a link for readers outside the blog. A link to a heading of
// the same text stays in it. Where the about page has no address of its own, a link to it
// leads to the blog.
func (m *markup) href(n ast.Node) string {
	l, ok := m.doc.Link(n)
	address := l.URL
	_, id, _ := strings.Cut(l.Address, "#")
	switch {
	case !ok:
		return ""
	case l.Slug == m.slug && m.doc.HasID(id):
		address = "#" + m.prefix + id
	case l.Slug == m.slug && l.Fragment != "":
		address = "#" + m.prefix + l.Fragment
	case l.Slug != "" && l.URL == "":
		address = cmp.Or(m.site.AboutURL(), m.site.HomeURL())
	case l.Slug != "" && l.Fragment != "":
		address += "#" + l.Fragment
	}
	return string(util.URLEscape([]byte(address), false))
}

// image writes the image if its address is absolute, and else its description, because a
// feed has no folder that a relative address could start from.
func (m *markup) image(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	alt := html.EscapeString(m.doc.Text(n))
	src := m.href(n)
	if !webAddress.MatchString(src) {
		put(w, alt)
		return ast.WalkSkipChildren, nil
	}
	put(w, "<img", attribute("src", src), ` alt="`, alt, `"`)
	title(w, n.Title)
	put(w, ">")
	return ast.WalkSkipChildren, nil
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

// code writes a block of code, or the output of the block above it.
func (m *markup) code(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	listing := html.EscapeString(m.doc.Listing(n))
	block, numbered := m.doc.CodeBlock(n)
	if !numbered {
		put(w, "<p><small>prints</small></p>\n<pre><samp>", listing, "</samp></pre>\n")
		return ast.WalkContinue, nil
	}
	class := ""
	if block.Language != "" {
		class = attribute("class", "language-"+block.Language)
	}
	if block.Title != "" {
		put(w, "<p><small>", html.EscapeString(block.Title), "</small></p>\n")
	}
	put(w, "<pre><code", class, ">", listing, "</code></pre>\n")
	return ast.WalkContinue, nil
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

// math writes a formula as it is written, for the scripts that draw it.
func (m *markup) math(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, `<pre><code class="language-math">`, html.EscapeString(m.doc.Listing(n)), "</code></pre>\n")
	}
	return ast.WalkSkipChildren, nil
}

func (m *markup) tableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*astext.TableCell)
	tag := "td"
	if n.Parent().Kind() == astext.KindTableHeader {
		tag = "th"
	}
	switch {
	case !entering:
		put(w, "</", tag, ">\n")
	case n.Alignment == astext.AlignNone:
		put(w, "<", tag, ">")
	default:
		put(w, "<", tag, attribute("style", "text-align: "+n.Alignment.String()), ">")
	}
	return ast.WalkContinue, nil
}

// checkBox writes a character, because many feed readers drop form controls.
func (m *markup) checkBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		box := "☐ "
		if node.(*astext.TaskCheckBox).IsChecked {
			box = "☑ "
		}
		put(w, box)
	}
	return ast.WalkContinue, nil
}
