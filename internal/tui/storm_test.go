package tui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// hostile is an archive of what terminals and layouts stumble over.
func hostile() fstest.MapFS {
	table := "| " + strings.Repeat("column | ", 10) + "\n| " + strings.Repeat("--- | ", 10) + "\n| " + strings.Repeat("a cell of some width | ", 10) + "\n"
	nested := "- one\n  - two\n    > quoted\n    > > twice\n    - three\n      1. four\n         ```sh\n         echo deep\n         ```\n"
	bodies := []string{
		"",
		"Wide 漢字かな交じり文と한국어, combining e\u0301a\u0308o\u0302\u0323, emoji 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽, and שלום עולם and مرحبا بالعالم.\n",
		strings.Repeat("x", 500) + " [" + strings.Repeat("y", 300) + "](https://example.com/" + strings.Repeat("z", 400) + ") `" + strings.Repeat("w", 200) + "`\n",
		"An escape \x1b[31mred\x1b[0m, \x1b]52;c;aGk=\a, \x1b]0;title\a, a C1 \u009b31m and U+202E \u202e turned.\n\n```\n\x1b[2J\x1b[H\n```\n",
		table, nested,
		"A mark[^1] and another[^2] and the first again[^1].\n\n[^1]: One.\n\n[^2]: Two, with a [link](0.md).\n",
		strings.Repeat("## A heading that is rather long for the window it has to stand in\n\nText.\n\n", 20),
		strings.Repeat("```go\nfunc main() { println(\"a line of code that goes on and on, further than any window is wide\") }\n```\n\n", 12),
		"[about](about.md) [self](#h) [next](1.md) <https://a.test> <mail@a.test>\n\n# H\n\n***\n\n- [ ] open\n- [x] done\n",
	}
	fsys := fstest.MapFS{
		"site.yaml":      {Data: []byte("title: \"A title that is itself longer than many a window is wide 漢字\"\nbyline: \"By 👩‍👩‍👧 e\u0301\"\nhost: \"blog.example:2222\"\n")},
		"pages/about.md": {Data: []byte("---\ntitle: About\n---\nSee [the end](#end).\n\n## End\n")},
	}
	for i, body := range bodies {
		title := []string{"漢字かな交じりの題名はとても長くて折り返される", "Short", strings.Repeat("unbreakable", 12), "E\u0301clair \u200d"}[i%4]
		fsys[fmt.Sprintf("posts/%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %q\ndate: 20%02d-01-02\nsummary: %q\ntags: [%s]\n---\n%s", title, 10+i, strings.Repeat("A summary 漢字 ", i), "tag, tag-"+fmt.Sprint(i%3)+", "+strings.Repeat("long-tag-", i+1)+"x", body)}
	}
	return fsys
}

// storm is everything that can reach a room.
func storm(rng *rand.Rand) tea.Msg {
	keys := []string{
		"j", "k", "down", "up", "space", "b", "pgdown", "pgup", "d", "u", "g", "G", "home", "end", "enter", "l", "right",
		"esc", "h", "left", "backspace", "/", "n", "N", "t", "tab", "shift+tab", "[", "]", "<", ">", "y", "c", "a", "T", "m",
		"L", "?", "q", "1", "2", "e", "enter", "tab", "enter", "o", "x", "漢", "ctrl+w", "ctrl+u",
	}
	switch rng.IntN(12) {
	case 0:
		return tea.WindowSizeMsg{Width: 1 + rng.IntN(140), Height: 1 + rng.IntN(50)}
	case 1:
		return tea.MouseClickMsg{X: rng.IntN(150) - 5, Y: rng.IntN(60) - 5, Button: []tea.MouseButton{tea.MouseNone, tea.MouseLeft, tea.MouseRight}[rng.IntN(3)]}
	case 2:
		return tea.MouseWheelMsg{Button: []tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown, tea.MouseWheelLeft}[rng.IntN(3)]}
	case 3:
		return tea.PasteMsg{Content: []string{"the", "\x1b[31m", "漢字", "a\nb", strings.Repeat("paste ", 100), "\u202e"}[rng.IntN(6)]}
	case 4:
		return tea.BackgroundColorMsg{Color: ansi.IndexedColor(uint8(rng.IntN(256)))}
	}
	return keyPress(keys[rng.IntN(len(keys))])
}

