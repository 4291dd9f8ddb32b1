package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	tea "charm.land/bubbletea/v2"
)

// TestHeights compares the heights that lists are planned by with the rows that are
// drawn, at every size, with summaries and without.
func TestHeights(t *testing.T) {
	for _, a := range []*struct{ *visit }{{visitTo(t, opened(t, hostile()), at(80, 24))}, {enter(t, at(80, 24))}} {
		for columns := 20; columns < 130; columns += 7 {
			a.resize(columns, 24)
			h := a.room.home
			for i := range h.posts {
				for _, summaries := range []bool{false, true} {
					if got, want := h.entryHeight(i, summaries), len(h.rows(i, summaries)); got != want {
						t.Errorf("%d columns, post %d, summaries %v: %d rows are planned and %d drawn", columns, i, summaries, got, want)
					}
				}
			}
		}
	}
}

// FuzzWrap compares the short way of wrapping a text that fits with the long one.
func FuzzWrap(f *testing.F) {
	for _, s := range []string{"", " ", "a", "  a b ", "a - b", "a -b- c", "--", "漢字 かな", "e\u0301 – “x”", "\u00a0a", "a\tb", "a\nb", "👩‍👩‍👧‍👦 x", "a\u200bb", "\u3000x", "00000\xe0"} {
		f.Add(s, 5)
		f.Add(s, 40)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = max(width%200, 1)
		if s == "" || !fits(s, width) {
			return
		}
		long := render.Fold(strings.Split(s, " "), " ", width)
		for i, row := range long {
			long[i] = strings.TrimRight(row, " ")
		}
		if got := wrap(s, width); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", long) {
			t.Errorf("%q in %d columns: %q, want %q", s, width, got, long)
		}
	})
}

// Attack: a client holds a key down in a list of very many posts. A key measures the
// entries of a few windows, whatever the length of the list, and one that moves
// nothing only those that the frame shows.
func TestKeysMeasureTheWindow(t *testing.T) {
	archives := map[int]*blog.Archive{100: many(t, 100), 1000: many(t, 1000)}
	for key, windows := range map[string]int{"x": 0, "m": 0, "y": 0, "j": 3, "k": 3, "G": 3, "g": 3, "space": 4, "b": 4, "d": 4} {
		var measured []int
		for _, n := range []int{100, 1000} {
			v := visitTo(t, archives[n], at(80, 24))
			v.press("space", "space")
			v.room.View()
			count, height := 0, v.room.home.height
			v.room.home.height = func(i int) int { count++; return height(i) }
			v.press(key)
			v.room.View()
			measured = append(measured, count)
			if most := windows * (v.room.home.window + 1); count > most {
				t.Errorf("%s measures %d entries of %d posts, want at most %d", key, count, n, most)
			}
		}
		if measured[0] != measured[1] {
			t.Errorf("%s measures %d entries of 100 posts, %d of 1000", key, measured[0], measured[1])
		}
	}
}

// many is n posts with a title and nothing else.
func many(t *testing.T, n int) *blog.Archive {
	t.Helper()
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}}
	for i := range n {
		fsys[fmt.Sprintf("posts/p%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: Post number %d\ndate: 2026-01-02\nsummary: s\n---\nText.\n", i)}
	}
	return opened(t, fsys)
}

// Attack: a client sends keys that no page has, and sizes that its window has, as fast
// as its connection carries them. None of them draws a frame or allocates.
func TestIdleMessagesDrawNothing(t *testing.T) {
	v := enter(t, at(80, 24))
	for _, page := range []string{"home", "post"} {
		v.room.View()
		for _, msg := range []tea.Msg{keyPress("x"), keyPress("%"), tea.WindowSizeMsg{Width: 80, Height: 24}, tea.PasteMsg{Content: "text"}, tea.MouseClickMsg{X: 5, Y: 5, Button: tea.MouseLeft}} {
			allocations := testing.AllocsPerRun(100, func() {
				v.room.Update(msg)
				v.room.View()
			})
			if allocations > 0 || !v.room.drawn {
				t.Errorf("%s: %T %v allocates %v times", page, msg, msg, allocations)
			}
		}
		v.press("enter")
	}
	v.press("G")
	v.press("n")
	if said := v.foot(); !strings.Contains(said, "No search yet") {
		t.Fatalf("the foot says %q", said)
	}
	if v.press("x"); strings.Contains(v.foot(), "No search yet") {
		t.Error("a key that means nothing leaves the note")
	}
}

