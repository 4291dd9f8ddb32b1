package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// TestSharedText opens what another reader has opened: it shows with the very key,
// and nothing is laid out.
func TestSharedText(t *testing.T) {
	o := at(80, 24)
	o.Cache = render.NewCache(1 << 20)
	enter(t, o).press("enter", "q", "j", "enter")
	laid := o.Cache.Stats().Misses
	second := enter(t, o)
	for _, key := range []string{"enter", "]"} {
		if _, cmd := second.room.Update(keyPress(key)); cmd != nil {
			t.Errorf("%s leaves a command to wait for", key)
		}
		if second.room.reader().lines == nil {
			t.Fatalf("%s opens a text that does not show", key)
		}
	}
	o.Open = "cancel-is-a-request-not-a-command"
	a, _ := shared()
	if third := New(storeOf(a), o); third.Init() != nil || third.reader().lines == nil {
		t.Error("the first frame has no text")
	}
	if again := o.Cache.Stats().Misses; laid == 0 || again != laid {
		t.Errorf("%d texts were laid out, and then %d", laid, again)
	}
}

// TestDeepStackKeepsPlaces follows links as far as the stack is deep: texts that are
// far below keep no lines, and the way back shows each as it was left.
func TestDeepStackKeepsPlaces(t *testing.T) {
	const deep = 12
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}}
	for i := range deep {
		fsys[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: P%d\ndate: 2026-01-02\nsummary: s\n---\n%s[on](p%d.md)\n%[2]s", i, strings.Repeat("A paragraph.\n\n", 15+i), (i+1)%deep)}
	}
	for _, cache := range []*render.Cache{nil, render.NewCache(1 << 20)} {
		o := at(80, 24)
		o.Open, o.Cache = "p0", cache
		v := visitTo(t, opened(t, fsys), o)
		var seen []string
		for range deep {
			v.press("tab")
			seen = append(seen, v.room.content())
			v.press("enter")
		}
		kept := 0
		for _, p := range v.room.pages {
			if p.(*reader).lines != nil {
				kept++
			}
		}
		if kept > maxLaidOut+1 {
			t.Errorf("%d texts keep their lines, want at most %d", kept, maxLaidOut+1)
		}
		for i := range seen {
			v.press("q")
			if want := seen[len(seen)-1-i]; v.room.content() != want {
				t.Fatalf("back from %d one sees\n%s\nand saw\n%s", deep-i, v.room.content(), want)
			}
		}
	}
}

// TestResizeOfASharedText goes to a width that others have read the text at, and
// back, with a layout of its own under way.
func TestResizeOfASharedText(t *testing.T) {
	o := at(50, 20)
	o.Cache = render.NewCache(1 << 20)
	enter(t, o).press("enter")
	o.Columns = 80
	v := enter(t, o)
	_, late := v.room.Update(keyPress("enter"))
	if _, cmd := v.room.Update(tea.WindowSizeMsg{Width: 50, Height: 20}); cmd != nil || v.room.reader().lines == nil {
		t.Error("the text does not show at once at the width that it is kept at")
	}
	v.run(late)
	if v.room.reader().opts.Width != v.room.look.measure() {
		t.Error("lines of another width have come late and stay")
	}
	v.fits()
}

// A search in a text goes on when its reader is back from others, also with a key that
// comes before the lines do.
func TestFindInATextBelow(t *testing.T) {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}}
	const deep = 2 * maxLaidOut
	for i := range deep {
		fsys[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: P%d\ndate: 2026-01-02\nsummary: s\n---\n[onwards](p%d.md) after that.\n", i, (i+1)%deep)}
	}
	o := at(80, 24)
	o.Open = "p0"
	v := visitTo(t, opened(t, fsys), o)
	v.press("m", "/")
	for range maxLaidOut + 1 {
		for y, row := range v.text() {
			if x := strings.Index(row, "onwards"); x >= 0 {
				v.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				break
			}
		}
	}
	for range maxLaidOut {
		v.press("q")
	}
	_, late := v.room.Update(keyPress("q"))
	if rd := v.room.reader(); late == nil || rd == nil || rd.title() != "P0" || !rd.find.open {
		t.Fatal("the first text does not show, with its search open and its lines on the way")
	}
	for _, r := range "after" {
		v.room.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	v.room.Update(tea.PasteMsg{Content: " that"})
	v.run(late)
	if !v.shows("/ after") || len(v.room.reader().find.matches) != 1 {
		t.Errorf("the search shows\n%s", strings.Join(v.text(), "\n"))
	}
}
