package search

import (
	"context"
	"slices"
	"strings"
)

// What titles and tags are worth while there is nothing else to rank posts by.
const (
	inTitle = 2
	inTags  = 1
)

// byTitle answers a query out of titles and tags, while the index is being made.
// It has no stems: each word finds those that begin with it. What is asked of
// other columns is not found.
func (x *Index) byTitle(ctx context.Context, q Query) (hits []Hit, err error) {
	tree, err := tree(q)
	if err != nil {
		return nil, err
	}
	rows, ok := x.rows(q.Tags)
	if !ok {
		return nil, nil
	}
	for n := range len(x.posts) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rows != nil {
			if _, found := slices.BinarySearch(rows, n+1); !found {
				continue
			}
		}
		p := x.posts[n]
		heads := heads{{"title", spell(p.Title), inTitle}, {"tags", spell(strings.Join(p.Tags, " · ")), inTags}}
		if score := heads.score(tree, ""); score > 0 {
			hits = append(hits, Hit{Post: p, Score: float64(score), Snippet: excerpt(p.Summary)})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return int(b.Score - a.Score) })
	return hits[:min(len(hits), limit(q.Max))], nil
}

// heads are the columns that are known of a post before its text is.
type heads [2]struct {
	column string
	words  []string // folded
	worth  int
}

// spell is the words of a text, folded.
func spell(text string) (words []string) {
	text = fold(text)
	for from, to := range wordsIn(text) {
		words = append(words, text[from:to])
	}
	return words
}

// score is what the best column is worth that has what a query asks for, and 0
// where none has.
func (h heads) score(n *node, column string) int {
	if n.column != "" {
		column = n.column
	}
	switch n.op {
	case "":
		return h.phrase(n, column)
	case "NOT":
		if h.score(n.nodes[1], column) > 0 {
			return 0
		}
		return h.score(n.nodes[0], column)
	}
	best := 0
	for _, kid := range n.nodes {
		score := h.score(kid, column)
		if score == 0 && n.op != "OR" {
			return 0
		}
		best = max(best, score)
	}
	return best
}

// phrase is the score of an operand.
func (h heads) phrase(n *node, column string) int {
	for _, c := range h {
		if column != "" && column != c.column {
			continue
		}
		for at := 0; at+len(n.words) <= len(c.words); at++ {
			if begins(c.words[at:], n.words) {
				return c.worth
			}
			if n.first {
				break
			}
		}
	}
	return 0
}

// begins reports words that begin with a phrase, each of them with the word of it.
func begins(words, phrase []string) bool {
	for i, word := range phrase {
		if !strings.HasPrefix(words[i], fold(word)) {
			return false
		}
	}
	return true
}
