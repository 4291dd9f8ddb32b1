package feed

import (
	"encoding/hex"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

// feedID returns the name of the feed of a blog, or of a tag. No post has the slug feed.
func feedID(site blog.Site, tag string) string {
	if tag == "" {
		return tagURI(site, "feed")
	}
	return tagURI(site, "feed/"+url.PathEscape(tag))
}

// tagURI returns the tag URI (RFC 4151) of a name. That of a post is its slug: the URI stays
// the same as long as the slug and the host do, also when the post gets another date.
func tagURI(site blog.Site, name string) string {
	host, _ := site.HostPort()
	return "tag:" + authority(host) + "," + site.Since + ":" + name
}

// dnsName is DNSname of RFC 4151, section 2.1.
var dnsName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// authority returns a host as tag URIs need it, a name in the DNS. For an address it is
// the name of its reverse lookup. A name that the DNS cannot have is written in
// hexadecimal below .invalid, which no host has (RFC 6761).
func authority(host string) string {
	host = strings.ToLower(strings.Trim(host, "[]."))
	if addr, err := netip.ParseAddr(host); err == nil {
		return reverseName(addr.WithZone("").Unmap())
	}
	if !dnsName.MatchString(host) {
		return "x" + hex.EncodeToString([]byte(host)) + ".invalid"
	}
	return host
}

// reverseName returns the DNS name for the reverse lookup of an address: RFC 1035,
// section 3.5, and RFC 3596, section 2.5.
func reverseName(addr netip.Addr) string {
	labels, zone := strings.Split(addr.String(), "."), "in-addr.arpa"
	if addr.Is6() {
		labels, zone = strings.Split(hex.EncodeToString(addr.AsSlice()), ""), "ip6.arpa"
	}
	slices.Reverse(labels)
	return strings.Join(append(labels, zone), ".")
}
