package search

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
)

const hasWord = `SELECT EXISTS (SELECT 1 FROM posts WHERE posts MATCH ?)`

// How many words that no post has are looked at, and how long they may be. Each
// is compared with thousands, and who misspells more than three of them knows
// where.
const (
	maxUnknown        = 3
	maxUnknownLetters = 24
)

// Suggest returns text with each word that no post has, up to three of them,
// replaced by the word of the posts that was most likely meant, or by the prefix
// that it is of one: in Chinese or Japanese a word is as long as a clause. ok is
// false when there is none, or ctx has ended, or the index is being made. What is
// not replaced stays as it was typed, on one line and with nothing hidden in it.
func (x *Index) Suggest(ctx context.Context, text string) (better string, ok bool) {
	if !x.ready() || x.err != nil {
		return "", false
	}
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

// unknown is where the words of a text stand that no post has, as far as they
// are looked at.
func (x *Index) unknown(ctx context.Context, text string) (all []Mark, err error) {
	if len(text) > maxBytes {
		return nil, ErrTooLong
	}
	err = x.turn(ctx, false, func(ctx context.Context, conn *sql.Conn) error {
		n := 0
		for from, to := range wordsIn(text) {
			if n++; n > maxWords {
				return ErrTooLong
			}
			word, rest := text[from:to], text[to:]
			if len(all) == maxUnknown || utf8.RuneCountInString(word) > maxUnknownLetters || x.known(word, rest) {
				continue
			}
			// No list says which stems there are.
			var found bool
			if err := conn.QueryRowContext(ctx, hasWord, `"`+word+`"`).Scan(&found); err != nil {
				return err
			}
			if !found {
				all = append(all, Mark{from, to})
			}
		}
		return nil
	})
	return all, err
}

// known reports whether a word is in a post, or is what a reader who writes rest
// behind it means by it: an operator, a prefix, a column.
func (x *Index) known(word, rest string) bool {
	if word == "NEAR" || isOperator(word) || strings.HasPrefix(rest, ":") && slices.Contains(columns[:], word) {
		return true
	}
	key := fold(word)
	begins := x.words.beginning(key)
	return len(begins) > 0 && (strings.HasPrefix(rest, "*") || begins[0].key == key)
}

// leastGuessed is how many letters a word needs to be taken for another. A shorter
// one is near to many, of which none was meant; in some scripts one is a word.
const leastGuessed = 4

// nearest is the word that someone who wrote s most likely meant; of words
// that are as near the most frequent.
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

// comparable is the words that may be near a key. What cannot be need not be
// sorted.
func (w words) comparable(key string) []word {
	edits := len(key) / 3 // as blog.Nearest allows
	rough := blog.Roughly(key)
	var near []word
	for _, e := range w.list {
		if len(key) >= 3 && strings.HasPrefix(e.key, key) || rough.Near(e.key, edits) {
			near = append(near, e)
		}
	}
	return near
}
