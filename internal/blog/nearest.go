package blog

import (
	"math/bits"
	"strings"
	"unicode/utf8"

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
	letters, set := utf8.RuneCountInString(word), lettersOf(word)
	for _, c := range candidates {
		var d int
		switch {
		case len(word) >= 3 && strings.HasPrefix(c, word):
			d = 1
		// An edit makes a word longer or shorter by one letter at most, and changes
		// at most two of the letters that it is made of: what is too far need not be
		// measured, which is dear.
		case abs(utf8.RuneCountInString(c)-letters) >= best, bits.OnesCount64(lettersOf(c)^set) > 2*(best-1):
			continue
		default:
			d = edits(word, c)
		}
		if d < best {
			nearest, best, ok = c, d, true
		}
	}
	return nearest, ok
}

// lettersOf is the set of letters that a word is made of, as far as 64 bits tell
// them apart.
func lettersOf(word string) uint64 {
	var set uint64
	for _, r := range word {
		set |= 1 << (r & 63)
	}
	return set
}

func abs(n int) int { return max(n, -n) }

// edits counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func edits(a, b string) int { return edlib.OSADamerauLevenshteinDistance(a, b) }
