package tui

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// essayOpen is a visit that has the essay open.
func essayOpen(t testing.TB, o Options) *visit {
	t.Helper()
	v := enter(t, o)
	v.press("j", "j", "j", "enter")
	return v
}

// row is the first row of the window that shows some text, or -1.
func (v *visit) row(text string) int {
	for i, r := range v.text() {
		if strings.Contains(r, text) {
			return i
		}
	}
	return -1
}

func TestFindInText(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("/")
	v.write("last para")
	if !v.shows("The last paragraph.") || !strings.HasPrefix(v.foot(), "/ last para▏ 1/1") {
		t.Errorf("typing does not go there: %q\n%s", v.foot(), strings.Join(v.text(), "\n"))
	}
	v.press("esc")
	if !v.shows("On a screen") || v.shows("1/1") {
		t.Errorf("esc does not lead back:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("/")
	v.write("LINE")
	v.press("enter")
	if !strings.HasPrefix(v.foot(), "1/3 LINE") {
		t.Errorf("the foot is %q", v.foot())
	}
	for _, step := range []struct{ key, count string }{{"n", "2/3"}, {"n", "3/3"}, {"n", "1/3"}, {"N", "3/3"}, {"N", "2/3"}} {
		v.press(step.key)
		if !strings.HasPrefix(v.foot(), step.count) {
			t.Errorf("after %s the foot is %q, want %s", step.key, v.foot(), step.count)
		}
		if v.row("line") < 0 {
			t.Errorf("after %s the hit does not show:\n%s", step.key, strings.Join(v.text(), "\n"))
		}
	}
	v.resize(40, 12)
	if !strings.HasPrefix(v.foot(), "2/3") {
		t.Errorf("at another width the foot is %q", v.foot())
	}
	v.press("esc")
	if v.shows("2/3") || v.room.reader() == nil {
		t.Errorf("esc does not clear the hits: %q", v.foot())
	}
	v.press("esc")
	if v.room.reader() != nil {
		t.Errorf("a second esc does not go back")
	}
}

func TestFindNothing(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("n")
	if !v.shows("No search yet: press /") {
		t.Errorf("n without a search says %q", v.foot())
	}
	v.press("/")
	v.write("zebra")
	if !strings.Contains(v.foot(), "not found") {
		t.Errorf("the foot is %q", v.foot())
	}
	v.press("enter", "n")
	if !strings.HasPrefix(v.foot(), "not found zebra") {
		t.Errorf("n says %q", v.foot())
	}
	v.press("esc", "/", "backspace", "backspace")
	if !v.room.reader().find.open {
		t.Errorf("backspace in an empty line leaves it: a key that is held down leaves the post next")
	}
}

// TestFindAgain looks for the same once more: in this text, and in another.
func TestFindAgain(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("/")
	v.write("line")
	v.press("enter", "esc", "n")
	if !strings.HasPrefix(v.foot(), "1/3 line") {
		t.Errorf("n after esc does not find it again: %q", v.foot())
	}
	v.press("n", "n", "n")
	if !strings.HasPrefix(v.foot(), "1/3 line · from the top") {
		t.Errorf("round the end the foot is %q", v.foot())
	}
	v.press("N")
	if !strings.HasPrefix(v.foot(), "3/3 line · from the end") {
		t.Errorf("round the start the foot is %q", v.foot())
	}
	v.press("esc", "/", "enter")
	if !strings.HasPrefix(v.foot(), "3/3 line") && !strings.HasPrefix(v.foot(), "1/3 line") {
		t.Errorf("an empty line does not find it again: %q", v.foot())
	}
	v.press("]", "/", "enter")
	if !strings.HasPrefix(v.foot(), "not found line") {
		t.Errorf("in another post the foot is %q", v.foot())
	}
}

// What the search of all posts found is found again in that post as it was there, and not as
// the text that was typed.
func TestFindHitsAgain(t *testing.T) {
	for _, typed := range []string{"key laid", `"on a screen"`, `"text costs it has"`, `"specified which few"`} {
		v := enter(t, at(80, 24))
		v.press("/")
		v.write(typed)
		v.press("enter")
		count, _, found := strings.Cut(v.foot(), " · ")
		_, hits, _ := strings.Cut(count, "/")
		if !found || hits == "" || hits[0] < '1' {
			t.Fatalf("the search leads to %q", v.foot())
		}
		for _, again := range [][]string{{"n"}, {"N"}, {"/", "enter"}, {"/", "enter"}} {
			v.press("esc")
			v.press(again...)
			if _, now, _ := strings.Cut(v.foot(), "/"); !strings.HasPrefix(now, hits+" · ") {
				t.Errorf("%s: %q has %q, want %s", typed, again, v.foot(), hits)
			}
		}
		v.press("esc", "]", "n")
		if !strings.HasPrefix(v.foot(), "not found") {
			t.Errorf("in another post the foot is %q", v.foot())
		}
	}
}

// TestLastOneHasTheFoot: hits and links are both marked, and the foot is about
// what the reader went to last.
func TestLastOneHasTheFoot(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("tab", "/")
	v.write("line")
	v.press("enter")
	if !strings.HasPrefix(v.foot(), "1/3 line") {
		t.Errorf("after a find the foot is %q", v.foot())
	}
	v.press("tab")
	if !strings.Contains(v.foot(), "enter read") {
		t.Errorf("after tab the foot is %q", v.foot())
	}
	v.press("n")
	if !strings.HasPrefix(v.foot(), "2/3 line") {
		t.Errorf("after n the foot is %q", v.foot())
	}
}

// TestLettersAreNoKeysInAField types the letters that are keys elsewhere.
func TestLettersAreNoKeysInAField(t *testing.T) {
	const letters = "qT?mtacynNgGjk<>[]"
	v := essayOpen(t, at(120, 24))
	v.press("/")
	v.write(letters)
	if got := v.room.reader().find.field.String(); got != letters {
		t.Errorf("in a text %q was typed", got)
	}
	v = enter(t, at(120, 24))
	v.press("/")
	v.write(letters)
	if !strings.HasPrefix(strings.TrimSpace(v.text()[1]), "/ "+letters+cursor) {
		t.Errorf("in the search %q was typed", v.text()[1])
	}
	if v.press("ctrl+c") != true {
		t.Errorf("ctrl+c does not leave")
	}
}

// TestHitsAreTold apart from the text and from the current one without colours.
func TestHitsAreTold(t *testing.T) {
	v := essayOpen(t, Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII})
	v.press("/")
	v.write("count")
	v.press("enter")
	if !strings.Contains(v.room.content(), "\x1b[1;4;7mcount\x1b[") {
		t.Errorf("the current hit looks like any other:\n%q", v.room.content())
	}
	v.press("/")
	v.write("it")
	v.press("enter", "n")
	if !strings.Contains(v.room.content(), "\x1b[1;4mit\x1b[") {
		t.Errorf("the other hits are not marked:\n%q", v.room.content())
	}
}

// TestHitInLongLine scrolls a line sideways to a hit that does not show, and back.
func TestHitInLongLine(t *testing.T) {
	v := essayOpen(t, at(40, 20))
	v.press("/")
	v.write("says so")
	if v.row("and says so") < 0 {
		t.Errorf("the hit does not show:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("esc", "t", "j", "j", "enter")
	if v.row("func main() {") < 0 {
		t.Errorf("the line stays scrolled:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press(">")
	if v.row("func main() {") >= 0 {
		t.Errorf("> does not scroll:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("G", "t", "j", "j", "enter")
	if v.row("func main() {") < 0 {
		t.Errorf("a line that was out of sight is still scrolled:\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestPaste(t *testing.T) {
	v := enter(t, at(80, 24))
	v.send(tea.PasteMsg{Content: "q?T"})
	if len(v.room.pages) > 0 {
		t.Errorf("what was pasted counted as keys")
	}
	v.press("/")
	v.send(tea.PasteMsg{Content: "two\nlines\x1b[31m"})
	if !strings.HasPrefix(strings.TrimSpace(v.text()[1]), "/ two lines[31m"+cursor) {
		t.Errorf("pasted was %q", v.text()[1])
	}
	v.send(tea.PasteMsg{Content: strings.Repeat("long ", 1000)})
	if n := len(v.room.page().(*searchPage).field.text); n != maxField {
		t.Errorf("the line has %d letters", n)
	}
	v.fits()
}

func TestField(t *testing.T) {
	cases := []struct{ keys, want string }{
		{"a b left X", "aX▏b"},
		{"a b home X", "X▏ab"},
		{"a b backspace", "a▏"},
		{"backspace", "▏"},
		{"a b c left left delete", "a▏c"},
		{"a space b ctrl+w", "a ▏"},
		{"a space b ctrl+w ctrl+w", "▏"},
		{"a b c left ctrl+u", "▏c"},
		{"a b c home right ctrl+k", "a▏"},
		{"漢 é end left right right", "漢é▏"},
	}
	for _, c := range cases {
		f := &field{}
		for key := range strings.FieldsSeq(c.keys) {
			f.press(pressed(key))
		}
		if got := f.view(80); got != c.want {
			t.Errorf("%s: %q, want %q", c.keys, got, c.want)
		}
	}
	f := &field{}
	f.insert(strings.Repeat("0123456789", 10))
	for width := 4; width < 60; width++ {
		f.at = 50
		if got := f.view(width); !strings.Contains(got, cursor) || len([]rune(got)) > width {
			t.Errorf("in %d columns: %q", width, got)
		}
	}
}

// pressed is a key by its name, with modifiers.
func pressed(name string) tea.KeyPressMsg {
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(letter)[0], Mod: tea.ModCtrl}
	}
	if name == "delete" {
		return tea.KeyPressMsg{Code: tea.KeyDelete}
	}
	return keyPress(name)
}

// BenchmarkFind is one letter typed into a search of a text of ten thousand words.
func BenchmarkFind(b *testing.B) {
	fsys := files()
	fsys["posts/long.md"] = &fstest.MapFile{Data: []byte(fmt.Sprintf("---\ntitle: Long\ndate: 2026-01-01\nsummary: s\n---\n%s", strings.Repeat("Some words stand in a paragraph that is neither short nor long.\n\n", 900)))}
	v := visitTo(b, opened(b, fsys), Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Open: "long"})
	v.press("/")
	v.write("paragrap")
	h, back := keyPress("h"), keyPress("backspace")
	for b.Loop() {
		v.room.Update(h)
		v.room.Update(back)
	}
}

// TestFindThroughAResize: what showed when the line was opened is known by its
// place, not by its row.
func TestFindThroughAResize(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("t", "j", "j", "enter", "d")
	before := v.room.content()
	v.press("/")
	v.resize(40, 24)
	v.write("zebra")
	v.press("esc")
	v.resize(80, 24)
	if after := v.room.content(); after != before {
		t.Errorf("after it all one sees\n%s\nand saw\n%s", after, before)
	}
}

// TestFindBackwards: N without hits begins above, n below.
func TestFindBackwards(t *testing.T) {
	v := essayOpen(t, at(80, 12))
	v.press("/")
	v.write("line")
	v.press("enter", "n", "j", "j", "j", "j", "j", "esc", "N")
	if !strings.HasPrefix(v.foot(), "2/3 line") {
		t.Errorf("N went to %q", v.foot())
	}
}

// TestWideLetters keep their columns in a line that is scrolled sideways, and leave
// room for the cursor in one that is typed into.
func TestWideLetters(t *testing.T) {
	fsys := files()
	fsys["posts/wide.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Wide\ndate: 2026-01-01\nsummary: s\n---\n```\n" + strings.Repeat("漢字かな", 40) + "\na" + strings.Repeat("漢字かな", 40) + "\n```\n")}
	a := opened(t, fsys)
	for columns := 20; columns < 90; columns++ {
		v := visitTo(t, a, Options{Columns: columns, Rows: 24, Profile: colorprofile.ANSI256, Open: "wide"})
		for range 5 {
			for _, row := range v.text() {
				if strings.Contains(row, "漢") && (!strings.HasSuffix(row, "›") || ansi.StringWidth(row) != columns) {
					t.Errorf("in %d columns: %q", columns, row)
				}
			}
			v.press(">")
		}
		v.press("/")
		v.send(tea.PasteMsg{Content: strings.Repeat("漢字", 30)})
		if !strings.Contains(v.text()[23], cursor) {
			t.Errorf("in %d columns there is no cursor in %q", columns, v.text()[23])
		}
	}
}

// TestKeysInTheirOrder types a whole search before the lines of a text are there.
func TestKeysInTheirOrder(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("j", "j", "j")
	_, pending := v.room.Update(keyPress("enter"))
	v.press("/")
	v.write("qhat?T")
	v.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	v.write("cut")
	v.press("enter")
	v.run(pending)
	if !strings.HasPrefix(v.foot(), "1/2 cut") || v.room.look.theme != 0 {
		t.Errorf("the foot is %q in\n%s", v.foot(), strings.Join(v.text(), "\n"))
	}
	// The key esc ends the wait.
	v = enter(t, at(80, 24))
	_, pending = v.room.Update(keyPress("enter"))
	v.press("/", "q", "esc", "q")
	v.run(pending)
	if v.room.reader() != nil {
		t.Errorf("esc and q do not lead back")
	}
}
