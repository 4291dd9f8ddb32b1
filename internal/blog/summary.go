package blog

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
)

// opening returns the first paragraph that says something, cut to the length of a summary,
// or "" where there is none. A row of badges, a picture or a list of links to translations
// says nothing, unless there is nothing else. The title says nothing new.
func (d *Document) opening(title string) string {
	linked := ""
	for c := d.Root.FirstChild(); c != nil; c = c.NextSibling() {
		switch {
		case c.Kind() != ast.KindParagraph:
		case d.says(c, false):
			if text := d.Text(c); isLabel.MatchString(text) || lettersAndDigits(text) == lettersAndDigits(title) {
				continue
			}
			return cut(d.beforeMore(c), 240)
		case linked == "" && d.says(c, true):
			linked = cut(d.Text(c), 240)
		}
	}
	return linked
}

// moreMark ends the summary of a text, as in Hugo and WordPress.
var moreMark = regexp.MustCompile(`<!--\s*more\s*-->`)

// beforeMore returns the text of a paragraph up to the mark within it that ends the summary.
func (d *Document) beforeMore(n ast.Node) string {
	lines := n.Lines()
	if lines.Len() == 0 {
		return d.Text(n)
	}
	from := lines.At(0).Start
	mark := moreMark.FindIndex(d.Source[from:max(from, lines.At(lines.Len()-1).Stop)])
	if mark == nil {
		return d.Text(n)
	}
	var b []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok && t.Segment.Start >= from+mark[1] {
			break
		}
		b = d.appendNode(b, c)
	}
	return strings.Join(strings.Fields(string(b)), " ")
}

// isLabel matches what stands above a list of headings, a label such as "Note:", and tags.
var isLabel = regexp.MustCompile(`(?i)^(?:(?:(?:table of )?contents|toc|on this page|目次|目录|目錄|목차)\s*[:：]?|\S+(?: \S+)?\s*[:：]|(?:#[^\s#]+\s*)+)$`)

// says reports whether there are words below a node besides pictures and what is set
// small, such as a shortcode without a meaning. links says whether those of links count.
func (d *Document) says(n ast.Node, links bool) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		skipped := false
		switch c := c.(type) {
		case *ast.Link, *ast.AutoLink:
			skipped = !links
		case *ast.Image:
			skipped = true
		case *markdown.Inline:
			skipped = c.Tag == "small"
		}
		if skipped {
			continue
		}
		if c.Kind() == ast.KindAutoLink || bytes.ContainsFunc(d.literal(c), isWordPart) || d.says(c, links) {
			return true
		}
	}
	return false
}

func isWordPart(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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
