package render

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// maxHighlighted is how much code of a text is highlighted, in bytes: chroma takes some
// four microseconds for each.
const maxHighlighted = 256 << 10

// Highlighter highlights the blocks of code of one text, as long as they have 256 KB
// together. What follows is not highlighted. The zero value is for a text that begins.
type Highlighter struct{ bytes int }

// Token is a part of a line of code.
type Token struct {
	Text string
	Kind TokenKind
}

// TokenKind is what highlighting tells apart.
type TokenKind int

// The kinds of tokens.
const (
	PlainToken TokenKind = iota
	Keyword
	Comment
	StringToken
)

// Lines returns the lines of the next block of code, each as its tokens, of which no two
// neighbours are of one kind. Tabs are kept. An unknown language is not guessed: its lines
// are plain.
func (h *Highlighter) Lines(code, language string) [][]Token {
	rows := h.rows(strings.TrimSuffix(code, "\n"), language)
	lines := make([][]Token, len(rows))
	for i, r := range rows {
		from := 0
		for _, m := range r.marks {
			lines[i] = append(lines[i], Token{r.text[from:m.to], m.of.token()})
			from = m.to
		}
	}
	return lines
}

// token returns the kind of a token that has the mark.
func (m mark) token() TokenKind {
	switch {
	case m.keyword:
		return Keyword
	case m.comment:
		return Comment
	case m.quoted:
		return StringToken
	}
	return PlainToken
}

// rows returns the rows of the next block of code. It has none if it is empty.
func (h *Highlighter) rows(code, language string) []row {
	if h.bytes += len(code); h.bytes > maxHighlighted {
		language = ""
	}
	if code == "" {
		return nil
	}
	if rows := highlight(code, language); rows != nil {
		return rows
	}
	return markedRow(code, mark{block: true}).lines()
}

// highlight returns the rows of code with keywords, comments and strings marked. It
// returns nil if the language is not known or its lexer makes no progress: chroma's
// lexers for JSONata and Jungle yield empty tokens for ever on unexpected input.
func highlight(code, language string) (rows []row) {
	defer func() {
		// chroma's iterators panic on errors.
		if recover() != nil {
			rows = nil
		}
	}()
	if language == "" {
		return nil // chroma would look for one among file names, at length
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		return nil
	}
	tokens, err := lexer.Tokenise(nil, code+"\n")
	if err != nil {
		return nil
	}
	var b rowBuilder
	for budget := 2*len(code) + 64; ; budget-- {
		token := tokens()
		if token == chroma.EOF {
			break
		}
		if budget == 0 {
			return nil
		}
		b.add(token.Value, tokenMark(token.Type))
	}
	rows = b.done().lines()
	lines := strings.Count(code, "\n") + 1 // lexers add or drop newlines at the end
	return append(rows, make([]row, max(lines-len(rows), 0))...)[:lines]
}

func tokenMark(t chroma.TokenType) mark {
	keyword := t.InCategory(chroma.Keyword) && t != chroma.KeywordType
	return mark{
		block:   true,
		bold:    keyword,
		keyword: keyword,
		comment: t.InCategory(chroma.Comment),
		quoted:  t.InSubCategory(chroma.LiteralString),
	}
}
