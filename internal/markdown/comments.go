package markdown

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Span is a part of a source, by its offsets.
type Span struct{ Start, End int }

// commentForms are the comments of generators: Handlebars, MDX, EJS, and templates of Go.
// What is in one ends with the first end, whatever it is.
var commentForms = []struct{ open, end string }{
	{"{{!--", "--}}"},
	{"{{!", "}}"},
	{"{{/*", "*/}}"},
	{"{{- /*", "*/ -}}"},
	{"{/*", "*/}"},
	{"<%--", "--%>"},
	{"<%#", "%>"},
}

// comment adds the comment that begins at a place, and returns its length, or 0.
func (s *scanner) comment(at int) int {
	rest := s.src[at:]
	for _, form := range commentForms {
		if !bytes.HasPrefix(rest, []byte(form.open)) {
			continue
		}
		if end := s.find(form.end, at+len(form.open)); end < len(s.src) && (form.open != "{{/*" || !call.Match(bytes.TrimSpace(s.src[at+len(form.open):end]))) {
			return s.addComment(at, end+len(form.end), "")
		}
	}
	switch {
	case rest[0] == '[':
		return s.labelComment(at)
	case bytes.HasPrefix(rest, []byte("{#")):
		return s.hashComment(at)
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.htmlComment(at, "-->")
	case bytes.HasPrefix(rest, []byte("<?")):
		return s.htmlComment(at, "?>")
	case bytes.HasPrefix(rest, []byte("%%")):
		return s.percentComment(at)
	case bytes.HasPrefix(rest, []byte("{::")):
		return s.kramdownTag(at)
	}
	return 0
}

// kramdownTag adds {::comment}, with what is up to its end, or another of kramdown's
// extensions, which mean nothing here.
func (s *scanner) kramdownTag(at int) int {
	open := kramdownOpen.Find(s.src[at:min(len(s.src), at+200)])
	if open == nil {
		return 0
	}
	if bytes.HasPrefix(open, []byte("{::comment}")) {
		end := s.find("{:/", at)
		if n := bytes.IndexByte(s.src[end:], '}'); n >= 0 {
			return s.addComment(at, end+n+1, "")
		}
	}
	s.add(part{start: at, end: at + len(open), kind: partOther})
	return len(open)
}

var kramdownOpen = regexp.MustCompile(`^\{::\w+[^{}\n]*\}`)

// addComment adds a comment with what stands for it, and returns its length.
func (s *scanner) addComment(at, end int, instead string) int {
	s.add(part{start: at, end: end, kind: partOther, text: instead, comment: true})
	return end - at
}

// hashComment adds {# a comment of Jinja, Nunjucks or Zola #}. {#name} is the id of a heading.
func (s *scanner) hashComment(at int) int {
	end := s.find("#}", at+2)
	if end >= len(s.src) {
		return 0
	}
	inner := s.src[at+2 : end]
	if bytes.IndexByte([]byte(" \t\r\n-"), s.src[at+2]) < 0 && bytes.ContainsAny(inner, "}\n") {
		return 0
	}
	return s.addComment(at, end+2, "")
}

// percentComment adds %% a comment of Obsidian %%. Elsewhere two percent signs are a sign
// that is escaped, or begin the name of a variable.
func (s *scanner) percentComment(at int) int {
	if before, _ := utf8.DecodeLastRune(s.src[s.begin:at]); isWord(before) {
		return 0
	}
	if whole := bytes.TrimSpace(s.src[s.begin:lineEnd(s.src, at)]); string(whole) == "%%" {
		if end := blockPercent.FindIndex(s.src[at:]); end != nil {
			return s.addComment(at, at+end[1], "")
		}
		return 0
	}
	line := s.src[at:lineEnd(s.src, at)]
	n := bytes.Index(line[2:], []byte("%%"))
	if n <= 0 || bytes.IndexFunc(line[n+4:], isWord) == 0 {
		return 0
	}
	return s.addComment(at, at+n+4, "")
}

var blockPercent = regexp.MustCompile(`(?s)^%%[ \t]*\r?\n(?:.*?\n)?[ \t]*%%[ \t]*(?:\r?\n|$)`)

