package render

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	uv "github.com/charmbracelet/ultraviolet"
)

// row is one line before it has a look: what stands in each cell, and how it
// is meant.
type row []cell

type cell struct {
	content string // one grapheme
	width   int    // columns
	mark    mark
}

// runCells is a row of one mark throughout.
func runCells(s string, m mark) row {
	var r row
	for _, line := range cells(s) {
		for _, c := range line {
			r = append(r, cell{c.Content, c.Width, m})
		}
	}
	return r
}

// markedCells is a row that glamour drew.
func markedCells(line uv.Line, ms marks) row {
	r := make(row, 0, len(line))
	for _, c := range line {
		content := c.Content
		switch content {
		case hardSpace:
			content = " "
		case hardHyphen:
			content = "-"
		}
		r = append(r, cell{content, c.Width, ms.of(&c)})
	}
	return r.trimmed()
}

func (r row) width() int {
	w := 0
	for _, c := range r {
		w += c.width
	}
	return w
}

func (r row) text() string {
	var b strings.Builder
	for _, c := range r {
		b.WriteString(c.content)
	}
	return b.String()
}

// with is r followed by s, in a row of its own.
func (r row) with(s row) row { return slices.Concat(r, s) }

// trimmed is r without the spaces at its end.
func (r row) trimmed() row {
	for len(r) > 0 && r[len(r)-1].content == " " {
		r = r[:len(r)-1]
	}
	return r
}

// fold breaks a row that is wider than width, at a space where there is one.
// Nearly none is: x/ansi wraps, but miscounts around hyphens that follow
// spaces.
func (r row) fold(width int) []row {
	if r.width() <= width {
		return []row{r}
	}
	n := r.fit(width)
	for i := min(n, len(r)-1); i > 0; i-- {
		if r[i].content == " " {
			return append([]row{r[:i].trimmed()}, r[i+1:].fold(width)...)
		}
	}
	return append([]row{r[:n]}, r[n:].fold(width)...)
}

// fit is the number of cells, at least one, that width columns hold.
func (r row) fit(width int) int {
	at := 0
	for i, c := range r {
		if at += c.width; at > width {
			return max(i, 1)
		}
	}
	return len(r)
}

// add puts a row on the page, behind the prefix of its frame.
func (l *layout) add(f *frame, r row, at Place, source int) *Line {
	prefix := f.take()
	r = prefix.with(r).trimmed()
	line := Line{Text: r.text(), Place: at, Source: source, Spans: spans(r), indent: prefix.width()}
	line.ANSI = line.Text
	if !l.opts.plain() {
		line.ANSI = l.paint(r)
	}
	l.page.Lines = append(l.page.Lines, line)
	return &l.page.Lines[len(l.page.Lines)-1]
}

// gap adds n blank lines. They belong to the block that follows.
func (l *layout) gap(f *frame, n int) {
	for range n {
		l.add(&frame{head: f.body, body: f.body}, nil, Place{Block: l.block}, 0)
	}
}

// paint gives a row its look.
func (l *layout) paint(r row) string {
	line := make(uv.Line, len(r))
	pen := mark{}
	link, of := uv.Link{}, 0
	for i, c := range r {
		line[i] = uv.Cell{Content: c.content, Width: c.width}
		if c.content != " " || c.mark.lined() {
			pen = c.mark
		} else if pen.lined() {
			pen = mark{}
		}
		line[i].Style = pen.style(l.pal) // a space takes what is set: changing it would be bytes for nothing
		if c.mark.ref.Kind == ToLink {
			if c.mark.ref.N != of {
				link, of = l.hyperlink(c.mark.ref.N), c.mark.ref.N
			}
			line[i].Link = link
		}
	}
	return line.Render()
}

// maxHyperlink is the longest address that VTE takes for a hyperlink, in bytes. Longer
// ones would be sent in vain, whole for every row of the link.
const maxHyperlink = 2083

// hyperlink returns what a terminal opens for link n; nothing where it opens none. The
// id holds the rows of a wrapped link together and keeps two links to one address apart.
func (l *layout) hyperlink(n int) uv.Link {
	url := l.doc.Links[n-1].URL
	if len(url) > maxHyperlink {
		return uv.Link{}
	}
	address, ok := safeAddress(url)
	if !ok || len(address) > maxHyperlink {
		return uv.Link{}
	}
	return uv.NewLink(address, fmt.Sprintf("id=%s-%d", l.id, n))
}

// safeAddress is an address that a terminal may be given: of a scheme that
// opens a page, a mail or a session, and in printable ASCII.
func safeAddress(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "http", "https", "mailto", "ssh", "sftp", "ftp", "gemini", "gopher":
	default:
		return "", false
	}
	var b strings.Builder
	for _, c := range []byte(blog.Visible(u.String())) {
		if c <= ' ' || c >= 0x7F || c == ';' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// spans finds the cells that lead somewhere.
func spans(r row) []Span {
	var all []Span
	at := 0
	for _, c := range r {
		// What indents a note is set like its number.
		if ref := c.mark.ref; ref.Kind != NoRef && (c.content != " " || ref.Kind == ToLink) {
			if last := len(all) - 1; last >= 0 && all[last].Ref == ref && all[last].To == at {
				all[last].To += c.width
			} else {
				all = append(all, Span{Ref: ref, From: at, To: at + c.width})
			}
		}
		at += c.width
	}
	return all
}
