package command_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

func TestCatHTML(t *testing.T) {
	stdout, stderr, status := answer(t, "cat loose-leaf missing workshop loose-leaf --format html", inWorkshop(t))
	if status != 1 || stderr != "pete: cat: no post \"missing\": try ls\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	if n := strings.Count(stdout, "<html"); n != 1 {
		t.Errorf("%d documents, want 1", n)
	}
	leaf, work := strings.Index(stdout, "A leaf."), strings.Index(stdout, "Saws are sharpened")
	if leaf < 0 || work < leaf {
		t.Errorf("the posts stand at %d and %d, want the order in which they were named", leaf, work)
	}
	if n := strings.Count(stdout, "A leaf."); n != 1 {
		t.Errorf("a post that was named twice is there %d times", n)
	}
	asked{"cat missing --format html", "", `cat: no post "missing": try ls`, 1}.check(t, inWorkshop(t))
}

// A document of many posts is written piece by piece, so that a slow client does
// not hold all of it in memory.
func TestCatHTMLInPieces(t *testing.T) {
	var largest, total int
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: Many\nhost: blog.example\n")}}
	line := "cat --format html"
	for i := range 40 {
		fsys[fmt.Sprintf("posts/post-%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: Post\n---\n\n" + strings.Repeat("A word. ", 200))}
		line += fmt.Sprintf(" post-%d", i)
	}
	archive, report := blog.Open(fsys)
	if archive == nil {
		t.Fatal(report.Err())
	}
	env := command.Env{Archive: archive, Stderr: io.Discard, Stdout: writerFunc(func(p []byte) (int, error) {
		largest, total = max(largest, len(p)), total+len(p)
		return len(p), nil
	})}
	if status := command.Run(t.Context(), env, line); status != 0 {
		t.Fatalf("status %d", status)
	}
	if largest == 0 || largest > total/3 {
		t.Errorf("of %d bytes %d came at once", total, largest)
	}
}

// writerFunc is a writer made of a function.
type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// On a terminal what is printed raw is the same text, with its escapes to see.
func TestCatRawOnATerminal(t *testing.T) {
	for _, line := range []string{"cat workshop --format md", "cat workshop --format json", "cat workshop --format html", "feed", "feed --format json"} {
		stdout, _, status := answer(t, line, both(inWorkshop(t), onTerminal(80)))
		if status != 0 || stdout != blog.Visible(stdout) {
			t.Errorf("%s: status %d, a terminal would obey %q", line, status, stdout)
		}
	}
	asked{"cat workshop --format md", strings.ReplaceAll(workshopText, "\x1b", "␛"), "", 0}.check(t, both(inWorkshop(t), onTerminal(80)))
	asked{"cat workshop --format md", workshopText, "", 0}.check(t, inWorkshop(t))
}

// Line ends are the file's in a pipe, and the terminal's on a terminal.
func TestCatLineEnds(t *testing.T) {
	archive := smallBlog(t)
	archive.Posts[1].Source = []byte("a\r\nb\rc\n")
	change := func(env *command.Env) { env.Archive = archive }
	asked{"cat bare", "a\r\nb\rc\n", "", 0}.check(t, change)
	asked{"cat bare --format md", "a\nb␍c\n", "", 0}.check(t, both(change, onTerminal(80)))
}

// What readers take away has no comments, and no fields that say nothing to them.
func TestCatIsForReaders(t *testing.T) {
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/a.md": {Data: []byte("---\ntitle: A\ndate: 2026-11-23\nlayout: x\n---\nA <!-- no --> `<!-- yes -->`\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	change := func(env *command.Env) { env.Archive = archive }
	asked{"cat a", "---\ntitle: A\ndate: 2026-11-23\n---\nA  `<!-- yes -->`\n", "", 0}.check(t, change)
	if stdout, _, _ := answer(t, "cat a --format json", change); !strings.Contains(stdout, "\"body\":\"A  `<!-- yes -->`\\n\"") {
		t.Errorf("got %s", stdout)
	}
}

func TestCatManyTimes(t *testing.T) {
	line := "cat" + strings.Repeat(" bare", 10_000)
	stdout, _, status := answer(t, line, nil)
	if want := strings.Repeat("---\ntitle: Bare\n---\n", 10_000); stdout != want || status != 0 {
		t.Errorf("status %d, %d bytes, want %d", status, len(stdout), len(want))
	}
	line = "cat"
	for i := range 10_000 {
		line += fmt.Sprintf(" m%d", i)
	}
	asked{line, "", `cat: no post "m0": try ls`, 1}.check(t, nil)
}

func TestCatJSON(t *testing.T) {
	stdout, _, _ := answer(t, "cat loose-leaf bare-hands --format json", inWorkshop(t))
	leaf, hands, _ := strings.Cut(stdout, "\n")
	want := `{"slug":"loose-leaf","title":"Loose Leaf","date":null,"updated":null,"minutes":1,"words":2,"tags":["paper"],` +
		`"summary":"Undated.","url":"sftp://blog.example:2222/posts/loose-leaf.md","lang":"en","translations":[],"body":"\nA leaf.\n"}`
	if leaf != want {
		t.Errorf("cat --format json:\n got %s\nwant %s", leaf, want)
	}
	var post struct{ Slug string }
	if err := json.Unmarshal([]byte(hands), &post); err != nil || post.Slug != "bare-hands" {
		t.Errorf("the second line is %q: %v", hands, err)
	}
}

// One command must not keep a core busy for minutes: a name is quickly sent.
func TestCatLaysOutSoMany(t *testing.T) {
	line := "cat --format text" + strings.Repeat(" workshop", 65)
	stdout, stderr, status := answer(t, line, inWorkshop(t))
	if status != 2 || stdout != "" || !strings.Contains(stderr, "65 posts are too many to lay out at once: want at most 64, or --format md") {
		t.Errorf("status %d, stdout %.40q, stderr %q", status, stdout, stderr)
	}
	if _, _, status := answer(t, strings.Replace(line, "text", "md", 1), inWorkshop(t)); status != 0 {
		t.Errorf("as Markdown, which costs nothing, the status is %d", status)
	}
}

// A slug that several posts ask for names them.
func TestSharedSlug(t *testing.T) {
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":       {Data: []byte("title: T\n")},
		"posts/a/twin.md": {Data: []byte("---\ntitle: A\n---\n")},
		"posts/b/twin.md": {Data: []byte("---\ntitle: B\n---\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	asked{"cat twin", "", `cat: "twin" is several: a-twin, b-twin`, 1}.check(t, func(env *command.Env) { env.Archive = archive })
}
