package tui

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"
)

func TestWalkLinks(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	steps := []struct{ key, foot, shows string }{
		{"tab", "make-it-safe-to-run-twice enter read q back", "safe to run twice"},
		{"tab", "https://www.rfc-editor.org/rfc/rfc4254#section-6.5 enter copy q back", "specified"},
		{"tab", "note 1 enter go there q back", "have read"},
		{"tab", "note 1 enter back to the text q back", "twenty-four pages"},
		{"tab", "make-it-safe-to-run-twice enter read q back", "safe to run twice"},
		{"shift+tab", "note 1 enter back to the text q back", "twenty-four pages"},
		{"shift+tab", "note 1 enter go there q back", "have read"},
	}
	for i, s := range steps {
		v.press(s.key)
		if v.foot() != s.foot || !v.shows(s.shows) {
			t.Errorf("step %d, %s: the foot is %q, want %q, with %q in\n%s", i, s.key, v.foot(), s.foot, s.shows, strings.Join(v.text(), "\n"))
		}
	}
	v.resize(40, 12)
	if !strings.HasPrefix(v.foot(), "note 1") {
		t.Errorf("at another width the foot is %q", v.foot())
	}
	v.press("esc")
	if _, ok := v.room.reader().focused(); ok {
		t.Errorf("esc does not let go of the link")
	}
}

// TestWalkBeginsInTheWindow takes the first link that shows, not the first of the
// text.
func TestWalkBeginsInTheWindow(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	for v.row("safe to run twice") >= 0 {
		v.press("j")
	}
	v.press("tab")
	if !strings.HasPrefix(v.foot(), "https://www.rfc-editor.org") {
		t.Errorf("the foot is %q", v.foot())
	}
}

func TestFollowPostLink(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("d", "tab")
	before := v.room.content()
	v.press("enter")
	if v.room.reader().slug != "make-it-safe-to-run-twice" {
		t.Fatalf("enter opened %s", v.room.reader().slug)
	}
	v.press("d", "q")
	if after := v.room.content(); after != before {
		t.Errorf("back from the link one sees\n%s\nand saw\n%s", after, before)
	}
	v.press("enter")
	if v.room.reader().top == 0 {
		t.Errorf("coming again does not lead to where the reader left")
	}
	v.press("q", "q")
	if v.room.page() != page(v.room.home) {
		t.Errorf("the way back does not end on home")
	}
}

func TestCopyLinks(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("y")
	const link = "ssh -t blog.example why-the-terminal-won"
	if got := v.room.Clipboard(); got != link || !v.shows("Copied: "+link) {
		t.Errorf("y copied %q and said %q", got, v.foot())
	}
	if again := v.room.Clipboard(); again != "" {
		t.Errorf("%q is copied twice", again)
	}
	const address = "https://www.rfc-editor.org/rfc/rfc4254#section-6.5"
	v.press("tab", "tab")
	for _, key := range []string{"enter", "y"} {
		v.press(key)
		if got := v.room.Clipboard(); got != address || !v.shows("ssh blog.example links why-the-terminal-won") {
			t.Errorf("%s copied %q and said\n%s", key, got, strings.Join(v.text(), "\n"))
		}
	}
	v = enter(t, at(80, 24))
	v.press("j", "y")
	if got := v.room.Clipboard(); got != "ssh -t blog.example cancel-is-a-request-not-a-command" {
		t.Errorf("on home y copied %q", got)
	}
}

