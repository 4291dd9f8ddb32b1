package render

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

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
