package command_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"github.com/charmbracelet/colorprofile"
)

const firstWords = `---
title: First <words> & "quotes"
date: 2026-01-05T08:00:00Z
updated: 2026-02-01
summary: How it begins.
tags: [beginnings, Tools]
aliases: [the-first]
---

It begins here.

## Further

It goes on there.
`

// smallBlog has a post with everything, one with as little as can be, and a
// draft.
func smallBlog(t testing.TB) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":            {Data: []byte("title: Small Blog\nhost: blog.example\n")},
		"pages/about.md":       {Data: []byte("A small blog.\n")},
		"posts/first-words.md": {Data: []byte(firstWords)},
		"posts/bare.md":        {Data: []byte("---\ntitle: Bare\n---\n")},
		"posts/secret.md":      {Data: []byte("---\ntitle: Secret\ndate: 2026-03-01\nsummary: None.\ndraft: true\n---\n\nNothing.\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	return archive
}

// answer runs a line in a small blog.
func answer(t testing.TB, line string, change func(*command.Env)) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs strings.Builder
	archive := smallBlog(t)
	env := command.Env{Archive: archive, Index: indexOf(archive), Stdout: &out, Stderr: &errs, Version: "1.2.3"}
	if change != nil {
		change(&env)
	}
	status = command.Run(t.Context(), env, line)
	return out.String(), errs.String(), status
}

func onTerminal(width int) func(*command.Env) {
	return func(env *command.Env) {
		env.TTY, env.Width, env.Profile = true, width, colorprofile.ANSI256
	}
}

