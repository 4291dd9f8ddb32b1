package search_test

import (
	"testing"

	"blog.example/pete/internal/search"
)

// A word that is asked for twice counts once: the score is that of asking once, since FTS5 adds up
// what each operand is worth.
func TestEqualOperandsCountOnce(t *testing.T) {
	x := open(t, library(t))
	score := func(text string) float64 {
		hits, err := x.Search(t.Context(), search.Query{Text: text})
		if err != nil || len(hits) == 0 {
			t.Fatalf("%s: %d hits, %v", text, len(hits), err)
		}
		return hits[0].Score
	}
	for _, c := range []struct{ text, once string }{
		{"cat cat", "cat"},
		{"cat Cat CÀT", "cat"},
		{"cat AND cat OR cat", "cat"},
		{"cat OR cat OR dog OR cat", "cat OR dog"},
		{"cat dog OR dog OR cat dog", "cat dog OR dog"},
		{`"the cat" "The Cat"`, `"the cat"`},
		{"ca* ca*", "ca*"},
	} {
		if got, want := score(c.text), score(c.once); got != want {
			t.Errorf("%s has the score %v, %s has %v", c.text, got, c.once, want)
		}
	}
	if got, less := score("cat ca*"), score("cat"); got == less {
		t.Errorf("cat ca* has the score %v, as has cat", got)
	}
	for _, nothing := range []string{"cat NOT cat", "cat NOT cat*"} {
		if got := slugs(t, x, search.Query{Text: nothing}); got != "" {
			t.Errorf("%s: got %q", nothing, got)
		}
	}
}
