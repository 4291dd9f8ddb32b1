// Package html writes posts as HTML: as fragments for feeds, and as documents. Nothing in
// a text reaches a browser as a script, and elements are nested as browsers would nest
// them, whatever the author wrote. Equal input gives equal bytes.
//
// The files: html.go (fragments and documents), markup.go (the nodes that goldmark writes
// otherwise), anchored.go (the ids of elements), sanitize.go (what is allowed), valid.go
// (elements are closed and nested), address.go (links and images that lead out of the page).
package html

import (
	"bytes"
	"cmp"
	"html"
	"iter"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/language"
)

// Fragment returns the text of a post as a fragment of HTML, without its title, which feeds
// have elsewhere. It has no scripts; its elements are closed and nested as browsers nest
// them; its characters are allowed in XML 1.0. The ids of headings are their anchors;
// those of footnotes begin with the slug, so that several posts can be on one page. All
// addresses are whole ones, those of headings and footnotes too. A text that is nested too
// deep is returned as its Markdown, preformatted.
func Fragment(p *blog.Post, site blog.Site) string {
	return fragment(p, site, "", site.PostURL(p))
}

// fragment returns the HTML with a prefix before the ids of headings, and the address of
// the page before links within it.
func fragment(p *blog.Post, site blog.Site, prefix, page string) string {
	doc := p.Document()
	own := &markup{doc: doc, site: site, slug: p.Slug, title: p.Title, prefix: prefix}
	notes := extension.NewFootnoteHTMLRenderer(extension.WithFootnoteIDPrefix(p.Slug + ":"))
	own.taken = map[string]bool{}
	for _, name := range append(doc.Anchors(), p.Slug) { // what begins the page has the slug
		own.taken[name] = true
	}
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(anchored{own, own}, 100), // the lowest number wins
		util.Prioritized(anchored{own, notes}, 500),
		util.Prioritized(anchored{own, extension.NewTableHTMLRenderer()}, 500),
		util.Prioritized(anchored{own, extension.NewStrikethroughHTMLRenderer()}, 500),
		util.Prioritized(anchored{own, extension.NewDefinitionListHTMLRenderer()}, 500),
		util.Prioritized(anchored{own, goldhtml.NewRenderer()}, 1000),
	))
	var b bytes.Buffer
	if err := r.Render(&b, doc.Source, doc.Root); err != nil {
		return html.EscapeString(err.Error()) // a bytes.Buffer takes every write, so this is a bug that should show
	}
	// The sanitiser takes any carriage return for the end of a line.
	lines := strings.NewReplacer("\r\n", "\n", "\r", "␍", "&#13;", "␍").Replace(b.String())
	// Characters are replaced after the sanitiser, which resolves references such as &#27;.
	if text, ok := valid(blog.VisibleHTML(pagePolicy().Sanitize(lines)), page); ok {
		return text
	}
	return preformatted(blog.VisibleCode(strings.ReplaceAll(string(p.Body()), "\r\n", "\n")))
}

// Document yields posts as one HTML document, an article at a time. The id of an
// article is the slug. If there are several, the id of a heading is SLUG:ANCHOR.
func Document(posts []*blog.Post, site blog.Site) iter.Seq[string] {
	title, lang, alone, links := site.Title, site.Language, len(posts) == 1, ""
	if alone {
		title, lang = posts[0].Title, cmp.Or(posts[0].Foreign(site), lang)
		for _, t := range posts[0].Translations {
			if t.URL != "" {
				links += "<link rel=\"alternate\"" + attribute("hreflang", blog.LanguageTag(t.Lang)) + attribute("href", t.URL) + ">\n"
			}
		}
	}
	return func(yield func(string) bool) {
		if !yield("<!doctype html>\n<html" + inLanguage(lang, "") + ">\n<head>\n<meta charset=\"utf-8\">\n" +
			"<meta name=\"viewport\" content=\"width=device-width\">\n" +
			"<title>" + escaped(title) + "</title>\n" + links + "</head>\n<body>\n") {
			return
		}
		for _, p := range posts {
			if !yield(article(p, site, alone)) {
				return
			}
		}
		yield("</body>\n</html>\n")
	}
}

// article returns one post of a document. alone says that there are no others.
func article(p *blog.Post, site blog.Site, alone bool) string {
	id, prefix, lang := p.Slug, p.Slug+":", ""
	if foreign := p.Foreign(site); foreign != "" {
		lang = inLanguage(foreign, site.Language)
	}
	if alone {
		prefix, lang = "", "" // the document has it
	}
	if alone && p.Document().HasAnchor(p.Slug) {
		id = "" // an id is given once, and links know the heading's
	}
	return "<article" + attribute("id", id) + lang + ">\n" + header(p) + fragment(p, site, prefix, "") + "</article>\n"
}

// header returns the title, the line below it, the tags and the translations.
func header(p *blog.Post) string {
	meta := render.PostMeta(p, func(t time.Time) string {
		return "<time" + attribute("datetime", t.Format(time.DateOnly)) + ">" + render.Date(t) + "</time>"
	})
	for _, tag := range p.Tags {
		meta += " · " + escaped(tag)
	}
	return "<header>\n<h1>" + escaped(p.Title) + "</h1>\n<p>" + meta + "</p>\n" + translations(p) + "</header>\n"
}

// translations returns the line that links to the same text in other languages. The about
// page may have no address.
func translations(p *blog.Post) string {
	var links []string
	for i, name := range render.LanguageNames(p.Translations, false) {
		if t := p.Translations[i]; t.URL != "" {
			tag := blog.LanguageTag(t.Lang)
			links = append(links, "<a"+attribute("href", t.URL)+attribute("hreflang", tag)+attribute("lang", tag)+">"+escaped(name)+"</a>")
		}
	}
	if links == nil {
		return ""
	}
	return "<p>Also in " + strings.Join(links, ", ") + "</p>\n"
}

// inLanguage returns the attributes of an element in a language, within one in another. Its
// direction is named if it is not that of the other, and lang if it is formed as a tag.
func inLanguage(lang, outer string) string {
	dir := direction(lang)
	if dir == direction(outer) {
		dir = ""
	}
	return attribute("lang", blog.LanguageTag(lang)) + attribute("dir", dir)
}

// direction returns that of the script in which a language is written.
func direction(lang string) string {
	tag, _ := language.Parse(lang) // of an unknown one the script is unknown too
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}

// attribute returns an attribute and the space before it, or nothing if it has no value.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + escaped(value) + `"`
}

// escaped returns words as markup.
func escaped(words string) string { return blog.VisibleHTML(html.EscapeString(words)) }
