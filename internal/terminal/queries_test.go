package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/termtest"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// opening is what a terminal is asked once in a visit, but for the samples.
const opening = "\x1b]11;?\x1b\\\x1b[>q\x1b[16t"

// askable makes a console one that is asked.
func askable(o *Options) { o.Term = "xterm-256color" }

// visit is a console whose model runs.
type visit struct {
	*console
	t     *testing.T
	ended chan struct{} // closed when the model has quit
	mu    sync.Mutex
	msgs  []tea.Msg // that the model has had
}

// visited runs a model in the bubble of a test.
func visited(t *testing.T, c *console) *visit {
	v := &visit{console: c, t: t, ended: make(chan struct{})}
	go func() {
		defer close(v.ended)
		c.Run(func() Model {
			return keysModel{seen: func(msg tea.Msg) {
				v.mu.Lock()
				defer v.mu.Unlock()
				v.msgs = append(v.msgs, msg)
			}}
		})
	}()
	return v
}

func (v *visit) press(keys string) { _, _ = io.WriteString(v.keys, keys) }

// had returns the messages of a type that the model has had.
func had[T tea.Msg](v *visit) (all []T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, msg := range v.msgs {
		if m, ok := msg.(T); ok {
			all = append(all, m)
		}
	}
	return all
}

// asked returns what the terminal was sent behind the first frame.
func (v *visit) asked() string {
	_, behind, _ := strings.Cut(v.screen.Raw(), "keys=.")
	return behind
}

// closes ends the visit and returns how long the terminal was waited for.
func (v *visit) closes() time.Duration {
	<-v.ended
	v.end(nil)
	began := time.Now()
	v.Close("bye\n")
	_ = v.keys.Close()
	v.screen.Close()
	synctest.Wait()
	return time.Since(began)
}

// The terminal is asked once, behind the first frame, and never again: not by a suspended
// visit that resumes. Everything that it answers comes before the last reply.
func TestQuestionsOfAVisit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Second, askable)
		c.screen.SetHabits(termtest.Habits{Name: "some(1)", CellWidth: 10, CellHeight: 21})
		go c.screen.Answer(c.keys)
		v := visited(t, c)
		synctest.Wait()
		if got := v.screen.Raw(); strings.Contains(got, opening) {
			t.Errorf("it is asked within the first frame: %q", got)
		}
		time.Sleep(quietBefore)
		synctest.Wait()
		if got := v.asked(); strings.Count(got, opening) != 1 || !strings.HasSuffix(got, "\x1b[c") {
			t.Errorf("the questions are %q", got)
		}
		t.Logf("%d bytes are asked", len(v.asked())-len("\x1b[?2026l"))
		if len(had[tea.BackgroundColorMsg](v)) != 1 || len(had[tea.TerminalVersionMsg](v)) != 1 {
			t.Errorf("the model had %v", v.msgs)
		}
		if got := had[cell.Measured](v); len(got) != 1 || got[0] != (cell.Measured{Width: 10, Height: 21}) {
			t.Errorf("the model had the cells %v", got)
		}
		before := v.screen.Raw()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if v.suspended.Load() != 1 {
			t.Error("it is not suspended")
		}
		v.press("j")
		time.Sleep(time.Second / 2)
		synctest.Wait()
		if got := strings.TrimPrefix(v.screen.Raw(), before); strings.Contains(got, "\x1b[c") {
			t.Errorf("it is asked again: %q", got)
		}
		v.press("q")
		if waited := v.closes(); waited != 0 {
			t.Errorf("it waits for %v though no reply is due", waited)
		}
	})
}

