package search

import (
	"context"
	"strings"
	"testing"
	"time"
)

// A text of nothing but marks, in one word or in many, costs no more than its
// length, and of its marks only the first are looked at.
func TestExcerptOfManyMarks(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, between := range []string{"-", " "} {
		text := strings.Repeat("\x02cat\x03"+between, 300_000)
		if s := excerpt(text); len(s.Marks) == 0 || !strings.HasPrefix(s.Text, "cat"+between+"cat") {
			t.Errorf("between them %q: %q", between, s.Text)
		}
		plain, marks := unmark(text)
		if len(marks) != maxMarks || plain != strings.Repeat("cat"+between, 300_000) {
			t.Errorf("between them %q: %d marks in %d bytes", between, len(marks), len(plain))
		}
		if err := ctx.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
