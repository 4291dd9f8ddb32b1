package sshd

import (
	"fmt"
	"path"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// Panic is a panic that was caught: what a door returns that has caught one in a
// goroutine of its own, and what ends the session that hit it.
type Panic struct {
	Value any    // what was thrown
	Stack string // where; ours is "function file:line", innermost first, separated by " < "
}

// Error returns what was thrown.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// contain calls f and returns the panic that ended it, or nil. The name leaves no
// doubt that nothing else is meant to be recovered from: a panic is a mistake in
// Pete, and the one visit that hit it pays for it.
func contain(f func()) (caught *Panic) {
	defer func() {
		if value := recover(); value != nil {
			caught = &Panic{Value: value, Stack: stack()}
		}
	}()
	f()
	return nil
}

// aside calls f on a stack of its own and waits for it; it contains a panic, as no
// caller could. What f needs of a stack goes with it: one that has grown, under somebody
// who then waits for hours, would stay as large.
func aside(f func()) (caught *Panic) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		caught = contain(f)
	}()
	<-done
	return caught
}

// stackDepth is how many frames of a panic are logged: enough to tell the page
// of the room and what it called, in one line.
const stackDepth = 8

// stack describes where the panic that is being recovered from was thrown.
func stack() string {
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(0, counters)])
	var thrown []string
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasPrefix(frame.Function, "runtime."):
			// gopanic and what called it stand between the recover and the culprit.
			panicking = panicking || frame.Function == "runtime.gopanic"
		case panicking && len(thrown) < stackDepth:
			thrown = append(thrown, fmt.Sprintf("%s %s:%d",
				path.Base(frame.Function), path.Base(frame.File), frame.Line))
		}
		if !more {
			return strings.Join(thrown, " < ")
		}
	}
}

// contained is a model whose panics, and those of every command it returns, end
// its own program alone. bubbletea's own recovery prints the stack to the
// server's stderr, and has none at all for a View during its last render.
//
// All that a room does passes through guard.
type contained struct {
	model tea.Model
	fail  func(*Panic)     // ends the program; called from any goroutine
	wait  func(run func()) // runs a command when it is its turn, or not any more

	// outstanding is how many commands were returned whose answer the program has
	// not taken yet.
	outstanding atomic.Int64
}

// answer is the message that a command returned, on its way to the program. bubbletea
// looks into it when answered has taken it out.
type answer struct{ msg tea.Msg }

// answered takes the message out of an answer that has arrived.
func (c *contained) answered(a answer) tea.Msg {
	c.outstanding.Add(-1)
	return a.msg
}

// Init implements tea.Model.
func (c *contained) Init() (cmd tea.Cmd) {
	c.guard(func() { cmd = c.model.Init() })
	return c.command(cmd)
}

// Update implements tea.Model. After a panic the model is whatever it was then: it
// is only asked for its farewell.
func (c *contained) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := c.model, tea.Cmd(nil)
	c.guard(func() { next, cmd = c.model.Update(msg) })
	c.model = next
	return c, c.command(cmd)
}

// View implements tea.Model.
func (c *contained) View() (view tea.View) {
	c.guard(func() { view = c.model.View() })
	return view
}

func (c *contained) guard(f func()) {
	if caught := contain(f); caught != nil {
		c.fail(caught)
	}
}

// command contains a command and the commands in the message it returns, and counts
// each until its answer has arrived.
func (c *contained) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	c.outstanding.Add(1)
	return func() (msg tea.Msg) {
		run := func() { c.guard(func() { msg = cmd() }) }
		if quits(cmd) {
			run()
		} else {
			c.wait(run)
		}
		if members, ok := sequenced(msg); ok {
			defer c.outstanding.Add(-1) // its members count by now
			return tea.Sequence(c.commands(members)...)()
		}
		if members, ok := msg.(tea.BatchMsg); ok {
			defer c.outstanding.Add(-1)
			return tea.BatchMsg(c.commands(members))
		}
		return answer{msg}
	}
}

// quits reports the one command that costs nothing and must not wait.
func quits(cmd tea.Cmd) bool {
	return reflect.ValueOf(cmd).Pointer() == reflect.ValueOf(tea.Quit).Pointer()
}

func (c *contained) commands(cmds []tea.Cmd) []tea.Cmd {
	wrapped := make([]tea.Cmd, len(cmds))
	for i, cmd := range cmds {
		wrapped[i] = c.command(cmd)
	}
	return wrapped
}

// sequenced returns the commands of a message that tea.Sequence made. Its type is
// not exported, and a member that panics outside of guard would end the server.
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
