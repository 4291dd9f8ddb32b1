package blog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
)

func unpublished(t *testing.T, now time.Time) (readers, authors *blog.Archive) {
	t.Helper()
	readers, report := blog.Read(blogtest.Unpublished(), blog.Options{Now: now})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return readers, readers.ForAuthors()
}

// Authors see all texts, and what each is.
func TestForAuthors(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	readers, a := unpublished(t, now)
	var list []string
	for _, p := range a.Posts {
		list = append(list, p.Slug+" "+p.StateLabel)
	}
	want := []string{"idea draft", "soon scheduled 12 Dec 2999", "dated draft", "second ", "out ", "quiet unlisted"}
	if !slices.Equal(list, want) {
		t.Errorf("authors see %q, want %q", list, want)
	}
	if len(a.Pages) != 1 || a.Pages[0].StateLabel != "draft" || a.About == nil {
		t.Errorf("pages %v, about %v", a.Pages, a.About)
	}
	for _, p := range append(slices.Clone(a.Posts), a.Pages...) {
		if got, ok := a.Post(p.Slug); !ok || got != p {
			t.Errorf("%s does not open", p.Slug)
		}
		if public := p.Public(); string(public) != string(blogtest.Unpublished()[p.Path].Data) || p.PublicSize() != len(public) {
			t.Errorf("%s is not as it was written:\n%s", p.Slug, public)
		}
	}
	idea, _ := a.Post("idea")
	if a.Newer(idea) != nil || a.Older(idea) != a.Posts[1] {
		t.Errorf("the neighbours of the first are %v and %v", a.Newer(idea), a.Older(idea))
	}
	out, _ := a.Post("out")
	if links := out.Outline().Links; len(links) != 1 || links[0].Slug != "idea" || out.Document().Links[0].Slug != "idea" {
		t.Errorf("the link to a draft leads to %+v", links)
	}
	their, _ := readers.Post("out")
	if links := their.Outline().Links; len(links) != 0 || their.Key == out.Key || string(their.Public()) == string(out.Public()) {
		t.Errorf("readers get the link %+v", links)
	}
	second, _ := a.Post("second")
	if their, _ := readers.Post("second"); their.Key != second.Key {
		t.Error("what is the same for both has two keys: it would be laid out twice")
	}
	quiet, _ := a.Post("quiet")
	if their, _ := readers.Post("quiet"); their.StateLabel != "" || their.Key == quiet.Key {
		t.Errorf("readers see the label %q, or what is laid out for authors", their.StateLabel)
	}
	if a.Next() != readers.Next() || a.Next().Year() != 2999 {
		t.Errorf("the next change is at %s", a.Next())
	}
}

func TestStateLabelOfTime(t *testing.T) {
	for now, want := range map[time.Time]string{
		time.Date(2999, 12, 11, 0, 0, 0, 0, time.UTC): "scheduled 12 Dec",
		time.Date(2999, 5, 1, 0, 0, 0, 0, time.UTC):   "scheduled 12 Dec 2999",
		time.Date(2999, 12, 12, 0, 0, 0, 0, time.UTC): "",
	} {
		_, a := unpublished(t, now)
		if soon, _ := a.Post("soon"); soon.StateLabel != want {
			t.Errorf("on %s it is %q, want %q", now, soon.StateLabel, want)
		}
	}
}

// What authors see is made beside what readers see, which stays, and calls each text by the
// same name.
func TestAuthorsChangeNothingForReaders(t *testing.T) {
	s := blogtest.NewSecrets()
	readers, _ := blog.Read(s.Files, blog.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	seen := func(a *blog.Archive) string {
		var b strings.Builder
		for p := range a.Readable() {
			fmt.Fprintf(&b, "%s %q %x %q %v %v %v\n", p.Slug, p.Aliases, p.Key, p.StateLabel, p.OldPaths, p.Outline().Links, p.Translations)
			b.Write(p.Public())
			if older := a.Older(p); older != nil {
				b.WriteString(older.Slug)
			}
		}
		fmt.Fprintln(&b, a.Slugs(), a.About, blog.CountTags(a.Posts))
		for _, text := range s.Texts {
			for _, place := range []string{"slug", "alias", "file", "title"} {
				word := text.Words[place]
				_, bySlug := a.Post(word)
				_, byPath := a.ByPath("/old/" + word)
				fmt.Fprintln(&b, word, bySlug, byPath, a.Sharing(word))
			}
		}
		return b.String()
	}
	before := seen(readers)
	a := readers.ForAuthors()
	if after := seen(readers); after != before {
		t.Error("readers see otherwise once authors have come")
	}
	hidden := 0
	for _, text := range s.Texts {
		if text.Seen != blogtest.Hidden {
			if their, _ := readers.Post(text.Slug); their.Path != text.Path {
				t.Errorf("%s is %s for readers", text.Slug, their.Path)
			}
		} else {
			hidden++
		}
		p, ok := a.Post(text.Slug)
		if leftOut := strings.Contains(text.Kind, "yse") || strings.Contains(text.Kind, "hiden") || strings.Contains(text.Kind, "archived") || strings.Contains(text.Kind, "maybe") ||
			strings.Contains(text.Kind, "soon") || strings.Contains(text.Kind, "[open"); leftOut {
			if ok {
				t.Errorf("%q is left out, and opens", text.Kind)
			}
			continue
		}
		if !ok || p.Path != text.Path {
			t.Errorf("%s of %q does not open for authors", text.Slug, text.Kind)
			continue
		}
		if (p.StateLabel == "") != (p.State == blog.Published) {
			t.Errorf("%q is labelled %q", text.Kind, p.StateLabel)
		}
	}
	if hidden == 0 {
		t.Error("there is nothing hidden")
	}
}
