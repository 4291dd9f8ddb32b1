package site

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/search"
)

// unpublished is a store of a directory with texts in every state.
func unpublished(t *testing.T) (dir string, store *Store) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, blogtest.Unpublished()); err != nil {
		t.Fatal(err)
	}
	store, _ = newStore(t, dir, Options{})
	return dir, store
}

// Authors find drafts, and readers find what they found before, with the same scores.
func TestAuthorsSearch(t *testing.T) {
	_, store := unpublished(t)
	scores := func() (all []float64) {
		// Each index remembers its answers.
		index, err := store.database.Index(t.Context(), store.Current().Archive.Posts)
		if err != nil {
			t.Fatal(err)
		}
		hits, err := index.Search(t.Context(), search.Query{Text: "heron"})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			all = append(all, h.Score)
		}
		return all
	}
	before := scores()
	authors := store.ForAuthors().Current()
	for query, want := range map[string]string{
		"wombat": "An Idea Dated, and Not Done, with a Title That Takes More than One Line",
		"quokka": "Soon",
		"ibis":   "For Friends",
		"tapir":  "",
	} {
		if got := found(t, authors, query); got != want {
			t.Errorf("authors find %q by %q, want %q", got, query, want)
		}
		if got := found(t, store.Current(), query); got != "" {
			t.Errorf("readers find %q by %q", got, query)
		}
		if meant, ok := store.Current().Index.Suggest(t.Context(), query[:len(query)-1]+"x"); ok {
			t.Errorf("readers are offered %q", meant)
		}
	}
	if got := found(t, authors, "heron"); strings.Count(got, "Out") != 2 || !strings.Contains(got, "An Idea") {
		t.Errorf("authors find %q by a word that all have", got)
	}
	if hits, err := authors.Index.Search(t.Context(), search.Query{Text: "heron", Max: 1}); err != nil || len(hits) != 1 || hits[0].Snippet.Text == "" {
		t.Errorf("the best hit is %v, %v", hits, err)
	}
	if meant, ok := authors.Index.Suggest(t.Context(), "wombxt"); !ok || meant != "wombat" {
		t.Errorf("authors are offered %q", meant)
	}
	if after := scores(); !reflect.DeepEqual(before, after) {
		t.Errorf("readers get the scores %v, and got %v", after, before)
	}
}

// A draft that is saved is in the next snapshot, and for readers nothing has changed.
func TestAuthorsFollowDrafts(t *testing.T) {
	dir, store := unpublished(t)
	authors := store.ForAuthors()
	first, readers := authors.Current(), store.Current()
	if authors.Current() != first {
		t.Error("two calls get two snapshots")
	}
	swapped := store.Changed()
	write(t, filepath.Join(dir, "posts/idea.md"), "---\ntitle: A Better Idea\nsummary: More.\ndraft: true\n---\n\nA numbat.\n")
	if changed, _, err := store.reload(t.Context(), nil); !changed || err != nil {
		t.Fatal(changed, err)
	}
	<-swapped
	now := authors.Current()
	if now == first || found(t, now, "numbat") != "A Better Idea" || !strings.HasPrefix(titles(now), "A Better Idea ") {
		t.Errorf("authors see %q", titles(now))
	}
	if found(t, now, "wombat") != "Dated, and Not Done, with a Title That Takes More than One Line" {
		t.Error("authors find what the draft said before")
	}
	if store.Current().ID != readers.ID || store.Current().Archive.Authors || now.ID == first.ID {
		t.Error("a draft has changed what readers read")
	}
	if changed, _, _ := store.reload(t.Context(), nil); changed {
		t.Error("nothing has changed, and there is another snapshot")
	}
}

// Feeds are those of readers.
func TestAuthorsHaveNoFeed(t *testing.T) {
	_, store := unpublished(t)
	feed, err := store.ForAuthors().Current().Feeds.Atom("")
	if err != nil || strings.Contains(string(feed), "Idea") || strings.Contains(string(feed), "Soon") || !strings.Contains(string(feed), "Out as Well") {
		t.Errorf("%v:\n%s", err, feed)
	}
}

// While authors are there, the store makes what they see before it swaps; when none asks
// for it any more, it does not.
func TestAuthorsAreForgotten(t *testing.T) {
	dir, store := unpublished(t)
	made := func() bool {
		s := store.Current()
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.once[authorsKey{}] != nil
	}
	save := func(text string) {
		write(t, filepath.Join(dir, "posts/second.md"), post("Out as Well", text))
		if changed, _, err := store.reload(context.Background(), nil); !changed || err != nil {
			t.Fatal(changed, err)
		}
	}
	for i, want := range []bool{false, true, false, false} {
		if i == 1 {
			store.ForAuthors().Current()
		}
		save(strings.Repeat("word ", i+1))
		if made() != want {
			t.Errorf("at swap %d: %t, want %t", i, made(), want)
		}
	}
}
