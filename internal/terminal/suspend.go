package terminal

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/guard"
	tea "charm.land/bubbletea/v2"
)

// This file runs the model in a program while something happens, and in none while
// nothing does. What stays of a suspended program is the model, its last view and two
// goroutines: one waits for input, one for all else. The next event makes the next
// program, which begins with that event.
//
// A suspended terminal keeps its part of the budget of cells, though it has no cells.
// Else its window might have to be smaller when it resumes, which the reader would see.

// newProgram makes a program without renderer, input, signal handler and recovery: the
// other files of this package and main have them for all terminals alike.
func (t *Terminal) newProgram() *tea.Program {
	size := t.o.Window()
	return tea.NewProgram(t.view,
		tea.WithContext(t.ctx),
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		// Without a renderer there still is a ticker. Once a second is its least.
		tea.WithFPS(1),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics(),
		tea.WithEnvironment(t.o.Env),
		tea.WithColorProfile(t.o.Profile),
		tea.WithWindowSize(size.Columns, size.Rows),
		tea.WithFilter(t.filter),
	)
}

// runPrograms runs one program after the other until the model quits or the context ends.
func (t *Terminal) runPrograms() {
	for program := t.program; program != nil; program = t.suspend() {
		t.resume(program)
		if !t.suspended {
			return
		}
	}
}

// resume runs a program until the model quits, the context ends or nothing happens.
func (t *Terminal) resume(program *tea.Program) {
	t.suspended = false
	t.last.Set(time.Now())
	idle := &idleCheck{terminal: t, program: program}
	t.o.Sweeper.Add(idle)
	defer t.o.Sweeper.Remove(idle)
	running, stop := context.WithCancel(t.ctx)
	defer stop()
	go t.followWindow(running)
	caught := guard.RunOnFreshStack(func() {
		_, _ = program.Run() // its error says that the context has ended
	})
	if caught != nil { // by bubbletea: viewModel catches all else
		t.o.Failed(caught)
	}
}

// suspend waits for the next event and returns the program that it has made, or nil when
// the context has ended.
func (t *Terminal) suspend() *tea.Program {
	t.o.Freed(t.view.screen.weight())
	t.view.screen.rest()
	t.view.recovered(t.view.model.Suspend)
	t.o.Suspended(1)
	defer t.o.Suspended(-1)
	for {
		select {
		case <-t.ctx.Done():
			return nil
		case program := <-t.resumed:
			return program
		case <-t.o.Resized:
			go t.send(tea.WindowSizeMsg{}) // which waits until its program runs
		}
	}
}

// send sends an event to the program, and makes a program if it is suspended. It returns
// when the program has taken the event, or when the context has ended.
func (t *Terminal) send(event tea.Msg) {
	t.sending.Lock()
	defer t.sending.Unlock()
	if t.program == nil {
		t.program = t.newProgram()
		t.resumed <- t.program // does not wait, since there was none
	}
	t.program.Send(event)
}

// nothingHappened is a message that suspends the program.
type nothingHappened struct{}

// idleCheck asks one program to be suspended when nothing has happened for long enough.
type idleCheck struct {
	terminal *Terminal
	program  *tea.Program
	asking   atomic.Bool
}

// Sweep implements quota.Swept. Send waits for the program, so it has a goroutine.
func (c *idleCheck) Sweep(now time.Time) {
	if c.terminal.last.Past(now, c.terminal.o.SuspendAfter) && c.asking.CompareAndSwap(false, true) {
		go func() {
			c.program.Send(nothingHappened{})
			c.asking.Store(false)
		}()
	}
}

// filter looks at each message before the program does. What bubbletea sends at the start
// of every program the model knows already, except for the size in the first.
func (t *Terminal) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch m := msg.(type) {
	case nothingHappened:
		if t.maySuspend() {
			return tea.QuitMsg{}
		}
		msg = nil
	case tea.ColorProfileMsg, tea.EnvMsg:
		return nil
	case tea.WindowSizeMsg:
		if t.view.sizeKnown() {
			return nil
		}
	case answer:
		t.view.outstanding.Add(-1)
		msg = m.msg
	}
	t.last.Set(time.Now())
	return msg
}

// maySuspend reports whether the program may end: it waits for nothing, neither the
// answer of a command, nor the rest of a batch, nor an event that is being sent. The
// program has handled every message that came before the question, so none is lost.
func (t *Terminal) maySuspend() bool {
	if t.view.outstanding.Load() > 0 || t.view.batch || !t.sending.TryLock() {
		return false
	}
	defer t.sending.Unlock()
	t.program, t.suspended = nil, true
	return true
}

// resizePause is how long the next size of a window waits for others to come. A tenth of
// a second is not noticed while an edge is dragged.
const resizePause = 100 * time.Millisecond

// followWindow sends every new size of the window to the program, until ctx ends.
func (t *Terminal) followWindow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.o.Resized:
			t.send(tea.WindowSizeMsg{})
		}
		select { // each size costs a layout, and only the last of many counts
		case <-ctx.Done():
			return
		case <-time.After(resizePause):
		}
	}
}
