package search

import (
	"fmt"
	"strings"
	"testing"
)

// Attack: a client types and deletes the same letters. What was asked lately is
// answered without the connection, and only the hits that show are explained.
func TestRecentAnswers(t *testing.T) {
	bubble(t, func(t *testing.T, x *Index) {
		q := Query{Text: "ca", Typing: true, Explain: 1}
		first, err := x.Search(t.Context(), q)
		if err != nil || len(first) != 1 || first[0].Snippet.Text == "" {
			t.Fatalf("%v, %v", first, err)
		}
		defer hold(t, x)()
		again, err := x.Search(t.Context(), q)
		if err != nil || len(again) != 1 || again[0].Snippet.Text != first[0].Snippet.Text {
			t.Errorf("asked again: %v, %v", again, err)
		}
	})
}

// Recent answers are bounded in bytes, and an answer with fewer snippets does not
// replace one that has more.
func TestRecentIsBounded(t *testing.T) {
	x := &Index{recent: newRecent()}
	hits := make([]Hit, 1000)
	for i := range 500 {
		x.remember(query{asked: asked{match: fmt.Sprint(i)}}, answer{hits: hits, explained: 2})
	}
	if bytes := x.recent.Bytes(); bytes > maxRecent || bytes < maxRecent/2 {
		t.Errorf("500 answers take %d bytes, want at most %d", bytes, maxRecent)
	}
	last := query{asked: asked{match: "499"}}
	x.remember(last, answer{hits: hits, explained: 1})
	if a, ok := x.recent.Get(last.asked); !ok || a.explained != 2 {
		t.Errorf("the last answer has %d snippets, want 2", a.explained)
	}
}

// The cost of an answer grows with its hits and their snippets.
func TestSizeOfAnAnswer(t *testing.T) {
	empty := size(asked{}, answer{})
	hit := Hit{Snippet: Snippet{Text: strings.Repeat("a", 100), Marks: make([]Mark, 10)}, Forms: []string{strings.Repeat("b", 100)}}
	if got := size(asked{match: "cat", among: "[1]"}, answer{hits: []Hit{hit}}); got < empty+100+160+100 {
		t.Errorf("%d bytes beside the %d of none", got, empty)
	}
}
