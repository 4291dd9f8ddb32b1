package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"blog.example/pete/internal/quota"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// defaultWindow is the size of most screens.
var defaultWindow = quota.DefaultWindow

// modern returns the screen of a modern terminal.
func modern(out io.Writer, size quota.Window) *screen {
	return newScreen(out, "xterm-256color", colorprofile.ANSI256, size)
}

// writes counts writes and keeps what was written since the last look.
type writes struct {
	bytes.Buffer
	count int
}

func (w *writes) Write(p []byte) (int, error) {
	w.count++
	return w.Buffer.Write(p)
}

// take returns what was written since the last call.
func (w *writes) take() string {
	defer w.Reset()
	return w.String()
}

// seeds returns a number of seeds, and fewer under the race detector: a screen is used by
// one goroutine.
func seeds(n uint64) uint64 {
	if underRace {
		return n / 5
	}
	return n
}

// mustDraw draws a view.
func mustDraw(t testing.TB, s *screen, view tea.View) {
	t.Helper()
	s.compose(view)
	if err := s.flush(); err != nil {
		t.Fatal(err)
	}
}

// reference is a terminal that every view is drawn on from the start.
type reference struct{ *vt.Emulator }

// shows returns what the terminal shows of one view alone.
func (r reference) shows(t testing.TB, size quota.Window, view tea.View) string {
	t.Helper()
	var out writes
	mustDraw(t, modern(&out, size), view)
	r.Resize(size.Columns, size.Rows)
	if _, err := r.Write([]byte(out.take())); err != nil {
		t.Fatal(err)
	}
	return r.Render()
}

// words are what random views are made of: plain, wide, combining, styled, linked.
var words = []string{
	"alpha", "beta", "of", "the", "end", "漢字", "かな", "café", "🙂", "…",
	"\x1b[1mbold\x1b[m", "\x1b[4munder\x1b[24m", "\x1b[7mreverse\x1b[m",
	"\x1b[38;5;99mviolet\x1b[m", "\x1b[48;5;22mgreen\x1b[m", "\x1b[38;2;1;2;3mdark\x1b[m",
	"\x1b]8;id=1;https://pete.example/a\x1b\\link\x1b]8;;\x1b\\",
}

// combined is a word with a combining character. The emulator loses its way when
// such a one is at the right margin, so it is only in views that have room.
const combined = "e\u0301tude"

// page returns random lines of words.
func page(r *rand.Rand, words []string, columns, rows int) []string {
	lines := make([]string, rows)
	for i := range lines {
		var line strings.Builder
		for ansi.StringWidth(line.String()) < columns-10 && r.IntN(12) > 0 {
			line.WriteString(words[r.IntN(len(words))] + " ")
		}
		lines[i] = line.String()
	}
	return lines
}

// scroll is a text in a window, which is moved and written into at random.
type scroll struct {
	random *rand.Rand
	words  []string
	width  int
	lines  []string
	top    int
}

func newScroll(random *rand.Rand, words []string, width int) *scroll {
	return &scroll{random: random, words: words, width: width, lines: page(random, words, width, 200)}
}

// change does one of five things to a window of so many rows.
func (s *scroll) change(what, rows int) {
	switch what {
	case 0:
		s.top++
	case 1:
		s.top += rows - 1
	case 2:
		s.top -= 3
	case 3:
		s.lines[s.top] = "\x1b[7m" + ansi.Strip(s.lines[s.top]) + "\x1b[m"
	case 4:
		copy(s.lines[s.top:], page(s.random, s.words, s.width, rows))
	}
	s.top = min(max(s.top, 0), 150)
}

func (s *scroll) view(rows int) tea.View {
	return tea.NewView(strings.Join(s.lines[s.top:s.top+rows], "\n"))
}

