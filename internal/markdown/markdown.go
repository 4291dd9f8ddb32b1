// Package markdown reads Markdown as blogs have it: CommonMark with GitHub's additions,
// and besides the shortcodes, the Liquid, the HTML and the dialects that generators of
// sites have added to it. What comes out is a tree of goldmark without HTML.
//
// A text goes through four steps. Shortcodes and their like are written as Markdown or as
// HTML, line for line: source.go and braces.go find them, tag.go splits them,
// shortcodes.go knows what they mean, services.go what they show of other sites, jsx.go
// reads MDX, signs.go what other dialects have, lines.go what is alone on a line, and
// attributes, and comments.go comments of any kind; write.go, copy.go and variables.go write
// it. goldmark parses the result, with parsers for math (math.go), for alerts (alert.go)
// and for marks beside wide characters (wide.go). Then HTML becomes nodes of the tree:
// items.go collects it, html.go reads it as a browser does, and convert.go, inline.go,
// table.go, verbatim.go (code) and media.go (frames, video, audio) write the nodes. nodes.go
// has the nodes that goldmark lacks, pictures.go breaks lines beside them, info.go reads the info strings of fences, and words.go
// has the text of titles in HTML.
package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"sort"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	emojiast "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Tree is a parsed text.
type Tree struct {
	Root ast.Node
	// Source is what the segments of the tree point into. Up to the end of the text, each
	// of its lines stands for the same line of what was parsed. Text that is not spelled
	// there follows.
	Source []byte

	length   int      // of the part of Source that has the lines of the text
	newlines []int    // offsets in that part
	added    []origin // in order, what follows it
}

// origin says which line the bytes of Tree.Source from a place on stem from.
type origin struct {
	at, line int
	fixed    bool // the following lines stem from the same one
}

// goldmark's parsers hold no state, so any number of goroutines may share them.
var dialect = newParser()

// newParser returns a parser with options besides those of all texts.
func newParser(more ...parser.Option) parser.Parser {
	p := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(
			parser.WithHeadingAttribute(),
			parser.WithBlockParsers(util.Prioritized(mathBlocks{}, 90)),
			parser.WithInlineParsers(
				util.Prioritized(mathInline{}, 50),
				util.Prioritized(wideMarks{parser.NewEmphasisParser()}, 490),
				util.Prioritized(wideMarks{extension.NewStrikethroughParser()}, 490),
				util.Prioritized(emoji.NewParser(), 999),
			),
			parser.WithParagraphTransformers(util.Prioritized(alerts{}, 50)),
		),
	).Parser()
	p.AddOptions(more...)
	return p
}

// Parse reads Markdown. It takes linear time, apart from what goldmark takes.
func Parse(source []byte) *Tree { return ParsePage(source, nil) }

// ParsePage reads the Markdown of a page. fields has what Liquid calls its variables, such
// as page.title.
func ParsePage(source []byte, fields map[string]string) *Tree {
	t := &Tree{}
	w := rewrite(source, fields)
	body, notes := w.out, w.notes
	t.length = len(body)
	t.newlines = make([]int, 0, bytes.Count(body, []byte("\n")))
	for i, b := range body {
		if b == '\n' {
			t.newlines = append(t.newlines, i)
		}
	}
	t.Source = body[:len(body):len(body)]
	if len(notes) > 0 {
		t.add("\n\n", 1, true)
	}
	for _, n := range notes {
		t.add(n.text+"\n\n", n.line, true)
	}
	t.Root = dialect.Parse(text.NewReader(t.Source))
	t.convert()
	return t
}

// add appends text to Source that stems from a line, and returns where it is. fixed says
// that all of its lines stem from that one.
func (t *Tree) add(s string, line int, fixed bool) text.Segment {
	start := len(t.Source)
	t.Source = append(t.Source, s...)
	t.added = append(t.added, origin{start, line, fixed})
	return text.NewSegment(start, len(t.Source))
}

// Line returns the line of the text, from 1, that the byte of Source at offset stems from.
func (t *Tree) Line(offset int) int {
	after := sort.Search(len(t.added), func(i int) bool { return t.added[i].at > offset })
	if offset < t.length || after == 0 {
		return 1 + sort.SearchInts(t.newlines, offset)
	}
	from := t.added[after-1]
	if from.fixed {
		return from.line
	}
	return from.line + bytes.Count(t.Source[from.at:min(offset, len(t.Source))], []byte("\n"))
}

// line returns the line on which a node begins.
func (t *Tree) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 {
			return t.Line(at)
		}
	}
	return 1
}

// EmojiName names the attribute of an emoji that has its name, as bytes.
const EmojiName = "emoji"

// convert replaces the nodes that only goldmark's renderers know.
func (t *Tree) convert() {
	var parents []ast.Node // of HTML, each before those within it
	seen := map[ast.Node]bool{}
	var emojis []*emojiast.Emoji
	var indented []*ast.CodeBlock
	c := &converter{tree: t, ended: map[string]bool{}}
	_ = ast.Walk(t.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			if p := n.Parent(); !seen[p] {
				seen[p] = true
				parents = append(parents, p)
			}
			c.endedBy(n)
		case *ast.Paragraph:
			setLabel(n)
		case *ast.CodeBlock:
			indented = append(indented, n)
		case *emojiast.Emoji:
			emojis = append(emojis, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range emojis {
		s := ast.NewString([]byte(string(n.Value.Unicode)))
		if len(n.Value.Unicode) == 0 {
			s = ast.NewString([]byte(":" + string(n.ShortName) + ":"))
		}
		s.SetRaw(true)
		s.SetAttributeString(EmojiName, n.ShortName)
		n.Parent().ReplaceChild(n.Parent(), n, s)
	}
	for _, n := range indented {
		t.setLanguage(n)
	}
	// Inner ones first: their parents may move.
	for _, p := range slices.Backward(parents) {
		c.children(p)
	}
	t.breakAtPictures()
}

var codeLanguage = regexp.MustCompile(`^:::([\w+#-]+)\s*$`)

// setLanguage replaces a block of code that has an indent by one with a language if its
// first line says that, as in Python's Markdown.
func (t *Tree) setLanguage(n *ast.CodeBlock) {
	first := n.Lines().At(0)
	m := codeLanguage.FindSubmatchIndex(first.Value(t.Source))
	if m == nil || first.Padding > 0 || n.Lines().Len() == 1 {
		return
	}
	block := ast.NewFencedCodeBlock(ast.NewTextSegment(text.NewSegment(first.Start+m[2], first.Start+m[3])))
	block.Lines().AppendAll(n.Lines().Sliced(1, n.Lines().Len()))
	block.SetPos(first.Start)
	n.Parent().ReplaceChild(n.Parent(), n, block)
}
