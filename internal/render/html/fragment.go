package html

import (
	"cmp"
	"fmt"
	"html"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
)

// Fragment returns the text of a post as a fragment of HTML, without its title, which feeds
// have elsewhere. It has no scripts; its elements are closed and nested as browsers nest
// them; its characters are allowed in XML 1.0. The ids of headings are their anchors;
// those of footnotes begin with the slug, so that several posts can be on one page. All
// addresses are whole ones, those of headings and footnotes too. A text that is nested too
// deep is returned as its Markdown, preformatted.
func Fragment(p *blog.Post, site blog.Site) string {
	return FragmentWithFiles(p, site, nil)
}

// FragmentWithFiles returns the same with the files that the blog itself serves. file returns
// the absolute address of the one that a link leads to or a picture is, and "" for others.
func FragmentWithFiles(p *blog.Post, site blog.Site, file func(blog.Link) string) string {
	return fragment(p, site, "", site.PostURL(p), file)
}

// fragment returns the HTML with a prefix before the ids of headings, and the address of
// the page before links within it. file is nil or as in FragmentWithFiles.
func fragment(p *blog.Post, site blog.Site, prefix, page string, file func(blog.Link) string) string {
	m := newMarkup(&p.Page, p.Slug, prefix, func(l blog.Link) string {
		if file != nil {
			if address := file(l); address != "" {
				return address
			}
		}
		return outside(l, site)
	})
	m.taken[p.Slug] = true // what begins the page has the slug
	text, ok := m.write(feedMarkup{m}, feedPolicy(), func(article *nethtml.Node) { leadOut(article, page) })
	if !ok {
		return preformatted(&p.Page)
	}
	return text
}

// outside returns the address of a link for readers outside the blog. Where the about page
// has no address of its own, a link to it leads to the blog.
func outside(l blog.Link, site blog.Site) string {
	switch {
	case l.Slug != "" && l.URL == "":
		return cmp.Or(site.AboutURL(), site.HomeURL())
	case l.Slug != "" && l.Fragment != "":
		return l.URL + "#" + l.Fragment
	}
	return l.URL
}

// feedMarkup writes what feeds and documents have otherwise than a post's own page: feed
// readers drop classes and form controls, and have no style sheet of ours.
type feedMarkup struct{ *markup }

// RegisterFuncs registers the nodes. goldmark calls it.
func (m feedMarkup) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, m.heading)
	reg.Register(ast.KindImage, m.image)
	reg.Register(ast.KindCodeBlock, m.code)
	reg.Register(ast.KindFencedCodeBlock, m.code)
	reg.Register(markdown.KindMath, m.math)
	reg.Register(astext.KindTableCell, m.tableCell)
	reg.Register(astext.KindTaskCheckBox, m.checkBox)
}

func (m feedMarkup) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	tag, anchor := fmt.Sprintf("h%d", n.Level), m.doc.Anchor(n)
	switch {
	case anchor == "": // one without words is none
		return ast.WalkSkipChildren, nil
	case m.doc.RepeatsTitle(n, m.title):
		if entering {
			m.place(w, anchor)
		}
		return ast.WalkSkipChildren, nil
	case entering:
		put(w, "<", tag, attribute("id", m.prefix+anchor), ">")
	default:
		put(w, "</", tag, ">\n")
	}
	return ast.WalkContinue, nil
}

// image writes the image if its address is absolute, and else its description, because a
// feed has no folder that a relative address could start from.
func (m feedMarkup) image(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
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

// code writes a block of code, or the output of the block above it.
func (m feedMarkup) code(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
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

// math writes a formula as it is written, for the scripts that draw it.
func (m feedMarkup) math(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		put(w, `<pre><code class="language-math">`, html.EscapeString(m.doc.Listing(n)), "</code></pre>\n")
	}
	return ast.WalkSkipChildren, nil
}

func (m feedMarkup) tableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
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
func (m feedMarkup) checkBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		box := "☐ "
		if node.(*astext.TaskCheckBox).IsChecked {
			box = "☑ "
		}
		put(w, box)
	}
	return ast.WalkContinue, nil
}
