package tui

import (
	"context"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
)

// young is an index that is not ready at first.
type young struct {
	posts []*blog.Post // what it finds when it is
	ready bool
}

// Search implements [Searcher].
func (y *young) Search(context.Context, search.Query) (hits []search.Hit, err error) {
	if !y.ready {
		return nil, search.ErrNotReady
	}
	for _, p := range y.posts {
		hits = append(hits, search.Hit{Post: p})
	}
	return hits, nil
}

// Suggest implements [Searcher].
func (y *young) Suggest(context.Context, string) (string, bool) { return "", false }

// A search before the index is ready says so, and asks once more at enter.
func TestSearchBeforeTheIndexIsReady(t *testing.T) {
	a := archive(t)
	index := &young{posts: a.Posts[:5]}
	o := at(80, 24)
	o.Index = index
	v := visitTo(t, a, o)
	v.press("/")
	v.write("the")
	if !v.shows("The search index is still being made") || !strings.Contains(v.foot(), "look once more") {
		t.Errorf("it does not say so:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	if !v.shows("The search index is still being made") {
		t.Errorf("asked once more too early it shows\n%s", strings.Join(v.text(), "\n"))
	}
	index.ready = true
	v.press("enter")
	if !v.shows("5 posts") {
		t.Errorf("enter does not look once more:\n%s", strings.Join(v.text(), "\n"))
	}
}
