package render

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unsafe"

	"blog.example/pete/internal/blog"
	uv "github.com/charmbracelet/ultraviolet"
)

// add puts a row on the page, behind the prefix of its frame.
func (l *layout) add(f *frame, r row, at Place, source int) *Line {
	prefix := f.take()
	r = prefix.with(r).trimmed()
	line := Line{Text: strings.Clone(r.text), Place: at, Source: source, indent: textWidth(prefix.text)}
	if !l.opts.plain() {
		line.runs = l.runs(r)
	}
	l.stops(r)
	l.page.Lines = append(l.page.Lines, line)
	return &l.page.Lines[len(l.page.Lines)-1]
}

// gap adds n blank lines. They belong to the block that follows.
func (l *layout) gap(f *frame, n int) {
	for range n {
		l.add(&frame{head: f.body, body: f.body}, row{}, Place{Block: l.block}, 0)
	}
}

// runs returns the styles of a row. A space has the style of the text before it, unless
// that shows on a space, since changing the style takes bytes.
func (l *layout) runs(r row) []span[*pen] {
	var runs []span[*pen]
	var now mark
	from := 0
	add := func(to int) {
		if to > from {
			runs = extend(runs, to, l.pen(now))
			from = to
		}
	}
	for _, m := range r.marks {
		text := r.text[from:m.to]
		if spaces := len(text) - len(strings.TrimLeft(text, " ")); spaces > 0 && !l.pen(m.of).lined() {
			if l.pen(now).lined() {
				now = mark{}
			}
			add(from + spaces)
		}
		if from < m.to {
			now = m.of
			add(m.to)
		}
	}
	if len(runs) == 1 && runs[0].of == &unstyled {
		return nil
	}
	return slices.Clip(runs)
}

// lined reports whether a pen shows on a space.
func (p *pen) lined() bool {
	return p.style.Underline != uv.UnderlineNone || p.style.Attrs&uv.AttrStrikethrough != 0 || p.style.Bg != nil
}

// pen returns what a mark looks like: &unstyled if that is nothing.
func (l *layout) pen(m mark) *pen {
	if m.ref.Kind != ToLink {
		m.ref = Ref{}
	}
	p, ok := l.pens[m]
	if !ok {
		var link uv.Link
		if m.ref.Kind == ToLink {
			link = l.hyperlink(m.ref.N)
		}
		p = newPen(m.style(l.pal), link)
		l.page.pens += int(unsafe.Sizeof(*p)) + len(p.begin) + len(p.link.URL) + len(p.link.Params)
		if *p == unstyled {
			p = &unstyled
		}
		l.pens[m] = p
	}
	return p
}

// stops adds what can be followed in the row that comes next.
func (l *layout) stops(r row) {
	from, column := 0, 0
	for _, m := range r.marks {
		text, ref := r.text[from:m.to], m.of.ref
		part := Part{len(l.page.Lines), column, column + textWidth(text)}
		from, column = m.to, part.To
		if ref.Kind != ToLink { // what indents a note has the mark of its number
			part.From += len(text) - len(strings.TrimLeft(text, " "))
			part.To -= len(text) - len(strings.TrimRight(text, " "))
		}
		if ref.Kind != NoRef && part.From < part.To {
			l.stop(ref, part)
		}
	}
}

// stop adds a part to the last stop if that has the same ref, and else a stop. In the row
// of a table it may be an earlier one, since the lines of its cells alternate.
func (l *layout) stop(ref Ref, part Part) {
	n := len(l.page.Stops) - 1
	for l.inTable && n > l.rowStops && l.page.Stops[n].Ref != ref {
		n--
	}
	if n < 0 || l.page.Stops[n].Ref != ref {
		l.page.Stops = append(l.page.Stops, Stop{ref, []Part{part}})
		return
	}
	parts := &l.page.Stops[n].Parts
	if last := &(*parts)[len(*parts)-1]; last.Row == part.Row && last.To == part.From {
		last.To = part.To
	} else {
		*parts = append(*parts, part)
	}
}

// maxHyperlink is the longest address that VTE accepts for a hyperlink, in bytes. Longer
// ones would be sent to no use, with every row of the link.
const maxHyperlink = 2083

// hyperlink returns what a terminal opens for link n; nothing where it opens none. The
// id holds the rows of a wrapped link together and keeps two links to one address apart.
func (l *layout) hyperlink(n int) uv.Link {
	address, ok := safeAddress(l.links[n-1].URL)
	if !ok || len(address) > maxHyperlink {
		return uv.Link{}
	}
	return uv.NewLink(address, fmt.Sprintf("id=%s-%d", l.id, n))
}

// safeAddress returns an address in printable ASCII. ok is false unless its scheme opens a
// page, a mail or a session.
func safeAddress(address string) (string, bool) {
	u, err := url.Parse(address)
	schemes := []string{"http", "https", "mailto", "ssh", "sftp", "ftp", "gemini", "gopher"}
	if err != nil || !slices.Contains(schemes, u.Scheme) {
		return "", false
	}
	var b strings.Builder
	for _, c := range []byte(blog.VisibleCode(u.String())) {
		if c <= ' ' || c >= 0x7F || c == ';' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String(), true
}
