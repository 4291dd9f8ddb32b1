package search_test

import (
	"testing"

	"blog.example/pete/internal/search"
)

// What is asked twice counts once: the score is that of asking once, since FTS5
// adds up what each operand is worth.
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
		{"cat AND (cat OR cat)", "cat"},
		{"cat OR cat OR dog OR cat", "cat OR dog"},
		{"(cat dog) (cat dog)", "cat dog"},
		{`"the cat" "The Cat"`, `"the cat"`},
		{"ca* ca*", "ca*"},
		{"NEAR(cat cat CAT)", "cat"},
		{"body:NEAR(cat cat)", "body:cat"},
		{"NEAR(cat key cat, 3) NEAR(cat key, 3)", "NEAR(cat key, 3)"},
	} {
		if got, want := score(c.text), score(c.once); got != want {
			t.Errorf("%s has the score %v, %s has %v", c.text, got, c.once, want)
		}
	}
	for _, c := range []struct{ text, less string }{
		{"cat ca*", "cat"},
		{"cat OR body:cat", "cat"},
		{"cat NOT cat*", ""},
	} {
		if c.less == "" {
			if got := slugs(t, x, search.Query{Text: c.text}); got != "" {
				t.Errorf("%s: got %q", c.text, got)
			}
			continue
		}
		if got, less := score(c.text), score(c.less); got == less {
			t.Errorf("%s has the score %v, as has %s", c.text, got, c.less)
		}
	}
}

// NEAR over its bounds is read as words.
func TestNearBounds(t *testing.T) {
	x := open(t, library(t))
	for query, want := range map[string]string{
		"NEAR(cat missing, 100)":                                      "",
		"NEAR(cat missing, 101)":                                      "cats",
		"NEAR(cat missing, 999999999)":                                "cats",
		"NEAR(the cat sat on key browser of was, 20)":                 "cats",
		"NEAR(the cat sat on key browser of missing, 20)":             "",
		"NEAR(the cat sat on key browser of missing metrics, 1)":      "cats",
		"title:NEAR(cat fine, 101)":                                   "cats",
		"title:NEAR(cat missing, 101)":                                "",
		"idempotent OR NEAR(the cat sat on key browser of was it, 1)": "cats idempotent",
	} {
		if got := slugs(t, x, search.Query{Text: query}); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}
