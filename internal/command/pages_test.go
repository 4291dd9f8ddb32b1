package command_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// hidden is a blog with a page, and with posts that lists do not have.
func hidden(t *testing.T) *blog.Archive {
	t.Helper()
	post := func(fields, text string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: A title\nsummary: S\ntags: [kept]\n" + fields + "\n---\n" + text + "\n")}
	}
	a, report := blog.Read(fstest.MapFS{
		"site.yaml":         {Data: []byte("title: T\nhost: blog.example\n")},
		"pages/colophon.md": {Data: []byte("---\ntitle: Colophon\n---\n## Fonts\n\nMade by hand. See [us](https://blog.example).\n")},
		"posts/public.md":   post("date: 2026-01-05", "For all."),
		"posts/unlisted.md": post("date: 2026-01-06\nunlisted: true", "For some."),
		"posts/later.md":    post("date: 2026-03-01", "For later."),
		"posts/draft.md":    post("date: 2026-01-07\ndraft: true", "For me."),
	}, blog.Options{Now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)})
	if a == nil {
		t.Fatal(report.Err())
	}
	return a
}

// Pages and unlisted posts are printed by their slugs, and no list has them. What is
// scheduled, or a draft, is not there.
func TestWhoSeesWhat(t *testing.T) {
	archive := hidden(t)
	run := func(line string) (string, int) {
		var out, bad strings.Builder
		status := command.Run(t.Context(), command.Env{Archive: archive, Stdout: &out, Stderr: &bad}, line)
		return out.String(), status
	}
	for _, c := range []struct {
		line, has string
		status    int
	}{
		{"pages", "colophon\tColophon\n", 0},
		{"ls -1", "public\n", 0},
		{"ls -1 --tag kept", "public\n", 0},
		{"tags", "1\tkept\n", 0},
		{"cat colophon", "Made by hand.", 0},
		{"read colophon", "Made by hand.", 0},
		{"toc colophon", "Fonts", 0},
		{"links colophon", "https://blog.example", 0},
		{"cat unlisted", "For some.", 0},
		{"unlisted", "For some.", 0},
		{"cat later", "", 1},
		{"cat draft", "", 1},
		{"read later", "", 1},
		{"draft", "", 1},
		{"help", "       pages", 0},
	} {
		got, status := run(c.line)
		if status != c.status || !strings.Contains(got, c.has) || (c.has == "") != (got == "") {
			t.Errorf("%s: status %d, %q", c.line, status, got)
		}
	}
	for _, line := range []string{"ls", "ls --json", "feed", "feed --json", "tags", ""} {
		got, _ := run(line)
		for _, word := range []string{"unlisted", "later", "draft", "For some", "For later", "For me", "colophon"} {
			if strings.Contains(got, word) {
				t.Errorf("%q says %q:\n%s", line, word, got)
			}
		}
	}
}
