package markdown

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// breakAtPictures ends a line of pictures before one of words, and the other way round. A
// browser shows a picture as a block that no text runs into.
func (t *Tree) breakAtPictures() {
	seen := map[ast.Node]bool{}
	_ = ast.Walk(t.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Kind() != ast.KindImage {
			return ast.WalkContinue, nil
		}
		block := n.Parent()
		if block.Kind() == ast.KindLink {
			block = block.Parent()
		}
		if kind := block.Kind(); (kind == ast.KindParagraph || kind == ast.KindTextBlock) && !seen[block] {
			seen[block] = true
			t.breakLines(block)
		}
		return ast.WalkSkipChildren, nil
	})
}

// breakLines makes hard the soft line breaks of a block at which pictures and words meet.
func (t *Tree) breakLines(block ast.Node) {
	var soft *ast.Text // that ended the line before
	pictures, words, before := false, false, false
	end := func(br *ast.Text) {
		if only := pictures && !words; pictures || words {
			if soft != nil && only != before {
				soft.SetSoftLineBreak(false)
				soft.SetHardLineBreak(true)
			}
			before = only
		}
		soft, pictures, words = br, false, false
	}
	for n := block.FirstChild(); n != nil; n = n.NextSibling() {
		s, isText := n.(*ast.Text)
		switch {
		case isText:
			words = words || !util.IsBlank(s.Segment.Value(t.Source))
		case isPicture(n):
			pictures = true
		default:
			words = true
		}
		if isText && s.HardLineBreak() {
			end(nil)
		} else if isText && s.SoftLineBreak() {
			end(s)
		}
	}
	end(nil)
}

// isPicture reports whether a node is a picture, or a link with pictures and no words.
func isPicture(n ast.Node) bool {
	if n.Kind() == ast.KindImage {
		return true
	}
	if n.Kind() != ast.KindLink || !n.HasChildren() {
		return false
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindImage {
			return false
		}
	}
	return true
}
