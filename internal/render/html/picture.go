package html

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// image writes a picture, or what plays if the address is that of a film or a sound. What
// browsers are not to load is a link to it.
func (m *pageMarkup) image(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	alt, href := m.doc.Text(n), m.href(n)
	outer, inLink := n.Parent().(*ast.Link)
	inLink = inLink && m.href(outer) != ""
	words := escaped(cmp.Or(alt, m.doc.ImageText(n)))
	if inLink && n.PreviousSibling() == nil && n.NextSibling() == nil {
		alt = cmp.Or(alt, m.doc.ImageText(n)) // else the link has no name
	}
	switch src, width, height, ok := m.source(n); {
	case ok:
		put(w, "<img", attribute("src", src), pixels("width", width), pixels("height", height), ` alt="`, escaped(alt), `"`)
		title(w, n.Title)
		if m.pictures++; m.pictures > 1 { // the first one is likely to be seen at once
			put(w, ` loading="lazy"`)
		}
		put(w, ` decoding="async">`)
	case inLink, href == "":
		put(w, words)
	case mediaOf(href) != "" && own(href):
		tag := mediaOf(href)
		put(w, m.player(tag, href, cmp.Or(alt, m.doc.ImageText(n))), words, "</a></", tag, ">")
	default:
		put(w, "<a", attribute("href", href), ">", words, "</a>")
	}
	return ast.WalkSkipChildren, nil
}

// source returns the address of a picture that browsers may load, and how many pixels it has.
func (m *pageMarkup) source(n *ast.Image) (src string, width, height int, ok bool) {
	l, ok := m.doc.Link(n)
	if !ok || mediaOf(l.Address) != "" {
		return "", 0, 0, false
	}
	if m.options.Picture != nil {
		if src, width, height, ok = m.options.Picture(l); ok {
			return src, width, height, true
		}
	}
	src = string(util.URLEscape([]byte(l.URL), false))
	return src, 0, 0, m.options.RemoteImages && l.Slug == "" && webAddress.MatchString(src)
}

// pixels returns an attribute with a number of pixels, if that is known.
func pixels(name string, n int) string {
	if n <= 0 {
		return ""
	}
	return attribute(name, strconv.Itoa(n))
}

// link writes a link. One that stands for a film or a sound of this door plays it; in it is
// the link, for browsers that cannot.
func (m *pageMarkup) link(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	tag, isMedia := attributeOf(node, markdown.MediaKind)
	href := m.href(node)
	switch {
	case !isMedia || !own(href):
		return m.markup.link(w, source, node, entering)
	case entering:
		put(w, m.player(tag, href, strings.TrimPrefix(m.doc.Text(node), tag+": ")))
	default:
		put(w, "</a></", tag, ">")
	}
	return ast.WalkContinue, nil
}

// player returns the beginning of an element that plays a film or a sound, and of a link to it.
func (m *pageMarkup) player(tag, src, name string) string {
	return "<" + tag + ` controls preload="none"` + attribute("src", src) + attribute("aria-label", name) + "><a" + attribute("href", src) + ">"
}

// own reports whether an address is a path of this door.
func own(address string) bool { return strings.HasPrefix(address, "/") }

// mediaOf returns the element that plays what is at an address, or "" if it is no film and no
// sound.
func mediaOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	switch ext := strings.ToLower(path.Ext(u.Path)); {
	case slices.Contains([]string{".mp4", ".webm", ".ogv", ".m4v", ".mov"}, ext):
		return "video"
	case slices.Contains([]string{".mp3", ".ogg", ".oga", ".opus", ".m4a", ".flac", ".wav"}, ext):
		return "audio"
	}
	return ""
}
