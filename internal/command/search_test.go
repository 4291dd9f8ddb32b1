package command_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

func TestSearch(t *testing.T) {
	change := inWorkshop(t)
	const onceRow = "workshop\tThe Workshop Opens\tSaws are **sharpened exactly once**"
	for _, tt := range []struct{ line, begins string }{
		{"search leaf", columns("loose-leaf", "Loose Leaf", "A **leaf**.")},
		{"search nothing saw", "bare-hands\tBare Hands\t"},
		{"search sharpening", "workshop\tThe Workshop Opens\tSaws are **sharpened** exactly"},
		{"search 'sharpened exactly once'", onceRow},
		{`search '"sharpened exactly once"'`, onceRow},
		{"search sharp*", "workshop\t"},
		{"search 'nothing OR leaf' --tag paper", "loose-leaf\t"},
		{"search tools -n 1 --tag TOOLS", ""},
	} {
		stdout, stderr, status := answer(t, tt.line, change)
		if !strings.HasPrefix(stdout, tt.begins) || stderr != "" || status != 0 {
			t.Errorf("%s: status %d\n%q\n%q\nwant it to begin with\n%q", tt.line, status, stdout, stderr, tt.begins)
		}
	}
	if stdout, _, _ := answer(t, "search saw -n 1", change); strings.Count(stdout, "\n") != 1 {
		t.Errorf("search -n 1: %q", stdout)
	}
	for _, tt := range []asked{
		{"search", "", "search: nothing to look for: want search QUERY, such as search workshop", 2},
		{"search '' ' '", "", "search: nothing to look for: want search QUERY, such as search workshop", 1},
		{"search '...'", "", "search: nothing to look for: want search QUERY, such as search workshop", 1},
		{"search sharpaned", "", `search: no post has "sharpaned": did you mean sharpened`, 1},
		{"search 'once exactly'", "", `search: no post has "once exactly": leave out the quotes`, 1},
		{"search leaf --tag craft", "", `search: no post tagged craft has "leaf": leave out the tag`, 1},
		{`search '"quixotic"'`, "", `search: no post has "quixotic": try fewer words, or others`, 1},
		{"search quixotic", "", `search: no post has "quixotic": try fewer words, or others`, 1},
		{"search saw --tag tolos", "", `search: no post is tagged "tolos": did you mean tools`, 1},
		{"search saw -n 0", "", `search: -n "0": want a number from 1 to 100`, 2},
		{"search saw -n 101", "", `search: -n "101": want a number from 1 to 100`, 2},
		{"search saw -n many", "", `search: -n "many": want a number from 1 to 100`, 2},
		{"search 'a b c d e f g h' i j k l m n o p q", "", "search: query too long: want at most 16 words in 4096 bytes", 2},
		{"search " + strings.Repeat("x", 5000), "", "search: query too long: want at most 16 words in 4096 bytes", 2},
		{"search -x", "", `search: no flag "-x": want one of --tag, -n, --json, -h`, 2},
	} {
		tt.check(t, change)
	}
}

func TestSearchJSON(t *testing.T) {
	stdout, _, _ := answer(t, "search leaf --json", inWorkshop(t))
	var hit struct{ Score float64 }
	if err := json.Unmarshal([]byte(stdout), &hit); err != nil || hit.Score == 0 {
		t.Fatalf("search --json: %q: %v", stdout, err)
	}
	score, err := json.Marshal(hit.Score)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"slug":"loose-leaf","title":"Loose Leaf","date":null,"updated":null,"minutes":1,"words":2,"tags":["paper"],` +
		`"summary":"Undated.","url":"sftp://blog.example:2222/posts/loose-leaf.md","lang":"en","translations":[],"score":` + string(score) + `,"snippet":"A **leaf**."}` + "\n"
	if stdout != want {
		t.Errorf("search --json:\n got %s\nwant %s", stdout, want)
	}
}

// There are 20 hits if nothing is said, and 100 at most.
func TestSearchCounts(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: Many\nhost: blog.example\n")}}
	for i := range 120 {
		files[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: Pebble\nsummary: One.\n---\n\nA pebble.\n")}
	}
	archive, report := blog.Open(files)
	if archive == nil {
		t.Fatal(report.Err())
	}
	index := indexOf(archive)
	for line, want := range map[string]int{"search pebble": 20, "search pebble -n 100": 100, "search pebble -n 3": 3} {
		stdout, _, _ := answer(t, line, func(env *command.Env) { env.Archive, env.Index = archive, index })
		if got := strings.Count(stdout, "\n"); got != want {
			t.Errorf("%s: %d hits, want %d", line, got, want)
		}
	}
}

// Before the first index has been made, search says so, and its status is that of no
// answer.
func TestSearchBeforeTheIndexIsReady(t *testing.T) {
	unready := func(env *command.Env) { env.Index = func() (*search.Index, error) { return nil, nil } }
	asked{"search words", "", "search: the search index is still being made: try again in a moment", 1}.check(t, unready)
}

func TestSearchOnATerminal(t *testing.T) {
	for width, want := range map[int]string{
		80: "2026-02-03  1 min  The Workshop Opens\n                   workshop\n                   Saws are sharpened exactly once: see RFC 4254,",
		20: "1  The Workshop\n   Opens\n   workshop\n   Saws are\n   sharpened exactly\n   once: see RFC\n",
	} {
		stdout, _, _ := answer(t, "search 'sharpened exactly once'", both(inWorkshop(t), onTerminal(width)))
		if got := ansi.Strip(stdout); !strings.HasPrefix(got, want) {
			t.Errorf("on %d columns:\n got\n%s\nwant it to begin with\n%s", width, got, want)
		}
	}
	// Without colours a hit is reversed, bold and underlined, in each row it has.
	plain := func(env *command.Env) { env.TTY, env.Width, env.Profile = true, 20, colorprofile.ASCII }
	stdout, _, _ := answer(t, "search 'sharpened exactly once'", both(inWorkshop(t), plain))
	for _, hit := range []string{"\x1b[1;4msharpened exactly\x1b[m\n   ", "\x1b[1;4monce\x1b[m:"} {
		if !strings.Contains(stdout, hit) {
			t.Errorf("there is no %q in %q", hit, stdout)
		}
	}
}

func TestSearchWithoutAnIndex(t *testing.T) {
	broken := func(env *command.Env) {
		env.Index = func() (*search.Index, error) { return nil, errors.New("no \x1b[2J memory") }
	}
	asked{"search words", "", "search: there is no index: no ␛[2J memory", 1}.check(t, broken)
}

// A reader that searches is not told what is wrong with the index.
func TestSearchInAClosedIndex(t *testing.T) {
	closed := func(env *command.Env) {
		d, err := search.NewDatabase()
		if err != nil {
			t.Fatal(err)
		}
		index, err := d.Index(t.Context(), env.Archive.Posts)
		if err != nil {
			t.Fatal(err)
		}
		env.Index = func() (*search.Index, error) { return index, nil }
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	asked{"search words", "", "search: there is no answer now: try again in a moment", 1}.check(t, closed)
}

// Only a search needs the index.
func TestIndexIsMadeForSearchAlone(t *testing.T) {
	made := 0
	for _, line := range everyLine() {
		archive := workshopBlog(t)
		answer(t, line, func(env *command.Env) {
			env.Archive = archive
			env.Index = func() (*search.Index, error) { made++; return nil, errors.New("not here") }
		})
		if searches := strings.HasPrefix(line, "search"); (made > 0) != searches {
			t.Errorf("%q asked for the index %d times", line, made)
		}
		made = 0
	}
}