// Attack: a client holds down keys that move. A frame draws its window and little else.
func TestKeysAllocateLittle(t *testing.T) {
	for _, c := range []struct {
		begin []string
		keys  [2]string
		most  float64
	}{
		{nil, [2]string{"j", "k"}, 300},
		{[]string{"j", "j", "j", "enter"}, [2]string{"j", "k"}, 150},
		{[]string{"/", "w", "o", "r", "d"}, [2]string{"down", "up"}, 250},
	} {
		v := enter(t, at(80, 24))
		v.press(c.begin...)
		v.press(c.keys[:]...)
		down, up := keyPress(c.keys[0]), keyPress(c.keys[1])
		got := testing.AllocsPerRun(50, func() {
			v.room.Update(down)
			v.room.View()
			v.room.Update(up)
			v.room.View()
		})
		t.Logf("%q %v: %v allocations for two keys", c.begin, c.keys, got)
		if got > c.most && !underRace {
			t.Errorf("%q %v: %v allocations for two keys, want at most %v", c.begin, c.keys, got, c.most)
		}
	}
}

// Attack: a client opens and closes the page of tags of a large archive without pause.
// The posts are counted once for each choice of tags.
func TestTagsAreCountedOnce(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("t")
	first := v.room.tagCounts.offers
	v.press("q", "t")
	if again := v.room.tagCounts.offers; &again[0] != &first[0] {
		t.Error("they were counted again")
	}
	v.press("enter", "t")
	if narrowed := v.room.page().(*picker).entries; narrowed[0].text != "all posts" || len(narrowed) >= len(first) {
		t.Errorf("narrowed to %v it offers %v", v.room.home.tags, narrowed)
	}
}

// counting is an index that remembers what it was asked.
type counting struct {
	searcher
	asked []search.Query
}

func (c *counting) Search(ctx context.Context, q search.Query) ([]search.Hit, error) {
	c.asked = append(c.asked, q)
	return c.searcher.Search(ctx, q)
}

// Attack: a client types letters faster than they are searched for. Of a burst two
// queries are asked, each with the snippets of one window.
func TestTypingAsksForOneWindow(t *testing.T) {
	a, _ := shared()
	index := &counting{searcher: patient{indexOf(a)}} // which nothing was asked before
	o := at(80, 14)
	v := searchedBy(index, visitTo(t, a, o))
	v.press("/")
	_, running := v.room.Update(keyPress("w"))
	for range 50 {
		v.room.Update(keyPress("x"))
		v.room.Update(keyPress("backspace"))
	}
	v.run(running)
	if len(index.asked) != 2 {
		t.Fatalf("a burst of letters asked %d queries", len(index.asked))
	}
	s := v.room.page().(*searchPage)
	if most := index.asked[1].Explain; most == 0 || most >= len(s.hits) || s.hits[most-1].snippet.Text == "" || s.hits[most].snippet.Text != "" {
		t.Errorf("%d of %d hits were explained", most, len(s.hits))
	}
	for range s.hits {
		v.press("down")
		if s.hits[s.sel].snippet.Text == "" {
			t.Errorf("hit %d shows no snippet", s.sel)
		}
	}
	if len(index.asked) > 5 {
		t.Errorf("walking along the hits asked %d queries", len(index.asked))
	}
}

// Attack: a client changes the size of its window without pause. Sizes wider than the
// measure share one layout, and sizes that come while one is made are made up for by one.
func TestResizesShareLayouts(t *testing.T) {
	o := at(80, 24)
	o.Cache = render.NewCache(8 << 20)
	v := enter(t, o)
	v.press("enter")
	laid := o.Cache.Stats().Misses
	for width := 80; width < 300; width++ {
		v.resize(width, 24)
	}
	if more := o.Cache.Stats().Misses - laid; more != 0 {
		t.Errorf("sizes wider than the measure asked for %d layouts", more)
	}
	_, running := v.room.Update(tea.WindowSizeMsg{Width: 70, Height: 24})
	for width := 30; width < 66; width++ {
		if _, cmd := v.room.Update(tea.WindowSizeMsg{Width: width, Height: 24}); cmd != nil {
			t.Errorf("%d columns began another layout", width)
		}
	}
	v.run(running)
	if more := o.Cache.Stats().Misses - laid; more != 2 {
		t.Errorf("a burst of sizes asked for %d layouts, want 2", more)
	}
	if rd := v.room.reader(); rd.lines == nil || rd.opts.Width != v.room.look.measure() {
		t.Error("the text is not laid out for the last size")
	}
}
