package search

import (
	"context"
	"database/sql"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
)

// hasWord finds some of the posts that have a word.
const hasWord = `SELECT rowid FROM posts WHERE posts MATCH ? LIMIT ?`

// These bound how many words that no post has are replaced, and how long they may be:
// each is compared with thousands.
const (
	maxUnknown        = 3
	maxUnknownLetters = 24
)

// Suggest returns text with each word that no post has, up to three of them, replaced by
// the word of the posts that was most likely meant. A word that begins words of the posts
// becomes a prefix. The rest stays as it was typed, on one line and with nothing hidden in
// it. ok is false when nothing is replaced, when ctx has ended, and of a nil Index.
func (x *Index) Suggest(ctx context.Context, text string) (better string, ok bool) {
	switch {
	case x == nil:
		return "", false
	case x.both != nil:
		return x.suggestBoth(ctx, text)
	}
	text = seen(text)
	unknown, err := x.unknown(ctx, text)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	at := 0
	for _, u := range unknown {
		if ctx.Err() != nil {
			return "", false
		}
		word := text[u.From:u.To]
		meant, found := x.words.nearest(word)
		if !found && len(x.words.beginning(fold(word))) > 0 {
			meant, found = word+"*", true
		}
		if !found {
			continue
		}
		b.WriteString(text[at:u.From])
		b.WriteString(meant)
		at, ok = u.To, true
	}
	if !ok {
		return "", false
	}
	b.WriteString(text[at:])
	return blog.Line(b.String()), true
}

// unknown returns where the words of a text are that no post has, up to maxUnknown.
func (x *Index) unknown(ctx context.Context, text string) (all []Mark, err error) {
	if len(text) > maxBytes {
		return nil, ErrTooLong
	}
	err = x.database.withConnection(ctx, false, func(ctx context.Context, conn *sql.Conn) error {
		n := 0
		for from, to := range wordsIn(text) {
			if n++; n > maxWords {
				return ErrTooLong
			}
			word, rest := text[from:to], text[to:]
			if len(all) == maxUnknown || utf8.RuneCountInString(word) > maxUnknownLetters || x.known(word, rest) {
				continue
			}
			found, err := x.hasStem(ctx, conn, word)
			if err != nil {
				return err
			}
			if !found {
				all = append(all, Mark{from, to})
			}
		}
		return nil
	})
	runtime.KeepAlive(x) // else its rows may be deleted meanwhile
	return all, err
}

// known reports whether the list of words has a word, or what a reader means by it who
// writes rest after it: an operator or a prefix. Nothing is near to a word of a script
// without spaces.
func (x *Index) known(word, rest string) bool {
	if isOperator(word) || isUnspaced(word) {
		return true
	}
	key := fold(word)
	begins := x.words.beginning(key)
	return len(begins) > 0 && (strings.HasPrefix(rest, "*") || begins[0].key == key)
}

// hasStem reports whether a post has a word of the same stem. No list has the stems.
func (x *Index) hasStem(ctx context.Context, conn *sql.Conn, word string) (found bool, err error) {
	rows, err := conn.QueryContext(ctx, hasWord, `"`+indexed(word)+`"`, x.foreign()+1)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	for !found && rows.Next() {
		var row int
		if err := rows.Scan(&row); err != nil {
			return false, err
		}
		found = x.places.has(row)
	}
	return found, rows.Err()
}

// leastGuessed is how many letters a word has at least that is replaced. A shorter one is
// near to many words, most of which were not meant. In some scripts one letter is a word.
const leastGuessed = 4

// nearest returns the word that was most likely meant by s: of words that are as near,
// the most frequent.
func (w words) nearest(s string) (string, bool) {
	key := fold(s)
	if utf8.RuneCountInString(key) < leastGuessed {
		return "", false
	}
	near := w.comparable(key)
	slices.SortStableFunc(near, func(a, b word) int { return b.count - a.count })
	keys := make([]string, len(near))
	for i, e := range near {
		keys[i] = e.key
	}
	key, ok := blog.Nearest(key, keys)
	if !ok {
		return "", false
	}
	return strings.ToLower(near[slices.Index(keys, key)].text), true
}

// comparable returns the words that may be near a key. The others need not be sorted.
func (w words) comparable(key string) []word {
	edits := blog.MaxEdits(key)
	rough := blog.Roughly(key)
	var near []spelling
	for _, s := range w.spellings {
		if len(key) >= 3 && strings.HasPrefix(s.key, key) || rough.Near(s.key, edits) {
			near = append(near, s)
		}
	}
	return list(near)
}
