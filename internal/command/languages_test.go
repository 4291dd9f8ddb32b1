package command_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/command"
	"github.com/charmbracelet/x/ansi"
)

// inLanguages runs lines in a blog in several languages.
func inLanguages(t *testing.T) func(line string, change func(*command.Env)) (answer string, status int) {
	t.Helper()
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Now()})
	if a == nil {
		t.Fatal(report.Err())
	}
	return func(line string, change func(*command.Env)) (string, int) {
		var out strings.Builder
		env := command.Env{Archive: a, Index: indexOf(a), Stdout: &out, Stderr: &out}
		if change != nil {
			change(&env)
		}
		status := command.Run(t.Context(), env, line)
		return ansi.Strip(out.String()), status
	}
}

// Lists have a text once, in the language of the blog where it is there, and name its
// language where it is not. What is printed names the translations that are published.
func TestLanguages(t *testing.T) {
	run := inLanguages(t)
	for _, c := range []struct {
		line     string
		terminal bool
		has      string
		lacks    string
	}{
		{"ls -1", false, "moss\nrain-fa\nsnow-fa\nbees\n", "moss-fa"},
		{"ls", false, "2026-01-07\t1\tsnow-fa\tبرف\t\n", "ja"},
		{"ls", true, "برف  fa\n", "Bees  en"},
		{"", false, "برف  fa\n", "moss-fa"},
		{"pages", false, "spades\tSpades\ntools-ja\t道具\n", "about-fa"},
		{"pages", true, "道具  ja\ntools-ja\n", "Spades  en"},
		{"ls --json", false, `"lang":"en","translations":[{"lang":"fa","slug":"moss-fa","url":"sftp://blog.example/posts/moss-fa.md"},{"lang":"ja","slug":"moss-ja","url":"sftp://blog.example/posts/moss-ja.md"}]`, "bees-fa"},
		{"ls --json", false, `"lang":"fa","translations":[{"lang":"ja","slug":"snow-ja"`, "draftword"},
		{"cat --format json about-fa", false, `"translations":[{"lang":"en","slug":"about","url":"ssh blog.example about"}]`, "draftword"},
		{"cat --format text moss", false, "moss\nAlso in fa: ssh blog.example cat moss-fa\nAlso in ja: ssh blog.example cat moss-ja\n\nIt", "draft"},
		{"moss", true, "Also in فارسی, 日本語\n", "draft"},
		{"moss", true, "[fa] ssh -t blog.example moss-fa\n", "draft"},
		{"about", false, "Also in fa: ssh blog.example cat about-fa\n", "draft"},
		{"cat --format text bees", false, "They remember.", "Also in"},
		{"cat --format md moss", false, "title: Moss on the Wall", "Also in"},
		{"search moss --json", false, `"slug":"moss"`, `"slug":"moss-fa","title"`},
		{"toc moss", false, "2\tshade\tShade\n", "Moss"},
		{"toc --json moss", false, `"Shade"`, "Moss"},
	} {
		change := onTerminal(80)
		if !c.terminal {
			change = nil
		}
		got, status := run(c.line, change)
		if status != 0 || !strings.Contains(got, c.has) || strings.Contains(got, c.lacks) {
			t.Errorf("%q: status %d, want %q, without %q, in\n%s", c.line, status, c.has, c.lacks, got)
		}
	}
	for _, line := range []string{"cat bees-fa", "hushed-fa", "cat whisper-ja"} {
		if got, status := run(line, nil); status == 0 || strings.Contains(got, "draftword") {
			t.Errorf("%s: status %d, %s", line, status, got)
		}
	}
}

// A text whose only heading repeats its title has no contents.
func TestTocOfTheTitle(t *testing.T) {
	a, _ := blog.Open(fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\n")},
		"posts/a.md": {Data: []byte("---\ntitle: A *Title*\n---\n# A title!\n\nText.\n")},
		"posts/b.md": {Data: []byte("# B\n\nText.\n\n# B\n\nMore.\n")},
	})
	for line, want := range map[string]string{
		"toc a": "pete: toc: a has no headings: try read a\n",
		"toc b": "1\tb-1\tB\n",
	} {
		var out strings.Builder
		command.Run(t.Context(), command.Env{Archive: a, Stdout: &out, Stderr: &out}, line)
		if out.String() != want {
			t.Errorf("%s: %q, want %q", line, out.String(), want)
		}
	}
}
