package html

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// Addresses in feeds. Relative ones are not allowed, because a feed has no address to start
// from.
var (
	webAddress  = regexp.MustCompile(`^(?i:https?)://[^/?#]`)
	linkAddress = regexp.MustCompile(`^(#|(?i:https?|mailto|sftp|ssh):)`)
)

// Addresses on the web door: besides these, paths of the door itself. A browser takes what
// begins with // or with /\ for an address on another host.
var (
	pageSource = regexp.MustCompile(`^(/[^/\\]|(?i:https?)://[^/?#])`)
	pageLink   = regexp.MustCompile(`^(#|/([^/\\]|$)|(?i:https?|mailto|sftp|ssh):)`)
)

// textPolicy returns a policy that allows the markup of text, without scripts, forms, frames
// and styles. bluemonday's UGCPolicy adds nofollow to the author's links, and drops the start
// of a list and titles with a question mark. bdo is not allowed, since it reorders text as
// U+202E does. Ids of elements are on spans within them, see anchored.
func textPolicy(link, source *regexp.Regexp) *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "wbr",
		"ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption",
		"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td",
		"a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby",
		"s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
	)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true) // of which link and source leave those that they match
	p.AllowURLSchemes("http", "https", "mailto", "sftp", "ssh")
	p.AllowAttrs("href").Matching(link).OnElements("a")
	p.AllowAttrs("src").Matching(source).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")
	p.AllowAttrs("title").OnElements("a", "abbr", "dfn", "img")
	p.AllowAttrs("open").Matching(exactly("", "open")).OnElements("details")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("th", "td")
	p.AllowAttrs("datetime").Matching(bluemonday.ISO8601).OnElements("time")
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z]+(-[a-zA-Z0-9]+)*$`)).Globally()
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[\pL\pM\pN:_.-]+$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6", "span")
	return p
}

// feedPolicy allows what feedMarkup and goldmark write.
var feedPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := textPolicy(linkAddress, webAddress)
	p.AllowStyles("text-align").MatchingEnum("left", "center", "right").OnElements("th", "td")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[\pL\pM\pN:_-]+:fn(ref\d*)?:\d+$`)).OnElements("sup", "li")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-\S+$`)).OnElements("code")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnote-(back)?ref$`)).OnElements("a")
	p.AllowAttrs("class").Matching(exactly("footnotes")).OnElements("div")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-(noteref|backlink|endnotes)$`)).OnElements("a", "div")
	return p
})

// pagePolicy allows what pageMarkup and goldmark write.
var pagePolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := textPolicy(pageLink, pageSource)
	p.AllowElements("section", "video", "audio")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^(note|ref)-[\d-]+$`)).OnElements("a", "li")
	p.AllowAttrs("class").Matching(exactly("g", "l", "s", "t", "r", "c", "task", "notes")).
		OnElements("figure", "figcaption", "div", "p", "span", "th", "td", "li", "section")
	p.AllowAttrs("role").Matching(exactly("doc-noteref", "doc-backlink", "doc-endnotes", "region", "note", "img")).
		OnElements("a", "section", "div", "span")
	p.AllowAttrs("aria-label").OnElements("a", "section", "div", "span", "video", "audio")
	p.AllowAttrs("tabindex").Matching(exactly("0")).OnElements("pre", "div")
	p.AllowAttrs("loading").Matching(exactly("lazy")).OnElements("img")
	p.AllowAttrs("decoding").Matching(exactly("async")).OnElements("img")
	p.AllowAttrs("src").Matching(pageSource).OnElements("video", "audio")
	p.AllowAttrs("controls").Matching(exactly("", "controls")).OnElements("video", "audio")
	p.AllowAttrs("preload").Matching(exactly("none")).OnElements("video", "audio")
	return p
})

// exactly matches each of the values, and nothing else.
func exactly(values ...string) *regexp.Regexp {
	return regexp.MustCompile("^(" + strings.Join(values, "|") + ")$")
}
