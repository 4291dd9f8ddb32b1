package command_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// What a stranger sends comes back, if at all, as a short line that no terminal
// obeys.
func TestHostileLines(t *testing.T) {
	long := strings.Repeat("a", 64<<10)
	for _, line := range []string{
		long, "cat " + long, "ls --tag " + long, "ls --" + long, "ls -" + long, "help " + long, "cat --format " + long,
		"\x1b]0;title\a", "cat \x1b[2J", "cat 'a\nb\rc'", "cat \xff\xfe", "cat \u202e", "cat \x00", "ls --\x1b[2J", "ls -\xff", "cat --width \x9b2J",
		"cat ../../etc/passwd", "cat /etc/passwd", "cat '$(id)'", "cat `id`", "'", "\x1b'", strings.Repeat("$(", 1000), strings.Repeat("'", 1001),
		"ls --=", "ls ---", "ls -1=x", "--", "-", "cat -- -",
	} {
		stdout, stderr, status := answer(t, line, nil)
		if status == 0 || stdout != "" {
			t.Errorf("%.40q: status %d, stdout %q", line, status, stdout)
		}
		if !oneSafeLine(stderr) {
			t.Errorf("%.40q: stderr %q", line, stderr)
		}
	}
}

// oneSafeLine reports one line of at most 200 letters that no terminal obeys.
func oneSafeLine(s string) bool {
	text, ended := strings.CutSuffix(s, "\n")
	return ended && len([]rune(text)) <= 200 && text == blog.Visible(text) &&
		!strings.ContainsFunc(text, unicode.IsControl)
}

func FuzzRun(f *testing.F) {
	for _, seed := range []string{"ls -1 --tag x", "cat a --format ansi", "read 'a#b'", `"\"`, "help ls", "first-words", "ls --json -n 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		_, stderr, status := answer(t, line, nil)
		if (status != 0) != (stderr != "") || stderr != "" && !oneSafeLine(stderr) {
			t.Errorf("%q: status %d, stderr %q", line, status, stderr)
		}
	})
}

var errHungUp = errors.New("broken pipe")

// hungUp takes n writes.
type hungUp struct{ n int }

// Write fails when the writes are used up.
func (h *hungUp) Write(p []byte) (int, error) {
	if h.n == 0 {
		return 0, errHungUp
	}
	h.n--
	return len(p), nil
}

// A reader who hangs up ends the command at its next write, without a word.
func TestGoneReader(t *testing.T) {
	for _, line := range []string{"", "ls", "ls -1", "ls --json", "cat first-words bare first-words", "about", "help", "help ls", "ls --help"} {
		w := &hungUp{n: 0}
		_, stderr, status := answer(t, line, func(env *command.Env) { env.Stdout = w })
		if stderr != "" || status == 0 && line != "ls --help" {
			t.Errorf("%q to nobody: status %d, stderr %q", line, status, stderr)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs strings.Builder
	command.Run(ended, command.Env{Archive: smallBlog(t), Stdout: &out, Stderr: &errs}, "ls")
	if out.String() != "" || errs.String() != "" {
		t.Errorf("ls after the end: stdout %q, stderr %q", out.String(), errs.String())
	}
}
