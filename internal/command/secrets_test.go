package command_test

import (
	"fmt"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
)

// secretsOf returns a blog of texts in every state, and a function that runs a line in it.
func secretsOf(t *testing.T) (s blogtest.Secrets, run func(line string, change func(*command.Env)) (answer string, status int)) {
	t.Helper()
	s = blogtest.NewSecrets()
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
	snapshot := store.Current()
	return s, func(line string, change func(*command.Env)) (string, int) {
		var out, bad strings.Builder
		env := command.Env{
			Archive: snapshot.Archive, Feeds: snapshot.Feeds, Stdout: &out, Stderr: &bad,
			Index: func() (*search.Index, error) { return snapshot.Index, nil },
		}
		if change != nil {
			change(&env)
		}
		status := command.Run(t.Context(), env, line)
		return out.String() + bad.String(), status
	}
}

// aboutTexts are the commands that take the slug of a text.
var aboutTexts = []string{
	"%s", "read %s", "cat %s", "cat --format md %s", "cat --format text %s", "cat --format ansi %s", "cat --format html %s",
	"cat --format json %s", "toc %s", "toc --json %s", "links %s", "links --json %s", "code %s", "code --json %s", "code %s 1",
}

// No command says anything of a text to readers who may not see it, whatever they ask for,
// and in whatever form.
func TestNothingSecretIsSaid(t *testing.T) {
	s, run := secretsOf(t)
	forms := map[string]func(*command.Env){"a pipe": nil, "a terminal": onTerminal(80)}
	nowhere := []string{
		"", "ls", "ls -1", "ls --json", "ls --since 2000-01-01", "tags", "tags --json", "feed", "feed --format json", "feed --tag c#",
		"feed --tag c# --format json", "ls --tag c#", "ls --tag c# --json", "search title", "search text --json", "search 'C#'",
		"search text OR title OR println", "about", "version", "ls --all", "xq", "read x", "pages --json",
	}
	for _, c := range append(command.Names(), "help") {
		nowhere = append(nowhere, "help "+c, c+" --help", c+" --nonsense", c)
	}
	for name, form := range forms {
		for _, line := range nowhere {
			answer, _ := run(line, form)
			may := blogtest.InLists
			switch {
			case line == "pages":
				may = func(text *blogtest.Secret) bool { return text.Seen == blogtest.Page }
			case strings.HasSuffix(line, "--json"):
				may = blogtest.InPosts
			}
			if leaks := s.Leaks(answer, line, may); leaks != nil {
				t.Errorf("%s, %q says %q:\n%s", name, line, leaks, answer)
			}
		}
		for _, text := range s.Texts {
			for _, format := range aboutTexts {
				line := fmt.Sprintf(format, text.Slug)
				answer, status := run(line, form)
				if leaks := s.Leaks(answer, line, s.With(text)); leaks != nil {
					t.Errorf("%s, %q (%s) says %q:\n%s", name, line, text.Kind, leaks, answer)
				}
				if seen := text.Seen != blogtest.Hidden; (status == 0) != seen {
					t.Errorf("%s, %q (%s): status %d: %s", name, line, text.Kind, status, answer)
				}
			}
		}
	}
}

// What readers may not see is answered as what does not exist, whichever of its words they
// guess, or nearly guess.
func TestSecretsAreAnsweredAsNothing(t *testing.T) {
	s, run := secretsOf(t)
	const nothing = "qzzzzzzzzzzzzzzx"
	lines := []string{"search %s", "ls --tag %s", "feed --tag %s", "search --tag %s x", "help %s", "%s", "read %s", "cat %s", "toc %s"}
	for _, text := range s.Texts {
		if text.Seen == blogtest.Listed {
			continue
		}
		for _, place := range []string{"slug", "alias", "file", "tag", "title", "heading", "in a file"} {
			word := text.Words[place]
			for i, format := range lines {
				byName := i >= 5 && text.Seen != blogtest.Hidden // then its slug and its aliases open it
				want, status := run(fmt.Sprintf(format, nothing), nil)
				for _, asked := range []string{word, word[:len(word)-2] + "zz", word[:8]} {
					if byName && asked == word && (place == "slug" || place == "alias" || place == "file") {
						continue
					}
					got, gotStatus := run(fmt.Sprintf(format, asked), nil)
					if got = strings.ReplaceAll(got, asked, nothing); got != want || gotStatus != status {
						t.Errorf("%q, %s of %q: status %d, %q, want %q", fmt.Sprintf(format, asked), place, text.Kind, gotStatus, got, want)
					}
				}
			}
		}
	}
}

// The blog is what the tests of secrecy take it for.
func TestSecretsAreThere(t *testing.T) {
	s, run := secretsOf(t)
	for _, text := range s.Texts {
		for line, seen := range map[string]bool{
			"ls":                           text.Seen == blogtest.Listed,
			"ls --json":                    blogtest.InPosts(text),
			"pages":                        text.Seen == blogtest.Page,
			"feed":                         text.Seen == blogtest.Listed,
			"feed --format json":           text.Seen == blogtest.Listed,
			"tags":                         text.Seen == blogtest.Listed,
			"search " + text.Words["body"]: text.Seen == blogtest.Listed,
			"cat " + text.Slug:             text.Seen != blogtest.Hidden,
			"cat " + text.Words["alias"]:   text.Seen != blogtest.Hidden,
		} {
			answer, _ := run(line, nil)
			word := text.Slug
			switch {
			case line == "tags":
				word = text.Words["tag"]
			case strings.HasPrefix(line, "cat"):
				word = text.Words["body"]
			}
			if strings.Contains(answer, word) != seen {
				t.Errorf("%s: %q: want %v in %s", text.Kind, line, seen, answer)
			}
		}
	}
}