// Nothing is asked when what was typed ahead leaves, and on terminals that print what they do
// not know.
func TestNothingIsAsked(t *testing.T) {
	for _, term := range []string{"xterm-256color", "linux", "dumb", "vt220"} {
		synctest.Test(t, func(t *testing.T) {
			c := newConsole(t, time.Hour, func(o *Options) { o.Term = term })
			v := visited(t, c)
			if term == "xterm-256color" {
				v.press("jq") // it is read before the first frame or right after it
			}
			synctest.Wait()
			time.Sleep(time.Second)
			v.end(nil)
			if waited := v.closes(); waited != 0 {
				t.Errorf("%s: it waits for %v", term, waited)
			}
			for _, question := range []string{"\x1b]11;?", "\x1b[>q", "t\x1b", "\x1b[6n", "\x1b[c"} {
				if got := v.screen.Raw(); strings.Contains(got, question) {
					t.Errorf("%s is asked %q: %q", term, question, got)
				}
			}
		})
	}
}

// tmux 3.3 answers the last question by itself, and not that for the background.
type backgroundless struct{ to io.Writer }

func (b backgroundless) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), "\x1b]11;") {
		return len(p), nil
	}
	return b.to.Write(p)
}

// The model learns once that the terminal does not say its background, and when it says it later.
func TestBackgroundIsNotSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Hour, askable)
		go c.screen.Answer(backgroundless{c.keys})
		v := visited(t, c)
		time.Sleep(quietBefore)
		synctest.Wait()
		if got := had[tea.BackgroundColorMsg](v); len(got) != 1 || got[0].Color != nil {
			t.Errorf("the model had %v", got)
		}
		v.press("r\x1b]11;rgb:ffff/ffff/ffff\a")
		synctest.Wait()
		if got := had[tea.BackgroundColorMsg](v); len(got) != 2 || got[1].Color == nil {
			t.Errorf("then the model had %v", got)
		}
		v.press("q")
		v.closes()
	})
}

// slow passes answers on when it is told to.
type slow struct {
	to   io.Writer
	when <-chan struct{}
}

func (s slow) Write(p []byte) (int, error) {
	<-s.when
	return s.to.Write(p)
}

// A terminal is given back when no reply is due any more, however the visit ends, and at the
// latest after replyWait.
func TestRepliesAreAwaited(t *testing.T) {
	const half = replyWait / 2
	for name, end := range map[string]func(*visit){
		"quit": func(v *visit) { v.press("q") },
		"end":  func(v *visit) { v.end(io.ErrUnexpectedEOF) },
	} {
		t.Run(name, func(t *testing.T) {
			for answers, want := range map[string]time.Duration{"after a while": half, "never": replyWait, "hung up": half} {
				synctest.Test(t, func(t *testing.T) {
					c := newConsole(t, time.Hour, askable)
					when := make(chan struct{})
					switch answers {
					case "after a while":
						go c.screen.Answer(slow{c.keys, when})
					default:
						go c.screen.Answer(io.Discard)
					}
					v := visited(t, c)
					time.Sleep(quietBefore)
					synctest.Wait()
					if !strings.Contains(v.asked(), opening) {
						t.Fatalf("nothing is asked: %q", v.asked())
					}
					end(v)
					time.AfterFunc(half, func() {
						if _, behind, _ := strings.Cut(v.screen.Raw(), opening); strings.Contains(behind, "\x1b[?1049l") {
							t.Errorf("answers %s: the terminal is given back before they have come", answers)
						}
						if close(when); answers == "hung up" {
							_ = v.keys.Close()
						}
						v.press("jjj") // which is dropped
					})
					if waited := v.closes(); waited != want {
						t.Errorf("answers %s: it waits for %v, want %v", answers, waited, want)
					}
					if view, _ := v.screen.View(); len(view.Modes) > 0 || view.Rows[0] != "bye" {
						t.Errorf("answers %s: the terminal is left with modes %v and %q", answers, view.Modes, view.Text())
					}
				})
			}
		})
	}
}

