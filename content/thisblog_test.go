package content_test

// This file tests this blog alone: its posts, their order and lengths, the form that they
// keep to, and what README.md shows of them. Other posts have other rules: to replace the
// blog, delete this file together with the posts.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/tui"
	"blog.example/pete/internal/web"
	tea "charm.land/bubbletea/v2"
	"charm.land/log/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark/ast"
	astext "github.com/yuin/goldmark/extension/ast"
)

// open reads the blog, about which there is nothing to say.
func open(t *testing.T) *blog.Archive {
	t.Helper()
	archive, report := blog.Read(content.FS, blog.Options{Advise: true})
	for _, p := range report.Problems {
		t.Error(p)
	}
	if archive == nil || archive.About == nil {
		t.Fatal("the blog or its about page cannot be opened")
	}
	return archive
}

// TestPosts holds the blog to its posts, newest first, and each post to the length that
// it was given and to showing by running what it says about programs.
func TestPosts(t *testing.T) {
	want := []struct {
		slug          string
		minutes, runs int // runs: at least
	}{
		{"the-metric-dropped-the-cat-was-fine", 11, 1},
		{"cancel-is-a-request-not-a-command", 11, 3},
		{"the-best-abstractions-teach-you-how-to-debug-them", 7, 1},
		{"why-the-terminal-won", 6, 2},
		{"the-pattern-knows-the-class", 5, 1},
		{"the-gap-between-the-key-and-the-browser", 10, 1},
		{"make-it-safe-to-run-twice", 8, 3},
		{"comments-arent-compilers", 7, 2},
		{"restart-cannot-fix-overload", 10, 2},
		{"the-error-lives-one-layer-up", 6, 1},
	}
	posts := open(t).Posts
	if len(posts) != len(want) {
		t.Fatalf("there are %d posts, want %d", len(posts), len(want))
	}
	for i, post := range posts {
		want := want[i]
		if post.Slug != want.slug {
			t.Errorf("content/%s: post %d is to be %s", post.Path, i+1, want.slug)
			continue
		}
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
}

// TestCommands holds the texts that are about reading over SSH to showing it. What their
// commands print is tested with the whole program, in cmd/pete, which runs those of the
// texts that are listed.
func TestCommands(t *testing.T) {
	listed, err := os.ReadFile("testdata/commands.txt")
	if err != nil {
		t.Fatal(err)
	}
	archive := open(t)
	command := regexp.MustCompile(`(?m)^[^#\n]*\b(?:ssh|scp|sftp)[ \t].*\bblog\.example\b`)
	for slug, least := range map[string]int{"about": 1, "why-the-terminal-won": 2} {
		page := archive.About
		if post, ok := archive.Post(slug); ok {
			page = &post.Page
		}
		found := 0
		for _, code := range page.Document().Code {
			if code.Language == "sh" && command.MatchString(code.Text) {
				found++
			}
		}
		if found < least || !slices.Contains(strings.Fields(string(listed)), slug) {
			t.Errorf("content/%s: %d blocks of commands, want at least %d, and the slug in testdata/commands.txt", page.Path, found, least)
		}
	}
}

// TestAddresses asks the web door for each address of it that the texts tell a reader to
// give to curl, which has to get it, and as text.
func TestAddresses(t *testing.T) {
	database, err := search.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	archive, _ := blog.Read(content.FS, blog.Options{Parsed: database.Add})
	index, err := database.Index(t.Context(), archive.Posts)
	if err != nil {
		t.Fatal(err)
	}
	door := web.New(web.Config{
		Snapshots: site.NewStore(site.NewSnapshot(archive, index)), Cache: lru.NewShared(1 << 20),
		Limits: web.DefaultLimits(), Table: quota.NewTable(quota.Limits{}), Log: log.New(io.Discard),
	})
	asked := 0
	for _, code := range archive.About.Document().Code {
		for _, m := range regexp.MustCompile(`(?m)^curl '?https://blog\.example(/[^'\s]*)`).FindAllStringSubmatch(code.Text, -1) {
			asked++
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, m[1], http.NoBody)
			r.Header.Set("User-Agent", "curl/8")
			r.Header.Set("Accept", "*/*")
			w := httptest.NewRecorder()
			door.ServeHTTP(w, r)
			if w.Code != http.StatusOK || strings.HasPrefix(w.Body.String(), "<!doctype") || w.Body.Len() < 200 {
				t.Errorf("content/%s:%d: curl gets %d and %.80q at %s", archive.About.Path, code.Line, w.Code, w.Body.String(), m[1])
			}
		}
	}
	if asked == 0 {
		t.Errorf("content/%s: no address for curl", archive.About.Path)
	}
}

