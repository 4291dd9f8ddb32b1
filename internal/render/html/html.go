// Package html writes posts as HTML: as fragments for feeds, as documents, and for the pages
// of the web door. Nothing in a text reaches a browser as a script, and elements are nested as
// browsers would nest them, whatever the author wrote. Equal input gives equal bytes.
//
// The files: html.go (documents, and the marks of snippets), fragment.go (feeds), page.go
// (pages), and of pages figure.go (code), table.go, picture.go (pictures, films, sounds) and
// notes.go (footnotes, and the words that are not of the text); markup.go (the nodes that both
// have otherwise than goldmark), anchored.go (the ids of elements), typeset.go and quotes.go
// (typographic signs), sanitize.go (what is allowed), valid.go (elements are closed and
// nested), address.go (links and images that lead out of the page), direction.go (from right to
// left).
package html

import (
	"cmp"
	"html"
	"iter"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

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
	return "<article" + attribute("id", id) + lang + ">\n" + header(p) + fragment(p, site, prefix, "", nil) + "</article>\n"
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

// attribute returns an attribute and the space before it, or nothing if it has no value.
func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + escaped(value) + `"`
}

// escaped returns words as markup.
func escaped(words string) string { return blog.VisibleHTML(html.EscapeString(words)) }

// Marked returns words as markup, with each mark, which is the bytes from From up to To, in a
// <mark>. The marks are in order, and none is over another: those of a snippet are.
func Marked[M ~struct{ From, To int }](words string, marks []M) string {
	var b strings.Builder
	at := 0
	for _, one := range marks {
		m := struct{ From, To int }(one)
		b.WriteString(escaped(words[at:m.From]) + "<mark>" + escaped(words[m.From:m.To]) + "</mark>")
		at = m.To
	}
	return b.String() + escaped(words[at:])
}
