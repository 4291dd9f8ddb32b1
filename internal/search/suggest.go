package search

import (
	"context"
	"math/bits"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

const hasWord = `SELECT EXISTS (SELECT 1 FROM posts WHERE posts MATCH ?)`

// Suggest returns text with each word that no post has replaced by the word of
// the posts that was most likely meant; ok is false when there is none. What is
// not replaced stays as it was typed, on one line and with nothing hidden in it.
func (x *Index) Suggest(text string) (better string, ok bool) {
	if len(text) > maxBytes {
		return "", false
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	var b strings.Builder
	at, n := 0, 0
	for from, to := range wordsIn(text) {
		if n++; n > maxWords {
			return "", false
		}
		word, rest := text[from:to], text[to:]
		if word == "NEAR" || isOperator(word) || x.has(ctx, word, rest) {
			continue
		}
		meant, found := x.words.nearest(word)
		if !found {
			continue
		}
		b.WriteString(text[at:from])
		b.WriteString(meant)
		at, ok = to, true
	}
	if !ok {
		return "", false
	}
	b.WriteString(text[at:])
	return blog.Line(b.String()), true
}

// has reports whether any post has a word, or what a reader who writes rest
// behind it means by it: a prefix, a column. When in doubt, one has.
func (x *Index) has(ctx context.Context, word, rest string) bool {
	if strings.HasPrefix(rest, "*") && len(x.words.beginning(fold(word))) > 0 {
		return true
	}
	if strings.HasPrefix(rest, ":") && slices.Contains(columns[:], word) {
		return true
	}
	var found bool
	err := x.db.QueryRowContext(ctx, hasWord, `"`+word+`"`).Scan(&found)
	return found || err != nil
}

// nearest is the word that someone who wrote s most likely meant; of words
// that are as near the most frequent.
func (w words) nearest(s string) (string, bool) {
	key := fold(s)
	edits := len(key) / 3 // as blog.Nearest allows
	letters := lettersOf(key)
	var near []word
	for _, e := range w.list {
		// An edit changes at most two of the letters that a word is made of.
		// What cannot be near need not be measured, which is dear.
		if strings.HasPrefix(e.key, key) || bits.OnesCount64(lettersOf(e.key)^letters) <= 2*edits {
			near = append(near, e)
		}
	}
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

// lettersOf is the set of letters that a word is made of, as far as 64 bits
// tell them apart.
func lettersOf(key string) uint64 {
	var set uint64
	for _, r := range key {
		set |= 1 << (r & 63)
	}
	return set
}
