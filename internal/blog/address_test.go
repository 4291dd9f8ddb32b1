package blog

import (
	"strings"
	"testing"
)

func FuzzLinks(f *testing.F) {
	for _, seed := range []string{
		"x", "x.md#H", "../x/", "/2020/01/02/x/", "https://my.site/x", "//a/b", "www.a.b", "http://[::1", "%", "%zz", "a b", "#", "?", "@/x.md",
		"mailto:a@b", "javascript:1", "file:///x", "http:", "http:///", "./", ".", "..", "/..", "//", "///", "://", ":", "\\", "漢字/é", "https://my.site",
		"https://my.site:8080//x", "/.md", "index.md", "www.", "tel:", "urn:", "HTTPS://MY.SITE/blog/x", "/\x00", "http://a b/", "http://a%20b/", "doi:?",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		_, whole, wrong := parseAddress(address)
		if whole != "" && wrong == "" {
			checkLink(t, Link{Address: address, URL: whole})
		}
		written := strings.NewReplacer("\n", "", "\r", "", "<", "", ">", "", `\`, "").Replace(address)
		for _, site := range []string{offline, belowPath} {
			leads(t, site, "posts/sub/p.md", "[x](<"+written+">)", "posts/x.md", post(good+"\naliases: [y]"), "pages/about.md", "About.\n")
		}
	})
}
