package markdown

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// alerts gives a quote that begins with [!NOTE] a label. What follows the mark, as in
// Obsidian, is its title.
type alerts struct{}

var alertMark = regexp.MustCompile(`^\s*\[!([A-Za-z][A-Za-z_-]*)\][+-]?(?:[ \t]+(.*?))?\s*$`)

func (alerts) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	quote, ok := p.Parent().(*ast.Blockquote)
	if !ok || quote.FirstChild() != ast.Node(p) || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	line := first.Value(reader.Source())
	m := alertMark.FindSubmatchIndex(line)
	if m == nil {
		return
	}
	words := strings.ToLower(string(line[m[2]:m[3]]))
	words = strings.ToUpper(words[:1]) + words[1:]
	quote.SetAttributeString(AlertName, []byte(words))
	title := text.NewSegment(first.Stop, first.Stop)
	if m[4] >= 0 && m[4] < m[5] {
		words += ": "
		title = text.NewSegment(first.Start+m[4]-first.Padding, first.Start+m[5]-first.Padding)
	}
	label := ast.NewParagraph()
	label.Lines().Append(title)
	label.SetAttributeString(alertKey, words)
	quote.InsertBefore(quote, p, label)
	p.Lines().SetSliced(1, p.Lines().Len())
	if p.Lines().Len() == 0 {
		quote.RemoveChild(quote, p)
	}
}

// AlertName names the attribute of a quote that is an alert. It has the kind as a word, such
// as Note, as bytes. The first paragraph of the quote is the label: strong, a string that has
// the same word and before a title a colon and a space, and the title.
const AlertName = "alert"

// alertKey names the attribute of a paragraph that has the first words of a label, until
// setLabel writes them before its title.
const alertKey = "label"

// setLabel writes the label of an alert if a paragraph is one.
func setLabel(n *ast.Paragraph) {
	words, ok := n.AttributeString(alertKey)
	if !ok {
		return
	}
	n.RemoveAttributes()
	s := ast.NewString([]byte(words.(string))) //nolint:forcetypeassert // Transform has set it
	s.SetRaw(true)
	strong := ast.NewEmphasis(2)
	strong.AppendChild(strong, s)
	for n.HasChildren() {
		strong.AppendChild(strong, n.FirstChild())
	}
	n.AppendChild(n, strong)
}
