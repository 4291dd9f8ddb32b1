package files

import (
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
)

// The tree shows no more than lists do. Pages and unlisted posts open by their names, and
// nothing else does, whatever is guessed.
func TestNothingSecretIsAFile(t *testing.T) {
	s := blogtest.NewSecrets()
	store, report, err := site.Open(t.Context(), site.Files(s.Files), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	store.ForAuthors().Current() // readers see no more when an author is there
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	client := dial(t, New(store, render.NewCache(1<<20)))

	paths := walk(t, remote{client})
	for _, path := range paths {
		answer := path
		if strings.Contains(path, ".") || path == "README" {
			answer += "\n" + read(t, client, path)
		}
		may := blogtest.InLists
		if strings.HasPrefix(path, "text/") || path == "README" {
			may = blogtest.InPosts
		}
		if leaks := s.Leaks(answer, "", may); leaks != nil {
			t.Errorf("%s says %q", path, leaks)
		}
	}
	for _, text := range s.Texts {
		for _, place := range []string{"slug", "alias", "file", "tag", "title", "attached"} {
			word := text.Words[place]
			opens := text.Seen != blogtest.Hidden && slices.Contains([]string{"slug", "alias", "file"}, place)
			for path, isThere := range map[string]bool{
				"posts/" + word + ".md":  opens,
				"text/" + word + ".txt":  opens,
				"tags/" + word + ".atom": text.Seen == blogtest.Listed && place == "tag",
				"tags/" + word:           text.Seen == blogtest.Listed && place == "tag",
				"posts/" + word:          false,
				"posts/" + word + ".txt": false,
				word:                     false,
				word + ".md":             false,
				text.Path:                false,
				strings.TrimSuffix(text.Path, "index.md") + word + ".txt": false,
			} {
				if place == "file" && !strings.Contains(text.Path, "/"+word+"/index.md") || isThere && opens && !isSlug(t, store, word) {
					continue // the folder of a text in several languages
				}
				f, err := client.Open(path)
				if (err == nil) != isThere {
					t.Errorf("%s of %q: open %s: %v", place, text.Kind, path, err)
				}
				if err != nil {
					continue
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
				got := read(t, client, path)
				if leaks := s.Leaks(got, path, s.With(text)); leaks != nil {
					t.Errorf("%s says %q", path, leaks)
				}
				if opens && !strings.Contains(got, text.Words["body"]) {
					t.Errorf("%s is not the text: %s", path, got)
				}
			}
		}
	}
}

func isSlug(t *testing.T, store *site.Store, slug string) bool {
	t.Helper()
	_, ok := store.Current().Archive.Post(slug)
	return ok
}
