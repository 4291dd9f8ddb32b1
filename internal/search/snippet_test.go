package search_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/search"
)

// marked is the snippet of the one post that answers.
func marked(t *testing.T, x *search.Index, query string) string {
	t.Helper()
	hits, err := x.Search(t.Context(), search.Query{Text: query})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%.40q: %d hits, %v", query, len(hits), err)
	}
	validSnippet(t, hits[0].Snippet)
	return hits[0].Snippet.Marked(func(s string) string { return "**" + s + "**" })
}

// Of a word that is longer than a snippet, the part is shown that matched.
func TestSnippetOfALongWord(t *testing.T) {
	before, after := strings.Repeat("文，", 400), strings.Repeat("，章", 400)
	path := strings.Repeat("a/b-", 300)
	for _, c := range []struct{ name, body, query, want string }{
		{"Chinese", before + "日本語" + after, "日本語", "…" + before[len(before)-52*3:] + "**日本語**" + after[:105*3] + "…"},
		{"its beginning", "日本語" + after, "日本語", "**日本語**" + after[:157*3] + "…"},
		{"its end", before + "日本語", "日本語", "…" + before[len(before)-157*3:] + "**日本語**"},
		{"an address", "see https://example.com/" + path + "cat-" + path + " there", "cat", "…" + path[len(path)-52:] + "**cat**-" + path[:104] + "…"},
	} {
		x := open(t, archiveOf(t, article{"a", c.body}))
		if got := marked(t, x, c.query); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// A body is looked at up to 64 KB. What stands behind that is a hit, and is
// shown by another text that matches, or by how the post begins.
func TestSnippetOfALongBody(t *testing.T) {
	body := "It begins here. " + strings.Repeat("filler words ", 30_000)
	far := article{"zebra crossing", body + "zebra, giraffe and catfish."}
	x := open(t, archiveOf(t, far))
	for query, want := range map[string]string{
		"begins":  "It **begins** here. filler words filler words filler words filler words filler words filler…",
		"zebra":   "**zebra** crossing",
		"giraffe": "It begins here. filler words filler words filler words filler words filler words filler…",
	} {
		if got := marked(t, x, query); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", query, got, want)
		}
	}
	// What is looked at may end within a word, which is then no other word.
	at := 64 << 10
	body = strings.Repeat("x ", at/2-2) + " catfish"
	x = open(t, archiveOf(t, article{"a", body + " cat"}))
	if got := marked(t, x, "cat"); strings.Contains(got, "*") {
		t.Errorf("half a word is a hit: %s", got)
	}
}

// The work on a text full of marks grows as the text does.
func TestSnippetOfManyMarks(t *testing.T) {
	for name, body := range map[string]string{
		"one word":    strings.Repeat("cat-", 60_000),
		"many words":  strings.Repeat("cat and ", 400_000),
		"all of them": strings.Repeat("cat, dog; ", 20_000),
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		x := open(t, archiveOf(t, article{"a", body}))
		hits, err := x.Search(ctx, search.Query{Text: "cat"})
		if err != nil || len(hits) != 1 || len(hits[0].Snippet.Marks) == 0 {
			t.Errorf("%s: %d hits, %v", name, len(hits), err)
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			t.Errorf("%s: not done in its time", name)
		}
	}
}
