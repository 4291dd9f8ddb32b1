package tui

import (
	"image/color"
	"regexp"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

func TestHomeMoves(t *testing.T) {
	v := enter(t, at(80, 24))
	steps := []struct {
		keys string
		sel  int
	}{
		{"j", 1},
		{"down", 2},
		{"k", 1},
		{"up", 0},
		{"k", 0},
		{"G", 9},
		{"j", 9},
		{"g", 0},
		{"pgdown", 9},
		{"pgup", 0},
		{"space", 9},
		{"b", 0},
		{"end", 9},
		{"home", 0},
		{"d", 4},
		{"u", 0},
	}
	for _, s := range steps {
		v.press(s.keys)
		if v.room.home.sel != s.sel {
			t.Errorf("after %s: entry %d is selected, want %d", s.keys, v.room.home.sel, s.sel)
		}
		if !strings.Contains(v.selection(), titles[s.sel].title) {
			t.Errorf("after %s: the bar marks %q", s.keys, v.selection())
		}
	}
}

// selection is the text of the rows that the bar marks.
func (v *visit) selection() string {
	var parts []string
	for _, r := range v.text() {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(r, " "), bar); ok {
			parts = append(parts, strings.TrimSpace(rest))
		}
	}
	return strings.Join(parts, " ")
}

// TestSelectionAlwaysShows walks a list that is longer than the window, in
// every size down to the smallest.
func TestSelectionAlwaysShows(t *testing.T) {
	for _, size := range [][2]int{{80, 14}, {60, 12}, {40, 12}, {30, 8}, {20, 6}} {
		v := enter(t, at(size[0], size[1]))
		for _, key := range append(strings.Split(strings.Repeat("j", 9), ""), strings.Split(strings.Repeat("k", 9), "")...) {
			v.press(key)
			v.fits()
			first := strings.Fields(titles[v.room.home.sel].title)[0]
			if !strings.Contains(v.selection(), first) {
				t.Fatalf("%v after %s: entry %d does not show:\n%s", size, key, v.room.home.sel, strings.Join(v.text(), "\n"))
			}
		}
	}
}

func TestBackAndLeave(t *testing.T) {
	for _, back := range []string{"q", "esc", "h", "left", "backspace"} {
		v := enter(t, at(80, 24))
		if v.press("enter", back) {
			t.Errorf("%s in a post left the room", back)
		}
		if v.room.reader() != nil {
			t.Errorf("%s did not close the post", back)
		}
	}
	for _, keys := range [][]string{{"q"}, {"ctrl+c"}, {"enter", "ctrl+c"}, {"?", "ctrl+c"}, {"enter", "q", "q"}} {
		if v := enter(t, at(80, 24)); !v.press(keys...) {
			t.Errorf("%v did not leave", keys)
		}
	}
	for _, key := range []string{"esc", "h", "left", "backspace"} {
		if v := enter(t, at(80, 24)); v.press(key) {
			t.Errorf("%s on home left the room", key)
		}
	}
}

func TestOpenKeys(t *testing.T) {
	for _, key := range []string{"enter", "l", "right"} {
		v := enter(t, at(80, 24))
		v.press("j", "j", "j", key)
		if !v.shows("On a screen, this page") {
			t.Errorf("%s did not open the post", key)
		}
	}
}

func TestReaderScrolls(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	first := v.text()[3]
	v.press("j")
	if v.text()[2] != first {
		t.Errorf("j did not scroll by one row")
	}
	v.press("k")
	if v.text()[3] != first {
		t.Errorf("k did not scroll back")
	}
	before := v.text()[20]
	v.press("space")
	if v.text()[0] != before && v.text()[1] != before {
		t.Errorf("a page down lost its context: %q is not among the first two rows", before)
	}
	v.press("G")
	if !v.shows("100%") {
		t.Errorf("the end is not 100%%: %q", v.text()[23])
	}
	v.press("space", "j")
	if !v.shows("100%") {
		t.Errorf("one can scroll past the end")
	}
	v.press("g")
	if v.text()[3] != first {
		t.Errorf("g did not go to the start")
	}
}

func TestTurnToNeighbours(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("enter", "[")
	if !v.shows("This is the newest post.") {
		t.Errorf("no word that there is no newer post")
	}
	v.press("]")
	if !v.shows(titles[1].title) || v.shows("newest") {
		t.Errorf("] did not open the older post")
	}
	v.press("q")
	if got := v.selection(); got != "11 min  "+titles[1].title {
		t.Errorf("back on home %q is selected", got)
	}
	v.press("G", "enter", "]")
	if !v.shows("This is the oldest post.") {
		t.Errorf("no word that there is no older post")
	}
}

