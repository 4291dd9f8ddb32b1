package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
)

// item is a piece of the children of a node: a tag or text of HTML, or a node of Markdown.
type item struct {
	node  ast.Node // of Markdown, or nil
	token html.Token
	at    int // offset in Tree.Source
}

// items returns the children of a node with their HTML split into tags and texts, without
// what no reader should see.
func (c *converter) items(parent ast.Node) []item {
	var all []item
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.HTMLBlock:
			var raw []byte
			var from []int // offsets in raw where lines begin
			segments := blockLines(n)
			for _, s := range segments {
				from = append(from, len(raw))
				raw = append(raw, s.Value(c.tree.Source)...)
			}
			line := 0
			all = c.tokens(all, raw, func(at int) int {
				for line+1 < len(from) && from[line+1] <= at {
					line++
				}
				return segments[line].Start + at - from[line]
			})
		case *ast.RawHTML:
			at := 0
			if n.Segments.Len() > 0 {
				at = n.Segments.At(0).Start
			}
			if raw := n.Segments.Value(c.tree.Source); !bytes.HasPrefix(raw, []byte("<?")) {
				all = c.tokens(all, raw, func(int) int { return at })
			}
		default:
			all = append(all, item{node: n})
		}
	}
	return c.visible(all)
}

// tokens appends the tags and the texts of HTML. where returns the offset in the source of
// an offset in raw; it is called in order.
func (c *converter) tokens(all []item, raw []byte, where func(int) int) []item {
	raw = instruction.ReplaceAllFunc(raw, func(found []byte) []byte { return bytes.Repeat([]byte(" "), len(found)) })
	z := html.NewTokenizer(bytes.NewReader(raw))
	for at := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return all
		}
		start := at
		at += len(z.Raw())
		if kind == html.CommentToken || kind == html.DoctypeToken {
			continue
		}
		words := string(z.Raw())
		token := z.Token()
		if kind == html.StartTagToken && !c.isElement(token) {
			token = html.Token{Type: html.TextToken, Data: words}
		}
		all = append(all, item{token: token, at: where(start)})
	}
}

// isElement reports whether a start tag is one, and not words in angle brackets, such as
// Vec<String>: it has a name of HTML, or something ends it.
func (c *converter) isElement(t html.Token) bool {
	isOwn := strings.ContainsAny(t.Data, "-:") && slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Val != "" })
	return isTag(t.Data) || isOwn || c.ended[t.Data]
}

// isTag reports whether a name is that of an element of HTML.
func isTag(name string) bool {
	return blockTags[name] || inlineTags[name] || unseen[name] || otherTags[name]
}

// otherTags are names of elements that have no nodes: those of pages, of forms, of formulas
// and of drawings, and some that browsers do not know any more.
var otherTags = set("area base data datalist image link meta meter optgroup option output param portal progress slot track " +
	"applet basefont bgsound blink frame frameset isindex keygen listing marquee menuitem multicol nextid noembed noframes plaintext rb rtc spacer xmp " +
	"maction math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace " +
	"msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics " +
	"circle clippath defs ellipse g line lineargradient path polygon polyline radialgradient rect stop symbol text tspan use")

var endTag = regexp.MustCompile(`</([A-Za-z][\w:.-]*)`)

// endedBy takes the names of the elements that a piece of HTML ends.
func (c *converter) endedBy(n ast.Node) {
	var raw []byte
	switch n := n.(type) {
	case *ast.HTMLBlock:
		for _, s := range blockLines(n) {
			raw = append(raw, s.Value(c.tree.Source)...)
		}
	case *ast.RawHTML:
		raw = n.Segments.Value(c.tree.Source)
	}
	for _, m := range endTag.FindAllSubmatch(raw, -1) {
		c.ended[strings.ToLower(string(m[1]))] = true
	}
}

// instruction matches one for a processor, such as <?php ?>. A browser's parser ends it at
// the first >.
var instruction = regexp.MustCompile(`(?s)<\?.*?(?:\?>|$)`)

// unseen are the elements whose content is not shown.
var unseen = map[string]bool{
	"script": true, "style": true, "svg": true, "noscript": true, "template": true, "head": true, "title": true,
	"object": true, "select": true, "textarea": true, "canvas": true, "map": true, "annotation": true, "video": true, "audio": true, "iframe": true,
}

