package terminal

import (
	"reflect"

	"blog.example/pete/internal/guard"
	tea "charm.land/bubbletea/v2"
)

// answer carries the message that a command returned to the program. Terminal.filter takes
// the message out before bubbletea sees it.
type answer struct{ msg tea.Msg }

// recovered runs do. A panic ends this terminal alone. The recovery of bubbletea prints a
// stack to the server's stderr, and does not cover a View during the last render.
func (v *viewModel) recovered(do func()) {
	if caught := guard.Run(do); caught != nil {
		v.o.Failed(caught)
	}
}

// command returns a command that recovers from panics of cmd, and of the commands in the
// message that cmd returns. Each is counted until its answer has arrived. A message that has
// to Wait does that without what Work takes, such as a CPU slot.
func (v *viewModel) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	v.outstanding.Add(1)
	leaves := quits(cmd)
	if leaves {
		v.quits.Store(true)
	}
	return func() (msg tea.Msg) {
		run := func() { v.recovered(func() { msg = cmd() }) }
		if leaves {
			run()
		} else {
			v.o.Work(run)
		}
		if waits, ok := msg.(interface{ Wait() tea.Msg }); ok {
			msg = nil
			v.recovered(func() { msg = waits.Wait() })
		}
		if members, ok := sequenced(msg); ok {
			defer v.outstanding.Add(-1) // its members are counted by now
			return tea.Sequence(v.commands(members)...)()
		}
		if members, ok := msg.(tea.BatchMsg); ok {
			defer v.outstanding.Add(-1)
			return tea.BatchMsg(v.commands(members))
		}
		return answer{msg}
	}
}

// quits reports whether cmd is tea.Quit, which costs nothing and must not wait.
func quits(cmd tea.Cmd) bool {
	return reflect.ValueOf(cmd).Pointer() == reflect.ValueOf(tea.Quit).Pointer()
}

func (v *viewModel) commands(cmds []tea.Cmd) []tea.Cmd {
	wrapped := make([]tea.Cmd, len(cmds))
	for i, cmd := range cmds {
		wrapped[i] = v.command(cmd)
	}
	return wrapped
}

// sequenced returns the commands of a message that tea.Sequence made. The type of that is
// not exported, and bubbletea would run the commands without recovery.
func sequenced(msg tea.Msg) ([]tea.Cmd, bool) {
	if _, batch := msg.(tea.BatchMsg); batch || msg == nil {
		return nil, false
	}
	commands := reflect.TypeFor[[]tea.Cmd]()
	if value := reflect.ValueOf(msg); value.CanConvert(commands) {
		return value.Convert(commands).Interface().([]tea.Cmd), true
	}
	return nil, false
}
