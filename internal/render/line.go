package render

import (
	"slices"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Line is one row of a page: its text, and runs of style over it.
type Line struct {
	Text   string // without trailing spaces
	Place  Place
	Source int // line of the file it stems from; 0 for what the file does not spell

	Unwrapped bool // of code or a table: as long as it is
	Code      int  // number of the block of code that this is the label of, or 0

	runs   []span[*pen] // styles, in order; text behind the last one is unstyled
	indent int          // columns before the text: the marks of quotes, lists and notes
	glued  bool         // the text goes on from the line above without a space
	cells  *cells       // of a table with cells of several lines
}

// cells is where the cells of a row of a table stand on one of its lines.
type cells struct {
	parts     []cellPart
	continued bool // the row began on a line above
}

// cellPart is a line of a cell, between two columns.
type cellPart struct {
	from, to int
	glued    bool // it goes on from the line above without a space
}

// pen is what text is written with.
type pen struct {
	style uv.Style
	link  uv.Link
	begin string // the escapes that change unstyled text to the style
}

// unstyled is the pen of text without style. It is compared by its address.
var unstyled pen

func newPen(s uv.Style, link uv.Link) *pen { return &pen{s, link, s.Diff(&uv.Style{})} }

// ANSI returns the line with the escapes that a terminal obeys.
func (l Line) ANSI() string {
	if len(l.runs) == 0 {
		return l.Text
	}
	var b strings.Builder
	b.Grow(len(l.Text) + 16*len(l.runs))
	now, from := &unstyled, 0
	for _, run := range l.runs {
		if run.to > from {
			now = now.change(&b, run.of)
			b.WriteString(l.Text[from:run.to])
			from = run.to
		}
	}
	if from < len(l.Text) {
		now = now.change(&b, &unstyled)
		b.WriteString(l.Text[from:])
	}
	if now.link.URL != "" {
		b.WriteString(hyperlink(uv.Link{}))
	}
	if !now.style.IsZero() {
		b.WriteString(ansi.ResetStyle)
	}
	return b.String()
}

// change writes what a terminal needs to change from one pen to the next.
func (p *pen) change(b *strings.Builder, next *pen) *pen {
	switch {
	case next.style.Equal(&p.style):
	case next.style.IsZero():
		b.WriteString(ansi.ResetStyle)
	case p.style.IsZero():
		b.WriteString(next.begin)
	default:
		b.WriteString(next.style.Diff(&p.style))
	}
	if next.link != p.link {
		if p.link.URL != "" {
			b.WriteString(hyperlink(uv.Link{}))
		}
		if next.link.URL != "" {
			b.WriteString(hyperlink(next.link))
		}
	}
	return next
}

// hyperlink returns what begins a hyperlink, or ends it if there is none. It ends in ST, since
// pagers show a BEL.
func hyperlink(link uv.Link) string { return "\x1b]8;" + link.Params + ";" + link.URL + "\x1b\\" }

// Unlinked returns the line without hyperlinks, for terminals that have none.
func (l Line) Unlinked() Line {
	runs := slices.Clone(l.runs)
	for i, r := range runs {
		if r.of.link.URL != "" {
			runs[i].of = newPen(r.of.style, uv.Link{})
		}
	}
	l.runs = runs
	return l
}

// Patch is the cells of a row, from column From up to To, that are set in another ink.
type Patch struct {
	From, To int
	Ink      Ink
}

// Patched returns the line with patches on it. Links stay links. Where two patches
// overlap, the later one shows.
func (l Line) Patched(patches ...Patch) Line {
	for _, p := range patches {
		l.runs = p.over(l.runs, columnByte(l.Text, p.From), columnByte(l.Text, p.To), len(l.Text))
	}
	return l
}

// over returns runs that cover a text of so many bytes, with the patch on those
// between from and to.
func (p Patch) over(runs []span[*pen], from, to, end int) []span[*pen] {
	patched := make([]span[*pen], 0, len(runs)+3)
	begin := 0
	add := func(to int, look *pen) {
		if to > begin {
			patched = append(patched, span[*pen]{to, look})
			begin = to
		}
	}
	for i := range len(runs) + 1 {
		run := span[*pen]{end, &unstyled}
		if i < len(runs) {
			run = runs[i]
		}
		add(min(from, run.to), run.of)
		if cut := min(to, run.to); cut > begin {
			add(cut, newPen(p.Ink.over(run.of.style), run.of.link))
		}
		add(run.to, run.of)
	}
	return patched
}

// over returns the style of text that is set in an ink over what it was set in.
func (i Ink) over(s uv.Style) uv.Style {
	if i.style.Fg != nil {
		s.Fg = i.style.Fg
	}
	if i.style.Bg != nil {
		s.Bg = i.style.Bg
	}
	if i.style.Underline != uv.UnderlineNone {
		s.Underline = i.style.Underline
	}
	s.Attrs |= i.style.Attrs
	return s
}

// Cut returns the columns of a line from one up to another. Of a wide letter that lies
// across an edge a space is left, so that every column stays where it is.
func (l Line) Cut(from, to int) Line {
	var text []byte
	var runs []span[*pen]
	at, column, n := 0, 0, 0
	for cluster, width := range graphemes(l.Text) {
		for n < len(l.runs) && l.runs[n].to <= at {
			n++
		}
		look := &unstyled
		if n < len(l.runs) {
			look = l.runs[n].of
		}
		begins, ends := column, column+width
		at, column = at+len(cluster), ends
		if begins < from || ends > to {
			if min(ends, to) <= max(begins, from) {
				continue
			}
			cluster, look = strings.Repeat(" ", min(ends, to)-max(begins, from)), newPen(look.style, uv.Link{})
		}
		text = append(text, cluster...)
		runs = extend(runs, len(text), look)
	}
	l.Text, l.runs = string(text), runs
	return l
}
