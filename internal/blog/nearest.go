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

// Rough is what is known of a word before others are measured against it, which is
// dear: they need not be where they cannot be near.
type Rough struct {
	letters int
	set     uint64
}

// Roughly takes note of a word.
func Roughly(word string) Rough { return Rough{utf8.RuneCountInString(word), lettersOf(word)} }

// Near reports whether another word may be so many edits away. An edit makes a word
// longer or shorter by one letter at most, and changes at most two of the letters that
// it is made of.
func (r Rough) Near(other string, edits int) bool {
	return abs(utf8.RuneCountInString(other)-r.letters) <= edits && bits.OnesCount64(lettersOf(other)^r.set) <= 2*edits
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
