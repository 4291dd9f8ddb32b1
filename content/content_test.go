package content_test

import (
	"slices"
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
)

func TestTheBlogIsReady(t *testing.T) {
	archive, report := blog.Open(content.FS)
	for _, p := range report.Problems {
		t.Error(p)
	}
	if archive == nil {
		t.Fatal("the embedded blog cannot be opened")
	}
	want := []string{
		"the-metric-dropped-the-cat-was-fine",
		"cancel-is-a-request-not-a-command",
		"the-best-abstractions-teach-you-how-to-debug-them",
		"why-the-terminal-won",
		"the-pattern-knows-the-class",
		"the-gap-between-the-key-and-the-browser",
		"make-it-safe-to-run-twice",
		"comments-arent-compilers",
		"restart-cannot-fix-overload",
		"the-error-lives-one-layer-up",
	}
	var got []string
	for _, p := range archive.Posts {
		got = append(got, p.Slug)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the posts, newest first:\n got %q\nwant %q", got, want)
	}
	if archive.About == nil {
		t.Error("pages/about.md is missing")
	}
}
