// Package render lays out posts: as lines for a terminal of any width, theme and colour
// depth, and as plain text. It promises that every line is as wide as asked or narrower
// (except code, the addresses of plain text, and tables that cannot be wrapped), that
// each line has its place in the text, that nothing in a text reaches the terminal as a
// command, and that equal input gives equal bytes. It also folds words and sets pairs of
// columns for commands. The packages html and feed below it write HTML and feeds.
//
// Its output depends on the post and the [Options] alone. Its only state is what [Cache]
// holds.
//
// The files: page.go (a page of lines and its places), line.go (a line, its runs of style,
// and their escapes), post.go and layout.go (the blocks of a post), frame.go (containers),
// table.go and tablelines.go, inline.go (what is inside a block), code.go and highlight.go
// (code), picture.go, blocks.go and kitty.go (pictures), breaks.go (where lines may break), glamour.go (which breaks them, and draws
// tables), row.go and add.go (from marked text to lines), palette.go, style.go and
// checkstyle.go (colours), languages.go (names of languages), find.go and around.go
// (searching a page), cache.go (shared pages) and shown.go (shared pictures), ascii.go, graphemes.go, manual.go, fold.go and pairs.go
// (words and columns).
package render

import (
	"slices"
	"sort"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/colorprofile"
)

// Widths, in columns.
const (
	Measure   = 68 // of prose in a window
	TextWidth = 72 // of plain text, and of the widest line of code
)

// Options is all that decides how a page looks, besides the text and the site.
type Options struct {
	Width   int                  // columns of prose
	Theme   Theme                // which background it is for
	Styles  Styles               // the blog's own colours
	ASCII   bool                 // what ASCII makes of a page should still be told apart
	Profile colorprofile.Profile // NoTTY is plain text, ASCII has no colour but bold and underline

	Pictures Pictures // zero where nothing is known of them
}

func (o Options) plain() bool { return o.Profile <= colorprofile.NoTTY }

// Page is a text laid out as lines. It is immutable and may be shared.
type Page struct {
	Lines    []Line
	Headings []Heading
	Stops    []Stop          // in the order of the text
	Pictures []PlacedPicture // those that have rows, in their order

	pens int // bytes that the pens of the runs take
}

// Place is a point in the text that survives rewrapping: a block, and the
// number of letters of it that stand above the line. Spaces do not count.
type Place struct {
	Block  int
	Letter int
}

// before orders places as the text does.
func (p Place) before(q Place) bool {
	return p.Block < q.Block || (p.Block == q.Block && p.Letter < q.Letter)
}

// Ref is what a stretch of the text leads to.
type Ref struct {
	Kind RefKind
	N    int // number of the link in the outline, or of the note
	Nth  int // of several marks that lead to one note, from 0
}

// RefKind tells links from footnotes.
type RefKind int

// The kinds of what can be followed.
const (
	NoRef    RefKind = iota
	ToLink           // a link
	ToNote           // the mark of a note in the text
	FromNote         // the number before the note: it leads back to its mark
)

// Part is the cells of one row of a page, from column From up to To.
type Part struct{ Row, From, To int }

// Stop is one thing in a text that can be followed. It has several parts where
// it was wrapped.
type Stop struct {
	Ref
	Parts []Part
}

// Heading is a heading and the row of the page it begins on.
type Heading struct {
	blog.Heading
	Row int
}

// Row returns the line that shows a place.
func (p *Page) Row(at Place) int {
	after := sort.Search(len(p.Lines), func(i int) bool { return at.before(p.Lines[i].Place) })
	return max(after-1, 0)
}

// HeadingAt returns the heading that a row is below. ok is false above the first.
func (p *Page) HeadingAt(row int) (h Heading, ok bool) {
	for _, next := range p.Headings {
		if next.Row > row {
			break
		}
		h, ok = next, true
	}
	return h, ok
}

// RowOf returns the row of the heading with an anchor.
func (p *Page) RowOf(anchor string) (row int, ok bool) {
	for _, h := range p.Headings {
		if h.Anchor == anchor {
			return h.Row, true
		}
	}
	return 0, false
}

// StopAt returns the index in Stops of the stop with a ref.
func (p *Page) StopAt(ref Ref) (n int, ok bool) {
	n = slices.IndexFunc(p.Stops, func(s Stop) bool { return s.Ref == ref })
	return n, n >= 0
}

// String returns the page with its escapes, each line ended.
func (p *Page) String() string {
	var b strings.Builder
	for _, l := range p.Lines {
		b.WriteString(l.ANSI())
		b.WriteByte('\n')
	}
	return b.String()
}
