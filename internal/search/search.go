// Package search knows which posts answer a query. It promises that whatever a
// reader types is a query: words, "phrases" and prefixes*, joined by AND, OR,
// NOT, NEAR and parentheses where they make sense and read as words where they
// do not; that the answer is ranked, the same every time, and says why each
// post is in it; and that no query, however it is written, costs more than its
// bounds.
//
// The index lives in memory and is never changed once it is open. It knows no
// terminal and no reader, and never decides how a hit is shown.
//
// A query passes these files, in this order:
//
//	search.go   what is asked and what is answered
//	lex.go      what a reader typed, cut into words, phrases and operators
//	parse.go    how the operators join them
//	match.go    the same as an FTS5 expression, prefixes spelled out
//	words.go    the words of the archive
//	index.go    the SQLite table that ranks the posts
//	snippet.go  the part of a post that shows why
//	suggest.go  what was meant, when there is no answer
package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

const (
	// maxBytes and maxWords bound a query's text. Nobody types more; each word
	// costs a walk over the posts that have it.
	maxBytes = 4 << 10
	maxWords = 32

	defaultHits = 20
	maxHits     = 1000 // each costs a snippet

	// deadline bounds a query's time, waiting included: there is one
	// connection, and while a query runs everybody else waits.
	deadline = 2 * time.Second
)

// ErrNoWords is the error of a query in which there is nothing to look for.
var ErrNoWords = errors.New("no words")

// ErrTooLong is the error of a query over its bounds.
var ErrTooLong = fmt.Errorf("query too long: want at most %d words in %d bytes", maxWords, maxBytes)

// Query is what a reader looks for.
//
// A word matches all words of its stem, whatever their case and accents: cancel
// finds Cancelled. A script that puts no spaces between words makes one word of
// each run of letters, so there a prefix is the way to find something.
type Query struct {
	Text   string   // words, "phrases" and prefixes*, as typed
	Tags   []string // a post has to have all of them
	Max    int      // at most this many hits, of which there are never more than 1000; 0 means 20
	Typing bool     // the last word is not finished yet
}

// Hit is a post that answers a query.
type Hit struct {
	Post    *blog.Post
	Score   float64 // the higher, the better; comparable within one answer
	Snippet Snippet
}

// Search returns the posts that answer q, best first, equals in the archive's
// order. The error is [ErrNoWords], [ErrTooLong], or wraps that of a context,
// ctx or the query's own deadline of two seconds.
func (x *Index) Search(ctx context.Context, q Query) ([]Hit, error) {
	match, err := x.match(q)
	if err != nil {
		return nil, err
	}
	among, ok := x.tagged(q.Tags)
	if !ok {
		return nil, nil
	}
	limit := q.Max
	if limit <= 0 {
		limit = defaultHits
	}
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	hits, err := x.answer(ctx, match, among, min(limit, maxHits))
	switch {
	case err == nil:
		return hits, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("query took too long: leave out a word: %w", ctx.Err())
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, fmt.Errorf("search: %w", err)
}

// match is q as an FTS5 expression.
func (x *Index) match(q Query) (string, error) {
	if len(q.Text) > maxBytes {
		return "", ErrTooLong
	}
	tree := parse(lex(q.Text, q.Typing))
	switch n := tree.count(); {
	case n == 0:
		return "", ErrNoWords
	case n > maxWords:
		return "", ErrTooLong
	}
	return x.words.match(tree), nil
}

// Snippet is the part of a post that shows why it is a hit.
type Snippet struct {
	Text  string // on one line, nothing hidden in it
	Marks []Mark // in order, none over another
}

// Mark is the bytes of a snippet's text, from From up to To, that matched.
type Mark struct{ From, To int }

// Marked is the text of a snippet with what matched passed through mark.
func (s Snippet) Marked(mark func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(s.Text[at:m.From])
		b.WriteString(mark(s.Text[m.From:m.To]))
		at = m.To
	}
	b.WriteString(s.Text[at:])
	return b.String()
}
