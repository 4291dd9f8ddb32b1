package tui

import (
	"context"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
)

// young is an index that is not ready yet: it finds the posts in its titles, and
// once it is ready all.
type young struct {
	titles, all []*blog.Post
	ready       bool
}

// Search implements [Searcher].
func (y *young) Search(context.Context, search.Query) (hits []search.Hit, err error) {
	posts := y.all
	if !y.ready {
		posts, err = y.titles, search.ErrBuilding
	}
	for _, p := range posts {
		hits = append(hits, search.Hit{Post: p})
	}
	return hits, err
}

// Suggest implements [Searcher].
func (y *young) Suggest(context.Context, string) (string, bool) { return "", false }

// A search before the index is ready says so, and asks once more at the next key.
func TestSearchBeforeTheIndexIsReady(t *testing.T) {
	a := archive(t)
	index := &young{titles: a.Posts[2:4], all: a.Posts[:5]}
	o := at(80, 24)
	o.Index = index
	v := visitTo(t, a, o)
	v.press("/")
	v.write("the")
	if !v.shows("2 posts · titles only so far") {
		t.Errorf("it does not say so:\n%s", strings.Join(v.text(), "\n"))
	}
	index.ready = true
	v.press("down")
	if !v.shows("5 posts · best first") {
		t.Errorf("it does not ask again:\n%s", strings.Join(v.text(), "\n"))
	}
	if s := v.room.page().(*searching); s.hits[s.sel].Post != a.Posts[3] {
		t.Errorf("the selection went from %q to %q", a.Posts[3].Title, s.hits[s.sel].Post.Title)
	}
	v.write("x")
	if s := v.room.page().(*searching); s.sel != 0 {
		t.Error("the answer to something else keeps the selection")
	}

	index.ready, index.titles = false, nil
	v.write("y")
	if !v.shows("The texts are still being read") || !strings.Contains(v.foot(), "look once more") {
		t.Errorf("finding nothing it does not say so:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	if !v.shows("The texts are still being read") {
		t.Errorf("asked once more too early it shows\n%s", strings.Join(v.text(), "\n"))
	}
	index.ready = true
	v.press("enter")
	if !v.shows("5 posts") {
		t.Errorf("enter does not look once more:\n%s", strings.Join(v.text(), "\n"))
	}
	index.ready, index.titles = false, slices.Clone(a.Posts[:1])
	v.write("z")
	v.press("enter")
	if r := v.room.reader(); r == nil || r.post != a.Posts[0] {
		t.Error("enter does not open what is found so far")
	}
}
