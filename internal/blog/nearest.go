package blog

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
)

// maxNearest bounds the words that are compared, in bytes: edit distance takes quadratic
// time, and a client may send a word of 64 KB.
const maxNearest = 120

// Nearest returns which of words a word most likely stands for: one that begins with it, else
// one that it may be a misspelling of. ok is false when nothing is near.
func Nearest(word string, words []string) (nearest string, ok bool) {
	return roughlyAll(words).nearest(word)
}

// candidates are words with the Rough and the digits of each, which are computed once for many
// questions.
type candidates struct {
	words  []string
	rough  []Rough
	digits []string
}

func roughlyAll(words []string) candidates {
	c := candidates{words: words, rough: make([]Rough, len(words)), digits: make([]string, len(words))}
	for i, w := range words {
		c.rough[i], c.digits[i] = Roughly(w), digits(w)
	}
	return c
}

// nearest is [Nearest] among the candidates.
func (c candidates) nearest(word string) (nearest string, ok bool) {
	word = strings.ToLower(word)
	if len(word) >= 3 && len(word) <= maxNearest {
		if i := slices.IndexFunc(c.words, func(c string) bool { return strings.HasPrefix(c, word) }); i >= 0 {
			return c.words[i], true
		}
	}
	return c.spelledLike(word)
}

// spelledLike returns the candidate that word is most likely a misspelling of. Both have the
// same digits: part-3 is no misspelling of part-2.
func (c candidates) spelledLike(word string) (nearest string, ok bool) {
	if word == "" || len(word) > maxNearest {
		return "", false
	}
	word = strings.ToLower(word)
	most, rough, numbers := MaxEdits(word), Roughly(word), digits(word)
	for i, other := range c.words {
		if !rough.near(c.rough[i], most) || c.digits[i] != numbers {
			continue
		}
		if d := edits(word, other); d <= most {
			nearest, most, ok = other, d-1, true
		}
	}
	return nearest, ok
}

// MaxEdits returns how many edits a misspelling may be away from what was meant: one for
// three letters, two for eight, three for twelve.
func MaxEdits(word string) int {
	letters := utf8.RuneCountInString(word)
	return min(max(letters/4, min(letters/3, 1)), 3)
}

func digits(word string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, word)
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
func (r Rough) Near(other string, edits int) bool { return r.near(Roughly(other), edits) }

func (r Rough) near(other Rough, edits int) bool {
	return abs(other.letters-r.letters) <= edits && bits.OnesCount64(other.set^r.set) <= 2*edits
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
