package search

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxLetters leaves keys and checksums out of the list of words: readers do not
	// search for them by a prefix.
	maxLetters = 40

	// maxExpanded is how many words may stand for the prefixes of one query.
	maxExpanded = 32

	// maxPostings bounds the sum of how many posts have each of these words; each of
	// these costs some 2 µs. In an archive of up to 250 posts that leaves out nothing.
	// In one of 10,000 it leaves out words that are in most posts, and tell no post
	// from another.
	maxPostings = 8_000
)

// spelling is one way in which the posts of an index spell a word.
type spelling struct {
	key   string // folded: equal for all spellings of a word
	text  string
	count int // how many times it occurs
}

func compareSpellings(a, b spelling) int {
	return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.text, b.text))
}

// words has every word of the posts of an index. It is immutable.
//
// FTS5 cannot find words by a prefix: its words are stems, and the stem of idempotent
// does not begin with idempoten.
type words struct {
	spellings []spelling // in the order of compareSpellings
	posts     int
}

// word is a word of the posts.
type word struct {
	key   string
	text  string // the most frequent spelling
	count int    // of all spellings
}

// wordsIn yields the offsets at which the words of s begin and end. It cuts nearly as
// unicode61 does, and between a run of a script without spaces and the letters beside it.
// It need not be the same, since FTS5 cuts every query again.
func wordsIn(s string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		from, unspaced := -1, false
		for at := 0; at < len(s); {
			r, size := rune(s[at]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(s[at:])
			}
			isLetter, isUnspaced := letter(r), r >= utf8.RuneSelf && blog.Unspaced(r)
			inside := isLetter || from >= 0 && unicode.IsMark(r)
			if from >= 0 && (!inside || isLetter && isUnspaced != unspaced) {
				if !yield(from, at) {
					return
				}
				from = -1
			}
			if inside && from < 0 {
				from, unspaced = at, isUnspaced
			}
			at += size
		}
		if from >= 0 {
			yield(from, len(s))
		}
	}
}

// letter reports whether words are made of a character: a letter, a digit, or one of the
// private use area.
func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.Co)
}

// fold returns the key of a word: without case, without accents.
func fold(s string) string {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] < utf8.RuneSelf
	}
	if plain {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// counter counts words by their spelling. Those of scripts without spaces, which are two
// characters of a text, are none to suggest or to expand.
type counter map[string]*int

// add adds n for each word of a post. It keeps nothing of the texts.
func (c counter) add(t texts, n int) {
	for _, text := range t {
		for from, to := range wordsIn(text) {
			if to-from > maxLetters && utf8.RuneCountInString(text[from:to]) > maxLetters || isUnspaced(text[from:to]) {
				continue
			}
			count, ok := c[text[from:to]]
			if !ok {
				count = new(int)
				c[strings.Clone(text[from:to])] = count
			}
			*count += n
		}
	}
}

// plus returns the words with the counts of c added, which may be negative, of so many
// posts. It copies the list: 30,000 words take a fraction of a millisecond.
func (w words) plus(c counter, posts int) words {
	var changed []spelling
	for text, n := range c {
		if *n != 0 {
			changed = append(changed, spelling{fold(text), text, *n})
		}
	}
	slices.SortFunc(changed, compareSpellings)
	rest, sum := w.spellings, make([]spelling, 0, len(w.spellings)+len(changed))
	for _, s := range changed {
		at, found := slices.BinarySearchFunc(rest, s, compareSpellings)
		sum, rest = append(sum, rest[:at]...), rest[at:]
		if found {
			s.text, s.key = rest[0].text, rest[0].key // already in memory
			s.count += rest[0].count
			rest = rest[1:]
		}
		if s.count > 0 {
			sum = append(sum, s)
		}
	}
	return words{append(sum, rest...), posts}
}

// list returns the words of spellings, by key.
func list(spellings []spelling) (all []word) {
	most := 0 // the count of the most frequent spelling of the last word
	for _, s := range spellings {
		if n := len(all); n == 0 || all[n-1].key != s.key {
			all, most = append(all, word{key: s.key}), 0
		}
		w := &all[len(all)-1]
		w.count += s.count
		if s.count > most {
			w.text, most = s.text, s.count
		}
	}
	return all
}

// beginning returns the spellings of the words that begin with a key.
func (w words) beginning(key string) []spelling {
	from, _ := slices.BinarySearchFunc(w.spellings, key, func(s spelling, k string) int { return strings.Compare(s.key, k) })
	to := from
	for to < len(w.spellings) && strings.HasPrefix(w.spellings[to].key, key) {
		to++
	}
	return w.spellings[from:to]
}

// expand returns the words that a prefix may stand for, most frequent first, without the
// prefix itself. Several prefixes of a query share the bounds.
func (w words) expand(prefix string, prefixes int) []string {
	key := fold(prefix)
	byCount := list(w.beginning(key))
	slices.SortStableFunc(byCount, func(a, b word) int { return b.count - a.count })

	limit, left := max(1, maxExpanded/prefixes), maxPostings/prefixes
	var expanded []string
	for _, e := range byCount {
		postings := min(e.count, w.posts) // at most
		switch {
		case len(expanded) == limit:
			return expanded
		case e.key == key:
		case len(expanded) == 0: // at any cost: often there is no other
			expanded = append(expanded, e.text)
		case postings <= left:
			left -= postings
			expanded = append(expanded, e.text)
		}
	}
	return expanded
}
