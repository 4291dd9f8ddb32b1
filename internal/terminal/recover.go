package terminal

import (
	"reflect"
	"sync/atomic"

	"blog.example/pete/internal/guard"
	tea "charm.land/bubbletea/v2"
)

// recoverModel is a model whose panics, and those of every command that it returns, end
// its own program alone. The recovery of bubbletea prints a stack to the server's stderr,
// and does not cover a View during the last render.
type recoverModel struct {
	model  tea.Model
	failed func(*guard.Panic) // ends the program; called from any goroutine
	work   func(run func())   // runs a command when it may be run, or never

	// outstanding is how many commands were returned whose answer has not arrived in the
	// program.
	outstanding atomic.Int64
}

// answer carries the message that a command returned to the program. answered takes the
// message out before bubbletea sees it.
type answer struct{ msg tea.Msg }

// answered takes the message out of an answer that has arrived.
func (m *recoverModel) answered(a answer) tea.Msg {
	m.outstanding.Add(-1)
	return a.msg
}

// Init implements tea.Model.
func (m *recoverModel) Init() (cmd tea.Cmd) {
	m.recovered(func() { cmd = m.model.Init() })
	return m.command(cmd)
}

// Update implements tea.Model. After a panic the model is what it was before.
func (m *recoverModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.model, tea.Cmd(nil)
	m.recovered(func() { next, cmd = m.model.Update(msg) })
	m.model = next
	return m, m.command(cmd)
}

// View implements tea.Model.
func (m *recoverModel) View() (view tea.View) {
	m.recovered(func() { view = m.model.View() })
	return view
}

func (m *recoverModel) recovered(do func()) {
	if caught := guard.Run(do); caught != nil {
		m.failed(caught)
	}
}

// command returns a command that recovers from panics of cmd, and of the commands in the
// message that cmd returns. Each is counted until its answer has arrived.
func (m *recoverModel) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	m.outstanding.Add(1)
	return func() (msg tea.Msg) {
		run := func() { m.recovered(func() { msg = cmd() }) }
		if quits(cmd) {
			run()
		} else {
			m.work(run)
		}
		if members, ok := sequenced(msg); ok {
			defer m.outstanding.Add(-1) // its members are counted by now
			return tea.Sequence(m.commands(members)...)()
		}
		if members, ok := msg.(tea.BatchMsg); ok {
			defer m.outstanding.Add(-1)
			return tea.BatchMsg(m.commands(members))
		}
		return answer{msg}
	}
}

// quits reports whether cmd is tea.Quit, which costs nothing and must not wait.
func quits(cmd tea.Cmd) bool {
	return reflect.ValueOf(cmd).Pointer() == reflect.ValueOf(tea.Quit).Pointer()
}

func (m *recoverModel) commands(cmds []tea.Cmd) []tea.Cmd {
	wrapped := make([]tea.Cmd, len(cmds))
	for i, cmd := range cmds {
		wrapped[i] = m.command(cmd)
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
