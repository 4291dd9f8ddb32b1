package terminal

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// What a suspended terminal keeps of a long view is short, and comes back as it was.
func TestPack(t *testing.T) {
	for _, content := range []string{"", "short", strings.Repeat("\x1b[38;5;1;48;5;2m▀", packFrom)} {
		p := pack(content)
		if got := p.unpack(); got != content {
			t.Errorf("%d bytes came back as %d", len(content), len(got))
		}
		if held := len(p.content) + len(p.deflate); held > packFrom {
			t.Errorf("of %d bytes %d are held", len(content), held)
		}
	}
}

// A screen that was dropped with a long view writes nothing for the same view, and the
// difference for another.
func TestDroppedScreenHasItsView(t *testing.T) {
	var out strings.Builder
	s := newScreen(&out, "linux", 3, defaultWindow)
	long := strings.Repeat(strings.Repeat("\x1b[38;5;1m▀", 80)+"\n", 23) + "end"
	draw := func(content string) string {
		out.Reset()
		s.compose(tea.NewView(content))
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	draw(long)
	s.rest()
	if len(s.shown.Content) > 0 {
		t.Errorf("a dropped screen holds %d bytes of its view", len(s.shown.Content))
	}
	if got := draw(long); got != "" {
		t.Errorf("the same view is written as %q", got)
	}
	s.rest()
	if got := draw(strings.Replace(long, "end", "END", 1)); !strings.Contains(got, "END") || len(got) > 200 {
		t.Errorf("another view is written as %d bytes: %q", len(got), got)
	}
}
