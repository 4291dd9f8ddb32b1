package search

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
)

// early is an archive for an index that is not ready.
func early(t *testing.T) *blog.Archive {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: Early\nhost: blog.example\n")}}
	for path, front := range map[string]string{
		"cats":   "title: The Cat Was Fine\ndate: 2026-03-01\ntags: [metrics, go]",
		"dogs":   "title: Dögs and Cats\ndate: 2026-02-01\ntags: [go]",
		"tagged": "title: Nothing\ndate: 2026-01-01\ntags: [cat-food]",
	} {
		files["posts/"+path+".md"] = &fstest.MapFile{Data: []byte("---\n" + front + "\nsummary: A sentence.\n---\nThe body has zebras.\n")}
	}
	a, report := blog.Open(files)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return a
}

// Until the index is whole, titles and tags are searched, and the answer says so.
func TestBeforeItIsReady(t *testing.T) {
	x, err := newIndex(early(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.db.Close() }()
	for _, c := range []struct {
		Query
		want string
	}{
		{Query{Text: "cat"}, "cats dogs tagged"},
		{Query{Text: "CAT fine"}, "cats"},
		{Query{Text: "dogs"}, "dogs"},
		{Query{Text: "dogs OR fine"}, "cats dogs"},
		{Query{Text: "cat NOT dog"}, "cats tagged"},
		{Query{Text: `"cat was"`}, "cats"},
		{Query{Text: `"was cat"`}, ""},
		{Query{Text: "NEAR(cat dogs)"}, "dogs"},
		{Query{Text: "^cat"}, "tagged"},
		{Query{Text: "title:metrics"}, ""},
		{Query{Text: "tags:metrics"}, "cats"},
		{Query{Text: "body:cat"}, ""},
		{Query{Text: "zebras"}, ""},
		{Query{Text: "cat", Tags: []string{"go"}}, "cats dogs"},
		{Query{Text: "cat", Tags: []string{"nobody's"}}, ""},
		{Query{Text: "cat", Max: 1}, "cats"},
	} {
		hits, err := x.Search(t.Context(), c.Query)
		if !errors.Is(err, ErrBuilding) {
			t.Errorf("%v: %v", c.Query, err)
		}
		var slugs []string
		for _, h := range hits {
			slugs = append(slugs, h.Post.Slug)
			if h.Snippet.Text != "A sentence." {
				t.Errorf("%v: snippet %q", c.Query, h.Snippet.Text)
			}
		}
		if got := strings.Join(slugs, " "); got != c.want {
			t.Errorf("%v: got %q, want %q", c.Query, got, c.want)
		}
	}
	if _, err := x.Search(t.Context(), Query{Text: "!"}); !errors.Is(err, ErrNoWords) {
		t.Errorf("no words: %v", err)
	}
	if better, ok := x.Suggest(t.Context(), "zebrs"); ok {
		t.Errorf("suggests %q", better)
	}
	waiting, cancel := context.WithCancel(t.Context())
	cancel()
	if err := x.Wait(waiting); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ends with %v", err)
	}
	x.fill(t.Context())
	if err := x.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	if hits, err := x.Search(t.Context(), Query{Text: "zebras"}); err != nil || len(hits) != 3 {
		t.Errorf("when it is ready: %d hits, %v", len(hits), err)
	}
}

// Closing an index that is being made ends the making, all of it.
func TestCloseWhileBuilding(t *testing.T) {
	a, report := blog.Open(blogtest.Generate(100).Files)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) { // which fails when a goroutine is left
		x, err := Start(a)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := x.Close(); err != nil {
				t.Error(err)
			}
		}
		if hits, err := x.Search(t.Context(), Query{Text: "cat"}); err == nil {
			t.Errorf("%d hits in a closed index", len(hits))
		}
	})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	x, err := newIndex(a)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.db.Close() }()
	x.fill(ended)
	if err := x.Wait(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("an index that was given up says %v", err)
	}
	if hits, err := x.Search(t.Context(), Query{Text: "cat"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%d hits, %v", len(hits), err)
	}
}

// A post that the parser panics on is found by what its front matter says.
func TestIllegiblePost(t *testing.T) {
	p := &blog.Post{Page: blog.Page{Title: "A Title"}, Summary: "A summary."} // without a body
	if got := legible(p); got[0] != "A Title" || got[3] != "A summary." || got[columnBody] != "" {
		t.Errorf("%q", got)
	}
}
