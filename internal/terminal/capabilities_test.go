package terminal

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

func TestProfile(t *testing.T) {
	for _, test := range []struct {
		term, env string
		want      colorprofile.Profile
	}{
		{"xterm-256color", "", colorprofile.ANSI256},
		{"xterm", "", colorprofile.ANSI256},
		{"never-heard-of", "", colorprofile.ANSI256},
		{"xterm-256color", "COLORTERM=truecolor", colorprofile.TrueColor},
		{"xterm-kitty", "", colorprofile.TrueColor},
		{"xterm-256color", "NO_COLOR=1", colorprofile.ASCII},
		{"xterm-kitty", "NO_COLOR=yes", colorprofile.ASCII},
		{"xterm-256color", "NO_COLOR=", colorprofile.ANSI256},
		{"linux", "COLORTERM=truecolor", colorprofile.ANSI},
		{"xterm-16color", "", colorprofile.ANSI},
		{"vt220", "", colorprofile.ASCII},
		{"dumb", "COLORTERM=truecolor", colorprofile.NoTTY},
	} {
		if got := Profile(test.term, []string{"TERM=" + test.term, test.env}); got != test.want {
			t.Errorf("TERM=%s %s: %s, want %s", test.term, test.env, got, test.want)
		}
	}
}

func TestASCII(t *testing.T) {
	for _, test := range []struct {
		term string
		env  []string
		want bool
	}{
		{"xterm-256color", nil, false},
		{"xterm-256color", []string{"LANG=en_US.UTF-8"}, false},
		{"xterm-256color", []string{"LANG=C.utf8"}, false},
		{"xterm-256color", []string{"LANG=C"}, true},
		{"xterm-256color", []string{"LANG=de_DE@euro"}, true},
		{"xterm-256color", []string{"LANG=en_US.UTF-8", "LC_CTYPE=de_DE.ISO-8859-1"}, true},
		{"xterm-256color", []string{"LANG=C", "LC_ALL=en_US.UTF-8"}, false},
		{"xterm-ghostty", nil, false},
		{"linux", nil, true},
		{"linux", []string{"LANG=en_US.UTF-8"}, false},
		{"vt100", []string{"LANG=en_US.UTF-8"}, true},
		{"vte-256color", nil, false},
		{"vt", nil, false},
	} {
		if got := ASCII(test.term, test.env); got != test.want {
			t.Errorf("%s with %v: %v, want %v", test.term, test.env, got, test.want)
		}
	}
}

// tmux cannot say what is outside of it, and its variables can.
func TestTmuxPassesImages(t *testing.T) {
	for _, test := range []struct {
		term, env string
		want      bool
	}{
		{"xterm-kitty", "KITTY_WINDOW_ID=3", false},
		{"tmux-256color", "", false},
		{"tmux-256color", "KITTY_WINDOW_ID=3", true},
		{"screen-256color", "GHOSTTY_RESOURCES_DIR=/usr/share/ghostty", true},
		{"dumb", "KITTY_WINDOW_ID=3", false},
	} {
		if got := TmuxPassesImages(test.term, []string{test.env}); got != test.want {
			t.Errorf("TERM=%s %s: %t, want %t", test.term, test.env, got, test.want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"a\n\a\x1b[2Jb":          "a[2Jb",
		"a\u202eb\u009bc":        "abc",
		"\xff漢":                  "漢",
		strings.Repeat("é", 200): strings.Repeat("é", 120),
	} {
		if got := Printable(in, 120); got != want {
			t.Errorf("of %q %q is printable, want %q", in, got, want)
		}
	}
}
