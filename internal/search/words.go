package search

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxLetters leaves keys and checksums out of the list of words: nobody
	// asks for them by their beginning.
	maxLetters = 40

	// maxExpanded is how many words may stand for the prefixes of one query.
	maxExpanded = 32

	// maxPostings bounds what these words cost: how many posts have the first,
	// and the second, and so on; each of these costs some 2 µs. In an archive
	// of up to 250 posts that leaves out nothing; in one of 10,000 it leaves
	// out words that are in most posts, and tell no post from another.
	maxPostings = 8_000
)

// word is a word of the archive.
type word struct {
	key   string // folded
	text  string // as it is most often spelled
	count int    // how often it stands there
}

// words is every word of the archive, by key.
//
// FTS5 cannot answer for prefixes itself: its words are stems, and the stem of
// idempotent does not begin with idempoten.
type words struct {
	list  []word
	posts int
}

// wordsIn is where the words of s stand: from, and up to where. It cuts nearly
// as unicode61 does; it need not be quite the same, since what is looked for is
// always cut again by FTS5.
func wordsIn(s string) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		from := -1
		for at := 0; at < len(s); {
			r, size := rune(s[at]), 1
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRuneInString(s[at:])
			}
			inside := letter(r) || from >= 0 && unicode.IsMark(r)
			if inside && from < 0 {
				from = at
			}
			if !inside && from >= 0 {
				if !yield(from, at) {
					return
				}
				from = -1
			}
			at += size
		}
		if from >= 0 {
			yield(from, len(s))
		}
	}
}

// letter reports what words are made of: letters, digits, and what a font has
// put into the private use area.
func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z'
	}
	return unicode.In(r, unicode.L, unicode.N, unicode.Co)
}

// fold makes one key of a word's spellings: without case, without accents.
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

// counter counts words by their spelling.
type counter map[string]*int

func newCounter() counter { return counter{} }

// add counts the words of a post. It keeps none of its texts.
func (c counter) add(t texts) {
	for _, text := range t {
		for from, to := range wordsIn(text) {
			if to-from > maxLetters && utf8.RuneCountInString(text[from:to]) > maxLetters {
				continue
			}
			n, ok := c[text[from:to]]
			if !ok {
				n = new(int)
				c[strings.Clone(text[from:to])] = n
			}
			*n++
		}
	}
}

// words makes the list of what was counted in that many posts.
func (c counter) words(posts int) words {
	spellings := make([]word, 0, len(c))
	for _, text := range slices.Sorted(maps.Keys(c)) {
		spellings = append(spellings, word{key: fold(text), text: text, count: *c[text]})
	}
	// Of equal keys the most frequent spelling comes first.
	slices.SortStableFunc(spellings, func(a, b word) int {
		return cmp.Or(strings.Compare(a.key, b.key), b.count-a.count)
	})
	w := words{posts: posts}
	for _, s := range spellings {
		if n := len(w.list); n > 0 && w.list[n-1].key == s.key {
			w.list[n-1].count += s.count
			continue
		}
		w.list = append(w.list, s)
	}
	w.list = slices.Clip(w.list)
	return w
}

// beginning is the words that begin with a key, by key.
func (w words) beginning(key string) []word {
	from, _ := slices.BinarySearchFunc(w.list, key, func(e word, k string) int { return strings.Compare(e.key, k) })
	to := from
	for to < len(w.list) && strings.HasPrefix(w.list[to].key, key) {
		to++
	}
	return w.list[from:to]
}

// expand spells out a prefix: the most frequent words that begin with it, the
// prefix itself aside. With several prefixes in a query each has its share of
// the bounds.
func (w words) expand(prefix string, prefixes int) []string {
	key := fold(prefix)
	byCount := slices.Clone(w.beginning(key))
	slices.SortStableFunc(byCount, func(a, b word) int { return b.count - a.count })

	limit, left := max(1, maxExpanded/prefixes), maxPostings/prefixes
	var spelled []string
	for _, e := range byCount {
		postings := min(e.count, w.posts) // at most
		switch {
		case len(spelled) == limit:
			return spelled
		case e.key == key:
		case len(spelled) == 0: // whatever it costs: often there is no other
			spelled = append(spelled, e.text)
		case postings <= left:
			left -= postings
			spelled = append(spelled, e.text)
		}
	}
	return spelled
}
