package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/search"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

func TestSearchAsYouType(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("/")
	if !v.shows("Type what to look for") {
		t.Errorf("an empty search shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.write("wor")
	if !v.shows("10 posts · best first") {
		t.Errorf("the beginning of a word finds nothing:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("down", "down", "up")
	if s := v.room.page().(*searchPage); s.sel != 1 {
		t.Errorf("entry %d is selected", s.sel)
	}
	v.press("ctrl+u")
	v.write("patience scarcer")
	if !v.shows("1 post") || !strings.Contains(v.selection(), "Why the Terminal Won") {
		t.Errorf("two words find\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("esc")
	if v.room.page() != page(v.room.home) {
		t.Errorf("esc does not close the search")
	}
}

// TestSearchOpensAtTheHit opens the post where the snippet was cut from, with all
// hits marked, and leads back to the answer.
func TestSearchOpensAtTheHit(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("/")
	v.write("forty columns")
	before := v.room.content()
	v.press("enter")
	if !v.shows("forty columns") || v.row("forty columns") < 3 || !strings.Contains(v.foot(), "/") {
		t.Errorf("the hit does not show: %q\n%s", v.foot(), strings.Join(v.text(), "\n"))
	}
	first := v.foot()
	v.press("n")
	if v.foot() == first {
		t.Errorf("n does not go on: %q", v.foot())
	}
	v.press("q")
	if after := v.room.content(); after != before {
		t.Errorf("back at the answer one sees\n%s\nand saw\n%s", after, before)
	}
	v.press("esc")
	if !strings.Contains(v.selection(), "Why the Terminal Won") {
		t.Errorf("home has not followed to the post: %q", v.selection())
	}
}

// TestSearchInTheSummary opens the post at its start: the summary is no part of it.
func TestSearchInTheSummary(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("/")
	v.write("stopped drinking")
	v.press("enter")
	if rd := v.room.reader(); rd == nil || rd.top != 0 || rd.find.marks() {
		t.Errorf("it shows\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestSearchNarrows(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("/")
	v.write("word")
	v.press("tab", "j", "enter")
	if !v.shows("3 posts · debugging") {
		t.Errorf("narrowed to a tag it shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("tab", "enter")
	if !v.shows("10 posts") {
		t.Errorf("wide again it shows\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestSearchSuggests(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("/")
	v.write("scarcr")
	if !v.shows("No post has that. Did you mean scarcer?") {
		t.Errorf("a misspelt word shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	if v.room.page() == page(v.room.home) {
		t.Errorf("enter without a hit left the search")
	}
}

// scripted is an index whose answers come when the test says so.
type scripted struct {
	asked   []string
	answers map[string][]search.Hit
	err     error
}

func (s *scripted) Search(ctx context.Context, q search.Query) ([]search.Hit, error) {
	s.asked = append(s.asked, q.Text)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return s.answers[q.Text], s.err
}

func (s *scripted) Suggest(context.Context, string) (string, bool) { return "", false }

// TestSearchKeepsUp types on, and presses enter, while a query runs: one runs at a
// time, the last one counts, and enter opens what that found.
func TestSearchKeepsUp(t *testing.T) {
	a, _ := shared()
	index := &scripted{answers: map[string][]search.Hit{
		"abc": {{Post: a.Posts[4], Snippet: search.Snippet{Text: "word"}, Forms: []string{"word"}}},
		"a":   {{Post: a.Posts[2], Snippet: search.Snippet{Text: "word"}}},
	}}
	v := searchedBy(index, visitTo(t, a, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256}))
	v.press("/")
	_, running := v.room.Update(keyPress("a"))
	for _, key := range []string{"b", "c", "enter"} {
		if _, cmd := v.room.Update(keyPress(key)); cmd != nil {
			t.Errorf("%s began another query", key)
		}
	}
	v.run(running)
	if got := strings.Join(index.asked, " "); got != "a abc" {
		t.Errorf("asked was %q", got)
	}
	if rd := v.room.reader(); rd == nil || rd.slug != a.Posts[4].Slug {
		t.Errorf("enter did not wait for the answer:\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestSearchIsLeft while a query runs, whose answer then changes nothing.
func TestSearchIsLeft(t *testing.T) {
	a, _ := shared()
	index := &scripted{answers: map[string][]search.Hit{"a": {{Post: a.Posts[4]}}}}
	v := searchedBy(index, visitTo(t, a, Options{Columns: 80, Rows: 24}))
	v.press("/")
	_, running := v.room.Update(keyPress("a"))
	v.press("esc", "j")
	v.run(running)
	if v.room.page() != page(v.room.home) || v.room.home.sel != 1 {
		t.Errorf("a late answer changed the room")
	}
}

func TestSearchFails(t *testing.T) {
	a, _ := shared()
	for want, err := range map[string]error{
		"Letters or digits":      search.ErrNoWords,
		"at most 16 words":       search.ErrTooLong,
		"Too many are searching": search.ErrBusy,
		"most common words":      search.ErrTooSlow,
		"no answer now":          errors.New("disk full: /var/lib"),
	} {
		v := searchedBy(&scripted{err: err}, visitTo(t, a, Options{Columns: 80, Rows: 24}))
		v.press("/", "a")
		if !v.shows(want) || v.shows("/var/lib") {
			t.Errorf("%v shows\n%s", err, strings.Join(v.text(), "\n"))
		}
	}
}

// TestExcerptShowsItsMark however narrow the window is, and however long the word is that
// has the mark: in Chinese that is a sentence.
func TestExcerptShowsItsMark(t *testing.T) {
	ink := enter(t, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI}).room.look.ink.Hit
	before, after, _ := strings.Cut(ink.Render("x"), "x")
	split := after + before // within a match: each piece has its own escapes
	for _, c := range []struct{ text, mark string }{
		{"…a long beginning of a sentence that goes on before the needle comes and then goes on and on…", "needle"},
		{"…山上有一座庙，庙里有一位老和尚在给小和尚讲故事。他说：从前有一座山，山上有一座庙，这个故事没有结尾，所以每个人都可以接着讲下去…", "结尾"},
		{"使用Python和Go语言写程序的时候，我们常常会忘记这一点：程序是写给人看的，只是顺便让needle机器执行。", "needle"},
		{"قال المبرمج إن البرامج تكتب للناس أولا ثم تنفذها الآلات بعد ذلك وإن القهوة مفيدة جدا في الصباح الباكر", "القهوة"},
	} {
		at := strings.Index(c.text, c.mark)
		s := search.Snippet{Text: c.text, Marks: []search.Mark{{From: at, To: at + len(c.mark)}}}
		for width := 12; width < 120; width++ {
			for most := 1; most <= 2; most++ {
				rows := excerpt(s, width, most, ink)
				all := strings.ReplaceAll(strings.Join(rows, ""), split, "")
				if len(rows) > most || !strings.Contains(all, ink.Render(c.mark)) {
					t.Errorf("%d rows of %d columns: %q", most, width, rows)
				}
				for _, row := range rows {
					if ansi.StringWidth(row) > width {
						t.Errorf("a row of more than %d columns: %q", width, row)
					}
				}
			}
		}
	}
}

func TestTags(t *testing.T) {
	v := enter(t, at(80, 24))
	v.press("j", "j", "t")
	if !v.shows("4  systems-design") || !v.shows("1  security") {
		t.Errorf("the tags are\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	if !v.shows("systems-design · 4 of 10") || v.shows("Comments Aren't") || !strings.Contains(v.selection(), titles[2].title) {
		t.Errorf("narrowed it shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t", "j", "enter")
	if !v.shows("systems-design debugging · 2 of 10") {
		t.Errorf("narrowed twice it shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("j", "enter", "q")
	if !v.shows("· 2 of 10") {
		t.Errorf("coming back one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t", "enter")
	if !v.shows("10 posts") {
		t.Errorf("all posts are\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t", "enter", "esc")
	if !v.shows("10 posts · 81 min") || v.press("q") != true {
		t.Errorf("esc does not take the tag back:\n%s", strings.Join(v.text(), "\n"))
	}
}

func TestNoTags(t *testing.T) {
	a := archive(t)
	for i, p := range a.Posts {
		bare := *p
		bare.Tags = nil
		a.Posts[i] = &bare
	}
	v := visitTo(t, a, at(80, 24))
	v.press("t")
	if !v.shows("No post has a tag.") {
		t.Errorf("t says %q", v.foot())
	}
}

func TestContents(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("t")
	if !v.shows("What text costs") || !v.shows("A deeper heading") || !strings.Contains(v.selection(), "Why the Terminal Won") {
		t.Errorf("the contents are\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("j", "j", "enter")
	if !strings.Contains(v.text()[0], "A deeper heading") {
		t.Errorf("enter led to\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t")
	if v.selection() != "A deeper heading" {
		t.Errorf("the reader stands under %q", v.selection())
	}
	// The text is laid out anew for a window that has changed meanwhile.
	v.resize(40, 12)
	v.press("k", "enter")
	if !strings.Contains(v.text()[0], "What text costs") {
		t.Errorf("after a resize enter led to\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t", "g", "enter")
	if v.room.reader().top != 0 {
		t.Errorf("the title does not lead to the start")
	}
	v = enter(t, at(80, 24))
	v.press("enter", "t")
	if !v.shows("This text has no headings.") {
		t.Errorf("t says %q", v.foot())
	}
}

func TestMouse(t *testing.T) {
	v := enter(t, at(80, 24))
	click := func(text string) {
		t.Helper()
		row := v.row(text)
		if row < 0 {
			t.Fatalf("there is no %q in\n%s", text, strings.Join(v.text(), "\n"))
		}
		column := strings.Index(v.text()[row], text)
		v.send(tea.MouseClickMsg{X: len([]rune(v.text()[row][:column])), Y: row, Button: tea.MouseLeft})
	}
	wheel := func(button tea.MouseButton) { v.send(tea.MouseWheelMsg{Button: button}) }

	if v.room.View().MouseMode != tea.MouseModeNone {
		t.Errorf("the mouse is on from the start")
	}
	click("Comments")
	if v.room.reader() != nil {
		t.Errorf("a click counts that was not asked for")
	}
	v.press("m")
	if v.room.View().MouseMode == tea.MouseModeNone || !v.shows("Shift and drag still selects.") {
		t.Errorf("m does not turn it on, or does not say so: %q", v.foot())
	}
	wheel(tea.MouseWheelDown)
	if v.room.home.sel != 1 {
		t.Errorf("the wheel selected entry %d", v.room.home.sel)
	}
	click("Why the Terminal Won")
	if rd := v.room.reader(); rd == nil || rd.slug != "why-the-terminal-won" {
		t.Fatalf("a click did not open the post:\n%s", strings.Join(v.text(), "\n"))
	}
	wheel(tea.MouseWheelDown)
	wheel(tea.MouseWheelUp)
	click("1 · sh")
	if got := v.room.Clipboard(); !strings.HasPrefix(got, "ssh blog.example ls") {
		t.Errorf("a click on the label copied %q", got)
	}
	click("safe to run twice")
	if rd := v.room.reader(); rd.slug != "make-it-safe-to-run-twice" {
		t.Errorf("a click did not follow the link, but shows %s", rd.slug)
	}
	v.press("q", "t")
	click("A deeper heading")
	if !strings.Contains(v.text()[0], "A deeper heading") {
		t.Errorf("a click in the contents led to\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("q", "/")
	v.write("scarcer")
	click("patience")
	if rd := v.room.reader(); rd == nil {
		t.Errorf("a click did not open the hit")
	}
	v.press("q", "esc", "t")
	click("debugging")
	if !v.shows("debugging · 3 of 10") {
		t.Errorf("a click chose no tag:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("m")
	if v.room.View().MouseMode != tea.MouseModeNone {
		t.Errorf("m does not turn it off")
	}
}

// TestLongTextSaysSo while it is laid out.
func TestLongTextSaysSo(t *testing.T) {
	fsys := files()
	fsys["posts/long.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Long\ndate: 2026-01-01\nsummary: s\n---\n" + strings.Repeat("word ", slowWords+1))}
	a := opened(t, fsys)
	r := New(storeOf(a), Options{Columns: 80, Rows: 24, Open: "long"})
	if v := (&visit{t: t, room: r}); !v.shows("One moment: this is a long one.") {
		t.Errorf("while it is laid out one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// TestSearchIsStopped: a page that was left asks nothing more.
func TestSearchIsStopped(t *testing.T) {
	a, _ := shared()
	index := &scripted{}
	v := searchedBy(index, visitTo(t, a, Options{Columns: 80, Rows: 24}))
	v.press("/")
	_, running := v.room.Update(keyPress("a"))
	v.room.Update(keyPress("b"))
	v.press("esc")
	v.run(running)
	if len(index.asked) != 1 {
		t.Errorf("asked was %q", index.asked)
	}
}

// TestLateHeading: a heading that was chosen while the window changed to and fro is
// gone to at once, and not some time later.
func TestLateHeading(t *testing.T) {
	v := essayOpen(t, at(80, 24))
	v.press("t", "j", "j")
	_, pending := v.room.Update(tea.WindowSizeMsg{Width: 40, Height: 24})
	_, other := v.room.Update(keyPress("enter"))
	v.room.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	v.run(pending)
	v.run(other)
	if !strings.Contains(v.text()[0], "A deeper heading") {
		t.Errorf("enter led to\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("g", "T")
	if v.room.reader().top != 0 {
		t.Errorf("the heading is gone to again")
	}
}

// TestClickOnTheFoot follows nothing that it covers.
func TestClickOnTheFoot(t *testing.T) {
	var body strings.Builder
	for range 30 {
		body.WriteString("[link](https://example.com/" + strings.Repeat("long/", 30) + ")\n\n")
	}
	a := opened(t, fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\n" + body.String())},
	})
	v := visitTo(t, a, Options{Columns: 80, Rows: 24, Open: "one"})
	v.press("m", "tab")
	at := v.room.reader().focus.at
	for row := v.room.reader().textRowsAboveFoot(); row < 24; row++ {
		v.send(tea.MouseClickMsg{X: 5, Y: row, Button: tea.MouseLeft})
		if v.room.reader().focus.at != at || v.room.Clipboard() != "" {
			t.Errorf("a click on row %d followed link %d", row, v.room.reader().focus.at)
		}
	}
}

// The feet and the help offer nothing that the blog lacks.
func TestNothingIsOfferedThatIsLacking(t *testing.T) {
	bare := fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\nText.\n")},
	}
	v := visitTo(t, opened(t, bare), at(80, 70))
	for _, step := range []struct{ key, foot, lacks string }{
		{"x", "enter read / search ? keys q leave", "tags"},
		{"/", "esc back", "tag"},
		{"esc", "enter read / search ? keys q leave", "about"},
		{"enter", "100% / find ? keys q back", "c copy"},
		{"?", "q back", "about this blog"},
		{"?", "100% / find ? keys q back", "contents"},
		{"?", "q back", "only posts with a tag"},
		{"?", "100% / find ? keys q back", "links"},
		{"?", "q back", "the newer post"},
	} {
		v.press(step.key)
		if v.foot() != step.foot || v.shows(step.lacks) {
			t.Errorf("after %s the foot is %q, want %q, in\n%s", step.key, v.foot(), step.foot, strings.Join(v.text(), "\n"))
		}
	}
	delete(bare, "posts/one.md")
	v = visitTo(t, opened(t, bare), at(80, 24))
	if v.foot() != "? keys q leave" {
		t.Errorf("without posts the foot is %q", v.foot())
	}
}
