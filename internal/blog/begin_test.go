package blog

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog/blogtest"
)

// large is more Markdown than is checked before serving, with something wrong in
// front matter and in bodies.
func large(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := blogtest.Generate(450).Files
	maps.Copy(fsys, dir(
		"posts/front.md", post("title: T\ndate: 2026-01-05"),
		"posts/leads.md", "---\n"+good+"\n---\n[dead](pots-1.md) [no heading](headed.md#nowhere) [right](headed.md#top)\n[here](#nowhere) [about](about#nowhere)\n",
		"posts/headed.md", "---\n"+good+"\n---\n# Top\n\n[^1]: Lost.\n",
		"posts/draft.md", "---\n"+good+"\ndraft: true\n---\n[dead](nowhere-at-all.md)\n",
	))
	size := 0
	for _, f := range fsys {
		size += len(f.Data)
	}
	if size <= small {
		t.Fatalf("%d bytes are checked at once", size)
	}
	return fsys
}

const (
	wrongInFront  = "posts/front.md:1: warning: no summary, the first paragraph serves: write summary: and a sentence or two for the index"
	wrongInBodies = `posts/draft.md:7: link to "nowhere-at-all.md": no such post: link to a post as SLUG.md, or give a whole address
posts/headed.md:8: warning: footnote [^1] has no mark in the text: refer to it, or take it out
posts/leads.md:6: link to "pots-1.md": no such post: did you mean post-1.md
posts/leads.md:6: link to "headed.md#nowhere": no such heading: want one of #top
posts/leads.md:7: link to "#nowhere": no such heading: it has no headings
posts/leads.md:7: link to "about#nowhere": no such heading: want one of #about`
)

// sortedLines is lines in the order of their letters: of one line of a file
// problems come in no particular order.
func sortedLines(s string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(s, "\n")), "\n")
}

// Of a large archive what is wrong in bodies stops no start, and is found beside.
func TestBegin(t *testing.T) {
	fsys := large(t)
	a, r := Begin(fsys)
	if a == nil || problems(r) != wrongInFront {
		t.Fatalf("at the start:\n%s\nwant:\n%s", problems(r), wrongInFront)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := a.Check(ended); got != nil {
		t.Errorf("a check that was given up found %v", got)
	}
	links, _ := a.Post("leads")
	links.Document() // what a reader has read is not lost for who checks
	if got := problems(Report{Problems: a.Check(t.Context())}); sortedLines(got) != sortedLines(wrongInBodies) {
		t.Errorf("beside:\n%s\nwant:\n%s", got, wrongInBodies)
	}
	if l := links.Document().Links[1]; l.Slug != "headed" || l.URL == "" {
		t.Errorf("a link to a heading that is not there leads to %+v, want the post", l)
	}

	whole, r := Open(fsys)
	if got := problems(r); whole != nil || sortedLines(got) != sortedLines(wrongInFront+"\n"+wrongInBodies) {
		t.Errorf("opened whole:\n%s", got)
	}
	if want := "454 posts: 450 ready, 4 need you"; r.Summary() != want {
		t.Errorf("counted %q, want %q", r.Summary(), want)
	}
}

// A small archive is checked before anybody is served, and then there is nothing
// left to check.
func TestBeginSmall(t *testing.T) {
	dead := dir("posts/a.md", "---\n"+good+"\n---\n[dead](b.md)\n")
	if a, r := Begin(dead); a != nil || r.Err() == nil {
		t.Errorf("a dead link stops no start: %s", problems(r))
	}
	a, _ := Begin(dir("posts/a.md", "---\n"+good+"\n---\n[^1]: Lost.\n"))
	if got := a.Check(t.Context()); got != nil {
		t.Errorf("told twice: %v", got)
	}
}

// All who ask at once get the same tree, and it is kept for who asks next.
func TestDocumentIsShared(t *testing.T) {
	a, _ := Begin(large(t))
	p := a.Posts[0]
	got := make([]*Document, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = p.Document() })
	}
	all.Wait()
	for _, d := range got {
		if d != p.Document() {
			t.Fatal("there are two trees")
		}
	}
}

// What is kept has a bound, and what was asked for last is within it.
func TestKeepIsBounded(t *testing.T) {
	a, _ := Begin(large(t))
	first := a.Posts[0].Document()
	for _, p := range a.Posts[1:300] {
		p.Document()
		if a.Posts[0].Document() != first {
			t.Fatal("what is asked for all the time is not kept")
		}
		if k := &p.body.web.keep; k.bytes > keptBytes || len(k.trees) > mostKept || len(k.trees) == 0 {
			t.Fatalf("%d trees of %d bytes are kept", len(k.trees), k.bytes)
		}
	}
	huge, _ := Open(dir("posts/a.md", post(good)+strings.Repeat("word ", keptBytes), "posts/b.md", post(good)))
	a1, _ := huge.Post("a")
	if d := a1.Document(); d != a1.Document() {
		t.Error("a text beyond the bound is read anew for each who asks")
	}
	b, _ := huge.Post("b")
	b.Document()
	if k := &b.body.web.keep; len(k.trees) != 1 || k.bytes != len(b.body.source) {
		t.Errorf("%d trees of %d bytes are kept, want that of b", len(k.trees), k.bytes)
	}
}

// Nearest leaves out only what could not be it.
func TestNearestLooksAtAllThatMayBe(t *testing.T) {
	words := blogtest.Generate(1).Words[:3000]
	for i, word := range words[:200] {
		typed := word[:len(word)/2] + "x" + word[min(len(word), len(word)/2+i%2):]
		want, best := "", len(typed)/3+1
		for _, c := range words {
			d := edits(typed, c)
			if len(typed) >= 3 && strings.HasPrefix(c, typed) {
				d = 1
			}
			if d < best {
				want, best = c, d
			}
		}
		if got, ok := Nearest(typed, words); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", typed, got, want)
		}
	}
}

// A text that the parser panics on is reported as any other fault, and ends nothing.
func TestParserThatPanics(t *testing.T) {
	b := &body{page: &Page{Path: "posts/x.md"}, source: []byte("[a](b.md)\n"), line: 5} // without the web that its links need
	for range 2 {
		wrong, deep := b.faults()
		if len(wrong) != 1 || deep != nil || wrong[0].Path != "posts/x.md" || wrong[0].Line != 5 || wrong[0].Severity != Error {
			t.Fatalf("%v", wrong)
		}
	}
	if !b.fails {
		t.Error("links to it would be followed")
	}
}
