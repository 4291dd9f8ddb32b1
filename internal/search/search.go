// Package search knows which posts answer a query. It promises that whatever a
// reader types is a query: words, "phrases" and prefixes*, joined by AND, OR,
// NOT, NEAR and parentheses where they make sense and read as words where they
// do not; that the answer is ranked, the same every time, and says why each
// post is in it; and that no query, however it is written, costs more than its
// bounds.
//
// The index lives in memory and is never changed once it is whole. It is made
// beside serving; until it is whole, titles and tags answer, and the answer says
// so. It knows no terminal and no reader, and never decides how a hit is shown.
//
// A query passes these files, in this order:
//
//	search.go   what is asked and what is answered
//	lex.go      what a reader typed, cut into words, phrases and operators
//	parse.go    how the operators join them
//	distinct.go each of them once
//	match.go    the same as an FTS5 expression, prefixes spelled out
//	words.go    the words of the archive
//	turn.go     who has the index for how long, and who waits
//	answer.go   the posts ranked, and their snippets made
//	recent.go   the answers that were given lately, for those that ask the same
//	snippet.go  the part of a post that shows why
//	letters.go  the same where a word is longer than that
//	forms.go    what was found, as it is spelled
//	suggest.go  what was meant, when there is no answer
//
// All of it stands on index.go: the SQLite tables, which build.go fills, and
// pack.go has what snippets are made of. Until they are filled, titles.go answers.
package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
)

const (
	// maxBytes and maxWords bound a query's text. Nobody types more; each word
	// costs a walk over the posts that have it.
	maxBytes = 4 << 10
	maxWords = 16

	// maxQuick is how many words a query has that does not wait for longer ones.
	maxQuick = 3

	defaultHits = 20
	maxHits     = 1000 // each costs a snippet
)

// ErrNoWords is the error of a query in which there is nothing to look for.
var ErrNoWords = errors.New("no words")

// ErrTooLong is the error of a query over its bounds.
var ErrTooLong = fmt.Errorf("query too long: want at most %d words in %d bytes", maxWords, maxBytes)

// ErrBusy is the error of a query that did not get its turn within two seconds.
var ErrBusy = errors.New("search is busy: try again in a moment")

// ErrTooSlow is the error of a query that took a second of everybody's time.
var ErrTooSlow = errors.New("query took too long: leave out the most common words")

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

	// Explain is how many of the hits, best first, get their snippet and forms; 0 means
	// all. A snippet costs half a millisecond, which is most of what a query costs.
	Explain int
}

// Hit is a post that answers a query.
type Hit struct {
	Post    *blog.Post
	Score   float64 // the higher, the better; comparable within one answer
	Snippet Snippet // of the first 64 KB of the text, so it may lack a mark

	// Forms are the words and phrases in that much of the post that the query
	// found, as they are spelled there, in lower case, at most 64.
	Forms []string
}

// ErrBuilding comes with the hits of a query that only titles and tags were
// searched for.
var ErrBuilding = errors.New("the index is still being made: titles and tags alone were searched")

// Search returns the posts that answer q, best first, equals in the archive's
// order. The error is [ErrNoWords], [ErrTooLong], [ErrBusy], [ErrTooSlow], that
// of ctx, or wraps one of SQLite; or it is [ErrBuilding], which hits may come
// with all the same.
func (x *Index) Search(ctx context.Context, q Query) ([]Hit, error) {
	if !x.ready() {
		hits, err := x.byTitle(ctx, q)
		return hits, cmp.Or(err, ErrBuilding)
	}
	if x.err != nil {
		return nil, x.err
	}
	asked, err := x.query(q)
	if err != nil {
		return nil, err
	}
	var ok bool
	if asked.among, ok = x.tagged(q.Tags); !ok {
		return nil, nil
	}
	return x.answer(ctx, asked)
}

// query reads q, its tags aside.
func (x *Index) query(q Query) (query, error) {
	tree, err := tree(q)
	if err != nil {
		return query{}, err
	}
	asked := query{
		match:   x.words.match(tree.distinct()),
		limit:   limit(q.Max),
		explain: q.Explain,
		long:    tree.count() > maxQuick,
	}
	if q.Explain <= 0 {
		asked.explain = asked.limit
	}
	return asked, nil
}

// tree is what q asks for. The error is [ErrNoWords] or [ErrTooLong].
func tree(q Query) (*node, error) {
	if len(q.Text) > maxBytes {
		return nil, ErrTooLong
	}
	n := parse(lex(q.Text, q.Typing))
	switch words := n.count(); {
	case words == 0:
		return nil, ErrNoWords
	case words > maxWords:
		return nil, ErrTooLong
	}
	return n, nil
}

// limit is how many hits are found where at most so many are asked for.
func limit(most int) int {
	if most <= 0 {
		return defaultHits
	}
	return min(most, maxHits)
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
