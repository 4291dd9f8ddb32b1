package render

import (
	"fmt"
	"sort"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
)

// Form is how pictures are shown that stand on lines of their own. Those among words are
// their descriptions.
type Form int

// The forms. Lists of commands and plain text have the first.
const (
	Named   Form = iota // description, pixels and number, on a line
	Offered             // the same, and the key that shows the picture
	Blocks              // half blocks, in rows that are reserved before there are any
)

// Pictures is what is known of the pictures of a text, and their form. It is a part of
// [Options], and compared by what it says.
type Pictures struct {
	Form  Form
	Known Known
	Cell  cell.Aspect // that rows are reserved for; zero where there are no blocks
}

// Known is what is known of the pictures of one text: see [NewKnown].
type Known string

// KnownPicture is what is known of one of them.
type KnownPicture struct {
	N             int // number of its link
	Width, Height int // in pixels, as it is shown
	// Version is the same for equal files; "" for a picture that is never shown: an SVG, or
	// one that is too large. It has no spaces.
	Version string
}

// NewKnown returns what is known of pictures, in the order of their numbers.
func NewKnown(all []KnownPicture) Known {
	var b strings.Builder
	for _, k := range all {
		_, _ = fmt.Fprintf(&b, "%d %d %d %q\n", k.N, k.Width, k.Height, k.Version)
	}
	return Known(b.String())
}

// byNumber returns what is known by the numbers of links.
func (k Known) byNumber() map[int]KnownPicture {
	all := map[int]KnownPicture{}
	for line := range strings.Lines(string(k)) {
		var p KnownPicture
		if n, _ := fmt.Sscanf(line, "%d %d %d %q", &p.N, &p.Width, &p.Height, &p.Version); n == 4 {
			all[p.N] = p
		}
	}
	return all
}

// CanShow reports whether a picture is among them that can be shown.
func (k Known) CanShow() bool {
	for _, p := range k.byNumber() {
		if p.Version != "" {
			return true
		}
	}
	return false
}

// PlacedPicture is a picture on a page: the rows that are reserved for it.
type PlacedPicture struct {
	KnownPicture
	File          string // of the content directory
	Alt           string // its description
	Row           int    // of the page, the first one
	Indent        int    // columns before it
	Columns, Rows int
}

// PictureAt returns the picture that has a row of the page, its index in Pictures, and which
// of its rows that is.
func (p *Page) PictureAt(row int) (picture *PlacedPicture, at, nth int, ok bool) {
	after := sort.Search(len(p.Pictures), func(i int) bool { return p.Pictures[i].Row > row })
	if after == 0 {
		return nil, 0, 0, false
	}
	picture = &p.Pictures[after-1]
	return picture, after - 1, row - picture.Row, row < picture.Row+picture.Rows
}

// Sizes of pictures in cells.
const (
	cellPixels = 8  // columns of a picture that a cell is as wide as, where it is shown in its size
	tallest    = 34 // rows: a square in [Measure] columns
)

// CellsFor returns how many cells a picture of w by h pixels takes in at most width columns.
func CellsFor(w, h, width int, aspect cell.Aspect) (columns, rows int) {
	columns = max(min(width, (w+cellPixels-1)/cellPixels), 1)
	if rows = aspect.Rows(columns, w, h); rows > tallest {
		rows = tallest
		columns = min(aspect.Columns(rows, w, h), columns)
	}
	return columns, rows
}

// pictureLine is a part of a paragraph: words, or one picture on a line of its own.
type pictureLine struct {
	nodes   []ast.Node
	picture *blog.Picture // nil for words
	known   KnownPicture
}

// pictureLines returns the parts of a paragraph that has pictures on lines of their own, and
// else nil.
func (l *layout) pictureLines(n ast.Node) (parts []pictureLine) {
	if len(l.known) == 0 {
		return nil
	}
	var line []ast.Node
	found := false
	end := func() {
		pictures := l.onlyPictures(line)
		if last := len(parts) - 1; pictures == nil && last >= 0 && parts[last].picture == nil {
			parts[last].nodes = append(parts[last].nodes, line...)
		} else if pictures == nil && len(line) > 0 {
			parts = append(parts, pictureLine{nodes: line})
		}
		parts = append(parts, pictures...)
		found = found || pictures != nil
		line = nil
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		line = append(line, c)
		if t, ok := c.(*ast.Text); ok && (t.HardLineBreak() || t.SoftLineBreak()) {
			end()
		}
	}
	end()
	if !found {
		return nil
	}
	return parts
}

