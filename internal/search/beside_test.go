package search_test

import (
	"testing"

	"blog.example/pete/internal/search"
)

// Two indexes of two databases answer as one: the best of each first, each with its
// snippet, and no more than were asked for.
func TestBeside(t *testing.T) {
	out := archiveOf(t, article{"most", "heron heron heron"}, article{"some", "heron and much else that has nothing to do with it"}, article{"none", "other"})
	drafts := archiveOf(t, article{"draft", "heron and a wombat"})
	readers := open(t, out)
	both := readers.Beside(open(t, drafts))
	for _, tt := range []struct {
		query search.Query
		want  string
	}{
		{search.Query{Text: "heron"}, "draft most some"},
		{search.Query{Text: "heron", Max: 2}, "draft most"},
		{search.Query{Text: "wombat"}, "draft"},
		{search.Query{Text: "other"}, "none"},
		{search.Query{Text: "zebra"}, ""},
	} {
		if got := slugs(t, both, tt.query); got != tt.want {
			t.Errorf("%+v finds %q, want %q", tt.query, got, tt.want)
		}
	}
	hits, err := both.Search(t.Context(), search.Query{Text: "heron", Explain: 2})
	if err != nil || hits[0].Snippet.Text == "" || hits[1].Snippet.Text == "" || hits[0].Score < hits[1].Score || hits[1].Score < hits[2].Score {
		t.Errorf("%+v, %v", hits, err)
	}
	if meant, ok := both.Suggest(t.Context(), "wombxt"); !ok || meant != "wombat" {
		t.Errorf("%q is meant", meant)
	}
	if _, ok := readers.Suggest(t.Context(), "wombxt"); ok {
		t.Error("readers are offered a word of a draft")
	}
	if got := slugs(t, readers, search.Query{Text: "wombat"}); got != "" {
		t.Errorf("readers find %q", got)
	}
	none := open(t, archiveOf(t))
	if readers.Beside(nil) != readers || readers.Beside(none) != readers || (*search.Index)(nil).Beside(both) != nil {
		t.Error("nothing beside an index makes another of it")
	}
	if _, err := both.Search(t.Context(), search.Query{Text: "?"}); err == nil {
		t.Error("a query without words has an answer")
	}
}
