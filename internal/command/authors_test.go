package command_test

import (
	"encoding/json"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/x/ansi"
)

// asAuthor returns what runs a line as an author's in the blog of blogtest.Unpublished.
func asAuthor(t *testing.T) func(*command.Env) {
	t.Helper()
	store, report, err := site.Open(t.Context(), site.Files(blogtest.Unpublished()), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	now := store.ForAuthors().Current()
	return func(env *command.Env) {
		env.Archive, env.Feeds = now.Archive, now.Feeds
		env.Index = func() (*search.Index, error) { return now.Index, nil }
	}
}

// Authors see drafts, and what is scheduled or unlisted, and a word says which they are.
func TestAuthorsSeeDrafts(t *testing.T) {
	as := asAuthor(t)
	raw := string(blogtest.Unpublished()["posts/out.md"].Data)
	const long = "Dated, and Not Done, with a Title That Takes More than One Line"
	for _, tt := range []asked{
		{"ls", "2026-01-06\t1\tsecond\tOut as Well\told\n2026-01-05\t1\tout\tOut Since Long\told\n", "", 0},
		{"ls --all", "\t1\tidea\tAn Idea\tnew\tdraft\n2999-12-12\t1\tsoon\tSoon\tnew\tscheduled 12 Dec 2999\n" +
			"2026-02-01\t1\tdated\t" + long + "\t\tdraft\n2026-01-06\t1\tsecond\tOut as Well\told\tpublished\n" +
			"2026-01-05\t1\tout\tOut Since Long\told\tpublished\n2026-01-02\t1\tquiet\tFor Friends\t\tunlisted\n", "", 0},
		{"ls --all -1 --tag new", "idea\nsoon\n", "", 0},
		{"ls --tag new", "", "ls: no such post is published: try ls --all", 1},
		{"cat out", raw, "", 0},
		{"cat plan", string(blogtest.Unpublished()["pages/plan.md"].Data), "", 0},
		{"cat --format text soon", "Soon\nscheduled 12 Dec 2999 · 1 min · 12 December 2999\nnew\n\nA quokka.\n", "", 0},
		{"toc idea", "2\twhy\tWhy\n", "", 0},
		{"links out", "1\tsftp://blog.example/posts/idea.md\tthe rest\n", "", 0},
		{"search quokka", "soon\tSoon\tA **quokka**.\tscheduled 12 Dec 2999\n", "", 0},
		{"feed --tag new", "", "feed: no post to put in it has a date: try ls", 1},
	} {
		tt.check(t, as)
	}
	on := both(as, onTerminal(80))
	for line, want := range map[string]string{
		"ls --all --tag new": "            1 min  An Idea · draft\n                   idea\n                   new\n\n" +
			"2999-12-12  1 min  Soon · scheduled 12 Dec 2999\n                   soon\n                   new\n",
		"search ibis": "2026-01-02  1 min  For Friends · unlisted\n                   quiet\n                   An ibis.\n",
	} {
		stdout, _, _ := answer(t, line, on)
		if got := strings.ReplaceAll(ansi.Strip(stdout), "  ·", " ·"); got != want {
			t.Errorf("%s on a terminal:\n got\n%s\nwant\n%s", line, got, want)
		}
	}
	front, _, _ := answer(t, "", as)
	if !strings.Contains(front, "draft") {
		t.Errorf("the front page marks no draft:\n%s", front)
	}
	help, _, _ := answer(t, "help ls", as)
	if !strings.Contains(help, "--all") {
		t.Errorf("help does not say --all:\n%s", help)
	}
}

// The state is in JSON for authors alone, with what publish asks for.
func TestStateInJSON(t *testing.T) {
	type row struct{ Slug, State, Path, SHA256, Body string }
	parse := func(line string, change func(*command.Env)) (rows []row) {
		stdout, _, _ := answer(t, line, change)
		for object := range strings.Lines(stdout) {
			var r row
			if err := json.Unmarshal([]byte(object), &r); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, r)
		}
		return rows
	}
	as := asAuthor(t)
	// printf '%s' of blogtest's posts/second.md | sha256sum
	const sum = "6c25ddb42997f9eaff098df3a65fb3b095f0640a443850594d1495ed6bf55cfa"
	want := row{"second", "published", "posts/second.md", sum, ""}
	if got := parse("ls --json", as); len(got) != 2 || got[0] != want {
		t.Errorf("ls --json: %+v", got)
	}
	states := ""
	for _, r := range parse("ls --json --all", as) {
		states += r.State + " "
	}
	if states != "draft scheduled draft published published unlisted " {
		t.Errorf("ls --json --all: %s", states)
	}
	if got := parse("search --json quokka", as); len(got) != 1 || got[0].State != "scheduled" {
		t.Errorf("search --json: %+v", got)
	}
	if got := parse("cat --format json out", as); len(got) != 1 || got[0].State != "published" || !strings.Contains(got[0].Body, "or not") {
		t.Errorf("cat --format json: %+v", got)
	}
	asReader := func(env *command.Env) { as(env); env.Archive = smallBlog(t) }
	for _, line := range []string{"ls --json", "cat --format json first-words"} {
		if stdout, _, _ := answer(t, line, asReader); strings.Contains(stdout, "state") || strings.Contains(stdout, "sha256") {
			t.Errorf("readers get\n%s", stdout)
		}
	}
	asked{"ls --all", "", `ls: no flag "--all": want one of -1, --tag, --since, -n, --json, -h`, 2}.check(t, nil)
}
