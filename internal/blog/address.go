package blog

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// refusedSchemes has the schemes of addresses that may run a program, or read files of the
// reader. Those that begin with ms- may run one too.
var refusedSchemes = []string{
	"javascript", "vbscript", "livescript", "mocha", "data", "blob", "filesystem", "file", "about", "view-source", "jar", "mhtml", "res", "resource",
	"chrome", "chrome-extension", "moz-extension", "wyciwyg", "intent", "search-ms", "shell", "hcp", "its", "mk", "local",
}

// commonSchemes are those that links are likely to have. A scheme that is one edit away
// from one of them is misspelt.
var commonSchemes = []string{"http", "https", "mailto"}

// schemeFault returns what is wrong with the scheme of an address, or "". A word with a
// dot, or a single letter, is the host or the drive that the address begins with.
func schemeFault(scheme string) string {
	switch {
	case strings.Contains(scheme, "."), scheme == "localhost", len(scheme) == 1:
		return " is no address"
	case slices.Contains(refusedSchemes, scheme), strings.HasPrefix(scheme, "ms-"):
		return " begins with " + scheme + ":, which no reader follows"
	case slices.Contains(commonSchemes, scheme):
		return ""
	}
	if i := near(scheme, commonSchemes); i >= 0 {
		return " begins with " + scheme + ": instead of " + commonSchemes[i] + ":"
	}
	return ""
}

// parseAddress parses the address of a link as browsers do: a percent sign that escapes
// nothing and a space stand for themselves, //host is a whole address. whole is the
// address if it leads out of every folder, else "". wrong is what is wrong with it, or "".
func parseAddress(address string) (u *url.URL, whole, wrong string) {
	s := escapeStray(strings.TrimSpace(address))
	switch {
	case s == "":
		return nil, "", " has no address"
	case strings.HasPrefix(s, "//"):
		s = "https:" + s
	case len(s) > len("www.") && strings.EqualFold(s[:len("www.")], "www."):
		s = "http://" + s // as GitHub does with a bare one
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, "", " is no address"
	case u.Scheme == "":
		return u, "", ""
	case schemeFault(u.Scheme) != "":
		return nil, "", schemeFault(u.Scheme)
	case isWeb(u) && u.Hostname() == "", u.Opaque+u.Host+u.Path+u.RawQuery == "":
		return nil, "", " is no address"
	}
	return u, s, ""
}

// isWeb reports whether an address is that of a page on the web.
func isWeb(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }

// escapeStray escapes spaces, and percent signs that escape nothing.
func escapeStray(s string) string {
	if !strings.ContainsAny(s, " %") {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		switch {
		case s[i] == ' ':
			b.WriteString("%20")
		case s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])):
			b.WriteString("%25")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// autoAddress returns what a bare address leads to.
func autoAddress(n *ast.AutoLink, source []byte) string {
	address := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return "mailto:" + address
	}
	return address
}

// pageEndings are the endings of names under which generators read and write pages.
var pageEndings = append(slices.Clone(markdownEnds), ".rmd", ".html", ".htm")

// isPage reports whether a path may be that of a page, by the ending of its last name. A
// name such as version-1.2 has none.
func isPage(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	if len(ext) < 2 || len(ext) > 6 || strings.HasSuffix(p, "/") || slices.Contains(pageEndings, ext) {
		return true
	}
	letters := strings.Trim(ext[1:], "0123456789")
	return letters == "" || strings.ContainsFunc(letters, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

// isMarkdownName reports whether a path names a source, which no site serves.
func isMarkdownName(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	return slices.Contains(pageEndings, ext) && !strings.HasPrefix(ext, ".htm")
}

// pageKey returns the form in which all spellings of a page's path are one: in lower case,
// without an ending, without the name that means its folder, without slashes at its ends.
func pageKey(p string) string {
	p = strings.ToLower(p)
	if ext := path.Ext(p); slices.Contains(pageEndings, ext) {
		p = strings.TrimSuffix(p, ext)
	}
	p = strings.Trim(path.Clean("/"+p), "/")
	dir, name := path.Split(p)
	if name == "index" || name == "_index" || name == "readme" {
		return strings.TrimSuffix(dir, "/")
	}
	return p
}
