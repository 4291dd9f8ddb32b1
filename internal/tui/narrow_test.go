package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"
)

// manyTags is a blog of as many tags, and of some that have words in common.
func manyTags(n int) fstest.MapFS {
	fsys := withPages()
	tags := []string{"Machine Learning", "learning", "learn", "日本語", "C#"}
	for i := range n {
		tags = append(tags, fmt.Sprintf("tag%d", i))
	}
	for i, tag := range tags {
		fsys[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: Of %s.\ndate: 2026-01-%02d\ntags: [%q]\n---\nText.\n", tag, 1+i%28, tag)}
	}
	return fsys
}

// What is typed behind / makes the list of tags shorter.
func TestFindTag(t *testing.T) {
	a := opened(t, manyTags(60))
	for _, c := range []struct {
		keys, shows, lacks string
		selected           string
	}{
		{"t", "/ find", "esc cancel", "C#"},
		{"t /", "/ ▏", "Posts with a tag", "C#"},
		{"t / l e a r n", "/ learn▏", "tag1", "learn"},
		{"t / L E A R N I", "Machine Learning", "tag1", "learning"},
		{"t / e space l", "Machine Learning", "tag1", "Machine Learning"},
		{"t / t a g 5 down", "tag50", "tag40", "tag50"},
		{"t / t a g 5 down up", "tag50", "tag40", "tag5"},
		{"t / t a g pgdown", "/ tag▏", "learn", ""},
		{"t / 日", "日本語", "learn", "日本語"},
		{"t / x y", "No tag has that.", "learn", ""},
		{"t / x y enter", "No tag has that.", "learn", ""},
		{"t / x y backspace backspace", "C#", "No tag", "C#"},
		{"t / q", "/ q▏", "learn", ""},
		{"t / l e esc", "Posts with a tag", "/ le", "C#"},
		{"t / l e esc esc", "66 min", "Posts with a tag", ""},
		{"t / c # enter", "Of C#.", "Of learn.", "Of C#."},
		{"t / l e a r n i down enter", "Of Machine Learning.", "Of learn.", "Of Machine Learning."},
		{"t j enter t / a l l enter", "66 min", "esc all posts", ""},
	} {
		v := visitTo(t, a, at(80, 24))
		v.press(strings.Fields(c.keys)...)
		v.fits()
		if !v.shows(c.shows) || c.lacks != "" && v.shows(c.lacks) || !strings.Contains(v.selection(), c.selected) {
			t.Errorf("%s: want %q, without %q, and %q selected, in\n%s", c.keys, c.shows, c.lacks, c.selected, strings.Join(v.text(), "\n"))
		}
	}
	v := visitTo(t, a, at(80, 24))
	v.press("t", "/")
	v.run(func() tea.Msg { return tea.PasteMsg{Content: "tag\n59"} })
	if !strings.Contains(strings.Join(v.text(), "\n"), "/ tag 59") {
		t.Errorf("after a paste one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// A list that fits the window has no field to type into in its foot, and those that are not
// narrowed have none at all.
func TestFindTagAmongFew(t *testing.T) {
	v := visitTo(t, opened(t, manyTags(0)), at(80, 24))
	if v.press("t"); v.shows("/ find") {
		t.Errorf("the foot is %q", v.foot())
	}
	v = visitTo(t, opened(t, withPages("a", "b")), at(80, 24))
	if v.press("a", "/"); v.shows("▏") || !v.shows("Pages") {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// The list of another snapshot is narrowed by what was typed.
func TestFindTagInAnotherSnapshot(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("t", "/", "o", "n", "e")
	v.publish(func(fsys fstest.MapFS) {
		fsys["posts/newer.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Newer\ndate: 2026-12-02\ntags: [clone, other]\n---\nText.\n")}
	})
	if v.press("down"); !v.shows("clone") || v.shows("other") || !v.shows("/ one") {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
}
