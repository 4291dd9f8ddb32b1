package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestEmbedded serves the blog inside pete, whatever posts it has: on the host, over SSH
// and in the room it is the same blog.
func TestEmbedded(t *testing.T) {
	requireClients(t)
	archive := embedded(t)
	steps := append([]string{
		"env " + contentVariable + "=",
		"exec pete check",
		"exec pete ls -1",
		"cmp stdout slugs",
		"serve start",
		"ssh ls -1",
		"cmp stdout slugs",
	}, append(inTerminal(archive, nil), "serve stop\n")...)
	var slugs strings.Builder
	for _, post := range archive.Posts {
		slugs.WriteString(post.Slug + "\n")
	}
	script := txtar.Format(&txtar.Archive{
		Comment: []byte(strings.Join(steps, "\n")),
		Files:   []txtar.File{{Name: "slugs", Data: []byte(slugs.String())}},
	})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "embedded.txtar"), script, 0o600); err != nil {
		t.Fatal(err)
	}
	runScripts(t, dir)
}

func embedded(t *testing.T) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return archive
}

// TestPosts runs the commands that posts of the embedded blog tell their readers to type,
// each block of them in an empty directory and against a server of its own. Above an
// output block they have to print what it shows, and elsewhere every one has to succeed.
// Package content lists the slugs of these posts, if there are any, and counts the blocks.
// Blocks that are marked run go nowhere: package content has their test.
func TestPosts(t *testing.T) {
	if underRace {
		t.Skip("what posts say is tried, not what goroutines share")
	}
	requireClients(t)
	list, err := os.ReadFile("../../content/testdata/commands.txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no posts of which the commands are to be run")
	}
	if err != nil {
		t.Fatal(err)
	}
	archive, dir, blocks := embedded(t), t.TempDir(), 0
	for _, slug := range strings.Fields(string(list)) {
		page := archive.About
		if post, ok := archive.Post(slug); ok {
			page = &post.Page
		} else if slug != "about" {
			continue // other posts have taken its place
		}
		if page == nil {
			continue
		}
		for _, code := range page.Document().Code {
			if code.Language != "sh" || code.Run || !goesThere.MatchString(code.Text) {
				continue
			}
			blocks++
			place := fmt.Sprintf("content/%s:%d", page.Path, code.Line)
			file := filepath.Join(dir, fmt.Sprintf("%s-%d.txtar", slug, code.N))
			if err := os.WriteFile(file, blockScript(archive, place, code), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if blocks == 0 {
		t.Skip("no commands in the posts that are listed")
	}
	runScripts(t, dir)
}

var (
	// goesThere is a line that sends one of OpenSSH's programs to the blog.
	goesThere = regexp.MustCompile(`(?m)^[^#\n]*\b(?:ssh|scp|sftp)[ \t].*\bblog\.example\b`)

	// takesTerminal is a line of which ssh has the terminal to itself, and what it
	// sends along.
	takesTerminal = regexp.MustCompile(`^ssh (?:-t )?blog\.example$|^ssh -t blog\.example ([^|&;<>\\]+)$`)

	comment = regexp.MustCompile(`(?:^|\s)#.*`)
)

// blockScript is the script for one block: its lines that take a terminal get one,
// and the others run as the program that they are.
func blockScript(archive *blog.Archive, place string, code blog.Code) []byte {
	steps := []string{"# " + place, "[lacks:bash] skip 'apt-get install bash'"}
	for _, program := range []string{"bc", "git", "jq", "less", "python3"} {
		if regexp.MustCompile(`(?m)^[^#\n]*\b` + program + `\b`).MatchString(code.Text) {
			steps = append(steps, fmt.Sprintf("[lacks:%s] skip 'apt-get install %[1]s'", program))
		}
	}
	steps = append(steps, "env "+contentVariable+"=", "serve start")
	var others strings.Builder
	for line := range strings.Lines(code.Text) {
		bare := strings.TrimSpace(comment.ReplaceAllString(line, ""))
		if m := takesTerminal.FindStringSubmatch(bare); m != nil {
			steps = append(steps, inTerminal(archive, strings.Fields(m[1]))...)
		} else {
			others.WriteString(line)
		}
	}
	steps = append(steps, "mkdir home empty", "env HOME=$WORK/home", "cd empty")
	files := []txtar.File{{Name: "commands", Data: []byte(others.String())}}
	if code.Output == "" {
		steps = append(steps, "exec bash -e $WORK/commands")
	} else {
		// The example may show that something fails.
		steps = append(steps, "exec sh -c 'bash $WORK/commands || true'", "cmp stdout $WORK/prints")
		files = append(files, txtar.File{Name: "prints", Data: []byte(code.Output)})
	}
	steps = append(steps, "serve stop\n")
	return txtar.Format(&txtar.Archive{Comment: []byte(strings.Join(steps, "\n")), Files: files})
}

// inTerminal returns the steps of a script in which a reader sends these words along from a
// terminal, and sees the list, a post, a heading in it, or a command's output.
func inTerminal(archive *blog.Archive, words []string) []string {
	steps := []string{"reader open 80x24"}
	for i, word := range words {
		words[i] = strings.Trim(word, `'"`)
		steps[0] += " " + quoted(words[i])
	}
	title, seen := archive.Site.Title, archive.Site.Title
	if len(words) > 0 {
		if words[0] == "read" {
			words = words[1:]
		}
		slug, anchor, deep := strings.Cut(strings.Join(words, " "), "#")
		post, ok := archive.Post(slug)
		if !ok {
			return append(steps, "reader gone")
		}
		title, seen = post.Title, post.Title
		if deep {
			i := slices.Index(post.Document().Anchors(), anchor)
			if i < 0 {
				return append(steps, "reader see "+quoted("a heading #"+anchor))
			}
			seen = post.Document().Headings[i].Text
		}
	}
	return append(steps, "reader titled "+quoted(title), "reader see "+quoted(seen),
		"reader press ctrl+c", "reader gone", "reader normal")
}

// quoted is one word of a script.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", "''") + "'" }
