package search_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
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

// A word longer than a snippet is cut around the part that matched.
func TestSnippetOfALongWord(t *testing.T) {
	before, after := strings.Repeat("文，", 400), strings.Repeat("，章", 400)
	path := strings.Repeat("a/b-", 300)
	for _, c := range []struct{ name, body, query, want string }{
		{"Chinese", before + "日本語" + after, "日本語", "…" + before[len(before)-25*3:] + "**日本語**" + after[:52*3] + "…"},
		{"its beginning", "日本語" + after, "日本語", "**日本語**" + after[:77*3] + "…"},
		{"its end", before + "日本語", "日本語", "…" + before[len(before)-77*3:] + "**日本語**"},
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

// Two blocks, two lines of code, and code and prose are never shown as one sentence.
func TestSnippetShowsBreaks(t *testing.T) {
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Breaks\nhost: blog.example\n")},
		"posts/a.md": post("title: A\ndate: 2026-01-01\nsummary: S.", "## Before the code\n\nIt prints a number:\n\n```go\nfunc main() {\n\n\tfmt.Println(42)\n}\n```\n\n"+
			"After it\nthere is one sentence of zebras and of nothing else at all in this text.\n\n| left | right |\n| --- | --- |\n| 1 | 2 |\n"),
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	x := open(t, archive)
	for query, want := range map[string]string{
		"number":        "…It prints a **number**: · func main() { · fmt.Println(42) · } · After it there is one…",
		"code":          "Before the **code** · It prints a number: · func main() { · fmt.Println(42) · } · After it…",
		`"number func"`: "…It prints a **number: · func** main() { · fmt.Println(42) · } · After it there is one…",
		"zebras":        "…is one sentence of **zebras** and of nothing else at all in this text.…",
		"left":          "…zebras and of nothing else at all in this text. · **left** · right · 1 · 2",
	} {
		if got := marked(t, x, query); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", query, got, want)
		}
	}
}
