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
		line.Runs = l.runs(r)
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

// runs returns what the marks of a row look like. A space has the look of what is before
// it, unless that would show: changing it would be bytes for nothing.
func (l *layout) runs(r row) []Run {
	var runs []Run
	var now mark
	from := 0
	add := func(to int) {
		p := l.pen(now)
		switch last := len(runs) - 1; {
		case to == from:
		case last >= 0 && runs[last].pen == p:
			runs[last].To = to
		default:
			runs = append(runs, Run{to, p})
		}
		from = to
	}
	for _, m := range r.marks {
		text := r.text[from:m.to]
		if spaces := len(text) - len(strings.TrimLeft(text, " ")); spaces > 0 && !l.pen(m.mark).lined() {
			if l.pen(now).lined() {
				now = mark{}
			}
			add(from + spaces)
		}
		if from < m.to {
			now = m.mark
			add(m.to)
		}
	}
	if len(runs) == 1 && runs[0].pen == nil {
		return nil
	}
	return slices.Clip(runs)
}

// lined reports whether a pen shows on a space.
func (p *pen) lined() bool {
	return p != nil && (p.style.Underline != uv.UnderlineNone || p.style.Attrs&uv.AttrStrikethrough != 0 || p.style.Bg != nil)
}

// pen returns what a mark looks like; nil if that is nothing.
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
			p = nil
		}
		l.pens[m] = p
	}
	return p
}

// stops adds what can be followed in the row that comes next.
func (l *layout) stops(r row) {
	from, column := 0, 0
	for _, m := range r.marks {
		text := r.text[from:m.to]
		begin := column
		column += textWidth(text)
		from = m.to
		part := Part{len(l.page.Lines), begin, column}
		if m.mark.ref.Kind != ToLink { // what indents a note has the mark of its number
			part.From += len(text) - len(strings.TrimLeft(text, " "))
			part.To -= len(text) - len(strings.TrimRight(text, " "))
		}
		if m.mark.ref.Kind == NoRef || part.From >= part.To {
			continue
		}
		stop := &Stop{}
		if last := len(l.page.Stops) - 1; last >= 0 && l.page.Stops[last].Ref == m.mark.ref {
			stop = &l.page.Stops[last]
		} else {
			l.page.Stops = append(l.page.Stops, Stop{Ref: m.mark.ref})
			stop = &l.page.Stops[last+1]
		}
		if last := len(stop.Parts) - 1; last >= 0 && stop.Parts[last].Row == part.Row && stop.Parts[last].To == part.From {
			stop.Parts[last].To = part.To
		} else {
			stop.Parts = append(stop.Parts, part)
		}
	}
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