// TestREADME holds README.md to the blog: its frames show what a reader sees, home with
// the fourth post selected and that post, and its commands name posts that there are.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, archive := string(text), open(t)
	room := tui.New(site.NewStore(site.NewSnapshot(archive, nil)), tui.Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII})
	for range 3 {
		room.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	}
	for _, page := range []string{"home", "post"} {
		if page == "post" {
			_, layOut := room.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			room.Update(layOut())
		}
		var rows []string
		for row := range strings.SplitSeq(ansi.Strip(room.View().Content), "\n") {
			rows = append(rows, strings.TrimRight(row, " "))
		}
		frame := "\n```\n" + strings.Trim(strings.Join(rows, "\n"), "\n") + "\n```\n"
		if !strings.Contains(readme, frame) {
			t.Errorf("README.md does not show %s as it is:\n%s", page, frame)
		}
	}
	for _, m := range regexp.MustCompile(`blog\.example (?:cat|code) ([a-z-]+)`).FindAllStringSubmatch(readme, -1) {
		if _, ok := archive.Post(m[1]); !ok {
			t.Errorf("README.md names a post %q that is not there", m[1])
		}
	}
}

// TestRecording holds the tape of the recording in README.md to the blog: what stands in
// quotes there is the title or the slug of a post, or the blog's title.
func TestRecording(t *testing.T) {
	tape, err := os.ReadFile("../.github/recording/visit.tape")
	if err != nil {
		t.Fatal(err)
	}
	archive := open(t)
	there := []string{archive.Site.Title}
	for _, post := range archive.Posts {
		there = append(there, post.Title, post.Slug)
	}
	quoted := regexp.MustCompile(`(?m)^[^#\n]*?"([^"\n]+)"`).FindAllStringSubmatch(string(tape), -1)
	for _, words := range quoted {
		if !slices.Contains(there, words[1]) {
			t.Errorf(".github/recording/visit.tape waits for %q, which is neither a title nor a slug here: change it, and run go run ./.github/recording", words[1])
		}
	}
	if len(quoted) == 0 {
		t.Error(".github/recording/visit.tape waits for nothing of this blog")
	}
}

// TestExcerpts holds the excerpts of this repository's files to these files. Their first
// line is a comment with the path of the file, and the others are lines of it, one after
// the other, at any indentation.
func TestExcerpts(t *testing.T) {
	lines := func(text string) string {
		var b strings.Builder
		for line := range strings.Lines(text) {
			b.WriteString("\n" + strings.TrimSpace(line))
		}
		return b.String() + "\n"
	}
	found := map[string]int{}
	for _, post := range open(t).Posts {
		for _, code := range post.Document().Code {
			first, excerpt, _ := strings.Cut(code.Text, "\n")
			path := strings.TrimLeft(first, "/# ")
			if path == first || !fs.ValidPath(path) {
				continue
			}
			file, err := os.ReadFile("../" + path)
			if errors.Is(err, fs.ErrNotExist) {
				continue // a file of another program
			}
			found[post.Slug]++
			if err != nil || !strings.Contains(lines(string(file)), lines(excerpt)) {
				t.Errorf("content/%s:%d: not an excerpt of %s: %v", post.Path, code.Line, path, err)
			}
		}
	}
	if found["comments-arent-compilers"] != 1 {
		t.Errorf("excerpts that name a file are %v, want one in comments-arent-compilers", found)
	}
}

// What still fits into a terminal of 80 columns beside the room's margin, and
// what can be taken in at a glance on the list.
const (
	mostCells   = 72
	mostColumns = 3
	mostLetters = 240
)

// TestForm holds the texts to what a reader can see at once: nothing that is not
// wrapped has to be moved sideways.
func TestForm(t *testing.T) {
	archive := open(t)
	pages := []*blog.Page{archive.About}
	for _, post := range archive.Posts {
		pages = append(pages, &post.Page)
		if n := utf8.RuneCountInString(post.Summary); n > mostLetters {
			t.Errorf("content/%s: the summary has %d letters: want at most %d", post.Path, n, mostLetters)
		}
	}
	for _, page := range pages {
		doc := page.Document()
		err := ast.Walk(doc.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				for _, fault := range faults(doc, n) {
					t.Errorf("content/%s:%s", page.Path, fault)
				}
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// faults are what is too wide in a block, each with its line.
func faults(d *blog.Document, n ast.Node) []string {
	var found []string
	switch n := n.(type) {
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for _, segment := range n.Lines().Sliced(0, n.Lines().Len()) {
			if w := cells(string(segment.Value(d.Source))); w > mostCells {
				found = append(found, fmt.Sprintf("%d: this line is %d cells wide: want at most %d", d.LineAt(segment.Start), w, mostCells))
			}
		}
	case *astext.Table:
		if columns := len(n.Alignments); columns > mostColumns {
			found = append(found, fmt.Sprintf("%d: this table has %d columns: want at most %d", d.Line(n), columns, mostColumns))
		}
	}
	return found
}

// cells is how wide a line of code is shown. Tabs stop at every fourth cell.
func cells(line string) int {
	column := 0
	for i, part := range strings.Split(strings.TrimRight(line, "\r\n"), "\t") {
		if i > 0 {
			column += 4 - column%4
		}
		column += ansi.StringWidth(part)
	}
	return column
}
