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
	m := alertMark.FindSubmatch(first.Value(reader.Source()))
	if m == nil {
		return
	}
	words := strings.ToLower(string(m[1]))
	words = strings.ToUpper(words[:1]) + words[1:]
	if len(m[2]) > 0 {
		words += ": " + string(m[2])
	}
	label := ast.NewParagraph()
	label.Lines().Append(first)
	label.SetAttributeString(alertKey, words)
	quote.InsertBefore(quote, p, label)
	p.Lines().SetSliced(1, p.Lines().Len())
	if p.Lines().Len() == 0 {
		quote.RemoveChild(quote, p)
	}
}

// alertKey names the attribute of a paragraph that has the words of a label, until
// setLabel writes them.
const alertKey = "alert"

// setLabel writes the label of an alert if a paragraph is one.
func setLabel(n *ast.Paragraph) {
	words, ok := n.AttributeString(alertKey)
	if !ok {
		return
	}
	n.RemoveAttributes()
	n.RemoveChildren(n)
	s := ast.NewString([]byte(words.(string))) //nolint:forcetypeassert // Transform has set it
	s.SetRaw(true)
	strong := ast.NewEmphasis(2)
	strong.AppendChild(strong, s)
	n.AppendChild(n, strong)
}
