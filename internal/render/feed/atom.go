package feed

import (
	"encoding/xml"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

// atomFeed is atom:feed of RFC 4287, section 4.1.1.
type atomFeed struct {
	XMLName   xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	Language  string     `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Subtitle  string     `xml:"subtitle,omitempty"`
	Updated   string     `xml:"updated"`
	Author    string     `xml:"author>name"`
	Links     []atomLink `xml:"link"`
	Generator string     `xml:"generator"`
	Entries   []byte     `xml:",innerxml"` // elements of atomEntry
}

// atomEntry is atom:entry, section 4.1.2.
type atomEntry struct {
	XMLName    xml.Name       `xml:"entry"`
	Language   string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"` // if not that of the feed
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Link       atomLink       `xml:"link"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    *atomContent   `xml:"content"` // nil leaves it out
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

// Atom returns the newest dated posts, or those with a tag, as an Atom feed (RFC 4287):
// at most a hundred and 2 MB, with their whole texts, apart from very long ones. The
// tag's spelling does not matter. Without such posts the error is ErrEmpty.
func Atom(a *blog.Archive, tag string) ([]byte, error) {
	return writeAtom(a, tag, func(p *blog.Post) ([]byte, error) { return newAtomEntry(p, a) })
}

// writeAtom returns a feed of the entries that entry makes.
func writeAtom(a *blog.Archive, tag string, entry func(*blog.Post) ([]byte, error)) ([]byte, error) {
	var entries [][]byte
	f, doc, _, err := newAtom(a, tag, func(p *blog.Post) (int, error) {
		made, err := entry(p)
		entries = append(entries, made)
		return len(made), err
	})
	if err != nil {
		return nil, err
	}
	doc.Entries = slices.Concat(entries[:len(f.posts)]...)
	whole, err := xml.MarshalIndent(doc, "", "  ")
	return slices.Concat([]byte(xml.Header), whole, []byte("\n")), err
}

// atomSize returns the length of a feed whose entries have the sizes that size returns.
func atomSize(a *blog.Archive, tag string, size func(*blog.Post) (int, error)) (int, error) {
	_, doc, bytes, err := newAtom(a, tag, size)
	if err != nil {
		return 0, err
	}
	doc.Entries = []byte("\n") // in the place of all
	around, err := xml.MarshalIndent(doc, "", "  ")
	return len(xml.Header) + len(around) + bytes, err
}

// newAtom returns a feed without its entries, which together have that many bytes.
func newAtom(a *blog.Archive, tag string, size func(*blog.Post) (int, error)) (f *feed, doc atomFeed, bytes int, err error) {
	if f, err = newFeed(a, tag); err != nil {
		return nil, doc, 0, err
	}
	doc = atomFeed{
		Language: a.Site.Language,
		ID:       f.id,
		Title:    f.title,
		Subtitle: a.Site.Description,
		Updated:  time.RFC3339, // as long as what it will be
		Author:   f.author,
		Links: []atomLink{
			alternate(f.home(), ""),
			{Rel: "self", Type: "application/atom+xml", Href: f.self(AtomName)},
		},
		Generator: "Pete",
	}
	head, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, doc, 0, err
	}
	bytes, err = f.fit(maxBytes-len(xml.Header)-len(head)-1, size)
	doc.Updated = instant(f.updated)
	return f, doc, bytes, err
}

// newAtomEntry returns the entry of a post, which does not depend on the feed.
func newAtomEntry(p *blog.Post, a *blog.Archive) ([]byte, error) {
	e := atomEntry{
		Language:  blog.LanguageTag(p.Foreign(a.Site)),
		ID:        entryID(a.Site, p),
		Title:     p.Title,
		Link:      alternate(a.Site.PostURL(p), "text/markdown"),
		Published: instant(p.Date),
		Updated:   instant(p.Changed()),
		Summary:   p.Summary,
	}
	if html := content(p, a); html != nil {
		e.Content = &atomContent{Type: "html", HTML: *html}
	} else {
		e.Summary = words(p)
	}
	for _, tag := range p.Tags {
		e.Categories = append(e.Categories, atomCategory{tag})
	}
	entry, err := xml.MarshalIndent(e, "  ", "  ")
	return append([]byte("\n"), entry...), err
}

// alternate returns the link to the page that a feed or an entry is of. It is HTML on the
// web, and otherwise of the given media type.
func alternate(address, otherwise string) atomLink {
	if strings.HasPrefix(address, "http") {
		otherwise = "text/html"
	}
	return atomLink{Rel: "alternate", Type: otherwise, Href: address}
}
