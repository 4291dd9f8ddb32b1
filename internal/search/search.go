// Package search finds the posts that answer a query. It promises that everything a
// reader types is a query: words, "phrases" and prefixes*, joined by AND, OR and NOT where
// these have operands and read as words where they have not; that the answer is ranked,
// the same every time, and says why each post is in it; that an answer has only posts of
// the [Index] that was asked, whatever is indexed meanwhile; and that no query costs more
// than its bounds.
//
// A [Database] is in memory and has a row for each text. Each [Index] is an immutable view
// of it: the rows of its posts. A new one for an archive in which one post has changed
// takes a few milliseconds. The package knows no terminal and no reader, and does not
// decide how a hit is shown.
//
// Posts pass these files:
//
//	database.go   the tables in SQLite, and which index has which row
//	build.go      a new index: rows inserted and deleted
//	pack.go       texts, compressed
//	indexed.go    the text that FTS5 gets: scripts without spaces as pairs of characters
//	words.go      the words of the posts, by prefix
//	index.go      the posts of one archive; beside.go is two indexes as one
//
// A query passes these, in this order:
//
//	search.go     what is asked and what is answered
//	parse.go      words, phrases and operators
//	match.go      the same as an FTS5 expression, with the words of each prefix
//	connection.go the wait for the one connection to SQLite
//	answer.go     the posts ranked, and what matched in each
//	recent.go     recent answers, for those who ask the same
//	snippet.go    the part of a post that shows why; longword.go cuts a word that is longer
//	suggest.go    what was meant, when there is no answer
package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
)

const (
	// maxBytes and maxWords bound a query's text: each word costs a walk over the
	// posts that have it.
	maxBytes = 4 << 10
	maxWords = 16

	// maxQuick is how many words a query has at most that does not wait for longer
	// ones.
	maxQuick = 3

	defaultHits = 20
	maxHits     = 1000 // each costs a snippet
)

// ErrNoWords is the error of a query without letters and digits.
var ErrNoWords = errors.New("no words")

// ErrTooLong is the error of a query over its bounds.
var ErrTooLong = fmt.Errorf("query too long: want at most %d words in %d bytes", maxWords, maxBytes)

// ErrNotReady is the error of a search before the first index has been made.
var ErrNotReady = errors.New("the search index is still being made: try again in a moment")

// ErrBusy is the error of a query that waited for others for two seconds.
var ErrBusy = errors.New("search is busy: try again in a moment")

// ErrTooSlow is the error of a query that others waited for for a second.
var ErrTooSlow = errors.New("query took too long: leave out the most common words")

// Query is what a reader looks for.
//
// A word matches all words of its stem, whatever their case and accents: cancel
// finds Cancelled. In a script that puts no spaces between words, any two neighboring
// characters or more are a word, and one character is the beginning of some.
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

	row int // of the post
}

// Search returns the posts that answer q, best first, equals in the archive's order. The
// error is [ErrNotReady], [ErrNoWords], [ErrTooLong], [ErrBusy], [ErrTooSlow], that of
// ctx, or wraps one of SQLite.
func (x *Index) Search(ctx context.Context, q Query) ([]Hit, error) {
	switch {
	case x == nil:
		return nil, ErrNotReady
	case x.both != nil:
		return x.searchBoth(ctx, q)
	}
	if len(q.Text) > maxBytes {
		return nil, ErrTooLong
	}
	tokens := tokenize(q.Text, q.Typing)
	n, count := parse(tokens), countWords(tokens)
	switch {
	case n == nil:
		return nil, ErrNoWords
	case count > maxWords:
		return nil, ErrTooLong
	}
	parsed := query{asked{match: x.words.match(n), limit: limit(q.Max)}, q.Explain, count > maxQuick}
	if q.Explain <= 0 {
		parsed.explain = parsed.limit
	}
	if len(q.Tags) > 0 {
		rows := x.tagged(q.Tags)
		if len(rows) == 0 {
			return nil, nil
		}
		among, err := json.Marshal(rows)
		if err != nil {
			return nil, err
		}
		parsed.among = string(among)
	}
	return x.answer(ctx, parsed)
}

// limit returns the bound on the hits of a query that asks for at most so many.
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
