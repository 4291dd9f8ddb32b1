package html

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/markdown"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Typeset returns words of prose, such as a title, with the typographic signs of their
// language: marks of quotation, apostrophes, dashes for -- and ---, and … for three full stops.
// In a language whose marks are not known, and where a sign is typographic or part of
// something else than prose, it stays.
func Typeset(words, lang string) string {
	marks, ok := marksOf(lang)
	if !ok {
		return words
	}
	t := typesetter{marks: marks}
	t.add([]byte(words), true)
	t.decide()
	return string(t.spelled([]byte(words), t.signs))
}

// typesetter writes the signs of one text. A sign depends on what is beside it in its block,
// whatever elements these are in.
type typesetter struct {
	doc   *blog.Document
	marks quotes

	block ast.Node             // the last one
	set   map[*ast.Text][]byte // its texts
	signs []sign               // of the block, as they are read
	parts []part               // of signs
}

// part is the signs of one text.
type part struct {
	text     *ast.Text
	from, to int
}

// sign is a character of a block.
type sign struct {
	r     rune
	bytes int    // that spell it in the source; 0 for what stands for a node
	fixed bool   // it is not to be replaced
	by    string // what it is replaced by
	gone  bool   // it is left out
}

// opaque stands for code and pictures, which are like words to what is beside them.
const opaque = 'x'

// text returns the source of a text, with its signs.
func (t *typesetter) text(n *ast.Text) []byte {
	block := n.Parent()
	for block.Type() == ast.TypeInline {
		block = block.Parent()
	}
	if block != t.block {
		t.block = block
		t.typeset(block)
	}
	if set, ok := t.set[n]; ok {
		return set
	}
	return n.Segment.Value(t.doc.Source)
}

// typeset fills set with the texts of a block that have signs to be replaced.
func (t *typesetter) typeset(block ast.Node) {
	t.set, t.signs, t.parts = map[*ast.Text][]byte{}, t.signs[:0], t.parts[:0]
	t.inlines(block, false)
	t.decide()
	for _, p := range t.parts {
		for _, s := range t.signs[p.from:p.to] {
			if s.by != "" {
				t.set[p.text] = t.spelled(p.text.Segment.Value(t.doc.Source), t.signs[p.from:p.to])
				break
			}
		}
	}
}

// inlines adds the signs of what is in a node. fixed says that none is to be replaced.
func (t *typesetter) inlines(parent ast.Node, fixed bool) {
	for c := parent.FirstChild(); c != nil; c = c.NextSibling() {
		switch n := c.(type) {
		case *ast.Text:
			from := len(t.signs)
			t.add(n.Segment.Value(t.doc.Source), n.IsRaw())
			for i := from; fixed && i < len(t.signs); i++ {
				t.signs[i].fixed = true
			}
			t.parts = append(t.parts, part{n, from, len(t.signs)})
			if n.HardLineBreak() || n.SoftLineBreak() && !t.doc.Joined(n) {
				t.stand(' ')
			}
		case *ast.String, *ast.CodeSpan, *ast.AutoLink, *ast.Image:
			t.stand(opaque)
		case *astext.FootnoteLink, *astext.FootnoteBacklink: // is beside a word, and changes nothing
		case *astext.TaskCheckBox:
			t.stand(' ')
		case *ast.Link:
			t.inlines(n, fixed || strings.Contains(t.doc.Text(n), "://"))
		case *markdown.Inline:
			t.inlines(n, fixed || n.Tag == "kbd" || n.Tag == "span") // span is a formula
		default:
			t.inlines(n, fixed)
		}
	}
}

// stand adds what stands for a node.
func (t *typesetter) stand(r rune) { t.signs = append(t.signs, sign{r: r, fixed: true}) }

// add adds the signs of a source. What is escaped, or a reference such as &quot;, is meant as
// it is. raw says that there are no escapes and references.
func (t *typesetter) add(source []byte, raw bool) {
	for at := 0; at < len(source); {
		s := sign{}
		s.r, s.bytes = utf8.DecodeRune(source[at:])
		switch {
		case raw:
		case s.r == '\\' && at+1 < len(source) && util.IsPunct(source[at+1]):
			s.r, s.bytes, s.fixed = rune(source[at+1]), 2, true
		case s.r == '&':
			const longest = 34 // &CounterClockwiseContourIntegral; is the longest name
			end := bytes.IndexByte(source[at:min(at+longest, len(source))], ';') + 1
			reference := source[at : at+end]
			if meant := util.ResolveEntityNames(util.ResolveNumericReferences(reference)); end > 0 && !bytes.Equal(meant, reference) {
				s.r, _ = utf8.DecodeRune(meant)
				s.bytes, s.fixed = end, true
			}
		}
		t.signs = append(t.signs, s)
		at += s.bytes
	}
}

// spelled returns a source with its signs replaced.
func (t *typesetter) spelled(source []byte, signs []sign) []byte {
	out := make([]byte, 0, len(source)+16)
	for _, s := range signs {
		switch {
		case s.by != "":
			out = append(out, s.by...)
		case !s.gone:
			out = append(out, source[:s.bytes]...)
		}
		source = source[s.bytes:]
	}
	return out
}

