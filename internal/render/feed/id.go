package feed

import (
	"cmp"
	"encoding/hex"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
)

// feedID returns the name of the feed of a blog, or of a tag. No post has the slug feed.
func feedID(site blog.Site, tag string) string {
	if tag == "" {
		return tagURI(site, "feed")
	}
	return tagURI(site, "feed/"+url.PathEscape(blog.Tag(tag)))
}

// TagFile returns the name of the file that has the Atom feed of a tag in the tree of
// files: c%23.atom for C#, %2Enet.atom for .NET. All spellings of a tag give the same
// name. It has letters and digits of any script and no character that a shell or an
// address takes for something else.
func TagFile(tag string) string {
	name := escape(blog.Tag(tag), func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.M, unicode.N) || strings.ContainsRune("-_.+~", r)
	})
	if rest, hidden := strings.CutPrefix(name, "."); hidden { // ls shows no such file
		name = "%2E" + rest
	}
	return name + ".atom"
}

// self returns where the feed is whose file has that name: on the web door, or else in the
// tree of files.
func (f *feed) self(name string) string {
	switch page := f.site.TagURL(f.tag); {
	case f.site.Door != "" && f.tag != "":
		return page + "/" + name
	case f.site.Door != "":
		return f.site.Door + "/" + name
	case f.tag != "":
		return address(f.site, "tags/"+TagFile(f.tag))
	}
	return address(f.site, name)
}

// home returns the address of the page that the feed is of.
func (f *feed) home() string {
	if page := f.site.TagURL(f.tag); page != "" && f.tag != "" {
		return page
	}
	return f.site.HomeURL()
}

// address returns where a feed is in the tree of files, which gives the file of a tag by
// its name and by what the name says when it is decoded, as clients decode addresses.
func address(site blog.Site, file string) string {
	return site.URI("sftp", "/"+escape(file, func(r rune) bool { return r < unicode.MaxASCII }))
}

// escape writes the bytes of characters that are not to stay as an address does.
func escape(s string, stays func(rune) bool) string {
	var b strings.Builder
	for _, r := range s {
		if stays(r) {
			b.WriteRune(r)
			continue
		}
		for _, c := range []byte(string(r)) {
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		}
	}
	return b.String()
}

// entryID returns the id of a post: the one that it had in the feed of its generator, else a
// tag URI. Readers that have seen a post know it by this.
func entryID(site blog.Site, p *blog.Post) string {
	return cmp.Or(site.EntryID(p), tagURI(site, p.Slug))
}

// tagURI returns the tag URI (RFC 4151) of a name. That of a post is its slug: the URI stays
// the same as long as the slug and the host do, also when the post gets another date. If
// the blog moves to another host, the id of its site keeps the one that it had.
func tagURI(site blog.Site, name string) string {
	host, _ := blog.Site{Host: cmp.Or(site.ID, site.Host)}.HostPort()
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
