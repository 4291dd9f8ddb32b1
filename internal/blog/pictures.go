package blog

import (
	"slices"

	"github.com/yuin/goldmark/ast"
)

// Picture is a picture of a text, in a file of the content directory.
type Picture struct {
	Link
	Alt   string // its description; "" if it has none
	Title string // what is written as its title; "" if that says the same
}

// Picture returns the picture of an image. ok is false for one that readers do not have as a
// file of this blog: an image on the web, in its own address, or of a draft.
func (d *Document) Picture(n *ast.Image) (p Picture, ok bool) {
	l, ok := d.Link(n)
	if !ok || l.File == "" {
		return Picture{}, false
	}
	p = Picture{Link: l, Alt: d.Text(n), Title: Line(string(unescape(n.Title)))}
	if p.Title == p.Alt {
		p.Title = ""
	}
	return p, true
}

// Pictures returns the pictures of the text in its order. Their numbers are those of their
// links, so other links are between them.
func (d *Document) Pictures() (all []Picture) {
	if !slices.ContainsFunc(d.Links, func(l Link) bool { return l.File != "" }) {
		return nil
	}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if img, ok := n.(*ast.Image); ok && entering {
			if p, ok := d.Picture(img); ok && (len(all) == 0 || all[len(all)-1].N != p.N) {
				all = append(all, p)
			}
		}
		return ast.WalkContinue, nil
	})
	return all
}