func isWord(r rune) bool { return r == '%' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// htmlComment steps over a comment of HTML or an instruction of PHP, so that there are no
// tags in it. goldmark finds it again, unless there is a blank line in it and it stands
// within a block.
func (s *scanner) htmlComment(at int, mark string) int {
	end := s.find(mark, at+2)
	if end >= len(s.src) {
		return 0
	}
	end += len(mark)
	if s.findBlank(at) >= end {
		return end - at
	}
	before := s.src[s.begin:at]
	marks := bytes.TrimLeft(before, " \t>")
	marks = marks[len(listItem.Find(marks)):]
	switch {
	case s.html: // nothing in it ends the block
		return s.addComment(at, end, "")
	case len(marks) == 0 && len(bytes.Trim(before, " ")) == 0 && !s.list: // goldmark's
		return end - at
	case len(marks) == 0:
		return s.addComment(at, end, "<!-- -->")
	}
	return 0 // a paragraph ends in it, so it is none
}

// findBlank returns where the next blank line begins, or len(src), as find does.
func (s *scanner) findBlank(at int) int {
	if found, ok := s.next["blank"]; ok && found >= at {
		return found
	}
	found := len(s.src)
	if n := blankLine.FindIndex(s.src[at:]); n != nil {
		found = at + n[0]
	}
	s.next["blank"] = found
	return found
}

var blankLine = regexp.MustCompile(`\n[ \t>]*\r?\n`)

// tagComment adds what a tag named comment and its end have between them, and returns its
// length, or 0 if there is no end.
func (s *scanner) tagComment(at, end int) int {
	if s.noCommentEnd {
		return 0
	}
	found := commentEnd.FindIndex(s.src[end:])
	if found == nil {
		s.noCommentEnd = true
		return 0
	}
	return s.addComment(at, end+found[1], "")
}

var commentEnd = regexp.MustCompile(`\{(?:%[-\s]*end_?comment\b[-\s]*%|\{[<%]\s*/\s*comment\s*[>%]\})\}?`)

// labelComment adds the definition of an address that leads nowhere: its title is a
// comment. One that is named // or comment needs no title.
func (s *scanner) labelComment(at int) int {
	before := bytes.TrimLeft(s.src[s.begin:at], " \t>")
	if len(before) > 0 && len(before) != len(listItem.Find(before)) {
		return 0
	}
	rest := s.src[at:min(len(s.src), at+maxTag)]
	if titled := labelTitle.Find(rest); titled != nil && lone(s.src, at+len(titled)) {
		return s.addComment(at, at+len(titled), "")
	}
	if named := labelName.Find(rest); named != nil {
		return s.addComment(at, at+len(bytes.TrimRight(named, "\r")), "")
	}
	return 0
}

var (
	labelTitle = regexp.MustCompile(`^\[[^\]\n]*\]:[ \t]*(?:#|<#?>)[ \t]+(?:\((?:[^()\n]|\n[^()\n])*\)|"(?:[^"\n]|\n[^"\n])*"|'(?:[^'\n]|\n[^'\n])*')`)
	labelName  = regexp.MustCompile(`^\[(?://|(?i:_?comment_?))\]:[ \t]*(?:#|<#?>|//|)[^\n]*`)
)

func lineEnd(src []byte, at int) int {
	if n := bytes.IndexByte(src[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(src)
}

// Comments returns the comments of a source, of HTML and of generators, in order. What
// looks like one in code, which shows it, is none.
func Comments(source []byte) []Span {
	w := rewrite(source, nil)
	found := w.comments
	if bytes.Contains(w.out, []byte("<!--")) || bytes.Contains(w.out, []byte("<?")) {
		for _, c := range htmlComments(w.out) {
			found = append(found, w.origins(c)...)
		}
	}
	slices.SortFunc(found, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	merged := found[:0]
	for _, c := range found {
		if last := len(merged) - 1; last >= 0 && c.Start < merged[last].End {
			merged[last].End = max(merged[last].End, c.End)
		} else if c.End > c.Start {
			merged = append(merged, c)
		}
	}
	return merged
}

// allNotes is dialect with the footnotes where they are written, used or not.
var allNotes = newParser(parser.WithBlockParsers(util.Prioritized(notesInPlace{extension.NewFootnoteBlockParser()}, 1)))

type notesInPlace struct{ parser.BlockParser }

func (notesInPlace) Close(ast.Node, text.Reader, parser.Context) {}

// htmlComments returns the comments and the instructions in the HTML of a text.
func htmlComments(source []byte) (found []Span) {
	_ = ast.Walk(allNotes.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			first := n.Segments.At(0)
			if begin := source[first.Start:]; bytes.HasPrefix(begin, []byte("<!--")) || bytes.HasPrefix(begin, []byte("<?")) {
				found = append(found, Span{first.Start, n.Segments.At(n.Segments.Len() - 1).Stop})
			}
		case *ast.HTMLBlock:
			found = append(found, blockComments(source, blockLines(n))...)
		}
		return ast.WalkContinue, nil
	})
	return found
}

// blockLines returns the lines of a block of HTML, with the one that ends it.
func blockLines(n *ast.HTMLBlock) []text.Segment {
	lines := n.Lines().Sliced(0, n.Lines().Len())
	if n.HasClosure() {
		lines = append(slices.Clip(lines), n.ClosureLine)
	}
	return lines
}

// blockComments returns the comments in the lines of a block of HTML. One that does not end
// there takes the rest of the block. Between two lines are the marks of quotes.
func blockComments(body []byte, lines []text.Segment) (found []Span) {
	open, end := -1, ""
	for _, line := range lines {
		for at := line.Start; at < line.Stop; {
			rest := body[at:line.Stop]
			if open < 0 {
				start := commentBegin.FindIndex(rest)
				if start == nil {
					break
				}
				open = at + start[0]
				end, at = "-->", open+len("<!") // <!--> is one
				if body[open+1] == '?' {
					end = "?>"
				}
				continue
			}
			n := bytes.Index(rest, []byte(end))
			if n < 0 {
				break
			}
			at += n + len(end)
			found = append(found, Span{open, at})
			open = -1
		}
	}
	if open >= 0 {
		found = append(found, Span{open, len(bytes.TrimRight(body[:lines[len(lines)-1].Stop], "\r\n"))})
	}
	return found
}

var htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)

var commentBegin = regexp.MustCompile(`<!--|<\?`)
