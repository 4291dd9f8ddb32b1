package terminal

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

func TestHyperlinks(t *testing.T) {
	for _, test := range []struct {
		term string
		env  []string
		want bool
	}{
		{"xterm-256color", nil, true},
		{"tmux-256color", nil, true},
		{"screen", nil, false},
		{"screen.xterm-256color", nil, false},
		{"dumb", nil, false},
		{"vt220", nil, false},
		{"linux", nil, false},
		{"xterm-256color", []string{"VTE_VERSION=4803"}, false},
		{"xterm-256color", []string{"VTE_VERSION=4999"}, false},
		{"xterm-256color", []string{"VTE_VERSION=5000"}, true},
		{"xterm-256color", []string{"VTE_VERSION=7600"}, true},
		{"xterm-256color", []string{"VTE_VERSION=none"}, true},
	} {
		if got := Hyperlinks(test.term, test.env); got != test.want {
			t.Errorf("%s %q: %t, want %t", test.term, test.env, got, test.want)
		}
	}
}

// What is said to a terminal ends in ST, whatever the frame says, and a terminal without
// hyperlinks gets none.
func TestFramesHaveNoBEL(t *testing.T) {
	view := tea.NewView("\x1b]8;id=a;https://a.example\aa link\x1b]8;;\a and text")
	view.WindowTitle = "Pete"
	for term, linked := range map[string]bool{"xterm-256color": true, "screen-256color": false} {
		var out writes
		s := newScreen(&out, term, colorprofile.ANSI256, defaultWindow)
		mustDraw(t, s, view)
		s.copy("text")
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
		s.close("bye\n")
		got := out.take()
		for _, said := range []string{"\x1b]2;Pete\x1b\\", "\x1b]52;c;dGV4dA==\x1b\\"} {
			if !strings.Contains(got, said) {
				t.Errorf("%s: there is no %q in %q", term, said, got)
			}
		}
		if strings.Contains(got, "\a") {
			t.Errorf("%s: there is a BEL in %q", term, got)
		}
		if link := strings.Contains(got, "\x1b]8;id=a;https://a.example\x1b\\a link\x1b]8;;\x1b\\"); link != linked || linked != strings.Contains(got, "\x1b]8;") {
			t.Errorf("%s: a hyperlink %t, want %t: %q", term, link, linked, got)
		}
	}
}
