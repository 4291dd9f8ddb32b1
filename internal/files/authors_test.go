package files

import (
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
)

// The tree of authors has drafts too, with the bytes of their files.
func TestAuthorsFiles(t *testing.T) {
	store, report, err := site.Open(t.Context(), site.Files(blogtest.Unpublished()), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	client := dial(t, New(store.ForAuthors(), render.NewCache(1<<20)))
	var markdown []string
	for _, path := range walk(t, remote{client}) {
		if strings.HasPrefix(path, "posts/") {
			markdown = append(markdown, path)
		}
		if strings.Contains(path, ".") && (strings.HasPrefix(path, "tags/") || strings.HasPrefix(path, "feed")) {
			if feed := read(t, client, path); strings.Contains(feed, "Idea") || strings.Contains(feed, "Soon") || !strings.Contains(feed, "Out as Well") {
				t.Errorf("%s is not for readers:\n%s", path, feed)
			}
		}
	}
	want := []string{"posts/dated.md", "posts/idea.md", "posts/out.md", "posts/quiet.md", "posts/second.md", "posts/soon.md"}
	if !slices.Equal(markdown, want) {
		t.Errorf("authors see %q, want %q", markdown, want)
	}
	for _, path := range append(want, "posts/plan.md") {
		file := blogtest.Unpublished()[strings.Replace(path, "posts/plan", "pages/plan", 1)]
		if got := read(t, client, path); got != string(file.Data) {
			t.Errorf("%s is not as it was written:\n%s", path, got)
		}
		if info, err := client.Stat(path); err != nil || info.Size() != int64(len(file.Data)) {
			t.Errorf("%s: %v, %v, want %d bytes", path, info, err, len(file.Data))
		}
	}
	for path, want := range map[string]string{"text/idea.txt": "draft · 1 min", "README": "An Idea · draft"} {
		if got := read(t, client, path); !strings.Contains(got, want) {
			t.Errorf("%s does not say %q:\n%s", path, want, got)
		}
	}
}