// kept are the elements of these that say what they show.
var kept = map[string]bool{"video": true, "audio": true, "iframe": true, "object": true}

// visible leaves out the content of elements that are not shown. One that nothing ends has
// none.
func (c *converter) visible(all []item) []item {
	ends := map[string][]int{}
	for i, it := range all {
		if name := it.token.Data; it.node == nil && it.token.Type == html.EndTagToken && unseen[name] {
			ends[name] = append(ends[name], i)
		}
	}
	var shown []item
	for i := 0; i < len(all); i++ {
		it := all[i]
		name := it.token.Data
		if it.node != nil || it.token.Type == html.TextToken || !unseen[name] {
			shown = append(shown, it)
			continue
		}
		if it.token.Type == html.EndTagToken {
			continue
		}
		end := ends[name]
		for len(end) > 0 && end[0] < i {
			end = end[1:]
		}
		ends[name] = end
		if kept[name] {
			if it.token.Type == html.StartTagToken && len(end) > 0 && attr(it.token.Attr, "src") == "" {
				it.token.Attr = append(it.token.Attr, html.Attribute{Key: "src", Val: sourceOf(all[i:end[0]])})
			}
			if it.token.Type == html.StartTagToken && len(end) > 0 && attr(it.token.Attr, "title") == "" {
				it.token.Attr = append(it.token.Attr, html.Attribute{Key: "title", Val: c.captionOf(all[i:end[0]])})
			}
			it.token.Type = html.SelfClosingTagToken
			shown = append(shown, it)
		} else if m := embedded.FindStringSubmatch(attr(it.token.Attr, "src")); m != nil && name == "script" {
			href := []html.Attribute{{Key: "href", Val: "https://" + m[1]}}
			shown = append(shown, item{token: html.Token{Type: html.StartTagToken, Data: "a", Attr: href}, at: it.at},
				item{token: html.Token{Type: html.TextToken, Data: scripts[m[2]]}, at: it.at}, item{token: html.Token{Type: html.EndTagToken, Data: "a"}, at: it.at})
		} else if name == "svg" {
			if label := attr(it.token.Attr, "aria-label"); label != "" {
				shown = append(shown, item{token: html.Token{Type: html.TextToken, Data: label}, at: it.at})
			}
		}
		if it.token.Type == html.SelfClosingTagToken && !kept[name] {
			continue
		}
		if len(end) > 0 {
			i = end[0]
		}
	}
	return shown
}

// embedded matches the address of a script that shows something of another site.
var embedded = regexp.MustCompile(`^(?:https?:)?//((gist\.github|asciinema)\.(?:com|org)/[\w./-]+?)\.js(?:[?#]|$)`)

// scripts are what these scripts show.
var scripts = map[string]string{"gist.github": "gist", "asciinema": "recording on asciinema"}

// captionOf returns the words in an element, unless they are for browsers that do not know it.
func (c *converter) captionOf(all []item) string {
	var b strings.Builder
	for _, it := range all {
		if it.node != nil {
			c.tree.spelled(&b, it.node)
		} else if it.token.Type == html.TextToken {
			b.WriteString(it.token.Data)
		}
	}
	words := oneLined(b.String())
	if len(words) > maxCaption || noBrowser.MatchString(words) {
		return ""
	}
	return words
}

// maxCaption is how long the name of a film may be that its content gives, in bytes.
const maxCaption = 200

var noBrowser = regexp.MustCompile(`(?i)browser|support|javascript|download|https?:|play`)

// sourceOf returns the address of what an element shows, from the elements in it.
func sourceOf(all []item) string {
	for _, it := range all {
		switch name := it.token.Data; {
		case name == "object" && attr(it.token.Attr, "data") != "":
			return attr(it.token.Attr, "data")
		case (name == "source" || name == "embed") && attr(it.token.Attr, "src") != "":
			return attr(it.token.Attr, "src")
		case name == "param" && strings.EqualFold(attr(it.token.Attr, "name"), "movie"):
			return attr(it.token.Attr, "value")
		}
	}
	return ""
}

// attr returns the value of an attribute, without spaces around it.
func attr(attrs []html.Attribute, name string) string {
	for _, a := range attrs {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
