package blog

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"
)

// anchorIndex finds headings by the names that links give them. Generators make the name
// of a heading in different ways, and a post may have been written for any of them.
type anchorIndex struct {
	headings []Heading
	ids      []elementID

	once  sync.Once
	names []map[string]string // to anchors, one map for each of anchorForms; links to most texts need none
}

// elementID is the id of an element that is no heading.
type elementID struct {
	id     string
	anchor string // of the heading that it is at; "" above the first
}

// hasID reports whether an element that is no heading has the id, to the letter.
func (x *anchorIndex) hasID(id string) bool {
	return x != nil && slices.ContainsFunc(x.ids, func(e elementID) bool { return e.id == id })
}

// find returns the anchor of the heading that a name means: the one with that name, else
// the first that some generator gives a name like it. anchor is "" for the top of the text.
func (x *anchorIndex) find(name string) (anchor string, ok bool) {
	isTop := name == "" || strings.EqualFold(name, "top") // as browsers have it
	if name == "" || x == nil {
		return "", isTop
	}
	x.once.Do(x.fill)
	name = strings.TrimPrefix(name, "user-content-") // GitHub's, for its scripts
	for i, form := range anchorForms {
		if anchor, ok = x.names[i][form(name)]; ok {
			return anchor, true
		}
	}
	return "", isTop
}

func (x *anchorIndex) fill() {
	x.names = make([]map[string]string, len(anchorForms))
	for i, form := range anchorForms {
		names := make(map[string]string, len(x.headings)+len(x.ids))
		add := func(name, anchor string) {
			key := form(name)
			if _, taken := names[key]; !taken && key != "" {
				names[key] = anchor
			}
		}
		for _, h := range x.headings {
			add(h.Anchor, h.Anchor)
		}
		for _, e := range x.ids {
			add(e.id, e.anchor)
		}
		for _, h := range x.headings {
			add(h.Text, h.Anchor)
		}
		x.names[i] = names
	}
}

// anchorForms are the forms in which names are compared, the strictest first.
var anchorForms = []func(string) string{
	func(name string) string { return name },
	strings.ToLower, // GitHub
	lettersAndDigits,
	withoutAccents, // Zola, Python-Markdown
	func(name string) string { return ascii(lettersAndDigits(name)) },             // goldmark
	func(name string) string { return fromLetter(withoutAccents(name)) },          // kramdown, pandoc
	func(name string) string { return fromLetter(ascii(lettersAndDigits(name))) }, // kramdown before 2.0
}

// lettersAndDigits returns these alone, in lower case: generators disagree on which signs
// stay, and on what stands for spaces.
func lettersAndDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// withoutAccents is lettersAndDigits with the letters below the accents alone.
func withoutAccents(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(lettersAndDigits(s)))
}

func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}, s)
}

// fromLetter drops what stands before the first letter.
func fromLetter(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// elementIDs gives the ids of elements that are no headings to the heading that each is at.
type elementIDs struct {
	index   *anchorIndex
	above   string   // anchor of the heading above
	inText  bool     // something has been shown since the block began
	pending []string // ids before which nothing is shown since the last heading or text
}

// add takes the id of a node, if it has one.
func (e *elementIDs) add(n ast.Node) {
	value, ok := n.AttributeString("id")
	if _, isHeading := n.(*ast.Heading); !ok || isHeading {
		return
	}
	var id string
	switch value := value.(type) {
	case []byte:
		id = string(value)
	case string:
		id = value
	}
	if n.Type() == ast.TypeBlock {
		e.inText = false
	}
	e.pending = append(e.pending, id)
	if e.inText {
		e.flush()
	}
}

// text says that a block begins, and whether it shows anything.
func (e *elementIDs) text(shows bool) {
	if e.inText = shows; shows {
		e.flush()
	}
}

// heading says that a heading begins. Ids that stand right before it mean it.
func (e *elementIDs) heading(anchor string) {
	e.above, e.inText = anchor, true
	e.flush()
}

func (e *elementIDs) flush() {
	for _, id := range e.pending {
		e.index.ids = append(e.index.ids, elementID{id, e.above})
	}
	e.pending = e.pending[:0]
}

// themeAnchors are names of places that themes make beside the text, with a number or more
// behind them.
var themeAnchors = regexp.MustCompile(`(?i)^(?:comments?|disqus|respond|reply|replies|isso|utterances|giscus|webmentions?|toc|tableofcontents)(?:[-_\d].*)?$`)

// mayHave reports whether the page that the generator makes may have an anchor that is not in
// its Markdown. Zola writes the anchors of headings in ASCII, whatever their script.
func (v *version) mayHave(fragment string) bool {
	foreign := func(h Heading) bool { return ascii(h.Text) != h.Text }
	return themeAnchors.MatchString(fragment) ||
		v.generator == zolaSite && ascii(fragment) == fragment && slices.ContainsFunc(v.headings, foreign)
}
