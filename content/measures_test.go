package content_test

import (
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
)

// TestMeasures holds each post to the length that it was given, and to showing by
// running what it says about programs.
func TestMeasures(t *testing.T) {
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	measures := map[string]struct{ minutes, runs int }{ // runs: at least
		"the-metric-dropped-the-cat-was-fine":               {11, 1},
		"cancel-is-a-request-not-a-command":                 {11, 3},
		"the-best-abstractions-teach-you-how-to-debug-them": {7, 1},
		"why-the-terminal-won":                              {6, 0},
		"the-pattern-knows-the-class":                       {5, 1},
		"the-gap-between-the-key-and-the-browser":           {10, 0},
		"make-it-safe-to-run-twice":                         {8, 3},
		"comments-arent-compilers":                          {7, 0},
		"restart-cannot-fix-overload":                       {10, 3},
		"the-error-lives-one-layer-up":                      {6, 1},
	}
	for _, post := range archive.Posts {
		want, ok := measures[post.Slug]
		if !ok {
			t.Errorf("content/%s: this post has no measures here", post.Path)
			continue
		}
		delete(measures, post.Slug)
		if post.Minutes != want.minutes {
			t.Errorf("content/%s: %d words are %d min: want %d min, which is %d to %d words", post.Path, post.Words, post.Minutes,
				want.minutes, (want.minutes-1)*blog.WordsPerMinute+1, want.minutes*blog.WordsPerMinute)
		}
		runs := 0
		for _, code := range post.Document().Code {
			if code.Run {
				runs++
			}
		}
		if runs < want.runs {
			t.Errorf("content/%s: %d blocks of code that are run: want at least %d", post.Path, runs, want.runs)
		}
	}
	for slug := range measures {
		t.Errorf("there is no post %s", slug)
	}
}
