package blog

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
)

// maxNearest bounds the words that are compared, in bytes: edit distance takes quadratic
// time, and a client may send a word of 64 KB.
const maxNearest = 120

// Nearest returns the candidate that word is most likely a misspelling of: one that begins
// with it, or one that is within a third of its letters. ok is false when nothing is
// near.
func Nearest(word string, candidates []string) (nearest string, ok bool) {
	if word == "" || len(word) > maxNearest {
		return "", false
	}
	word = strings.ToLower(word)
	best := len(word)/3 + 1
	rough := Roughly(word)
	for _, c := range candidates {
		var d int
		switch {
		case len(word) >= 3 && strings.HasPrefix(c, word):
			d = 1
		case !rough.Near(c, best-1):
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

// Rough is the length and the letters of a word. Comparing these first saves computing
// the edit distance of words that cannot be near.
type Rough struct {
	letters int
	set     uint64
}

// Roughly returns the Rough of a word.
func Roughly(word string) Rough { return Rough{utf8.RuneCountInString(word), lettersOf(word)} }

// Near reports whether another word may be within that many edits. An edit changes the
// length of a word by at most one, and its set of letters by at most two.
func (r Rough) Near(other string, edits int) bool {
	return abs(utf8.RuneCountInString(other)-r.letters) <= edits && bits.OnesCount64(lettersOf(other)^r.set) <= 2*edits
}

// lettersOf returns the set of letters in a word, modulo 64.
func lettersOf(word string) uint64 {
	var set uint64
	for _, r := range word {
		set |= 1 << (r & 63)
	}
	return set
}

func abs(n int) int { return max(n, -n) }

// edits counts the insertions, deletions, substitutions and swaps of neighbours that turn
// a into b.
func edits(a, b string) int { return edlib.OSADamerauLevenshteinDistance(a, b) }
