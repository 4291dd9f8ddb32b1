package markdown

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The elements that nodes are made of. What has no node of its own keeps its content.
var (
	blockTags = set("address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure " +
		"footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary " +
		"table caption colgroup col tbody td tfoot th thead tr ul")
	inlineTags = set("a abbr acronym b big cite code del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike strong sub sup " +
		"tt u var br img wbr embed iframe video audio object picture source time bdi bdo label button input annotation")
	voidTags = set("br hr img wbr embed iframe video audio object source input col")
)

func set(names string) map[string]bool {
	all := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		all[name] = true
	}
	return all
}

// placeholder elements stand for nodes of Markdown while a browser's parser reads the
// HTML around them.
const placeholderTag = "x-markdown"

// Attributes that carry what the browser's parser does not keep.
const (
	offsetKey = "data-at"
	indexKey  = "data-n"
)

// wanted are the attributes that the nodes are made of.
var wanted = set("href src alt title id name start class checked type data-src data-lang data-language aria-label width height value colspan reversed open")

// read returns the tree that a browser makes of items, below a node.
func read(items []item) *html.Node {
	var b strings.Builder
	for i, it := range items {
		if it.node != nil {
			b.WriteString("<" + placeholderTag + " " + indexKey + `="` + strconv.Itoa(i) + `"></` + placeholderTag + ">")
			continue
		}
		t := it.token
		name := t.Data
		if name == "image" {
			name = "img"
		}
		known := (blockTags[name] || inlineTags[name]) && name != "html" && name != "body" && name != "form"
		if id := attr(t.Attr, "id"); id != "" && t.Type != html.EndTagToken && (!known || nameless[name]) {
			b.WriteString("<" + placeTag + ` id="` + html.EscapeString(id) + `"></` + placeTag + ">")
		}
		switch {
		case t.Type == html.TextToken:
			b.WriteString(html.EscapeString(strings.ReplaceAll(name, "\x00", "\uFFFD")))
		case !known:
		case kept[name] || name == "embed":
			if t.Type != html.EndTagToken {
				b.WriteString(startTag("x-media", it, name))
				b.WriteString("</x-media>")
			}
		case t.Type == html.EndTagToken:
			b.WriteString("</" + name + ">")
		default:
			b.WriteString(startTag(name, it, ""))
			if name == "pre" && i+1 < len(items) && items[i+1].token.Data == "code" { // which says the language
				if language := languageOf(items[i+1].token.Attr); language != "" {
					b.WriteString(`<span data-lang="` + html.EscapeString(language) + `">`)
				}
			}
			if t.Type == html.SelfClosingTagToken && !voidTags[name] && (name == "a" || name == "span" || name == "div") {
				b.WriteString("</" + name + ">")
			}
		}
	}
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragmentWithOptions(strings.NewReader(b.String()), context, html.ParseOptionEnableScripting(false))
	if err != nil { // nested too deep for a browser
		nodes = flat(items)
	}
	root := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	return root
}

// startTag writes a start tag with the attributes that matter.
func startTag(name string, it item, media string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for _, a := range it.token.Attr {
		if wanted[a.Key] && a.Namespace == "" && !formatting[name] {
			b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
		}
	}
	if media != "" {
		b.WriteString(` data-media="` + media + `"`)
	}
	if !formatting[name] {
		b.WriteString(" " + offsetKey + `="` + strconv.Itoa(it.at) + `"`)
	}
	b.WriteString(">")
	return b.String()
}

// placeTag is an element that no browser knows: a place that links lead to, which may also
// stand within a link.
const placeTag = "x-place"

// nameless are the elements whose nodes have no id. It is kept before them.
var nameless = set("b big code em font i nobr s small strike strong tt u samp img pre hr br iframe video audio object embed input")

// formatting are the elements that a browser opens again in each block within them. It
// does so for at most three that are alike, so they have no attributes here.
var formatting = set("b big code em font i nobr s small strike strong tt u")

// breakTag is an element that no browser knows. It stands for a tag between blocks.
const breakTag = "hr-none"

// flat returns what HTML shows without its elements.
func flat(items []item) []*html.Node {
	var nodes []*html.Node
	for i, it := range items {
		switch {
		case it.node != nil:
			nodes = append(nodes, &html.Node{Type: html.ElementNode, Data: placeholderTag, Attr: []html.Attribute{{Key: indexKey, Val: strconv.Itoa(i)}}})
		case it.token.Type == html.TextToken:
			nodes = append(nodes, &html.Node{Type: html.TextNode, Data: it.token.Data})
		case blockTags[it.token.Data]:
			nodes = append(nodes, &html.Node{Type: html.ElementNode, Data: breakTag})
		}
	}
	return nodes
}

// at returns the offset in the source that a node of HTML stems from, or -1.
func at(n *html.Node) int {
	for ; n != nil; n = n.Parent {
		if v, err := strconv.Atoi(attr(n.Attr, offsetKey)); err == nil {
			return v
		}
	}
	return -1
}

// item returns the node of Markdown that an element stands for, or nil.
func (c *converter) nodeOf(n *html.Node) ast.Node {
	if n.Type != html.ElementNode || n.Data != placeholderTag {
		return nil
	}
	i, err := strconv.Atoi(attr(n.Attr, indexKey))
	if err != nil || i >= len(c.current) {
		return nil
	}
	return c.current[i].node
}

// hasClass reports whether an element has one of the words in its class.
func hasClass(n *html.Node, words *regexp.Regexp) bool {
	return words.MatchString(attr(n.Attr, "class"))
}

// languageOf returns the language that the attributes of a block of code name.
func languageOf(attrs []html.Attribute) string {
	for _, key := range []string{"data-lang", "data-language"} {
		if v := attr(attrs, key); v != "" {
			return Language(v)
		}
	}
	if m := languageClass.FindStringSubmatch(attr(attrs, "class")); m != nil {
		return Language(m[1])
	}
	return ""
}

var languageClass = regexp.MustCompile(`(?:^|\s)(?:language-|lang-|brush:\s*|sourceCode\s+|highlight\s+|src src-)([\w+#-]+)`)