func TestScreenShowsWhatItIsTold(t *testing.T) {
	fresh := reference{vt.NewEmulator(defaultWindow.Columns, defaultWindow.Rows)}
	for seed := range seeds(10) {
		r := rand.New(rand.NewPCG(seed, 0))
		// Half of the views are cut off at the right, the others have room.
		width, words := 80, words
		if seed%2 == 0 {
			width, words = 30, append(words, combined)
		}
		random := func() quota.Window { return quota.Window{Columns: 31 + r.IntN(90), Rows: 3 + r.IntN(27)} }
		size := random()
		text := newScroll(r, words, width)
		var out writes
		s := modern(&out, size)
		emulator := vt.NewEmulator(size.Columns, size.Rows)
		for step := range 30 {
			if what := r.IntN(6); what == 5 {
				size = random()
				s.resize(size)
				emulator.Resize(size.Columns, size.Rows)
			} else {
				text.change(what, size.Rows)
			}
			view := text.view(size.Rows)
			mustDraw(t, s, view)
			if _, err := emulator.Write([]byte(out.take())); err != nil {
				t.Fatal(err)
			}
			if got, want := emulator.Render(), fresh.shows(t, size, view); got != want {
				t.Fatalf("seed %d, step %d, %v: the terminal shows\n%q\nwant\n%q", seed, step, size, got, want)
			}
		}
	}
}

func TestScreenWritesOnceOrNotAtAll(t *testing.T) {
	var out writes
	s := modern(&out, defaultWindow)
	view := tea.NewView("Pete")
	view.WindowTitle = "Pete"
	mustDraw(t, s, view)
	first := out.take()
	if !strings.HasPrefix(first, "\x1b[?2026h\x1b[?1049h\x1b[?25l") || !strings.HasSuffix(first, "\x1b[?2026l") || out.count != 1 {
		t.Errorf("the first frame is %q, in %d writes", first, out.count)
	}
	again := view
	again.OnMouse = func(tea.MouseMsg) tea.Cmd { return nil }
	mustDraw(t, s, again)
	s.resize(defaultWindow)
	mustDraw(t, s, view)
	if out.count != 1 {
		t.Errorf("equal views wrote %q", out.take())
	}
	view.Content = "Petr"
	mustDraw(t, s, view)
	if got := out.take(); out.count != 2 || len(got) > 40 || strings.Contains(got, "Pet") {
		t.Errorf("one letter took %q, in %d writes", got, out.count-1)
	}
}

// One line down in a list is the most frequent thing a reader does.
func TestScreenSendsLittle(t *testing.T) {
	var out writes
	s := modern(&out, defaultWindow)
	list := func(selected int) tea.View {
		var b strings.Builder
		for i := range defaultWindow.Rows {
			mark := "  "
			if i == selected {
				mark = "\x1b[1m> "
			}
			fmt.Fprintf(&b, "%s%2d min  A post about something or other\x1b[m\n", mark, i)
		}
		return tea.NewView(strings.TrimSuffix(b.String(), "\n"))
	}
	mustDraw(t, s, list(3))
	out.take()
	mustDraw(t, s, list(4))
	if got := out.take(); len(got) > 200 {
		t.Errorf("one line down took %d bytes: %q", len(got), got)
	}
}

func TestScreenModes(t *testing.T) {
	var out writes
	s := modern(&out, defaultWindow)
	at := func(x, y int) tea.View {
		view := tea.NewView("Pete")
		view.Cursor = tea.NewCursor(x, y)
		return view
	}
	steps := []struct {
		name       string
		view       tea.View
		has, hasnt []string
	}{
		{"first", tea.NewView("Pete"), []string{"\x1b[?1049h", "\x1b[?25l"}, []string{"\x1b]11;?", "\x1b[22;2t", "\x1b[?1002h", "\x1b[?25h"}},
		{"cursor", at(3, 5), []string{"\x1b[6;4H"}, []string{"\x1b[?25h", "\x1b[?1049h", "\x1b]11;?"}},
		{"cursor elsewhere", at(40, 5), []string{"\x1b[6;41H"}, []string{"\x1b[?25h"}},
		{"title", tea.View{Content: "Pete", WindowTitle: "a\x1b]0;b\ac"}, []string{"\x1b[22;2t", "\x1b]2;a]0;bc\x1b\\"}, []string{"\x1b[?25h"}},
		{"title again", tea.View{Content: "Pete", WindowTitle: "d"}, []string{"\x1b]2;d\x1b\\"}, []string{"\x1b[22;2t"}},
		{"mouse", tea.View{Content: "Pete", WindowTitle: "d", MouseMode: tea.MouseModeCellMotion}, []string{"\x1b[?1002h\x1b[?1006h"}, nil},
		{"no mouse", tea.View{Content: "Pete", WindowTitle: "d"}, []string{"\x1b[?1002l\x1b[?1006l"}, []string{"\x1b[?1002h"}},
	}
	for _, step := range steps {
		mustDraw(t, s, step.view)
		got := out.take()
		for _, part := range step.has {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q has no %q", step.name, got, part)
			}
		}
		for _, part := range step.hasnt {
			if strings.Contains(got, part) {
				t.Errorf("%s: %q has %q", step.name, got, part)
			}
		}
	}
}

