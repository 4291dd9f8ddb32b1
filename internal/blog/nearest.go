package blog

import (
	"strings"

	"github.com/hbollon/go-edlib"
)

// maxNearest bounds the words that are compared: edit distance is quadratic,
// and what a stranger typed may be 64 KB long.
const maxNearest = 120

// Nearest is the candidate that someone who wrote word most likely meant: the
// one it begins, or the one within a third of its letters. ok is false when
// nothing is near.
func Nearest(word string, candidates []string) (nearest string, ok bool) {
	if word == "" || len(word) > maxNearest {
		return "", false
	}
	word = strings.ToLower(word)
	best := len(word)/3 + 1
	for _, c := range candidates {
		d := edits(word, c)
		if len(word) >= 3 && strings.HasPrefix(c, word) {
			d = 1
		}
		if d < best {
			nearest, best, ok = c, d, true
		}
	}
	return nearest, ok
}

// edits counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func edits(a, b string) int { return edlib.OSADamerauLevenshteinDistance(a, b) }
