package blog

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Document is one parsed Markdown text. Its tree is shared by all callers and must
// never be changed.
type Document struct {
	Outline
	Code  []Code
	Plain string // the text without markup, a line a block, code included

	Root   ast.Node
	Source []byte // what the tree's segments point into, see markdown.Tree

	tree      *markdown.Tree
	firstLine int // of the file, where Source begins

	headingAnchors map[ast.Node]string
	paired         map[ast.Node]bool // texts of blocks in which all marks of direction are paired
	links          map[ast.Node]int  // Link.at
	code           map[ast.Node]int  // into Outline.Code
}

// ParseMarkdown reads Markdown that belongs to no post, such as a page of help.
func ParseMarkdown(source []byte) *Document { return parsePage(source, 1, nil) }

// parsePage reads the Markdown of a page. firstLine is the line of the file on which source
// begins. fields has what tags of Liquid such as {{ page.title }} stand for.
func parsePage(source []byte, firstLine int, fields map[string]string) *Document {
	tree := markdown.ParsePage(source, fields)
	d := &Document{
		Root:      tree.Root,
		Source:    tree.Source,
		tree:      tree,
		firstLine: firstLine,
		code:      map[ast.Node]int{},
		links:     map[ast.Node]int{},

		headingAnchors: map[ast.Node]string{},
	}
	d.pair()
	d.outline()
	return d
}

// LineAt returns the line of the file that the byte at offset is on.
func (d *Document) LineAt(offset int) int {
	return d.firstLine - 1 + d.tree.Line(offset)
}

// Line returns the line of the file on which a node begins.
func (d *Document) Line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 {
			return d.LineAt(at)
		}
	}
	return d.firstLine
}

// Anchor returns the name of a heading in links.
func (d *Document) Anchor(heading ast.Node) string { return d.headingAnchors[heading] }

// Link returns where a link, a bare address or an image leads. ok is false if it leads
// nowhere: then its text is text.
func (d *Document) Link(n ast.Node) (l Link, ok bool) {
	at, ok := d.links[n]
	if !ok {
		return Link{}, false
	}
	i, ok := slices.BinarySearchFunc(d.Links, at, func(l Link, at int) int { return l.at - at })
	if !ok {
		return Link{}, false
	}
	return d.Links[i], true
}

// CodeBlock returns what is known of a block of code. ok is false for the output of the
// block before it.
func (d *Document) CodeBlock(n ast.Node) (code Code, ok bool) {
	i, ok := d.code[n]
	if !ok {
		return Code{}, false
	}
	return d.Code[i], true
}

// Info returns the words of the info string of a fenced block.
func (d *Document) Info(n ast.Node) []string {
	f, ok := n.(*ast.FencedCodeBlock)
	if !ok || f.Info == nil {
		return nil
	}
	return strings.Fields(string(f.Info.Segment.Value(d.Source)))
}

// Raw returns the text of a block of code, byte by byte.
func (d *Document) Raw(n ast.Node) string {
	var b strings.Builder
	for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
		b.Write(s.Value(d.Source))
	}
	return b.String()
}

// Listing returns the text of a block of code as it is shown: [VisibleCode], with \n at the
// end of lines.
func (d *Document) Listing(n ast.Node) string {
	return VisibleCode(strings.ReplaceAll(d.Raw(n), "\r\n", "\n"))
}

// CodeSpan returns the text of code inside a line as it is shown: [VisibleCode].
func (d *Document) CodeSpan(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(d.Source))
		}
	}
	return VisibleCode(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(b.String()))
}

// Literal returns the text of a node as it is shown: [Visible], with escapes and
// entities resolved.
func (d *Document) Literal(n ast.Node) string {
	if t, ok := n.(*ast.Text); ok && t.IsRaw() {
		return VisibleCode(string(d.literal(n)))
	}
	return Visible(string(d.literal(n)))
}

func (d *Document) appendLiteral(b []byte, n ast.Node) []byte {
	if t, ok := n.(*ast.Text); ok && t.IsRaw() {
		return append(b, d.Literal(n)...)
	}
	return appendVisible(b, d.literal(n))
}