// onlyPictures returns the pictures of a line that has nothing else, and else nil.
func (l *layout) onlyPictures(line []ast.Node) (pictures []pictureLine) {
	for _, n := range line {
		if t, ok := n.(*ast.Text); ok && strings.TrimSpace(l.doc.Literal(t)) == "" {
			continue
		}
		picture, known, ok := l.pictureOf(n)
		if !ok {
			return nil
		}
		pictures = append(pictures, pictureLine{[]ast.Node{n}, &picture, known})
	}
	return pictures
}

// pictureOf returns the picture that a node is, or that is alone in a link.
func (l *layout) pictureOf(n ast.Node) (picture blog.Picture, known KnownPicture, ok bool) {
	if link, isLink := n.(*ast.Link); isLink && link.ChildCount() == 1 {
		n = link.FirstChild()
	}
	img, ok := n.(*ast.Image)
	if !ok {
		return picture, known, false
	}
	if picture, ok = l.doc.Picture(img); ok {
		known, ok = l.known[picture.N]
	}
	return picture, known, ok
}

// pictures adds the parts of a paragraph that has pictures on lines of their own.
func (l *layout) pictures(f *frame, n ast.Node, parts []pictureLine, m mark) {
	for i, part := range parts {
		if i > 0 && l.opts.Pictures.Form == Blocks {
			l.gap(f, 1)
		}
		if part.picture != nil {
			l.picture(f, n, part, m)
			continue
		}
		in := l.inline(f.width)
		for j, c := range part.nodes {
			if t, ok := c.(*ast.Text); ok && j == len(part.nodes)-1 {
				in.add(l.doc.Literal(t), m) // without the break behind it
				continue
			}
			in.node(c, m)
		}
		l.prose(f, in, l.doc.Line(n))
	}
}

// picture adds one picture: rows for it and its caption, or a line that names it.
func (l *layout) picture(f *frame, n ast.Node, part pictureLine, m mark) {
	in, source := l.inline(f.width), l.doc.Line(n)
	if l.opts.Pictures.Form != Blocks || part.known.Version == "" {
		in.node(part.nodes[0], m)
		m.dim = true
		in.add(fmt.Sprintf(" · %d×%d", part.known.Width, part.known.Height), m)
		if l.opts.Pictures.Form == Offered && part.known.Version != "" {
			in.add(" · "+strings.ReplaceAll("i shows it", " ", hardSpace), m)
		}
		l.prose(f, in, source)
		return
	}
	columns, rows := CellsFor(part.known.Width, part.known.Height, f.width, l.opts.Pictures.Cell)
	l.page.Pictures = append(l.page.Pictures, PlacedPicture{
		KnownPicture: part.known, File: part.picture.File, Alt: part.picture.Alt, Row: len(l.page.Lines), Columns: columns, Rows: rows,
	})
	for nth := range rows { // each counts as a letter, so that places tell them apart
		line := l.add(f, row{}, Place{l.block, nth}, source)
		l.page.Pictures[len(l.page.Pictures)-1].Indent = line.indent
	}
	in.caption = captionOf(part.picture, n)
	m.dim = true
	in.node(part.nodes[0], m)
	l.proseBelow(f, in, source, rows)
}

// captionOf returns what stands below a picture: its title or description, unless it is in a
// figure that has a caption.
func captionOf(p *blog.Picture, n ast.Node) string {
	for up := n; up != nil; up = up.Parent() {
		if b, ok := up.(*markdown.Block); ok && b.Tag == "figure" && hasCaption(b) {
			return "image"
		}
	}
	switch {
	case p.Title != "":
		return p.Title
	case p.Alt != "":
		return p.Alt
	}
	return "image"
}

func hasCaption(figure *markdown.Block) bool {
	for c := figure.FirstChild(); c != nil; c = c.NextSibling() {
		if b, ok := c.(*markdown.Block); ok && b.Tag == "figcaption" {
			return true
		}
	}
	return false
}

// Has reports whether the picture with a number is among them.
func (k Known) Has(n int) bool {
	_, ok := k.byNumber()[n]
	return ok
}