func TestScreenPutsTheCursor(t *testing.T) {
	for _, test := range []struct{ x, y, wantX, wantY int }{{3, 5, 3, 5}, {0, 0, 0, 0}, {-1, 99, 0, 23}, {500, 2, 79, 2}} {
		var out writes
		s := modern(&out, defaultWindow)
		view := tea.NewView("Pete\nhas two lines")
		view.Cursor = tea.NewCursor(test.x, test.y)
		mustDraw(t, s, view)
		emulator := vt.NewEmulator(defaultWindow.Columns, defaultWindow.Rows)
		if _, err := emulator.Write([]byte(out.take())); err != nil {
			t.Fatal(err)
		}
		if got := emulator.CursorPosition(); got != uv.Pos(test.wantX, test.wantY) {
			t.Errorf("the cursor for %d,%d is at %v", test.x, test.y, got)
		}
	}
}

func TestScreenCloses(t *testing.T) {
	full := tea.NewView("Pete")
	full.WindowTitle = "Pete"
	full.MouseMode = tea.MouseModeCellMotion
	plain := tea.NewView("Pete")
	for _, test := range []struct {
		name     string
		view     *tea.View
		farewell string
		want     string
	}{
		{"nothing drawn", nil, "bye\nnow\n", "bye\r\nnow\r\n"},
		{"nothing drawn or said", nil, "", ""},
		{"plain", &plain, "bye\n", "\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?1049l\x1b[?25hbye\r\n"},
		{"title and mouse", &full, "bye\n", "\x1b[?2026l\x1b[m\x1b[?1002l\x1b[?1006l\x1b[?2004l\x1b[23;2t\x1b[?1049l\x1b[?25hbye\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out writes
			s := modern(&out, defaultWindow)
			if test.view != nil {
				mustDraw(t, s, *test.view)
				out.take()
			}
			s.close(test.farewell)
			if got := out.take(); got != test.want {
				t.Errorf("it wrote %q, want %q", got, test.want)
			}
			s.close(test.farewell)
			mustDraw(t, s, tea.NewView("after the end"))
			if got := out.take(); got != "" {
				t.Errorf("after the end it wrote %q", got)
			}
		})
	}
}

// The Linux console and VTs print what they do not know.
func TestScreenOnPoorTerminals(t *testing.T) {
	for _, term := range []string{"linux", "vt100", "vt220"} {
		var out writes
		s := newScreen(&out, term, colorprofile.ANSI, defaultWindow)
		view := tea.NewView("Pete")
		view.WindowTitle = "Pete"
		mustDraw(t, s, view)
		s.close("")
		if got := out.take(); strings.Contains(got, "\x1b]") || strings.Contains(got, "t") && strings.Contains(got, ";2t") {
			t.Errorf("%s got %q", term, got)
		}
	}
}

func TestScreenLowersColours(t *testing.T) {
	const content = "\x1b[1;4;38;2;255;0;0;48;5;22mPete\x1b[m"
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.TrueColor: "\x1b[38;2;255;0;0;48;5;22;1;4mPete\x1b[m",
		colorprofile.ANSI256:   "\x1b[38;5;196;48;5;22;1;4mPete\x1b[m",
		colorprofile.ANSI:      "\x1b[91;42;1;4mPete\x1b[m",
		colorprofile.ASCII:     "\x1b[1;4mPete\x1b[m",
	} {
		var out writes
		s := newScreen(&out, "xterm", profile, defaultWindow)
		mustDraw(t, s, tea.NewView(content))
		if got := out.take(); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", profile, got, want)
		}
	}
}

// A screen whose client is gone says so, and closes all the same.
func TestScreenLosesItsTerminal(t *testing.T) {
	lost := errors.New("lost")
	s := modern(brokenPipe{lost}, defaultWindow)
	s.compose(tea.NewView("Pete"))
	if err := s.flush(); !errors.Is(err, lost) {
		t.Errorf("flush returned %v", err)
	}
	s.close("bye\n")
}

// brokenPipe is a writer that cannot.
type brokenPipe struct{ err error }

func (b brokenPipe) Write([]byte) (int, error) { return 0, b.err }

