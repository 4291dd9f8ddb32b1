package render

import (
	"fmt"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// Post lays out a post: title, reading time and date, tags, the text, its
// notes, and where its links lead.
func Post(p *blog.Post, site blog.Site, o Options) *Page {
	l, f := begin(&p.Page, site, o, p.Slug)
	l.text(f, f.width, PostMeta(p, Date), mark{dim: true})
	if len(p.Tags) > 0 {
		tags := make([]string, len(p.Tags))
		for i, tag := range p.Tags {
			tags[i] = unbreakable.Replace(tag)
		}
		l.text(f, f.width, strings.Join(tags, "  "), mark{dim: true})
	}
	l.translations(f, p.Translations)
	return l.finish(f)
}

// About lays out the about page.
func About(p *blog.Page, site blog.Site, o Options) *Page {
	l, f := begin(p, site, o, "about")
	l.translations(f, p.Translations)
	return l.finish(f)
}

// unbreakable keeps words that belong together on one line: a tag, or the name of a language.
var unbreakable = strings.NewReplacer(" ", hardSpace, "-", hardHyphen)

// PostMeta returns the line below a post's title: "6 min · 23 November 2026", for authors
// with who sees it before that. date writes each of its dates.
func PostMeta(p *blog.Post, date func(time.Time) string) string {
	var parts []string
	if p.StateLabel != "" {
		parts = append(parts, p.StateLabel)
	}
	parts = append(parts, fmt.Sprintf("%d min", p.Minutes))
	if !p.Date.IsZero() {
		parts = append(parts, date(p.Date))
	}
	if !p.Updated.IsZero() && Date(p.Updated) != Date(p.Date) {
		parts = append(parts, "updated "+date(p.Updated))
	}
	return strings.Join(parts, " · ")
}

// Date returns a date as readers see it: "23 November 2026".
func Date(t time.Time) string { return t.Format("2 January 2006") }

// translations adds the languages in which the text is there too, as links to it. Plain text
// has a command for each.
func (l *layout) translations(f *frame, all []blog.Translation) {
	dim := mark{dim: true}
	if l.opts.plain() {
		for _, t := range all {
			command := l.site.SSH("cat", t.Slug)
			if t.About {
				command = l.site.SSH(t.Slug)
			}
			l.text(f, unwrapped, "Also in "+t.Lang+": "+strings.ReplaceAll(command, "-", hardHyphen), dim)
		}
		return
	}
	if len(all) == 0 {
		return
	}
	const lead = "Also in "
	in, column := l.inline(f.width), len(lead)
	in.add(lead, dim)
	for i, name := range LanguageNames(all, l.opts.ASCII) {
		width := textWidth(name) + len(", ")
		switch {
		case i == 0:
		case column+width-1 > f.width: // names are not broken, as Chinese and Japanese words are
			in.add(",", dim)
			in.lineBreak()
			column = 0
		default:
			in.add(", ", dim)
		}
		column += width
		in.add(unbreakable.Replace(name), mark{ref: Ref{Kind: ToLink, N: len(l.doc.Links) + i + 1}})
	}
	l.prose(f, in, 0)
}

func begin(p *blog.Page, site blog.Site, o Options, id string) (*layout, *frame) {
	o.Width = max(o.Width, minWidth)
	l := &layout{
		doc:     p.Document(),
		site:    site,
		opts:    o,
		pal:     o.Styles.Palette(o.Theme, o.Profile),
		page:    &Page{},
		pens:    map[mark]*pen{},
		links:   p.Targets(),
		glamour: newGlamour(o.plain()),
		title:   p.Title,
		known:   o.Pictures.Known.byNumber(),
		id:      id,
	}
	f := &frame{room: o.Width, width: o.Width}
	l.text(f, f.width, p.Title, mark{bold: true, heading: 1})
	return l, f
}

func (l *layout) finish(f *frame) *Page {
	l.gap(f, 1)
	n := l.doc.Root.FirstChild()
	if n != nil && l.doc.RepeatsTitle(n, l.title) {
		n = n.NextSibling()
	}
	if n != nil && n.Kind() == ast.KindHeading {
		l.gap(f, 1)
	}
	l.children(f, l.doc.Root)
	l.notes(f)
	l.addresses(f)
	return l.page
}

// notes adds the footnotes, which the parser puts at the end.
func (l *layout) notes(f *frame) {
	list, ok := l.doc.Root.LastChild().(*astext.FootnoteList)
	if !ok {
		return
	}
	l.gap(f, 2)
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		if n != list.FirstChild() {
			l.gap(f, 1)
		}
		index := n.(*astext.Footnote).Index
		number := noteMark(index, l.opts.ASCII) + " "
		m := mark{dim: true, ref: Ref{Kind: FromNote, N: index}}
		l.children(f.inside(number, strings.Repeat(" ", ansi.StringWidth(number)), m), n)
	}
}

// addresses lists the addresses of the links, and of the translations that are named by
// their languages alone. For a post of this blog it is the command
// that opens the post, which works in terminals without links too.
func (l *layout) addresses(f *frame) {
	links := l.doc.Links
	if !l.opts.plain() {
		links = l.links
	}
	if len(links) == 0 {
		return
	}
	l.gap(f, 2)
	for i, link := range links {
		number := fmt.Sprintf("[%d] ", link.N)
		if i >= len(l.doc.Links) {
			number = "[" + link.Text + "] "
		}
		address := link.URL
		switch {
		case link.Slug != "":
			address = l.site.SSHTerminal(place(link))
		case address == "": // a heading of the about page itself, or a post that is not there
			address = link.Address
		}
		// A hyphen at the end of a row would look like one that is not part of it.
		address = strings.ReplaceAll(address, "-", hardHyphen)
		in := f.inside(number, strings.Repeat(" ", len(number)), mark{dim: true})
		width := in.width
		if l.opts.plain() {
			width = unwrapped // in plain text nothing but its letters makes it a link
		}
		l.text(in, width, address, mark{dim: true})
	}
}

// place returns what readers type to open the post that a link leads to. The about page,
// whose headings have no addresses, is opened as a whole.
func place(link blog.Link) string {
	if link.Fragment == "" || link.URL == "" {
		return link.Slug
	}
	return link.Slug + "#" + link.Fragment
}