// Replies that were not asked for are dropped, also behind others and a thousand times.
func TestUnaskedReplies(t *testing.T) {
	const colour, name, cellSize, size, position, last = "\x1b]11;rgb:0/0/0\a", "\x1bP>|x(1)\x1b\\", "\x1b[6;30;10t", "\x1b[8;50;500t", "\x1b[2;2R", "\x1b[?1c"
	var q queries
	var resized int
	in := &input{reply: func(reply uv.Event) tea.Msg { return q.take(reply, func(int, int) { resized++ }) }}
	all := colour + name + cellSize + size + strings.Repeat(position, 3) + last
	hear := func() (events []tea.Msg) {
		for range 1000 {
			events = append(events, in.feed([]byte(all))...)
		}
		return events
	}
	if got := hear(); len(got) > 0 || resized > 0 {
		t.Errorf("unasked: %s", describe(got))
	}
	q.ask(openingQuestions, 2)
	if got := hear(); len(got) != 3 || resized > 0 || len(q.at) > 0 || q.due != nil {
		t.Errorf("asked: %s, and %d sizes", describe(got), resized)
	} else if m := got[2].(measured); m.cells.Aspect() != 30 || m.widths != (widths{variation: true, unjoined: true}) {
		t.Errorf("measured: %+v", m)
	}
	q.ask(redrawQuestions, 0)
	if got := hear(); len(got) != 1 || resized != 1 {
		t.Errorf("asked for the size: %s, and %d sizes", describe(got), resized)
	}
	// One that answers nothing is asked once.
	if q.ask(redrawQuestions, 0) == "" || q.ask(redrawQuestions, 0) != "" {
		t.Error("it is asked while it owes a reply")
	}
	q.end()
	if q.ask(redrawQuestions, 0) != "" || q.pending() {
		t.Error("it is asked though its stream has ended")
	}
}

// redrawModel asks for the screen to be drawn again at every L.
type redrawModel struct{ keysModel }

func (m redrawModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.keysModel.Update(msg)
	m.keysModel = next.(keysModel)
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "L" {
		cmd = tea.ClearScreen
	}
	return m, cmd
}

// A screen that was written over is whole again, and a window of another size fits.
func TestRedraw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Second, askable)
		go c.screen.Answer(c.keys)
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.Run(func() Model { return redrawModel{} })
		}()
		shows := func(want string) {
			t.Helper()
			time.Sleep(2 * time.Second) // and it is suspended
			synctest.Wait()
			if view, _ := c.screen.View(); strings.TrimRight(view.Text(), "\n") != want {
				t.Errorf("the screen shows %q, want %q", view.Text(), want)
			}
		}
		shows("80x24 keys=.")
		_, _ = io.WriteString(c.screen, "\x1b[Hgarbage\x1b[5;5Hmore")
		_, _ = io.WriteString(c.keys, "L")
		shows("80x24 keys=L.")
		c.screen.Resize(60, 20)
		c.screen.SetHabits(termtest.Habits{Columns: 60, Rows: 20})
		_, _ = io.WriteString(c.keys, "L")
		shows("60x20 keys=LL.")
		_, _ = io.WriteString(c.keys, strings.Repeat("L", 5)+"q") // asks once or not at all before it leaves
		<-done
		c.end(nil)
		c.Close("")
		c.screen.Close()
		_ = c.keys.Close()
		if n := strings.Count(c.screen.Raw(), "\x1b[18t"); n < 2 || n > 7 {
			t.Errorf("the size was asked for %d times", n)
		}
	})
}

// widthModel shows what terminals show in different widths, with a mark behind it.
type widthModel struct{ keysModel }

// The rows of a widthModel: in each, | stands in column 8, counted from 0.
var widthRows = []string{
	"│──┼──  |",
	"“a”…—•  |",
	"▌ ├── x |",
	"❤\ufe0f ✈\ufe0f x |",
	"👨\u200d👩\u200d👧 👍\U0001F3FD x|",
	"❤\ufe0f\u200d🔥 🙂 x|",
	"漢字 é x |",
}