// TestOldTerminals: what true VTs and the Linux console do not know they print.
func TestOldTerminals(t *testing.T) {
	view := tea.NewView("\x1b]8;id=a;https://a.example\aa link\x1b]8;;\a and \x1b[1mbold\x1b[m")
	view.WindowTitle = "Pete"
	for _, term := range []string{"vt100", "vt220", "linux"} {
		var out writes
		s := newScreen(&out, term, colorprofile.ANSI256, defaultWindow)
		mustDraw(t, s, view)
		s.copy("text")
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
		s.close("bye\n")
		got := out.take()
		for _, unknown := range []string{"\x1b]", "\x1b[22;2t", "\x1b[?2004"} {
			if strings.Contains(got, unknown) {
				t.Errorf("%s was sent %q: %q", term, unknown, got)
			}
		}
		if !strings.Contains(got, "a link and ") {
			t.Errorf("%s shows %q", term, got)
		}
	}
}

// A screen that drops its cells at random moments shows what one does that keeps them,
// with the cursor at the same place. It never clears what is there, and writes a frame
// in one piece.
func TestScreenDrops(t *testing.T) {
	for seed := range seeds(15) {
		r := rand.New(rand.NewPCG(seed, 1))
		size := quota.Window{Columns: 31 + r.IntN(90), Rows: 3 + r.IntN(27)}
		text := newScroll(r, words, 80)
		var out, twinOut writes
		s, twin := modern(&out, size), modern(&twinOut, size)
		emulator, twinEmulator := vt.NewEmulator(size.Columns, size.Rows), vt.NewEmulator(size.Columns, size.Rows)
		for step := range 60 {
			resized := false
			switch what := r.IntN(7); what {
			default:
				text.change(what, size.Rows)
			case 5:
				text.lines[text.top] += words[r.IntN(len(words))]
			case 6:
				if resized = r.IntN(3) == 0; resized {
					size = quota.Window{Columns: 31 + r.IntN(90), Rows: 3 + r.IntN(27)}
					s.resize(size)
					twin.resize(size)
					emulator.Resize(size.Columns, size.Rows)
					twinEmulator.Resize(size.Columns, size.Rows)
				}
			}
			view := text.view(size.Rows)
			if r.IntN(3) == 0 {
				view.Cursor = tea.NewCursor(r.IntN(size.Columns), r.IntN(size.Rows))
			}
			if r.IntN(2) == 0 {
				s.drop()
			}
			mustDraw(t, s, view)
			mustDraw(t, twin, view)
			sent, twinSent := out.take(), twinOut.take()
			_, _ = emulator.Write([]byte(sent))
			_, _ = twinEmulator.Write([]byte(twinSent))
			if got, want := emulator.Render(), twinEmulator.Render(); got != want {
				t.Fatalf("seed %d, step %d, %v: the terminal shows\n%q\nwant\n%q", seed, step, size, got, want)
			}
			if got, want := emulator.CursorPosition(), twinEmulator.CursorPosition(); view.Cursor != nil && got != want {
				t.Fatalf("seed %d, step %d: the cursor is at %v, want %v", seed, step, got, want)
			}
			if cleared := strings.Contains(sent, ansi.EraseEntireScreen); cleared && step > 0 && !resized {
				t.Fatalf("seed %d, step %d: the terminal was cleared: %q", seed, step, sent)
			}
			if out.count != twinOut.count {
				t.Fatalf("seed %d, step %d: %d writes, want %d", seed, step, out.count, twinOut.count)
			}
		}
	}
}

// A view that a screen has shown before it dropped its cells is not drawn again, and costs no cells.
func TestScreenDropsOnTheSameView(t *testing.T) {
	var out writes
	s := modern(&out, defaultWindow)
	mustDraw(t, s, tea.NewView("Pete"))
	out.take()
	if s.weight() == 0 {
		t.Error("a screen that was drawn on weighs nothing")
	}
	s.drop()
	mustDraw(t, s, tea.NewView("Pete"))
	if got := out.take(); got != "" || s.weight() != 0 {
		t.Errorf("it wrote %q and weighs %d bytes", got, s.weight())
	}
	mustDraw(t, s, tea.NewView("Petr"))
	if got := out.take(); len(got) > 40 || strings.Contains(got, "Pet") {
		t.Errorf("one letter took %q", got)
	}
	s.drop()
	s.close("bye\n")
	if got, want := out.take(), "\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?1049l\x1b[?25hbye\r\n"; got != want {
		t.Errorf("it closed with %q, want %q", got, want)
	}
}
