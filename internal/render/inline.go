package render

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// Characters that keep a line together while it is wrapped. Rows have plain ones.
const (
	hardSpace  = "\u00A0"
	hardHyphen = "\u2011"
)

// inline turns the inline children of a block into a text and how each part of it is
// meant. glamour only wraps the text.
type inline struct {
	doc     *blog.Document
	plain   bool   // code keeps its backticks
	ascii   bool   // the marks of notes are ASCII
	width   int    // columns there are for it; 0 where nothing is wrapped
	caption string // of the picture that is all of it and shows above; or ""
	text    rowBuilder
	letters int
	origins []origin
	spaces  map[int]bool // by the number of letters before them
}

// origin is the source line of the letters from a count on.
type origin struct{ letter, line int }

// sourceLine returns the line of the file that has the n-th letter.
func (in *inline) sourceLine(letter int) int {
	after := sort.Search(len(in.origins), func(i int) bool { return in.origins[i].letter > letter })
	for i := max(after-1, 0); i < len(in.origins); i++ {
		if line := in.origins[i].line; line > 0 {
			return line
		}
	}
	return 0
}

// children appends what the children of a node spell.
func (in *inline) children(from ast.Node, m mark) {
	for c := from.FirstChild(); c != nil; c = c.NextSibling() {
		in.node(c, m)
	}
}

func (in *inline) node(n ast.Node, m mark) {
	switch n := n.(type) {
	case *ast.Text:
		in.origins = append(in.origins, origin{in.letters, in.doc.LineAt(n.Segment.Start)})
		in.add(in.doc.Literal(n), m)
		switch {
		case n.HardLineBreak():
			in.lineBreak()
		case n.SoftLineBreak() && !in.doc.Joined(n):
			in.add(" ", m)
		}
	case *ast.String:
		in.add(in.doc.Literal(n), m)
	case *ast.CodeSpan:
		in.codeSpan(n, m)
	case *ast.Emphasis:
		if n.Level > 1 {
			m.bold, m.strong = true, true
		} else {
			m.italic, m.emph = true, true
		}
		in.children(n, m)
	case *astext.Strikethrough:
		m.struck = true
		sign := ""
		if in.plain {
			sign = "~~" // without it the text would say the contrary
		}
		in.add(sign, m)
		in.children(n, m)
		in.add(sign, m)
	case *markdown.Inline:
		in.element(n, m)
	case *ast.Link:
		in.link(n, m, func(m mark) { in.children(n, m) })
	case *ast.AutoLink:
		in.link(n, m, func(m mark) { in.add(blog.Visible(string(n.Label(in.doc.Source))), m) })
	case *ast.Image:
		text := strings.TrimSuffix("image: "+in.doc.ImageText(n), ": ")
		if in.caption != "" {
			text = in.caption
		}
		in.link(n, m, func(m mark) { in.add(text, m) })
	case *astext.FootnoteLink:
		m.dim, m.ref = true, Ref{Kind: ToNote, N: n.Index, Nth: n.RefIndex}
		in.add(noteMark(n.Index, in.ascii), m)
	case *astext.TaskCheckBox:
		box := "[ ] "
		if n.IsChecked {
			box = "[x] "
		}
		in.add(box, m)
	case *astext.FootnoteBacklink: // leads from a note to its mark; a terminal has the back key
	default:
		in.children(n, m)
	}
}

// element appends an element of HTML.
func (in *inline) element(n *markdown.Inline, m mark) {
	switch n.Tag {
	case "sup", "sub":
		if !onlyText(n) {
			in.add(map[string]string{"sup": "^", "sub": "_"}[n.Tag], m)
			break
		}
		in.add(n.Spell(in.doc.Text(n)), m)
		return
	case "q":
		in.add("“", m)
		defer in.add("”", m)
	case "kbd":
		m.code = true
	case "mark":
		m.bold, m.strong = true, true
	case "small":
		m.dim = true
	}
	in.children(n, m)
}

// onlyText reports whether a node holds text and nothing that has a mark of its own.
func onlyText(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() != ast.KindText && c.Kind() != ast.KindString {
			return false
		}
	}
	return true
}

// lineBreak ends a line.
func (in *inline) lineBreak() {
	in.space()
	in.text.add("\n", mark{})
}

// noteMark returns the mark of a footnote: a superscript, or its like in ASCII. Links have
// brackets.
func noteMark(n int, ascii bool) string {
	if ascii {
		return "^" + strconv.Itoa(n)
	}
	return strings.Map(func(r rune) rune { return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0'] }, strconv.Itoa(n))
}

// codeSpan appends code with hard hyphens, so that flags such as --json are not broken.
func (in *inline) codeSpan(n *ast.CodeSpan, m mark) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			in.origins = append(in.origins, origin{in.letters, in.doc.LineAt(t.Segment.Start)})
		}
	}
	s := strings.ReplaceAll(in.doc.CodeSpan(n), "-", hardHyphen)
	if in.plain {
		s = backticked(s)
	}
	m.code = true
	in.add(s, m)
}

// backticked returns code between backticks: more of them than it has itself.
func backticked(s string) string {
	ticks, pad := "`", ""
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		pad = " "
	}
	return ticks + pad + s + pad + ticks
}

// link appends what body spells as a link, and its number.
func (in *inline) link(n ast.Node, m mark, body func(mark)) {
	l, ok := in.doc.Link(n)
	if !ok {
		body(m)
		return
	}
	if outer, ok := in.doc.Link(n.Parent()); ok && outer.N == l.N { // which adds the number of both
		body(m)
		return
	}
	number := m
	number.dim = true
	m.ref = Ref{Kind: ToLink, N: l.N}
	if hasPicture(n) || in.caption != "" { // words of the link may not be there, and the picture leads elsewhere
		number.ref = m.ref
	}
	if in.caption != "" {
		m.ref = Ref{}
		body(m)
		in.add(in.tie(l), m)
		in.add(fmt.Sprintf("[%d]", l.N), number)
		return
	}
	body(m)
	if in.text.endsInSpace() {
		in.add(fmt.Sprintf("[%d] ", l.N), number)
		return
	}
	in.add(in.tie(l)+fmt.Sprintf("[%d]", l.N), number)
}

// hasPicture reports whether a picture is in a link.
func hasPicture(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

// tie returns the space between a link and its number: a hard one, so that the number
// stays with the last word, unless that word fills the line.
func (in *inline) tie(l blog.Link) string {
	last := l.Text[strings.LastIndex(l.Text, " ")+1:]
	if r, _ := utf8.DecodeLastRuneInString(last); markdown.Wide(r) { // lines break before it
		return hardSpace
	}
	if in.width > 0 && ansi.StringWidth(last)+len(fmt.Sprintf(" [%d]", l.N)) > in.width {
		return " "
	}
	return hardSpace
}

// add appends a text with its mark.
func (in *inline) add(s string, m mark) {
	s = strings.ReplaceAll(s, "\t", " ")
	in.count(s)
	in.text.add(s, m)
}

// count counts the letters of s and records the spaces between them.
func (in *inline) count(s string) {
	for _, r := range s {
		switch {
		case isLetter(r):
			in.letters++
		case unicode.IsSpace(r):
			in.space()
		}
	}
}

func (in *inline) space() {
	if in.spaces == nil {
		in.spaces = map[int]bool{}
	}
	in.spaces[in.letters] = true
}

// letters returns the number of letters for a [Place]: everything but spaces and the lines
// of tables.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if isLetter(r) {
			n++
		}
	}
	return n
}

func isLetter(r rune) bool { return !unicode.IsSpace(r) && (r < 0x2500 || r > 0x257F) }
