package command_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// What a stranger sends comes back, if at all, as a short line that no terminal
// obeys; whatever the command.
func TestHostileWords(t *testing.T) {
	change := inWorkshop(t)
	long := strings.Repeat("a", 64<<10)
	for _, word := range []string{
		long, long[:2000] + "#" + long, strings.Repeat("\x1b", 1000), strings.Repeat("\u202e", 70),
		"\x1b]0;title\a", "\x1b[2J", "'a\nb\rc'", "\xff\xfe", "\u202e", "\x00", "\x9b2J", "workshop\x00", "workshop#\x1b[2J",
		"../../etc/passwd", "/etc/passwd", "..", "'$(id)'", "`id`", "''", "'workshop '", "-", "%s%n",
	} {
		for _, form := range []string{
			"%s", "read %s", "cat %s", "cat --format html %s", "cat --format json %s %[1]s", "cat workshop --format %s", "cat --width %s workshop",
			"toc %s", "links %s", "code %s", "code %s 1", "code workshop %s",
			"search --tag %s leaf", "search -n %s leaf", "feed --tag %s", "feed --format %s", "feed %s", "tags %s", "tags --json=%s",
			"ls --tag %s", "ls --since %s", "ls -n %s", "ls %s", "ls --x%s", "search --x%s", "toc -x%s", "help %s", "version %s", "about %s", "tags workshop %s",
		} {
			line := fmt.Sprintf(form, word)
			stdout, stderr, status := answer(t, line, change)
			if status == 0 || stdout != "" || !oneSafeLine(stderr) {
				t.Errorf("%.60q: status %d, stdout %q, stderr %q", line, status, stdout, stderr)
			}
		}
		// A query may be anything, and may find something.
		_, stderr, status := answer(t, "search "+word, change)
		if (status == 0) != (stderr == "") || stderr != "" && !oneSafeLine(stderr) {
			t.Errorf("search %.60q: status %d, stderr %q", word, status, stderr)
		}
	}
}

// Bytes that are no command line get the same kind of line.
func TestHostileLines(t *testing.T) {
	for _, line := range []string{
		"'", "\x1b'", strings.Repeat("$(", 1000), strings.Repeat("'", 1001), "cat " + strings.Repeat(`\`, 1001),
		"ls --=", "ls ---", "ls -1=x", "--", "-", "cat -- -", "search --tag", "rsync \x1b[2J", "scp -f \x1b[2J " + strings.Repeat("x", 64<<10),
		"/\x1b[2J/sftp-server", "\x1b[2J/scp", "search " + strings.Repeat("a ", 32<<10), "search " + strings.Repeat("(", 64<<10),
		"search " + strings.Repeat("--tag tools ", 5000), "ls " + strings.Repeat("--tag craft --tag paper ", 2500),
		"search quixotic " + strings.Repeat("--tag tools ", 5000), "help help help", "cat" + strings.Repeat(" a", 32<<10),
	} {
		stdout, stderr, status := answer(t, line, inWorkshop(t))
		if status == 0 || stdout != "" || !oneSafeLine(stderr) {
			t.Errorf("%.40q: status %d, stdout %q, stderr %q", line, status, stdout, stderr)
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
	for _, seed := range append(
		everyLine(),
		"ls -1 --tag x", "cat a --format ansi", "read 'a#b'", `"\"`, "ls --json -n 1", "search 'a b' c* --tag tools", "code workshop 9", "scp -t .",
	) {
		f.Add(seed)
	}
	change := inWorkshop(f)
	f.Fuzz(func(t *testing.T, line string) {
		_, stderr, status := answer(t, line, change)
		if (status != 0) != (stderr != "") || stderr != "" && !oneSafeLine(stderr) {
			t.Errorf("%q: status %d, stderr %q", line, status, stderr)
		}
		answer(t, line, func(env *command.Env) { change(env); onTerminal(40)(env) })
	})
}
