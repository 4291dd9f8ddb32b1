package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func TestCopyCode(t *testing.T) {
	const sh, golang = "ssh blog.example ls | cut -f2 | paste -sd+ - | bc\n", "func main() {"
	for _, c := range []struct{ keys, want string }{
		{"c 1 enter", sh},
		{"c 2 enter", golang},
		{"c 1 2 x enter", golang},
		{"c j enter", golang},
		{"c enter", sh},           // the first that shows
		{"G b b c enter", golang}, // the same, further down
		{"c 9 enter", sh},         // there is none, and the bar stays
		{"c 0 enter", sh},
		{"c c", ""},
		{"c esc", ""},
		{"c q", ""},
	} {
		v := essayOpen(t, at(80, 24))
		v.press(strings.Fields(c.keys)...)
		got := v.room.Clipboard()
		if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s copied %q, want %q", c.keys, got, c.want)
		}
		if v.room.reader() == nil {
			t.Errorf("after %s the question still stands", c.keys)
		}
	}
	v := essayOpen(t, at(80, 24))
	v.press("c", "1", "enter")
	if !v.shows("Copied block 1, 1 line. Without a clipboard:\n    ssh blog.example code why-the-terminal-won 1") {
		t.Errorf("it says\n%s", strings.Join(v.text(), "\n"))
	}
	v = enter(t, at(80, 24))
	v.press("enter", "c")
	if !v.shows("There is no code in this text.") {
		t.Errorf("it says %q", v.foot())
	}
}

// TestCopyCodeByNumber: there are a dozen blocks, so numbers may have two digits.
func TestCopyCodeByNumber(t *testing.T) {
	var body strings.Builder
	for i := range 12 {
		fmt.Fprintf(&body, "```sh\necho %d\n```\n\n", i+1)
	}
	a := opened(t, fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\n" + body.String())},
		"posts/two.md": {Data: []byte("---\ntitle: Two\ndate: 2026-01-01\nsummary: s\n---\n```sh\necho only\n```\n\n```sh\n" + strings.Repeat("# "+strings.Repeat("long ", 200)+"\n", 70) + "```\n")},
	})
	v := visitTo(t, a, Options{Columns: 80, Rows: 24, Open: "one"})
	for keys, want := range map[string]string{"c 1 2 enter": "echo 12\n", "c 1 enter": "echo 1\n", "c 0 3 7 enter": "echo 7\n", "c 1 j 2 enter": "echo 2\n"} {
		v.press(strings.Fields(keys)...)
		if got := v.room.Clipboard(); got != want {
			t.Errorf("%s copied %q, want %q", keys, got, want)
		}
	}
	v = visitTo(t, a, Options{Columns: 80, Rows: 24, Open: "two"})
	v.press("c", "2", "enter")
	if got := v.room.Clipboard(); got != "" || !v.shows("Too long to copy. Instead: ssh blog.example code two 2") {
		t.Errorf("it copied %d bytes and said %q", len(got), v.foot())
	}
}
