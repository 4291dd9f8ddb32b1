package blog

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
)

// Callers that ask at once get the same tree, and so does the next one.
func TestDocumentIsShared(t *testing.T) {
	files := blogtest.Generate(3).Files
	// It takes so long to parse that all callers ask before it is done.
	files["posts/post-0.md"].Data = append(files["posts/post-0.md"].Data, strings.Repeat("Some *more* words.\n\n", 10_000)...)
	a, _ := Open(files)
	p := a.Posts[0]
	got := make([]*Document, 8)
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i := range got {
		all.Go(func() {
			<-begin
			got[i] = p.Document()
		})
	}
	close(begin)
	all.Wait()
	for _, d := range got {
		if d != p.Document() {
			t.Fatal("there are two trees")
		}
	}
	if !slices.Equal(p.Document().Links, p.Outline().Links) || len(p.Outline().Links) != 2 || p.Outline().Links[0].Slug != "post-1" {
		t.Errorf("the links of the document are %v, those of the outline %v", p.Document().Links, p.Outline().Links)
	}
}

// The cache is bounded, and has what was asked for last.
func TestDocCacheIsBounded(t *testing.T) {
	a, _ := Open(blogtest.Generate(200).Files)
	first := a.Posts[0].Document()
	for _, p := range a.Posts[1:] {
		p.Document()
		if a.Posts[0].Document() != first {
			t.Fatal("a document that is asked for all the time is dropped")
		}
		if n := p.docs.Bytes(); n > docCacheBytes {
			t.Fatalf("documents of %d bytes are kept", n)
		}
	}
	tiny := []string{}
	for _, name := range strings.Split(strings.Repeat("a", 100), "") {
		tiny = append(tiny, "posts/"+strings.Repeat(name, len(tiny)/2+1)+".md", post(good))
	}
	small, _ := Open(dir(tiny...))
	for _, p := range small.Posts {
		p.Document()
	}
	if n := small.Posts[0].docs.Bytes(); n != docCacheBytes {
		t.Errorf("documents of small texts count for %d bytes: all are kept", n)
	}
	huge, _ := Open(dir("posts/a.md", post(good)+strings.Repeat("word ", docCacheBytes)))
	if d := huge.Posts[0].Document(); d != huge.Posts[0].Document() {
		t.Error("a text beyond the bound is parsed for each call")
	}
}

// The outline is there without a tree.
func TestOutlineNeedsNoTree(t *testing.T) {
	a, _ := Open(dir("posts/a.md", "---\n"+good+"\n---\n"+outlined, "posts/other.md", post(good)+"\n# Top\n"))
	p, _ := a.Post("a")
	o := p.Outline()
	if strings.Join(o.Anchors(), " ") != "what-text-costs what-text-costs-1 size" || o.Links[2].Slug != "other" {
		t.Errorf("%+v", o)
	}
	if p.docs.Bytes() != 0 {
		t.Error("a tree was made")
	}
	if d := p.Document(); len(d.Code) != 3 || len(d.Links) != len(o.Links) || !strings.Contains(d.Plain, "Größe") {
		t.Errorf("the document has %+v", d.Outline)
	}
}

// The summary of a post without one is its first paragraph as the whole text has it.
func TestOpeningParagraph(t *testing.T) {
	long := strings.Repeat("Filler stands here. ", 200)
	for _, c := range []struct{ body, want string }{
		{"One.\n\nTwo.\n", "One."},
		{"# H\n\nOne [two][ref] three[^n].\n\n" + long + "\n\n[ref]: https://example.com\n\n[^n]: Note.\n", "One two three."},
		{"```\n" + long + "\n\n" + long + "\n```\n\nAfter.\n", "After."},
		{"<!-- " + long + "\n\n-->\n\nText.\n", "Text."},
		{"- a\n\n- b\n", ""},
	} {
		a, _ := Open(dir("posts/a.md", "---\ntitle: T\n---\n"+c.body))
		if got := a.Posts[0].Summary; got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