// at returns a character of the block, and a space outside.
func (t *typesetter) at(i int) rune {
	if i < 0 || i >= len(t.signs) {
		return ' '
	}
	return t.signs[i].r
}

// decide replaces the signs of a block.
func (t *typesetter) decide() {
	ends := -1 // where the last ' stands that ends something
	for i, s := range t.signs {
		if s.r != '\'' || s.fixed {
			continue
		}
		if opens, closes := t.flanks(i); closes && !opens {
			ends = i
		}
	}
	double, single := 0, 0 // marks that are open
	for i := range t.signs {
		switch s := &t.signs[i]; {
		case s.fixed:
		case s.r == '"':
			s.by = t.doubleQuote(i, &double)
		case s.r == '\'':
			s.by = t.singleQuote(i, &single, i < ends)
		case s.r == '-' && t.at(i-1) != '-':
			t.dash(i)
		case s.r == '.' && t.at(i-1) != '.':
			t.ellipsis(i)
		}
	}
}

// flanks reports whether a mark of quotation stands before something, and whether it stands
// behind something. Between two words or two signs it does both.
func (t *typesetter) flanks(i int) (opens, closes bool) {
	before, after := t.at(i-1), t.at(i+1)
	opens = !unicode.IsSpace(after) && (isWord(after) || !isWord(before))
	closes = !unicode.IsSpace(before) && (isWord(before) || !isWord(after))
	return opens, closes
}

// doubleQuote returns what " is replaced by. It stays if it stands alone, in a word, or behind
// a number, as inches do.
func (t *typesetter) doubleQuote(i int, depth *int) string {
	before, after := t.at(i-1), t.at(i+1)
	opens, closes := t.flanks(i)
	switch {
	case closes && *depth > 0:
		*depth--
		return t.marks.end
	case opens && closes && isWord(before) && !markdown.Wide(before) && !markdown.Wide(after):
		return ""
	case opens:
		*depth++
		return t.marks.open
	case closes && !unicode.IsDigit(before):
		return t.marks.end
	}
	return ""
}

const apostrophe = "’"

// singleQuote returns what ' is replaced by. It stays if it stands alone, or behind a number,
// as feet and minutes do. ended says that another one may end what it begins.
func (t *typesetter) singleQuote(i int, depth *int, ended bool) string {
	before, after := t.at(i-1), t.at(i+1)
	opens, closes := t.flanks(i)
	switch {
	case isWord(before) && isWord(after):
		if unicode.IsDigit(before) && unicode.IsDigit(after) || markdown.Wide(before) || markdown.Wide(after) {
			return ""
		}
		return apostrophe
	case closes && *depth > 0:
		*depth--
		return t.marks.endSingle
	case opens && ended && !t.elides(i):
		*depth++
		return t.marks.openSingle
	case opens && isWord(after), closes && isWord(before) && !unicode.IsDigit(before):
		return apostrophe
	}
	return ""
}

// elided are English words whose beginning is left out.
var elided = map[string]bool{
	"tis": true, "twas": true, "twere": true, "twill": true, "em": true, "til": true, "till": true, "cause": true, "bout": true, "round": true,
}

// elides reports whether the word behind an apostrophe lacks its beginning: a year such as
// '90s, a word of one letter, as Dutch has them and rock 'n' roll, or one of elided.
func (t *typesetter) elides(i int) bool {
	var word strings.Builder
	end := i + 1
	for ; isWord(t.at(end)) && end-i < 8; end++ {
		word.WriteRune(unicode.ToLower(t.at(end)))
	}
	switch w := word.String(); {
	case len(w) >= 2 && unicode.IsDigit(rune(w[0])) && unicode.IsDigit(rune(w[1])):
		return len(w) == 2 && t.at(end) != '\'' || w[2:] == "s"
	case utf8.RuneCountInString(w) == 1:
		return t.at(end) != '\'' || w == "n"
	default:
		return elided[w]
	}
}

// dash replaces two hyphens between spaces or between digits by a dash, and three between
// spaces or between words by a long one. Others are parts of names, such as --flag.
func (t *typesetter) dash(i int) {
	n := 1
	for n < 4 && t.at(i+n) == '-' && !t.signs[i+n].fixed {
		n++
	}
	before, after := t.at(i-1), t.at(i+n)
	apart := unicode.IsSpace(before) && unicode.IsSpace(after) && n < len(t.signs)
	switch {
	case n == 2 && (apart || unicode.IsDigit(before) && unicode.IsDigit(after)):
		t.replace(i, n, "–")
	case n == 3 && (apart || !unicode.IsSpace(before) && !unicode.IsSpace(after) && before != '-' && after != '-' && (isWord(before) || isWord(after))):
		t.replace(i, n, "—")
	}
}

// ellipsis replaces three full stops, unless they are part of a path, such as ./...
func (t *typesetter) ellipsis(i int) {
	if t.at(i+1) != '.' || t.at(i+2) != '.' || t.signs[i+1].fixed || t.signs[i+2].fixed {
		return
	}
	if before, after := t.at(i-1), t.at(i+3); before != '/' && after != '/' && after != '.' {
		t.replace(i, 3, "…")
	}
}

// replace writes something instead of n signs.
func (t *typesetter) replace(i, n int, by string) {
	t.signs[i].by = by
	for j := i + 1; j < i+n; j++ {
		t.signs[j].gone = true
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
