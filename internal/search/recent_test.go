package search

import (
	"fmt"
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

// The answers that are kept stay within their bytes, the last ones asked for.
func TestRecentIsBounded(t *testing.T) {
	r := newRecent()
	hits := make([]Hit, 1000)
	for i := range 500 {
		r.add(query{match: fmt.Sprint(i)}, answer{hits: hits})
	}
	kept, bytes := r.answers.Len(), 0
	for _, key := range r.answers.Keys() {
		a, _ := r.answers.Peek(key)
		bytes += size(key, a)
	}
	if bytes != r.bytes || bytes > maxRecent || kept == 0 || kept == 500 {
		t.Errorf("%d answers take %d bytes, counted as %d", kept, bytes, r.bytes)
	}
	if _, ok := r.get(query{match: "499"}); !ok {
		t.Error("the last answer is gone")
	}
}
