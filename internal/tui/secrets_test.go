package tui

import (
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/x/ansi"
)

// The room shows no more than lists do. What a reader names opens if it may be read by its
// name, and else is answered as what does not exist.
func TestNothingSecretShows(t *testing.T) {
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
	// walk opens the room, presses keys, and returns all that shows in between.
	walk := func(open string, keys ...string) string {
		o := at(200, 200)
		o.Open, o.Commands, o.Cache = open, []string{"ls", "cat"}, layouts
		v := &visit{t, New(store, o), store}
		v.run(v.room.Init())
		var seen strings.Builder
		show := func() {
			view := v.room.View()
			seen.WriteString(ansi.Strip(view.Content) + "\n" + view.WindowTitle + "\n" + v.room.Clipboard() + "\n")
		}
		show()
		for _, key := range keys {
			if named, ok := strings.CutPrefix(key, "type "); ok {
				v.write(named)
			} else {
				v.press(key)
			}
			show()
		}
		return seen.String() + v.room.Farewell("")
	}
	check := func(asked, shows string, may func(*blogtest.Secret) bool) {
		t.Helper()
		if leaks := s.Leaks(shows, asked, may); leaks != nil {
			t.Errorf("%s shows %q in\n%s", asked, leaks, shows)
		}
	}
	list := strings.Fields(strings.Repeat("j ", len(s.Texts)))
	check("the list", walk("", append(list, "G", "y", "?", "?", "/", "esc")...), blogtest.InLists)
	check("the tags", walk("", append([]string{"t"}, list...)...), blogtest.InLists)
	check("a search", walk("", "/", "type text", "tab", "enter", "enter"), blogtest.InPosts)
	posts := []string{"enter"}
	for range s.Texts {
		posts = append(posts, "]")
	}
	check("each post", walk("", posts...), blogtest.InPosts)
	pages := func(text *blogtest.Secret) bool { return text.Seen <= blogtest.Page }
	if shows := walk("", "a", "enter"); strings.Contains(shows, "Pages") {
		check("the pages", shows, pages)
	} else {
		t.Errorf("there are no pages in\n%s", shows)
	}
	for _, text := range s.Texts {
		near := func(t *blogtest.Secret) bool { return t == text || blogtest.InPosts(t) } // it, and the posts around it
		check(text.Slug, walk(text.Slug, "t", "j", "esc", "tab", "tab", "tab", "c", "enter", "[", "]", "y"), near)
		for _, place := range []string{"slug", "alias", "file", "title", "tag", "heading", "in a file"} {
			word := text.Words[place]
			check(word, walk("", "/", "type "+word, "enter"), blogtest.InPosts)
			near := word[:len(word)-2] + "zz"
			check(near, walk("", "/", "type "+near, "enter"), blogtest.InPosts)
			check(near, walk(near), blogtest.InLists)
			opened := walk(word)
			check(word, opened, s.With(text))
			if opens := text.Seen != blogtest.Hidden && (place == "slug" || place == "alias"); opens != strings.Contains(opened, text.Words["body"]) && place != "file" {
				t.Errorf("%s of %q opens\n%s", place, text.Kind, opened)
			}
			if text.Seen != blogtest.Hidden {
				continue
			}
			const nothing = "qzzzzzzzzzzzzzzx"
			want := walk(nothing)
			for _, asked := range []string{word, near} {
				if got := strings.ReplaceAll(walk(asked), asked, nothing); got != want {
					t.Errorf("%s of %q, asked for as %s, shows\n%s", place, text.Kind, asked, got)
				}
			}
		}
	}
	if shows := walk("", "/", "type "+s.Texts[0].Words["body"]); !strings.Contains(shows, s.Texts[0].Words["title"]) {
		t.Errorf("a search finds nothing:\n%s", shows)
	}
}
