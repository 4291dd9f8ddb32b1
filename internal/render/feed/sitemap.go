package feed

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"time"

	"blog.example/pete/internal/blog"
)

// The bounds of a sitemap, https://www.sitemaps.org/protocol.html. What does not fit is left
// out: there is no index of several.
const (
	maxAddresses    = 50_000
	maxSitemap      = 50 << 20 // bytes
	maxAddressBytes = 2048     // its schema: minLength 12, maxLength 2048
	minAddressBytes = 12
)

// sitemapPage is tUrl of https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd. The
// alternates are those of https://developers.google.com/search/docs/specialty/international/localized-versions.
type sitemapPage struct {
	XMLName    xml.Name           `xml:"url"`
	Address    string             `xml:"loc"`
	Changed    string             `xml:"lastmod,omitempty"` // RFC 3339, which is W3C Datetime
	Alternates []sitemapAlternate `xml:"xhtml:link"`
}

type sitemapAlternate struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

const (
	sitemapHead = xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`
	sitemapFoot = "\n</urlset>\n"
)

// Sitemap returns the pages of the web door for search engines: the home page, the about
// page, posts and then pages, the newest posts first, and tags, up to 50,000 addresses and
// 50 MB. It has what is published, with the same text in other languages as alternates. It
// is nil if the address of the door is not known.
func Sitemap(a *blog.Archive) []byte {
	if a.Site.Door == "" {
		return nil
	}
	return makeSitemap(a, maxAddresses, maxSitemap)
}

// makeSitemap is Sitemap with other bounds.
func makeSitemap(a *blog.Archive, addresses, size int) []byte {
	var published []*blog.Post // and what lists have in another language
	var posts []*blog.Post
	for p := range a.Readable() {
		if p.State != blog.Published {
			continue
		}
		published = append(published, p)
		if !p.IsPage {
			posts = append(posts, p)
		}
	}
	m := &sitemap{addresses: addresses, size: size - len(sitemapFoot)}
	_, _ = m.WriteString(sitemapHead)
	m.add(sitemapPage{Address: a.Site.HomeURL(), Changed: lastChange(posts...)})
	if a.About != nil {
		if about, ok := a.ByFile(a.About.Path); ok && about.State == blog.Published {
			m.addPost(about, a.Site)
		}
	}
	for _, p := range published {
		m.addPost(p, a.Site)
	}
	m.addTags(a)
	_, _ = m.WriteString(sitemapFoot)
	return m.Bytes()
}

// sitemap is one that is being made.
type sitemap struct {
	bytes.Buffer
	addresses int // that it may still have
	size      int // bytes, that it may have in all
}

func (m *sitemap) addPost(p *blog.Post, site blog.Site) {
	page := sitemapPage{Address: site.PostURL(p), Changed: lastChange(p)}
	if lang := blog.LanguageTag(cmp.Or(p.Lang, site.Language)); len(p.Translations) > 0 && lang != "" {
		page.Alternates = []sitemapAlternate{{"alternate", lang, page.Address}} // each names itself too
		for _, t := range p.Translations {
			if other := blog.LanguageTag(t.Lang); other != "" {
				page.Alternates = append(page.Alternates, sitemapAlternate{"alternate", other, t.URL})
			}
		}
	}
	m.add(page)
}

// addTags adds the list of tags, and the tags of published posts.
func (m *sitemap) addTags(a *blog.Archive) {
	with := map[string][]*blog.Post{} // by blog.Tag
	var posts []*blog.Post
	for _, p := range a.Posts {
		if p.State == blog.Published {
			posts = append(posts, p)
			for _, tag := range p.Tags {
				with[blog.Tag(tag)] = append(with[blog.Tag(tag)], p)
			}
		}
	}
	counts := blog.CountTags(posts)
	if len(counts) > 0 {
		m.add(sitemapPage{Address: a.Site.Door + "/tags"})
	}
	for _, c := range counts {
		m.add(sitemapPage{Address: a.Site.TagURL(c.Tag), Changed: lastChange(with[blog.Tag(c.Tag)]...)})
	}
}

// add adds a page if there is room, and if its address has a length that the schema allows.
func (m *sitemap) add(page sitemapPage) {
	if n := len(page.Address); m.addresses == 0 || n < minAddressBytes || n > maxAddressBytes {
		return
	}
	text, err := xml.Marshal(page)
	if err != nil || m.Len()+len("\n")+len(text) > m.size {
		return
	}
	m.addresses--
	_, _ = m.WriteString("\n")
	_, _ = m.Write(text)
}

// lastChange returns when one of some posts was changed last, or "" if none is dated.
func lastChange(posts ...*blog.Post) string {
	var last time.Time
	for _, p := range posts {
		if at := p.Changed(); at.After(last) {
			last = at
		}
	}
	if last.IsZero() {
		return ""
	}
	return instant(last)
}

// Robots returns the robots.txt (RFC 9309) of the web door. It keeps crawlers from following
// searches, which have no end, and names the sitemap if the address of the door is known.
func Robots(site blog.Site) string {
	text := "User-agent: *\nDisallow: /search?\n"
	if site.Door != "" {
		text += "\nSitemap: " + site.Door + "/sitemap.xml\n"
	}
	return text
}
