package blog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// Outline is what is known of a text without its tree.
type Outline struct {
	Headings []Heading
	Links    []Link // those that lead somewhere

	anchors *anchorIndex
}

// Anchors returns the names that #NAME may have here, in the order of the text.
func (o Outline) Anchors() []string {
	names := make([]string, len(o.Headings))
	for i, h := range o.Headings {
		names[i] = h.Anchor
	}
	return names
}

// HasAnchor reports whether a heading has this anchor, to the letter.
func (o Outline) HasAnchor(name string) bool {
	return slices.ContainsFunc(o.Headings, func(h Heading) bool { return h.Anchor == name })
}

// HasID reports whether an element that is no heading has an id, to the letter.
func (o Outline) HasID(id string) bool { return o.anchors.hasID(id) }

// Anchor returns the anchor of the heading that #NAME leads to, in any spelling that a
// generator gives it: GitHub, Hugo, kramdown, Zola or Docusaurus, in any case. The name
// may also be the id of another element: then it leads to the heading above, or below
// where that comes next. canonical is "" for the top of the text.
func (o Outline) Anchor(name string) (canonical string, ok bool) { return o.anchors.find(name) }

// Heading is a heading that links may lead to.
type Heading struct {
	Level  int // 1 to 6
	Anchor string
	Text   string
	Line   int // of the file
}

// Link leads to another post, to a heading, or out of the blog.
type Link struct {
	N        int    // from 1, in the order of the text; those that lead nowhere do not count
	Address  string // as written, escapes and entities resolved
	Text     string
	Line     int    // of the file
	Slug     string // the post it leads to, or about; empty when it leaves the blog
	Fragment string // the heading there, where one is named
	URL      string // absolute; of the post, or where Address leads; empty for the about page
	File     string // of the content directory, if it leads to one that readers may have: see [Archive.FileAddress]

	at int // in the order of the text, those that lead nowhere counted too
}

// Code is a block of code that a reader may copy or run.
type Code struct {
	N        int    // from 1, in the order of the text
	Language string // first word of the info string
	Title    string // name of a file or a caption in the info string
	Run      bool   // the info string ends in "run": the project's tests execute it
	Text     string // byte by byte
	Output   string // the block of output that follows, if there is one
	Line     int    // of the file: the fence, or the first line
}

// outputLanguage is the info string of a block that has the output of the block before it.
const outputLanguage = "output"

// outline fills in what the tree says besides its nodes.
func (d *Document) outline() {
	plain := make([]byte, 0, len(d.Source))
	addBlock := func(text string) { plain = append(append(plain, text...), '\n') }
	used := map[string]int{}
	d.anchors = &anchorIndex{}
	ids := elementIDs{index: d.anchors}
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && !entering {
			d.leavesLink(link)
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		ids.add(n)
		switch n := n.(type) {
		case *ast.Heading:
			text := d.addHeading(n, used)
			if text != "" {
				ids.heading(d.headingAnchors[n])
			}
			addBlock(text)
		case *ast.Paragraph, *ast.TextBlock, *astext.TableCell, *astext.DefinitionTerm:
			before := len(plain)
			plain = append(d.appendText(plain, n), '\n')
			ids.text(len(plain) > before+1)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			ids.text(true)
			addBlock(d.Listing(n))
			d.addCode(n)
		case *markdown.Math:
			ids.text(true)
			addBlock(d.Listing(n))
		case *ast.AutoLink:
			d.addLink(n, autoAddress(n, d.Source), string(n.Label(d.Source)))
		case *ast.Image:
			if address := string(unescape(n.Destination)); !isData(address) && !isOwnLink(n, n.Parent()) {
				d.addLink(n, address, d.ImageText(n))
			}
		}
		return ast.WalkContinue, nil
	})
	ids.flush()
	d.anchors.headings = d.Headings
	d.Plain = string(bytes.TrimSuffix(plain, []byte("\n")))
}

// addHeading adds a heading and returns its text. used has the anchors that are taken,
// with the number to try next behind each.
func (d *Document) addHeading(n *ast.Heading, used map[string]int) string {
	h := Heading{Level: n.Level, Text: d.Text(n), Line: d.Line(n)}
	if h.Text == "" {
		return ""
	}
	if id, ok := n.AttributeString("id"); ok {
		if b, isBytes := id.([]byte); isBytes {
			h.Anchor = anchor(string(b))
		}
	}
	if h.Anchor == "" {
		h.Anchor = anchor(withEmojiNames(n, h.Text))
	}
	base := h.Anchor
	for used[h.Anchor] > 0 {
		h.Anchor = fmt.Sprintf("%s-%d", base, used[base])
		used[base]++
	}
	used[h.Anchor]++
	d.headingAnchors[n] = h.Anchor
	d.Headings = append(d.Headings, h)
	return h.Text
}

// withEmojiNames returns the text of a heading with the names of the emoji that are written
// by their names: GitHub's anchor of ":rocket: Go" is rocket-go, that of "🚀 Go" is -go.
func withEmojiNames(heading ast.Node, text string) string {
	for c := heading.FirstChild(); c != nil; c = c.NextSibling() {
		if s, ok := c.(*ast.String); ok {
			if name, ok := s.AttributeString(markdown.EmojiName); ok {
				text = strings.Replace(text, string(s.Value), string(name.([]byte)), 1) //nolint:forcetypeassert // package markdown has set it
			}
		}
	}
	return text
}

// anchor returns the name that GitHub gives a heading: lower case, hyphens for spaces,
// letters and digits of any script.
func anchor(s string) string {
	a := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, s)
	if a == "" {
		return "heading"
	}
	return a
}

func (d *Document) addCode(n ast.Node) {
	info := d.Info(n)
	if len(info) > 0 && info[0] == outputLanguage {
		if prev, ok := d.code[n.PreviousSibling()]; ok {
			d.Code[prev].Output = d.Raw(n)
		}
		return
	}
	c := Code{N: len(d.Code) + 1, Text: d.Raw(n), Line: d.Line(n)}
	if len(info) > 0 {
		c.Language = Line(markdown.Language(strings.Join(info, " ")))
		c.Title = Line(markdown.Title(strings.Join(info, " ")))
		c.Run = slices.Contains(info[1:], "run")
	}
	d.code[n] = len(d.Code)
	d.Code = append(d.Code, c)
}

// leavesLink adds a link whose content has been added: its number is behind those of the
// pictures in it. A picture that leads to itself is one thing with its link.
func (d *Document) leavesLink(n *ast.Link) {
	address, text := string(unescape(n.Destination)), d.Text(n)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		img, ok := c.(*ast.Image)
		if ok && isOwnLink(img, n) {
			d.links[c] = len(d.Links)
		}
		if ok && text == "" {
			text = d.ImageText(img)
		}
	}
	d.addLink(n, address, text)
}

// isOwnLink reports whether a picture is in a link to itself.
func isOwnLink(img *ast.Image, parent ast.Node) bool {
	link, ok := parent.(*ast.Link)
	return ok && bytes.Equal(img.Destination, link.Destination)
}

func (d *Document) addLink(n ast.Node, address, text string) {
	address = strings.Trim(address, "\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF ") // they do not show in an editor
	d.links[n] = len(d.Links)
	at := len(d.Links)
	d.Links = append(d.Links, Link{N: at + 1, Address: Line(address), Text: Line(text), Line: d.Line(n), at: at})
}
