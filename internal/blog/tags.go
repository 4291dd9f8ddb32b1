package blog

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// TagSegment returns the segment of a path that a tag has on the web door, percent-encoded:
// c~23 for C#, ~2Enet for .NET, %E7%AC%94 for 笔. All spellings of a tag give the same one.
// What a browser, a proxy or a server may take for something else is a tilde and two digits in
// hexadecimal, because some decode %2F and %2E before they look at the path.
func TagSegment(tag string) string { return url.PathEscape(tagSegment(tag)) }

// tagSegment returns the same decoded.
func tagSegment(tag string) string {
	var b strings.Builder
	for i, r := range Tag(tag) {
		switch {
		case r == '.' && i > 0, r > unicode.MaxASCII, 'a' <= r && r <= 'z', '0' <= r && r <= '9', strings.ContainsRune("-_+", r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "~%02X", r)
		}
	}
	if b.Len() == 0 {
		return "~"
	}
	return b.String()
}