// TestPlaceSurvives resizes the window in the middle of a text, and opens another page and
// comes back: the same line is at the top.
func TestPlaceSurvives(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	for !strings.Contains(v.text()[0], "What text costs") {
		v.press("j")
	}
	for _, size := range [][2]int{{40, 12}, {120, 40}, {20, 6}, {10, 3}, {200, 50}, {80, 24}} {
		v.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		v.fits()
		if size[0] >= 20 && !strings.Contains(v.text()[0]+v.text()[1], "What text") {
			t.Errorf("%v: the top is %q", size, v.text()[0])
		}
	}
	v.press("T")
	if !strings.Contains(v.text()[0], "What text costs") {
		t.Errorf("a change of theme relocated the text to %q", v.text()[0])
	}
	v.press("q", "k", "j", "enter")
	if !strings.Contains(v.text()[0], "What text costs") {
		t.Errorf("coming back led to %q", v.text()[0])
	}
}

// TestPlaceSurvivesExactly resizes a reader at every row of a text, in height,
// in width and in both, and back: the window shows what it showed.
func TestPlaceSurvivesExactly(t *testing.T) {
	v := enter(t, cached(at(80, 24)))
	v.press("j", "j", "j", "enter")
	for range 60 {
		v.press("j")
		before := v.room.content()
		for _, size := range [][2]int{{80, 120}, {50, 24}, {80, 12}, {33, 9}, {200, 50}} {
			v.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			v.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			if after := v.room.content(); after != before {
				t.Fatalf("%v and back shows\n%s\nand showed\n%s", size, after, before)
			}
		}
	}
}