func (m widthModel) View() tea.View { return tea.NewView("top\n\n" + strings.Join(widthRows, "\n")) }

func (m widthModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.keysModel.Update(msg)
	m.keysModel = next.(keysModel)
	return m, cmd
}

// Whatever a terminal's habits are, all columns are where the layout has them, and characters
// are replaced only where they must be.
func TestWidths(t *testing.T) {
	for _, test := range []struct {
		habits termtest.Habits
		want   []string // rows that differ from the layout's
	}{
		{termtest.Habits{}, widthRows},
		{termtest.Habits{WideMarks: true}, append([]string{"|--+--  |", "\"a\"~-*  |", "> +-- x |"}, widthRows[3:6]...)},
		{termtest.Habits{NoVariation: true}, append(widthRows[:3:3], "❤  ✈  x |", widthRows[4], "❤  🙂 x|")},
		{termtest.Habits{NoJoiner: true}, append(widthRows[:4:4], "👨 👍 x|", "❤\ufe0f 🙂 x|", widthRows[6])},
		{termtest.Habits{NoJoiner: true, NoVariation: true}, append(widthRows[:3:3], "❤  ✈  x |", "👨 👍 x|", "❤  🙂 x|")},
		{termtest.Habits{WideMarks: true, NoJoiner: true, NoVariation: true}, []string{"|--+--  |", "\"a\"~-*  |", "> +-- x |", "❤  ✈  x |", "👨 👍 x|", "❤  🙂 x|"}},
	} {
		t.Run(fmt.Sprintf("%+v", test.habits), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newConsole(t, time.Second, askable)
				c.screen.SetHabits(test.habits)
				go c.screen.Answer(c.keys)
				done := make(chan struct{})
				go func() {
					defer close(done)
					c.Run(func() Model { return widthModel{} })
				}()
				time.Sleep(2 * time.Second)
				synctest.Wait()
				view, _ := c.screen.View()
				if view.Rows[0] != "top" || view.Rows[1] != "" {
					t.Errorf("the samples are left in %q", view.Rows[:2])
				}
				for i, want := range test.want {
					if got := view.Rows[2+i]; got != want {
						t.Errorf("row %d is %q, want %q", i, got, want)
					}
				}
				_, _ = io.WriteString(c.keys, "q")
				<-done
				c.end(nil)
				c.Close("")
				c.screen.Close()
				_ = c.keys.Close()
			})
		})
	}
}

// A model that has quit is asked nothing, though its program may have more messages.
func TestNothingIsAskedAfterQuit(t *testing.T) {
	c := newConsole(t, time.Hour, askable)
	c.view.model = keysModel{}
	if c.view.update(askNow{}); c.view.asks != openingQuestions {
		t.Error("nothing is asked")
	}
	c.view.asks = 0
	c.view.command(tea.Quit)
	if c.view.update(askNow{}); c.view.asks != 0 {
		t.Error("it is asked though the model has quit")
	}
}

// The samples are written where nothing shows, and not where a position looks like a key.
func TestBlankRow(t *testing.T) {
	for content, want := range map[string]int{
		"\n\ntext": 2, "text\n\nmore": 2, "\x1b[7m \x1b[m\ntext": 3, "a\n\x1b[44m \x1b[m\nc": 4,
		strings.Repeat("x\n", defaultWindow.Rows): 0, "\n" + strings.Repeat("x\n", defaultWindow.Rows): 0,
	} {
		s := modern(io.Discard, defaultWindow)
		mustDraw(t, s, tea.NewView(content))
		if got := s.blankRow(); got != want {
			t.Errorf("%q: row %d, want %d", content, got, want)
		}
	}
	narrow := defaultWindow
	narrow.Columns = samplesWidth
	s := modern(io.Discard, narrow)
	mustDraw(t, s, tea.NewView("x"))
	if got := s.blankRow(); got != 0 {
		t.Errorf("in a narrow window the samples are on row %d", got)
	}
}
