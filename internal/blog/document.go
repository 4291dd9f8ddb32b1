package blog

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Document is one parsed Markdown text. Its tree is shared by all callers and must
// never be changed.
type Document struct {
	Outline
	Code      []Code
	Footnotes []Footnote
	Plain     string // the text without markup, a line a block, code included

	Root   ast.Node
	Source []byte // what the tree's segments point into

	firstLine int   // of the file, where Source begins
	newlines  []int // offsets in Source

	anchors map[ast.Node]string
	links   map[ast.Node]int // into Outline.Links
	code    map[ast.Node]int // into Outline.Code
}

// parse reads CommonMark with GitHub's tables, task lists, strike-through and bare
// addresses, and with footnotes. firstLine is the line of the file on which source
// begins.
func parse(source []byte, firstLine int) *Document {
	p := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithParserOptions(parser.WithHeadingAttribute()),
	).Parser()
	d := &Document{
		Root:      p.Parse(text.NewReader(source)),
		Source:    source,
		firstLine: firstLine,
		anchors:   map[ast.Node]string{},
		links:     map[ast.Node]int{},
		code:      map[ast.Node]int{},
	}
	d.newlines = make([]int, 0, bytes.Count(source, []byte("\n")))
	for i, b := range source {
		if b == '\n' {
			d.newlines = append(d.newlines, i)
		}
	}
	d.outline()
	return d
}

// LineAt returns the line of the file that the byte at offset is on.
func (d *Document) LineAt(offset int) int {
	return d.firstLine + sort.SearchInts(d.newlines, offset)
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
func (d *Document) Anchor(heading ast.Node) string { return d.anchors[heading] }

// Link returns where a link, a bare address or an image leads.
func (d *Document) Link(n ast.Node) (Link, bool) {
	i, ok := d.links[n]
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

// Listing returns the text of a block of code as it is shown: [Visible], with \n at the
// end of lines.
func (d *Document) Listing(n ast.Node) string {
	return Visible(strings.ReplaceAll(d.Raw(n), "\r\n", "\n"))
}

// Literal returns the text of a node as it is shown: [Visible], with escapes and
// entities resolved.
func (d *Document) Literal(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		v := bytes.TrimRight(n.Segment.Value(d.Source), "\r")
		if n.IsRaw() {
			return Visible(string(v))
		}
		return Visible(unescape(v))
	case *ast.String:
		return Visible(string(n.Value))
	}
	return ""
}

// unescape resolves the escapes and the entities of CommonMark (sections 2.4 and 2.5).
// What is behind a backslash does not begin an entity.
func unescape(v []byte) string {
	if !bytes.ContainsAny(v, `\&`) {
		return string(v)
	}
	var b strings.Builder
	entities := func(part []byte) { b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(part))) }
	for {
		at := bytes.IndexByte(v, '\\')
		if at < 0 || at+1 == len(v) {
			entities(v)
			return b.String()
		}
		entities(v[:at])
		if !util.IsPunct(v[at+1]) {
			b.WriteByte('\\')
		}
		b.WriteByte(v[at+1])
		v = v[at+2:]
	}
}

// Text returns the text of the inline children of a node, on one line.
func (d *Document) Text(n ast.Node) string {
	var b strings.Builder
	d.writeText(&b, n)
	return singleSpaced(b.String())
}

// singleSpaced returns s with single spaces, which most texts have already.
func singleSpaced(s string) string {
	for i := range len(s) {
		single := s[i] > ' ' && s[i] < utf8.RuneSelf || s[i] == ' ' && i > 0 && s[i-1] != ' ' && i+1 < len(s)
		if !single {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

func (d *Document) writeText(b *strings.Builder, n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(d.Literal(c))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.WriteString(d.Literal(c))
		case *ast.AutoLink:
			b.WriteString(Visible(string(c.Label(d.Source))))
		default:
			d.writeText(b, c)
		}
	}
}

// opening returns the first paragraph, cut to the length of a summary, or "" where
// there is none.
func (d *Document) opening() string {
	for c := d.Root.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindParagraph {
			return cut(d.Text(c), 240)
		}
	}
	return ""
}

// cut shortens s to at most n letters, at the end of a word if it can.
func cut(s string, n int) string {
	letters := []rune(s)
	if len(letters) <= n {
		return s
	}
	head := strings.TrimRight(string(letters[:n-1]), " ")
	if space := strings.LastIndexByte(head, ' '); letters[n-1] != ' ' && space > 0 {
		head = head[:space]
	}
	return strings.TrimRight(head, " ,;:.") + "…"
}
