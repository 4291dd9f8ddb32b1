package blog

import (
	"net/url"
	"strings"
)

// DoorPath returns the path of a post on the web door.
func DoorPath(slug string) string {
	switch slug {
	case "about", "search", "tags", "feed", "page":
		return "/read/" + slug
	}
	return "/" + slug
}

// TagSegment returns a tag as a segment of an address.
func TagSegment(tag string) string { return url.PathEscape(Tag(tag)) }

// Redirect returns what replaces an address of the former site.
func (a *Archive) Redirect(p string) (to string, ok bool) { return "", strings.HasPrefix(p, "\x00") }
