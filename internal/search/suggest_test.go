package search

import (
	"fmt"
	"testing"
)

// Only the words of an archive that may be near are measured.
func TestComparable(t *testing.T) {
	var w words
	for i := range 10_000 {
		w.spellings = append(w.spellings, spelling{key: fmt.Sprintf("%0*d", 10+i%20, i), count: 1})
	}
	w.spellings = append(w.spellings, spelling{key: "browser"}, spelling{key: "browserwars"}, spelling{key: "resworb"})
	if got := w.comparable("browse"); len(got) != 3 {
		t.Errorf("%d words are measured, want 3", len(got))
	}
	if got := w.comparable("0123456789012345678901234567"); len(got) != 2170 {
		t.Errorf("%d words are measured, want those of 25 letters and more and four digits", len(got))
	}
}
