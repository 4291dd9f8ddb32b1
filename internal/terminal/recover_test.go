package terminal

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// waiting is a message that has to wait.
type waiting struct{ wait func() tea.Msg }

func (w waiting) Wait() tea.Msg { return w.wait() }

// A message that waits holds no CPU slot meanwhile, is counted as outstanding, and passes on
// what it has waited for.
func TestMessagesThatWait(t *testing.T) {
	c := newConsole(t, time.Hour)
	c.view.model = keysModel{}
	works := false
	c.o.Work = func(run func()) { works = true; run(); works = false }
	command := c.view.command(func() tea.Msg {
		if !works {
			t.Error("the command runs without a slot")
		}
		return waiting{func() tea.Msg {
			if works {
				t.Error("it waits with a slot")
			}
			if c.view.outstanding.Load() != 1 {
				t.Error("it is not counted while it waits")
			}
			return "came"
		}}
	})
	if msg, ok := command().(answer); !ok || msg.msg != "came" {
		t.Errorf("the answer is %v", msg)
	}
}
