//go:build unix

package content_test

// This file tests one post of this blog: to replace the blog, delete it together with the posts.

import (
	"strings"
	"testing"
)

// TestMisleadingLog holds the log that opens the-error-lives-one-layer-up to the program
// further down, which has to print it first when it is not honest. Package content runs
// the honest one.
func TestMisleadingLog(t *testing.T) {
	post, ok := open(t).Post("the-error-lives-one-layer-up")
	if !ok {
		t.Skip("the post is not there")
	}
	listings := post.Document().Code
	opening := listings[0]
	for _, code := range listings {
		text := strings.Replace(code.Text, "honest = True", "honest = False", 1)
		if text == code.Text {
			continue
		}
		p := newProgram(t)
		interpreters(t)["python"](t, p, text)
		stdout, stderr, err := p.run()
		if log, _, _ := strings.Cut(stdout, "\n\n"); err != nil || log != strings.TrimSuffix(opening.Text, "\n") {
			t.Errorf("content/%s:%d: %s", post.Path, opening.Line, complaint(p, stdout, opening.Text, stderr, err))
		}
		return
	}
	t.Errorf("content/%s: no program with honest = True", post.Path)
}
