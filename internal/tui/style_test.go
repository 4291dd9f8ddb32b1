package tui

import (
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
)

// A blog's style colours the room and its texts on the background that it is for.
func TestStyleOfTheBlog(t *testing.T) {
	a := opened(t, fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\nstyle: {dark: mine.json}\n")},
		"mine.json":  {Data: []byte(`{"document": {"color": "201"}, "heading": {"color": "202"}}`)},
		"posts/p.md": {Data: []byte("---\ntitle: P\ndate: 2026-11-23\nsummary: s\n---\nText.")},
	})
	v := visitTo(t, a, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256})
	if home := v.room.View().Content; !strings.Contains(home, "38;5;202") {
		t.Errorf("no accent of the style in\n%q", home)
	}
	v = visitTo(t, a, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Open: "p"})
	if text := v.room.View().Content; !strings.Contains(text, "\x1b[38;5;201mText.") {
		t.Errorf("no text of the style in\n%q", text)
	}
	v = visitTo(t, a, Options{Columns: 80, Rows: 24, Theme: render.Light, Profile: colorprofile.ANSI256, Open: "p"})
	if text := v.room.View().Content; strings.Contains(text, "38;5;201") {
		t.Errorf("the style shows on the other background:\n%q", text)
	}
}