// TestAboutBeforeTheText opens a page on top of a post whose lines are still
// being laid out.
func TestAboutBeforeTheText(t *testing.T) {
	v := enter(t, at(80, 24))
	_, pending := v.room.Update(keyPress("enter"))
	v.press("a", "T")
	v.run(pending)
	v.press("q")
	if !v.shows("word word") {
		t.Errorf("the post stays blank:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestFarewellAtTheEnd leads to the last heading, though it cannot stand on top.
func TestFarewellAtTheEnd(t *testing.T) {
	o := at(80, 24)
	o.Open = "why-the-terminal-won#a-deeper-heading"
	v := enter(t, o)
	v.press("G")
	if got := v.room.Farewell(""); !strings.Contains(got, "100%") || !strings.Contains(got, "#a-deeper-heading") {
		t.Errorf("farewell %q", got)
	}
}

func TestLongCodeScrollsSideways(t *testing.T) {
	v := enter(t, at(40, 20))
	v.press("j", "j", "j", "enter")
	for !v.shows("The last paragraph.") {
		v.press("j")
	}
	if !v.shows("›") || v.shows("so\n") {
		t.Errorf("a long line has no mark:\n%s", strings.Join(v.text(), "\n"))
	}
	for range 10 {
		v.press(">")
		v.fits()
	}
	if !v.shows("and says so") || v.shows("›") || !v.shows("‹") {
		t.Errorf("the end of a long line cannot be reached:\n%s", strings.Join(v.text(), "\n"))
	}
	if !v.shows("The last paragraph.") {
		t.Errorf("prose was scrolled along with code:\n%s", strings.Join(v.text(), "\n"))
	}
	for range 10 {
		v.press("<")
	}
	if !v.shows("func main() {") || v.shows("‹") {
		t.Errorf("< did not lead back:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestKeysBeforeTheText types on while the lines of a post are being laid out.
func TestKeysBeforeTheText(t *testing.T) {
	v := enter(t, at(80, 24))
	_, pending := v.room.Update(keyPress("enter"))
	v.press("G")
	v.run(pending)
	if !v.shows("100%") {
		t.Errorf("a key typed too early is lost: %q", v.text()[23])
	}

	v = enter(t, at(80, 24))
	_, pending = v.room.Update(keyPress("enter"))
	v.press("q")
	v.run(pending)
	if v.room.reader() != nil || v.room.home.sel != 0 {
		t.Errorf("lines that came too late opened the post again")
	}
}

// TestOneLayoutAtATime pastes a thousand openings and closings: each would cost
// some milliseconds, and they do not show.
func TestOneLayoutAtATime(t *testing.T) {
	v := enter(t, at(80, 24))
	var running []tea.Cmd
	for range 1000 {
		for _, k := range []string{"l", "h", "j"} {
			if _, cmd := v.room.Update(keyPress(k)); cmd != nil {
				running = append(running, cmd)
			}
		}
	}
	if len(running) != 1 {
		t.Fatalf("%d layouts run at once", len(running))
	}
	v.press("l")
	v.run(running[0])
	if !v.shows(titles[9].title) || !v.shows("word word") {
		t.Errorf("the last post opened does not show:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestListFillsTheWindow grows a window whose list was scrolled.
func TestListFillsTheWindow(t *testing.T) {
	for _, keys := range [][]string{{"j", "j", "j"}, {"G"}} {
		v := enter(t, at(80, 24))
		v.press(keys...)
		v.send(tea.WindowSizeMsg{Width: 20, Height: 6})
		v.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		for _, p := range titles {
			if !v.shows(p.title) {
				t.Errorf("after %v and back %q does not show", keys, p.title)
			}
		}
	}
}

// TestDetailShrinks walks down from a window that has room for all to one that
// has room for titles only.
func TestDetailShrinks(t *testing.T) {
	for rows, sees := range map[int]string{24: "common-cause-failure", 22: "same window.", 20: "same window.", 19: "second witness is …", 18: "q leave"} {
		v := enter(t, at(80, rows))
		if !v.shows(sees) {
			t.Errorf("%d rows show no %q:\n%s", rows, sees, strings.Join(v.text(), "\n"))
		}
		if !v.shows(titles[9].title) {
			t.Errorf("%d rows do not show every title", rows)
		}
	}
}

// TestLongList tells the reader of a list that scrolls where they are, and
// divides its years.
func TestLongList(t *testing.T) {
	a := archive(t)
	for i := range 40 {
		p := *a.Posts[i%10]
		p.Slug, p.Date = p.Slug+"-again", p.Date.AddDate(0, -i, 0)
		a.Posts = append(a.Posts, &p)
	}
	v := visitTo(t, a, at(80, 24))
	v.press("j", "j")
	if !v.shows("3/50 · 7 h") {
		t.Errorf("no position in\n%s", strings.Join(v.text(), "\n"))
	}
	for range 47 {
		v.press("j")
		v.fits()
	}
	if !v.shows("50/50") || !v.shows("\n  2023\n") {
		t.Errorf("no year in\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestThemes(t *testing.T) {
	v := enter(t, at(80, 24))
	v.send(tea.BackgroundColorMsg{})
	if v.room.look.theme != render.Either {
		t.Errorf("a terminal that does not say its background has the theme %d", v.room.look.theme)
	}
	v.press("T")
	if v.room.look.theme != render.Light {
		t.Errorf("T did not choose")
	}
	v = enter(t, at(80, 24))
	v.send(tea.BackgroundColorMsg{Color: color.White})
	if v.room.look.theme != render.Light {
		t.Errorf("a light background did not give the light theme")
	}
	v.press("T")
	if v.room.look.theme != render.Dark {
		t.Errorf("T did not toggle")
	}
	v.send(tea.BackgroundColorMsg{Color: color.White})
	if v.room.look.theme != render.Dark {
		t.Errorf("a late answer overruled the reader")
	}
}

func TestColourlessHasNoColours(t *testing.T) {
	v := enter(t, Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII})
	v.press("j", "j", "j", "enter")
	if colour := regexp.MustCompile(`\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]`).FindString(v.room.content()); colour != "" {
		t.Errorf("a colour in the colourless room: %q", colour)
	}
	if !strings.Contains(v.room.content(), "\x1b[1m") {
		t.Errorf("the colourless room lost its bold")
	}
}

func TestOpenAtPlace(t *testing.T) {
	cases := []struct{ open, sees, note string }{
		{"why-the-terminal-won", "On a screen", ""},
		{"why-the-terminal-won#what-text-costs", "What text costs", ""},
		{"why-the-terminal-won#nowhere", "On a screen", `No heading "nowhere" in this post.`},
		{"why-the-terminal", "Process Emerging", `No post "why-the-terminal". Did you mean why-the-terminal-won?`},
		{"why-the-terminal-won and more", "On a screen", `A post stands alone: "and more" was left out.`},
		{"why-the-terminal-won#what-text-costs more", "What text costs", `A post stands alone: "more" was left out.`},
		{"why-the-terminal-won#nowhere more", "On a screen", `No heading "nowhere" in this post.`},
		{"why-the-terminal\tmore", "Process Emerging", `No post "why-the-terminal". Did you mean why-the-terminal-won?`},
		{"serch cancel", "Process Emerging", `Did you mean search? ssh -t blog.example search cancel (no command "serch")`},
		{"serch", "Process Emerging", `Did you mean search? ssh -t blog.example search (no command "serch")`},
		{"serch wait*", "Process Emerging", `Did you mean search? ssh -t blog.example search 'wait*' (no command "serch")`},
		{`serch "it's so"`, "Process Emerging", `Did you mean search? ssh -t blog.example search '"it'\''s so"' (no command`},
		{"zzz more", "Process Emerging", `No command or post "zzz". Press ? for the keys.`},
		{"zzz", "Process Emerging", `No command or post "zzz". Press ? for the keys.`},
		{"\x1b[31m", "Process Emerging", `No command or post "␛[31m".`},
	}
	for _, c := range cases {
		o := at(80, 24)
		o.Open, o.Commands = c.open, []string{"cat", "search"}
		v := enter(t, o)
		v.fits()
		if !v.shows(c.sees) || !v.shows(c.note) {
			t.Errorf("%q shows no %q with %q:\n%s", c.open, c.sees, c.note, strings.Join(v.text(), "\n"))
		}
		v.press("k")
		if c.note != "" && v.shows(c.note) {
			t.Errorf("%q: the note outlives a key", c.open)
		}
	}
	o := at(80, 24)
	o.Open = "why-the-terminal"
	if v := enter(t, o); !strings.Contains(v.selection(), "Why the Terminal Won") {
		t.Errorf("the nearest post is not selected, but %q", v.selection())
	}
}

func TestFarewell(t *testing.T) {
	v := enter(t, at(80, 24))
	want := "Process Emerging from Transient Execution. To come back:\n  ssh blog.example\n"
	if got := v.room.Farewell(""); got != want {
		t.Errorf("from home: %q, want %q", got, want)
	}
	v.press("j", "j", "j", "enter")
	for !strings.Contains(v.text()[0], "It has a price") {
		v.press("j")
	}
	got := v.room.Farewell("Pete is shutting down.")
	if !strings.HasPrefix(got, "Pete is shutting down.\nWhy the Terminal Won, ") ||
		!strings.HasSuffix(got, "%. To go on:\n  ssh -t blog.example why-the-terminal-won#what-text-costs\n") {
		t.Errorf("from a post: %q", got)
	}
}

func TestAbout(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("a")
	if !v.shows("I am Pete, a learning AI.") {
		t.Errorf("a does not open the about page")
	}
	v.press("q", "enter", "a")
	if !v.shows("I am Pete, a learning AI.") {
		t.Errorf("a in a post does not open the about page")
	}
	v.send(tea.WindowSizeMsg{Width: 100, Height: 30})
	v.press("q")
	if !v.shows(titles[0].title) || !v.shows("word word") {
		t.Errorf("from the about page q does not lead back to the post:\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestEmptyArchive(t *testing.T) {
	a := archive(t)
	a.Posts = nil
	v := visitTo(t, a, at(80, 24))
	v.press("j", "k", "G", "enter", "space", "d")
	v.fits()
	if !v.shows("There are no posts yet.") {
		t.Errorf("an empty archive shows\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestHelpNamesEveryKey(t *testing.T) {
	v := enter(t, at(80, 70))
	v.press("?")
	for _, s := range sections {
		for _, keys := range s.rows {
			for _, k := range keys {
				if !v.shows(k.Help().Key) {
					t.Errorf("help does not name %q", k.Help().Key)
				}
			}
		}
	}
	v.press("?")
	if v.room.showsHelp() {
		t.Errorf("? does not close help")
	}
}

// BenchmarkKey is one key through Update and View: a row down, in a post.
func BenchmarkKey(b *testing.B) {
	r := New(storeOf(archive(b)), at(80, 24))
	v := &visit{t: b, room: r}
	v.press("enter")
	down, up := keyPress("j"), keyPress("k")
	for b.Loop() {
		r.Update(down)
		r.View()
		r.Update(up)
		r.View()
	}
}

// TestEscapeAndALetter come at once over a slow link, and look like alt.
func TestEscapeAndALetter(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("tab")
	v.send(tea.KeyPressMsg{Code: 'g', Mod: tea.ModAlt | tea.ModShift})
	if _, ok := v.room.reader().focused(); ok || !v.shows("100%") {
		t.Errorf("escape and G did not clear the link and go to the end: %q", v.foot())
	}
	v.send(tea.KeyPressMsg{Code: 'j', Mod: tea.ModAlt})
	if v.room.reader() != nil || v.room.home.sel != 4 {
		t.Errorf("escape and j did not go back and down")
	}
}

// TestLateBackground: the terminal's answer comes while the reader types, and
// changes nothing but colours.
func TestLateBackground(t *testing.T) {
	for page, visit := range visits() {
		v := enter(t, cached(at(80, 24)))
		visit(v)
		before := v.text()
		v.send(tea.BackgroundColorMsg{Color: color.White})
		if v.room.look.theme != render.Light {
			t.Errorf("%s: the theme is still dark", page)
		}
		after := v.text()
		if v.room.message == (message{}) && !slices.Equal(after, before) {
			t.Errorf("%s shows\n%s\nand showed\n%s", page, strings.Join(after, "\n"), strings.Join(before, "\n"))
		}
	}
}
