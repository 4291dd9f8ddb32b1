package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// A text of nothing but marks, in one word or in many, is excerpted, and of its marks
// only the first are compared.
func TestExcerptOfManyMarks(t *testing.T) {
	for _, between := range []string{"-", " ", "\n"} {
		text := strings.Repeat("\x02cat\x03"+between, 300_000)
		shown := strings.ReplaceAll(between, "\n", blockBreak)
		if s := excerpt(text); len(s.Marks) == 0 || !strings.HasPrefix(s.Text, "cat"+shown+"cat") {
			t.Errorf("between them %q: %q", between, s.Text)
		}
		plain, marks := unmark(text)
		if len(marks) != maxMarks || plain != strings.Repeat("cat"+between, 300_000) {
			t.Errorf("between them %q: %d marks in %d bytes", between, len(marks), len(plain))
		}
	}
}

// Only the beginning of a text full of matches is marked, since the time for that grows
// with the square of its length. The clock of the bubble stands while SQLite works, so a
// slow machine does not end the query.
func TestSnippetOfManyMarks(t *testing.T) {
	for name, body := range map[string]string{
		"one word":    strings.Repeat("cat-", 60_000),
		"many words":  strings.Repeat("cat and ", 100_000),
		"all of them": strings.Repeat("cat, dog; ", 20_000),
	} {
		synctest.Test(t, func(t *testing.T) {
			d := newTestDatabase(t)
			x := d.index(t, d.write("a", body))
			hits, err := x.Search(t.Context(), Query{Text: "cat"})
			if err != nil || len(hits) != 1 || len(hits[0].Snippet.Marks) == 0 {
				t.Errorf("%s: %d hits, %v", name, len(hits), err)
			}
			if got := d.number(t, `SELECT length(body) FROM hits`); got > maxMarked || got < maxMarked/2 {
				t.Errorf("%s: %d bytes are marked, want at most %d", name, got, maxMarked)
			}
		})
	}
}

// The forms of a hit are in lower case, on one line, each once, and bounded in number.
func TestFormsOfAText(t *testing.T) {
	marked := texts{"The \x02Cat\x03 and the \x02CAT\x03", "", "\x02cat\x03", "", "a \x02cat\n  sat\x03, \x02 \x03 \x02left open"}
	if got, want := forms(marked), []string{"cat", "cat sat", "left open"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	var many strings.Builder
	for i := range 100 {
		fmt.Fprintf(&many, "\x02cat%d\x03 ", i)
	}
	if got := forms(texts{many.String(), many.String()}); len(got) != maxForms || got[maxForms-1] != "cat63" {
		t.Errorf("%d forms: %q", len(got), got)
	}
}