// TestStorm sends a room keys, clicks, pastes and sizes at random, and answers at
// random times: it never panics, and every frame fits its window and has nothing
// in it that a terminal would obey.
func TestStorm(t *testing.T) {
	a := opened(t, hostile())
	index := indexOf(a)
	caches := []*render.Cache{nil, render.NewCache(256 << 10)} // which does not hold all
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 1))
			profiles := []colorprofile.Profile{colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256}
			r := New(storeOf(a), Options{
				Columns: 80, Rows: 24, Profile: profiles[rng.IntN(3)], ASCII: rng.IntN(4) == 0, Cache: caches[rng.IntN(2)],
				Open: fmt.Sprint(rng.IntN(14)),
			}) // the last ones are missing
			r.searcher = index
			if rng.IntN(2) == 0 {
				r.Update(keyPress("m"))
			}
			weather(t, r, rng, 400)
		})
	}
}

// weather runs a storm of so many messages over a room.
func weather(t *testing.T, r *Room, rng *rand.Rand, messages int) {
	t.Helper()
	v := &visit{t: t, room: r}
	waiting := []tea.Cmd{r.Init()}
	var past []string
	for range messages {
		if rng.IntN(3) > 0 && len(waiting) > 0 {
			cmd := waiting[0]
			waiting = waiting[1:]
			waiting = append(waiting, answers(r, cmd)...)
		}
		msg := storm(rng)
		past = append(past, fmt.Sprintf("%T %v", msg, msg))
		if _, cmd := r.Update(msg); cmd != nil {
			waiting = append(waiting, cmd)
		}
		shown := r.View()
		v.fits()
		v.appended()
		if i := strings.IndexFunc(ansi.Strip(shown.Content), obeyed); i >= 0 {
			t.Errorf("a terminal would obey what stands in %q", ansi.Strip(shown.Content)[i:])
		}
		r.Clipboard()
		if t.Failed() {
			t.Fatalf("after\n%s", strings.Join(past[max(len(past)-20, 0):], "\n"))
		}
	}
	if r.Farewell("Why.") == "" {
		t.Errorf("nothing is left on the screen")
	}
}

// obeyed reports what has no place on a screen, but newlines.
func obeyed(r rune) bool { return r != '\n' && blog.Visible(string(r)) != string(r) }

// answers runs a command, and returns what follows from it. A room that has quit
// goes on: only its program would have ended.
func answers(r *Room, cmd tea.Cmd) []tea.Cmd {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		return msg
	default:
		if _, next := r.Update(msg); next != nil {
			return []tea.Cmd{next}
		}
	}
	return nil
}

// FuzzRoom is the same storm, with seeds that the fuzzer chooses.
func FuzzRoom(f *testing.F) {
	fsys := hostile()
	a, report := blog.Open(fsys)
	if err := report.Err(); err != nil {
		f.Fatal(err)
	}
	index := indexOf(a)
	f.Add(uint64(1), uint64(2))
	f.Add(uint64(3), uint64(0)) // begins in linear mode
	f.Fuzz(func(t *testing.T, a1, a2 uint64) {
		o := Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256}
		if a2%2 == 0 && a1%3 == 0 {
			o.Open = blog.LinearFlag
		}
		r := New(storeOf(a), o)
		r.searcher = index
		weather(t, r, rand.New(rand.NewPCG(a1, a2)), 60)
	})
}

// TestHostileTexts reads each of them at several sizes from start to end.
func TestHostileTexts(t *testing.T) {
	a := opened(t, hostile())
	for _, p := range a.Posts {
		for _, size := range sizes {
			v := visitTo(t, a, cached(Options{Columns: size[0], Rows: size[1], Profile: colorprofile.ANSI256, Open: p.Slug}))
			for range 60 {
				v.press("space")
				v.fits()
			}
			if size[0] >= 20 && !v.shows("100%") {
				t.Errorf("%s at %v does not end:\n%s", p.Slug, size, strings.Join(v.text(), "\n"))
			}
		}
	}
}

// TestHugeText reads a text of more than 65,536 rows.
func TestHugeText(t *testing.T) {
	const paragraphs = 22_000 // of three rows
	fsys := hostile()
	fsys["posts/huge.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Huge\ndate: 2026-01-01\nsummary: s\n---\n" +
		strings.Repeat("A paragraph of a text that is far too long, and goes on with *words* of `every` kind, as many as fit.\n\n", paragraphs) + "The needle.\n")}
	v := visitTo(t, opened(t, fsys), Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Open: "huge"})
	v.press("/")
	v.write("needle")
	v.press("enter", "space")
	v.fits()
	if !v.shows("The needle.") || !v.shows("100%") {
		t.Errorf("the end of a huge text is\n%s", strings.Join(v.text(), "\n"))
	}
}