func (d *Document) literal(n ast.Node) []byte {
	switch n := n.(type) {
	case *ast.Text:
		v := bytes.TrimRight(n.Segment.Value(d.Source), "\r")
		if n.IsRaw() {
			return v
		}
		return d.unpaired(n, unescape(v))
	case *ast.String:
		return n.Value
	}
	return nil
}

// unescape resolves the escapes and the entities of CommonMark (sections 2.4 and 2.5).
// What is behind a backslash does not begin an entity.
func unescape(v []byte) []byte {
	if bytes.IndexByte(v, '\\') < 0 && bytes.IndexByte(v, '&') < 0 {
		return v
	}
	var b []byte
	entities := func(part []byte) {
		b = append(b, util.ResolveEntityNames(util.ResolveNumericReferences(part))...)
	}
	for {
		at := bytes.IndexByte(v, '\\')
		if at < 0 || at+1 == len(v) {
			entities(v)
			return b
		}
		entities(v[:at])
		if !util.IsPunct(v[at+1]) {
			b = append(b, '\\')
		}
		b = append(b, v[at+1])
		v = v[at+2:]
	}
}

// Text returns the text of the inline children of a node, on one line.
func (d *Document) Text(n ast.Node) string { return string(d.appendText(nil, n)) }

// appendText appends to b what Text returns.
func (d *Document) appendText(b []byte, n ast.Node) []byte {
	start := len(b)
	b = d.appendInline(b, n)
	if text := b[start:]; !singleSpaced(text) {
		b = append(b[:start], bytes.Join(bytes.Fields(text), []byte(" "))...)
	}
	return b
}

// singleSpaced reports whether a text has single spaces and no others, as most have. It
// knows the spaces of ASCII only.
func singleSpaced(text []byte) bool {
	for i, c := range text {
		single := c > ' ' && c < utf8.RuneSelf || c == ' ' && i > 0 && text[i-1] != ' ' && i+1 < len(text)
		if !single {
			return false
		}
	}
	return true
}

func (d *Document) appendInline(b []byte, n ast.Node) []byte {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b = d.appendNode(b, c)
	}
	return b
}

func (d *Document) appendNode(b []byte, n ast.Node) []byte {
	switch n := n.(type) {
	case *ast.Text:
		b = d.appendLiteral(b, n)
		if n.HardLineBreak() || n.SoftLineBreak() && !d.Joined(n) {
			b = append(b, ' ')
		}
	case *ast.String:
		b = appendVisible(b, n.Value)
	case *ast.AutoLink:
		b = appendVisible(b, n.Label(d.Source))
	case *astext.Strikethrough:
		b = append(d.appendInline(append(b, "~~"...), n), "~~"...)
	case *markdown.Inline:
		start := len(b)
		b = d.appendInline(b, n)
		b = append(b[:start:start], n.Spell(string(b[start:]))...)
	default:
		b = d.appendInline(b, n)
	}
	return b
}

// ImageText returns what is shown of a picture: its description, or else the name of its
// file, and then its title.
func (d *Document) ImageText(n *ast.Image) string {
	text, title := d.Text(n), Line(string(unescape(n.Title)))
	if address := string(unescape(n.Destination)); text == "" && !isData(address) {
		text = Line(fileName(address))
	}
	if title != "" && title != text {
		text = strings.TrimPrefix(text+": "+title, ": ")
	}
	return text
}

// isData reports whether an address has what it leads to in itself.
func isData(address string) bool {
	return len(address) >= 5 && strings.EqualFold(address[:5], "data:")
}

// fileName returns the last part of the path in an address.
func fileName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.Trim(path.Base(u.Path), "./")
}

// RepeatsTitle reports whether a block is the first heading and says the same as the title,
// whatever its case and its marks.
func (d *Document) RepeatsTitle(n ast.Node, title string) bool {
	return n.Kind() == ast.KindHeading && len(d.Headings) > 0 && d.Anchor(n) == d.Headings[0].Anchor && sameWords(title, d.Text(n))
}

// sameWords reports whether two texts say the same, whatever their case and their marks.
func sameWords(a, b string) bool {
	words := lettersAndDigits(a)
	return words != "" && words == lettersAndDigits(b)
}
