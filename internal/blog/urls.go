package blog

import (
	"net/url"
	"slices"
	"strings"
)

// Door is how the blog is served over HTTP.
type Door struct {
	// Address is where browsers find the door, such as https://blog.example; "" if that follows
	// from Names and from the site.
	Address string

	// Names are the hosts that the door answers for with HTTPS. If there are none, something in
	// front of the door knows its names.
	Names []string
}

// address returns the address of the door: that of the site if the door answers for its host,
// else its own first name if the site names no address. A door without names answers for the
// url: of site.yaml, which was written for it.
func (d *Door) address(own, generator string) string {
	switch {
	case d == nil:
		return ""
	case d.Address != "":
		return strings.TrimRight(d.Address, "/")
	}
	for _, address := range []string{own, generator} {
		u, err := url.Parse(address)
		switch {
		case err != nil || !isWeb(u):
		case slices.Contains(d.Names, strings.ToLower(u.Hostname())):
			return "https://" + strings.ToLower(u.Host)
		case d.Names == nil && address == own:
			return u.Scheme + "://" + u.Host
		default:
			return ""
		}
	}
	if len(d.Names) == 0 {
		return ""
	}
	return "https://" + d.Names[0]
}

// PostURL returns the absolute address of a post, or of the about page: on the web door if
// there is one, else below url: of site.yaml, else where the generator has it on the web, as
// far as that is known, else the sftp address of its Markdown. The about page has an address
// on the web door alone, else "".
func (s Site) PostURL(p *Post) string {
	switch about := p.version != nil && p.version.role == roleAbout; {
	case s.Door != "":
		return s.Door + DoorPath(p)
	case about:
		return ""
	case s.URL != "":
		return s.URL + "/" + p.Slug
	case s.generated != "" && p.permalink != "":
		return s.generated + escapePath(p.permalink)
	}
	return s.URI("sftp", "/posts/"+p.Slug+".md")
}

// URL returns the absolute address of a post, see [Site.PostURL].
func (a *Archive) URL(p *Post) string { return a.Site.PostURL(p) }

// DoorPath returns the path of a post on the web door, percent-encoded. A post with the name
// of a page that every blog has is found below /read/, as the command read opens it over SSH.
func DoorPath(p *Post) string {
	if p.version != nil && p.version.role != roleAbout && slices.Contains(ownNames, p.Slug) {
		return "/read/" + p.Slug
	}
	return "/" + url.PathEscape(p.Slug)
}

// ownNames are slugs whose address another page has.
var ownNames = []string{aboutSlug, "feed", "page", "read", "search", "tags"}

// HomeURL returns the absolute address of the blog: on the web door, or url: of site.yaml, or
// where its generator has it on the web, or that of its reading room.
func (s Site) HomeURL() string {
	switch {
	case s.Door != "":
		return s.Door + "/"
	case s.URL != "":
		return s.URL
	case s.generated != "":
		return s.generated + "/"
	}
	return s.URI("ssh", "")
}

// AboutURL returns the absolute address of the about page, which it has on the web door
// alone, else "".
func (s Site) AboutURL() string {
	if s.Door == "" {
		return ""
	}
	return s.Door + "/" + aboutSlug
}

// TagURL returns the absolute address of the posts with a tag, which the web door alone has,
// else "".
func (s Site) TagURL(tag string) string {
	if s.Door == "" {
		return ""
	}
	return s.Door + "/tags/" + TagSegment(tag)
}

// EntryID returns the id that feeds of the generator have for a post, so that those who
// subscribe to them do not see all posts again. It is "" if it is not known, if site.yaml has
// an id, and for a directory without a generator.
//
// It is the guid in the RSS of Hugo, the id in the Atom of Zola and of hexo-generator-feed,
// which are the post's address, and that of jekyll-feed, which is page.id at the address of the site.
func (s Site) EntryID(p *Post) string {
	if s.ownIDs || s.generated == "" || p.entryPath == "" {
		return ""
	}
	if p.version.generator == zolaSite { // which escapes nothing
		return s.generated + p.entryPath
	}
	return s.generated + escapePath(p.entryPath)
}