func TestRun(t *testing.T) {
	const text = "First <words> & \"quotes\"\n1 min · 5 January 2026 · updated 1 February 2026\nbeginnings  Tools\n\n" +
		"It begins here.\n\n\n## Further\n\nIt goes on there.\n"
	const row = "2026-01-05\t1\tfirst-words\tFirst <words> & \"quotes\"\tbeginnings Tools\n"
	for _, tt := range []asked{
		{"ls", row + "\t0\tbare\tBare\t\n", "", 0},
		{"ls -1", "first-words\nbare\n", "", 0},
		{"ls -1n1", "first-words\n", "", 0},
		{"ls -1 --tag tools --tag Beginnings", "first-words\n", "", 0},
		{"ls -1 --since 2026-01-05", "first-words\n", "", 0},
		{"ls -1 --since 2026-01-05T07:00:00Z", "first-words\n", "", 0},
		{"ls --since 2026-01-06", "", "ls: no post is of 2026-01-06 or later: want an earlier day", 1},
		{"ls --tag tolos", "", `ls: no post is tagged "tolos": did you mean tools`, 1},
		{"ls --tag tools --tag none", "", `ls: no post is tagged "none": try tags`, 1},
		{"ls --tag tools --tag beginnings --tag tools", row, "", 0},
		{"ls --tag tools --since 2027-01-01", "", "ls: no post is tagged tools and is of 2027-01-01 or later: want an earlier day", 1},
		{"ls -1 --tag ''", "", `ls: --tag "": want a tag`, 2},
		{"ls -1 --tag 'TOOLS,'", "first-words\n", "", 0},
		{"ls --since 2026-02-30", "", `ls: --since "2026-02-30": there is no such day`, 2},
		{"cat first-words --width 40", "", "cat: --width is for text and ansi: want --format text, or leave --width out", 2},
		{"ls -1 --json", "", "ls: -1 and --json at once: want one of them", 2},
		{"ls -n 0", "", `ls: -n "0": want a number from 1`, 2},
		{"ls -n", "", "ls: -n stands alone: want -n N", 2},
		{"ls --since soon", "", `ls: --since "soon": want YYYY-MM-DD`, 2},
		{"ls --tags x", "", `ls: no flag "--tags": did you mean --tag`, 2},
		{"ls --json=perhaps", "", `ls: --json "perhaps": want true or false`, 2},
		{"ls -x", "", `ls: no flag "-x": want one of -1, --tag, --since, -n, --json, -h`, 2},
		{"ls bare", "", `ls: "bare" is one word too many: ls takes none`, 2},

		{"cat first-words", firstWords, "", 0},
		{"cat the-first", firstWords, "", 0},
		{"cat --format text first-words", text, "", 0},
		{"cat first-words --format text --width 20", "First <words> &\n\"quotes\"\n1 min · 5 January\n2026 · updated 1\nFebruary 2026\n" +
			"beginnings  Tools\n\nIt begins here.\n\n\n## Further\n\nIt goes on there.\n", "", 0},
		{"cat nope first-words secret", firstWords, `cat: no post "nope": try ls`, 1},
		{"cat ../site.yaml", "", `cat: no post "../site.yaml": try ls`, 1},
		{"cat 'first-wrods'", "", `cat: no post "first-wrods": did you mean first-words`, 1},
		{"cat", "", "cat: no post named: want cat SLUG, from ls", 2},
		{"cat bare --format htm", "", `cat: --format "htm": want md, text, ansi, html or json`, 2},
		{"cat bare --width 4", "", `cat: --width "4": want a number from 20 to 400`, 2},
		{"cat bare --format", "", "cat: --format stands alone: want --format md|text|ansi|html|json", 2},

		{"first-words", text, "", 0},
		{"read 'first-words#further'", text, "", 0},
		{"linear first-words", text, "", 0},
		{"linear first-words bare", "", `linear: "bare" is one word too many: want one SLUG`, 2},
		{"linear ls --json", "", "linear: ls is a command, not a post: leave out linear, and -t for plain lines", 2},
		{"linear publish first-words", "", "linear: publish is a command, not a post: leave out linear, and -t for plain lines", 2},
		{"linear preview", "", "linear: preview is a command, not a post: leave out linear, and -t for plain lines", 2},
		{"read first-words#furhter", "", `read: no heading "#furhter" in first-words: did you mean further`, 1},
		{"read", "", "read: no post named: want read SLUG, from ls", 2},
		{"first-words bare", "", `"bare" is one word too many: a post stands alone`, 2},
		{"frist-words", "", `no command or post "frist-words": did you mean first-words`, 1},
		{"secret", "", `no command or post "secret": try ls`, 1},
		{"abuot", "", `no command or post "abuot": did you mean about`, 1},

		{"about", "About\n\nA small blog.\n", "", 0},
		{"about me", "", `about: "me" is one word too many: about takes none`, 2},
		{"version", "pete 1.2.3\n", "", 0},
		{"--version", "pete 1.2.3\n", "", 0},
		{"help nope", "", `help: no command "nope": try help`, 1},
		{"help versio", "", `help: no command "versio": did you mean version`, 1},
		{"help ls cat", "", `help: "cat" is one word too many: want help COMMAND`, 2},

		{`cat "bare`, "", `letter 5: the " is left open: close it, or write \" for the letter`, 2},
		{`ls \`, "", `letter 4: the \ is left open: write \\ for a backslash`, 2},

		// Commands of the operator, or of cobra, are not for readers.
		{"serve", "", "serve: on the host only: run pete serve there", 2},
		{"check blog", "", "check: for authors: ssh author@blog.example check", 2},
		{"key --help", "", "key: on the host only: run pete key there", 2},
		{"help key", "", "key: on the host only: run pete key there", 2},
		{"completion bash", "", `no command or post "completion": try ls`, 1},
		{"__complete ls ''", "", `no command or post "__complete": try ls`, 1},
		{"''", "", `no command or post "": try ls`, 1},
	} {
		tt.check(t, nil)
	}
}

// The fields are a promise to every script that reads them.
func TestJSON(t *testing.T) {
	stdout, _, _ := answer(t, "ls --json", nil)
	want := `{"slug":"first-words","title":"First <words> & \"quotes\"","date":"2026-01-05T08:00:00Z","updated":"2026-02-01T00:00:00Z",` +
		`"minutes":1,"words":8,"tags":["beginnings","Tools"],"summary":"How it begins.","url":"sftp://blog.example/posts/first-words.md","lang":"en","translations":[]}` + "\n" +
		`{"slug":"bare","title":"Bare","date":null,"updated":null,` +
		`"minutes":0,"words":0,"tags":[],"summary":null,"url":"sftp://blog.example/posts/bare.md","lang":"en","translations":[]}` + "\n"
	if stdout != want {
		t.Errorf("ls --json:\n got %s\nwant %s", stdout, want)
	}

	stdout, _, _ = answer(t, "cat first-words --format json", nil)
	var post struct {
		Slug, Body string
	}
	if err := json.Unmarshal([]byte(stdout), &post); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(firstWords, "---\n\n")
	if post.Slug != "first-words" || strings.TrimLeft(post.Body, "\n") != body {
		t.Errorf("cat --format json: slug %q, body %q, want %q", post.Slug, post.Body, body)
	}
}

// Laid-out text has escapes in a pipe only where they are asked for.
func TestCatANSI(t *testing.T) {
	if stdout, _, _ := answer(t, "cat first-words --format ansi", nil); !strings.Contains(stdout, "\x1b[") {
		t.Errorf("cat --format ansi has no escapes: %q", stdout)
	}
}

func TestOpens(t *testing.T) {
	a := workshopBlog(t)
	for _, tt := range []struct {
		line, place string
		ok          bool
	}{
		{"", "", true},
		{"  ", "", true},
		{"first-words", "first-words", true},
		{"first-words#further", "first-words#further", true},
		{"read 'first-words#further'", "first-words#further", true},
		{"nothing-like-it", "nothing-like-it", true},
		{" exec sh -c 'a script of the terminal' ", "", false},
		{"it's", "it's", true},
		{"first-words further", "first-words further", true},
		{"cat 'first-words", "", false},
		{"read 'first-words", "", false},
		{"ls", "", false},
		{"search first-words", "", false},
		{"code first-words 1", "", false},
		{"feed", "", false},
		{"cat first-words", "", false},
		{"help", "", false},
		{"read", "", false},
		{"read --help", "", false},
		{"key", "", false},
		{"--version", "", false},
		{"linear", "--linear", true},
		{"linear first-words#further", "--linear first-words#further", true},
		{"--linear", "--linear", true},
		{"first-words --linear", "--linear first-words", true},
		{"read first-words --linear", "--linear first-words", true},
		{"linear --help", "", false},
		{"ls --linear", "", false},
	} {
		place, ok := command.Opens(a, tt.line, false)
		if place != tt.place || ok != tt.ok {
			t.Errorf("Opens(%q) = %q, %t, want %q, %t", tt.line, place, ok, tt.place, tt.ok)
		}
	}
}

// A post by the name of a command could never be opened.
func TestEveryCommandIsReserved(t *testing.T) {
	commands := command.Commands(&command.Env{})
	if len(commands) == 0 {
		t.Fatal("there are no commands")
	}
	for _, c := range commands {
		if !blog.Reserved(c.Name()) {
			t.Errorf("%s is not reserved", c.Name())
		}
	}
}

// An archive without posts or pages is answered, not fallen over.
func TestEmptyBlog(t *testing.T) {
	empty, report := blog.Open(fstest.MapFS{"site.yaml": {Data: []byte("title: Empty\nhost: blog.example\n")}})
	if empty == nil {
		t.Fatal(report.Err())
	}
	for line, want := range map[string]int{
		"": 0, "ls": 1, "ls --json": 1, "about": 1, "cat x": 1, "cat x --format html": 1, "help": 0, "help ls": 0,
		"search": 2, "search x": 1, "tags": 1, "tags --json": 1, "toc x": 1, "links x": 1, "code x": 1, "feed": 1, "feed --format json": 1,
	} {
		if got := command.Run(t.Context(), command.Env{Archive: empty, Index: indexOf(empty), Stdout: io.Discard, Stderr: io.Discard}, line); got != want {
			t.Errorf("%q: status %d, want %d", line, got, want)
		}
	}
}
