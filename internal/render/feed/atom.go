package feed

import (
	"encoding/xml"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render/html"
)

// atomFeed is atom:feed of RFC 4287, section 4.1.1.
type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language  string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Subtitle  string      `xml:"subtitle,omitempty"`
	Updated   string      `xml:"updated"`
	Author    string      `xml:"author>name"`
	Links     []atomLink  `xml:"link"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

// atomEntry is atom:entry, section 4.1.2.
type atomEntry struct {
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Link       atomLink       `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    atomContent    `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// atomContent writes the HTML as CDATA, which people can read. The encoder does not check
// its characters; [html.Fragment] promises ones that XML allows.
type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",cdata"`
}

// Atom returns the newest hundred dated posts, or those with a tag, as an Atom feed (RFC
// 4287) with their whole texts. Without such posts the error is ErrEmpty.
func Atom(a *blog.Archive, tag string) ([]byte, error) {
	f, err := newFeed(a, tag)
	if err != nil {
		return nil, err
	}
	doc := atomFeed{
		Language:  a.Site.Language,
		ID:        f.id,
		Title:     f.title,
		Subtitle:  a.Site.Description,
		Updated:   instant(f.updated),
		Author:    f.author,
		Links:     []atomLink{{Rel: "alternate", Type: webType(a.Site, ""), Href: a.Site.HomeURL()}},
		Generator: "Pete",
	}
	if f.whole {
		doc.Links = append(doc.Links, atomLink{Rel: "self", Type: "application/atom+xml", Href: a.Site.URI("sftp", "/feed.atom")})
	}
	for _, p := range f.posts {
		doc.Entries = append(doc.Entries, newAtomEntry(p, a.Site))
	}
	out, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(out, '\n')...), nil
}

func newAtomEntry(p *blog.Post, site blog.Site) atomEntry {
	e := atomEntry{
		ID:        tagURI(site, p.Slug),
		Title:     p.Title,
		Link:      atomLink{Rel: "alternate", Type: webType(site, "text/markdown"), Href: site.PostURL(p.Slug)},
		Published: instant(p.Date),
		Updated:   instant(p.Changed()),
		Summary:   p.Summary,
		Content:   atomContent{Type: "html", HTML: html.Fragment(p, site)},
	}
	for _, tag := range p.Tags {
		e.Categories = append(e.Categories, atomCategory{tag})
	}
	return e
}

// webType returns the media type of an address of the blog: that of HTML if the blog is on
// the web, and otherwise the given one.
func webType(site blog.Site, otherwise string) string {
	if site.URL != "" {
		return "text/html"
	}
	return otherwise
}
