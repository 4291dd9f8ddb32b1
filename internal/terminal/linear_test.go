package terminal

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// appendingModel appends the keys it has had, or shows them: L changes that. q ends it.
type appendingModel struct {
	keysModel
	linear   bool
	appended *string // since the last call
}

func (m appendingModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.keysModel.Update(msg)
	m.keysModel = next.(keysModel)
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if key.String() == "L" {
			m.linear = !m.linear
		}
		*m.appended += "the key " + key.String() + "\n"
	}
	return m, cmd
}

func (m appendingModel) View() tea.View {
	v := m.keysModel.View()
	v.WindowTitle, v.MouseMode = "Pete", tea.MouseModeCellMotion
	return v
}

func (m appendingModel) Append() (text string, ok bool) {
	if m.linear {
		text, *m.appended = *m.appended, ""
	}
	return text, m.linear
}

// control is a sequence that moves the cursor, changes a screen or a mode.
var control = regexp.MustCompile(`\x1b\[[^m]*?[@-~]`)

// A model that appends does so on the ordinary screen, from the start or after its views, and
// through suspensions; then its views are drawn again.
func TestTerminalAppends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Second)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.Run(func() Model { return appendingModel{linear: true, appended: new("begun\n")} })
			words, _ := c.Farewell("")
			c.Close(words)
		}()
		press := func(key string) string {
			synctest.Wait()
			before := len(c.screen.Raw())
			if _, err := c.keys.Write([]byte(key)); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			return c.screen.Raw()[before:]
		}
		synctest.Wait()
		if got, want := c.screen.Raw(), "begun\r\n"; got != want {
			t.Errorf("it began with %q, want %q", got, want)
		}
		if got, want := press("j"), "the key j\r\n"; got != want {
			t.Errorf("j wrote %q, want %q", got, want)
		}
		time.Sleep(time.Minute) // of the test's clock: the program is suspended
		if c.suspended.Load() != 1 {
			t.Error("it is not suspended")
		}
		if got, want := press("k"), "the key k\r\n"; got != want {
			t.Errorf("after a suspension k wrote %q, want %q", got, want)
		}
		c.resize(100, 30)
		time.Sleep(time.Second)
		if got := press("L"); !strings.Contains(got, "\x1b[?1049h") || !strings.Contains(got, "keys=jkL") || !strings.Contains(got, setMouse) {
			t.Errorf("the views begin with %q", got)
		}
		got := press("L")
		if !strings.HasSuffix(got, "\x1b[?1049l\x1b[?25hthe key L\r\nthe key L\r\n") || !strings.Contains(got, resetMouse) {
			t.Errorf("appending begins again with %q", got)
		}
		if got, want := press("j"), "the key j\r\n"; got != want {
			t.Errorf("j wrote %q, want %q", got, want)
		}
		if got, want := press("q"), "the key q\r\nbye jkLLjq\r\n"; got != want {
			t.Errorf("it ended with %q, want %q", got, want)
		}
		<-ended
		if view, _ := c.screen.View(); len(view.Modes) > 0 {
			t.Errorf("it left the modes %v", view.Modes)
		}
	})
}

// A modern terminal brackets pastes meanwhile, and nothing else is changed.
func TestScreenAppends(t *testing.T) {
	var out writes
	s := modern(&out, defaultWindow)
	for _, text := range []string{"", "one\ntwo\n", "> typed"} {
		s.append(text)
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
	}
	s.close("\nbye\n")
	got := out.take()
	if want := "\x1b[?2004hone\r\ntwo\r\n> typed\x1b[?2004l\r\nbye\r\n"; got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
	if found := control.FindAllString(got, -1); len(found) != 2 {
		t.Errorf("it wrote %q", found)
	}
	s.append("after the end")
	if err := s.flush(); err != nil || out.take() != "" {
		t.Errorf("it appends after the end: %v", err)
	}
}
