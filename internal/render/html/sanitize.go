package html

import (
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// Addresses in HTML. Relative ones are not allowed, because a feed has no address to
// start from.
var (
	webAddress  = regexp.MustCompile(`^(?i:https?)://[^/?#]`)
	linkAddress = regexp.MustCompile(`^(#|(?i:https?|mailto|sftp|ssh):)`)
)

// feedPolicy allows the HTML that authors may write: markup of text, without scripts,
// forms, frames and styles. bluemonday's UGCPolicy adds nofollow to the author's links,
// and drops the start of a list and titles with a question mark. bdo is not allowed,
// since it reorders text as U+202E does. Ids of elements are on spans within them, see
// anchored.
var feedPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br", "wbr",
		"ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption",
		"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td",
		"a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby",
		"s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
	)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true) // of which linkAddress leaves #heading
	p.AllowURLSchemes("http", "https", "mailto", "sftp", "ssh")
	p.AllowAttrs("href").Matching(linkAddress).OnElements("a")
	p.AllowAttrs("src").Matching(webAddress).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")
	p.AllowAttrs("title").OnElements("a", "abbr", "dfn", "img")
	p.AllowAttrs("open").Matching(regexp.MustCompile(`^(open)?$`)).OnElements("details")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("th", "td")
	p.AllowAttrs("datetime").Matching(bluemonday.ISO8601).OnElements("time")
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[a-zA-Z]+(-[a-zA-Z0-9]+)*$`)).Globally()
	p.AllowStyles("text-align").MatchingEnum("left", "center", "right").OnElements("th", "td")
	// What markup and goldmark write besides.
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[\pL\pM\pN:_.-]+$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6", "span")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[\pL\pM\pN:_-]+:fn(ref\d*)?:\d+$`)).OnElements("sup", "li")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-\S+$`)).OnElements("code")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnote-(back)?ref$`)).OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^footnotes$`)).OnElements("div")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^doc-(noteref|backlink|endnotes)$`)).OnElements("a", "div")
	return p
})