// TestCommandsAreWhole: a slug that is as long as the window is wide stands in it in
// one piece, and a longer one to its end.
func TestCommandsAreWhole(t *testing.T) {
	v := enter(t, at(40, 12))
	v.press("enter", "y")
	if v.row("the-metric-dropped-the-cat-was-fine") < 0 {
		t.Errorf("the slug is broken:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("q", "j", "j", "y")
	whole := strings.Join(v.text(), "")
	if !strings.Contains(strings.ReplaceAll(whole, " ", ""), "the-best-abstractions-teach-you-how-to-debug-them") {
		t.Errorf("the end of the slug is missing:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestNotes jumps to a note and back to the very place.
func TestNotes(t *testing.T) {
	v := essayOpen(t, at(60, 12))
	v.press("tab", "tab", "tab", "j")
	before := v.room.content()
	v.press("enter")
	if !v.shows("twenty-four pages") || !strings.HasPrefix(v.foot(), "note 1 enter back") {
		t.Errorf("enter did not go to the note: %q\n%s", v.foot(), strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	if after := v.room.content(); after != before {
		t.Errorf("back at the mark one sees\n%s\nand saw\n%s", after, before)
	}
	// A note that was reached by other ways leads to its mark.
	v.press("esc", "G", "shift+tab", "enter")
	if !v.shows("have read¹") {
		t.Errorf("enter at a note did not lead to its mark:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestLinksOfEveryKind follows links within a text, to the about page and to a
// heading of another post.
func TestLinksOfEveryKind(t *testing.T) {
	filler := strings.Repeat("A paragraph to scroll over.\n\n", 30)
	a := opened(t, fstest.MapFS{
		"site.yaml":      {Data: []byte("title: T\nhost: blog.example\n")},
		"pages/about.md": {Data: []byte("---\ntitle: About\n---\nSee [below](#end) and [the post](one.md).\n\n" + filler + "## End\n\nThe end of about.\n")},
		"posts/one.md":   {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\n[Below](#end), [there](two.md#end), [about](about.md#end).\n\n" + filler + "## End\n\nThe end of one.\n")},
		"posts/two.md":   {Data: []byte("---\ntitle: Two\ndate: 2026-01-01\nsummary: s\n---\n" + filler + "## End\n\nThe end of two.\n")},
	})
	v := visitTo(t, a, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Open: "one"})
	for _, step := range []struct{ keys, shows string }{
		{"tab enter", "The end of one."},
		{"q", "Below"},
		{"tab enter", "The end of two."},
		{"q tab enter", "The end of about."},
		{"g tab enter", "The end of about."},
		{"g tab enter", "The end of one."}, // where the reader left it,
	} {
		v.press(strings.Fields(step.keys)...)
		if !v.shows(step.shows) {
			t.Errorf("after %s there is no %q in\n%s", step.keys, step.shows, strings.Join(v.text(), "\n"))
		}
	}
}

// TestCircles follows links round in circles, which must not pile up.
func TestCircles(t *testing.T) {
	a := opened(t, fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\n[Round](two.md)\n")},
		"posts/two.md": {Data: []byte("---\ntitle: Two\ndate: 2026-01-01\nsummary: s\n---\n[Round](one.md)\n")},
	})
	v := visitTo(t, a, Options{Columns: 80, Rows: 24, Open: "one"})
	for range 3 * maxPages {
		v.press("tab", "enter")
	}
	if n := len(v.room.pages); n != maxPages {
		t.Errorf("there are %d pages", n)
	}
	for range maxPages {
		v.press("q")
	}
	if v.room.page() != page(v.room.home) {
		t.Errorf("the way back does not end on home")
	}
}

func TestNoLinks(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("enter", "tab")
	if !v.shows("No links in this text.") {
		t.Errorf("tab says %q", v.foot())
	}
	v.press("enter")
	if v.room.reader() == nil {
		t.Errorf("enter without a link did something")
	}
}

// TestFootCoversNoLink: a long address takes rows of its own, above which the whole
// link shows.
func TestFootCoversNoLink(t *testing.T) {
	address := "https://example.com/" + strings.Repeat("long/", 30)
	a := opened(t, fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\n" + strings.Repeat("A paragraph.\n\n", 8) + "[the link](" + address + ")\n\n" + strings.Repeat("A paragraph.\n\n", 8))},
	})
	for rows := 6; rows < 40; rows++ {
		v := visitTo(t, a, Options{Columns: 60, Rows: rows, Open: "one"})
		v.press("tab")
		if v.row("the link [1]") < 0 || v.row("https://example.com/long") < 0 {
			t.Errorf("%d rows show\n%s", rows, strings.Join(v.text(), "\n"))
		}
	}
}
