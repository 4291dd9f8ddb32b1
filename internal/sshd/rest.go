package sshd

import (
	"context"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// visit runs the room of one session: in a program while something happens there, and
// in none while nothing does. Then it rests: what stays is the room, its last view,
// and two goroutines that wait, for input and for all else. The next event makes the
// next program, which begins with that very event.
//
// A visit that rests keeps its part of the cell budget, though it has no cells:
// otherwise its window might have to be smaller when it wakes, and that could be seen.
type visit struct {
	server  *Server
	session *session
	stage   *stage
	model   *contained

	sending sync.Mutex        // held while an event is on its way to the program
	program *tea.Program      // nil while the visit rests
	woken   chan *tea.Program // the next program, to be run

	// What follows belongs to the program while one runs, and else to run.

	clock *time.Timer // rings when nothing has happened for long enough
	tired bool        // the program has ended because of that
}

func newVisit(server *Server, session *session, stage *stage) *visit {
	v := &visit{
		server:  server,
		session: session,
		stage:   stage,
		model:   &contained{model: stage, fail: session.fail, wait: session.work},
		woken:   make(chan *tea.Program, 1),
	}
	v.program = v.newProgram()
	return v
}

// newProgram makes a program of the visit. It has no renderer, input, signal
// handler or recovery of its own: screen.go, input.go, main and contain.go do
// these for all visits alike.
func (v *visit) newProgram() *tea.Program {
	guest := v.session.guest
	return tea.NewProgram(v.model,
		tea.WithContext(v.session.ctx),
		tea.WithInput(nil),
		tea.WithOutput(io.Discard),
		tea.WithoutRenderer(),
		// Without a renderer there is still a ticker; once a second is its least.
		tea.WithFPS(1),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics(),
		tea.WithEnvironment(guest.Env),
		tea.WithColorProfile(guest.Profile),
		tea.WithWindowSize(guest.Columns, guest.Rows),
		tea.WithFilter(v.filter),
	)
}

// run runs the visit until the room quits or the session ends.
func (v *visit) run() {
	for program := v.program; program != nil; program = v.rest() {
		v.wake(program)
		if !v.tired {
			return
		}
	}
}

// wake runs a program until the room quits, the session ends or the visit is tired.
func (v *visit) wake(program *tea.Program) {
	v.tired = false
	v.clock = time.AfterFunc(v.server.limits.RestAfter, func() { program.Send(nothingHappened{}) })
	defer func() {
		v.clock.Stop()
		v.clock = nil // it holds the program
	}()
	awake, stop := context.WithCancel(v.session.ctx)
	defer stop()
	go v.followWindow(awake)
	caught := aside(func() {
		_, _ = program.Run() // its error says that the context ended, which leave looks at
	})
	if caught != nil { // by bubbletea itself: contained has caught all else
		v.session.fail(caught)
	}
}

// rest waits for the next event and returns the program that it has made, or nil when
// the session has ended.
func (v *visit) rest() *tea.Program {
	v.server.memory.drop(v.stage.screen.weight())
	v.stage.screen.rest()
	v.server.resting.Add(1)
	defer v.server.resting.Add(-1)
	for {
		select {
		case <-v.session.ctx.Done():
			return nil
		case program := <-v.woken:
			return program
		case <-v.session.channel.resized:
			go v.send(tea.WindowSizeMsg{}) // which waits until its program runs
		}
	}
}

// send hands an event to the program. When there is none, because the visit rests,
// the event makes one: Send waits until a program runs and has taken the message, or
// until the session has ended.
func (v *visit) send(event tea.Msg) {
	v.sending.Lock()
	defer v.sending.Unlock()
	if v.program == nil {
		v.program = v.newProgram()
		v.woken <- v.program // does not wait: there was none
	}
	v.program.Send(event)
}

// nothingHappened is the message of the clock.
type nothingHappened struct{}

// filter looks at each message before the program does. What bubbletea says at the
// start of every program the room knows already, but for its size in the first.
func (v *visit) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch m := msg.(type) {
	case nothingHappened:
		return v.tire()
	case tea.ColorProfileMsg, tea.EnvMsg:
		return nil
	case tea.WindowSizeMsg:
		if v.stage.fits() {
			return nil
		}
	case answer:
		msg = v.model.answered(m)
	}
	v.clock.Reset(v.server.limits.RestAfter)
	return msg
}

// tire ends the program, unless there is something to wait for: the answer of a
// command, the rest of a batch, or an event that is about to come. Every message
// before this has been dealt with, so nothing that concerns the room is lost.
func (v *visit) tire() tea.Msg {
	if v.model.outstanding.Load() > 0 || v.stage.held || !v.sending.TryLock() {
		v.clock.Reset(v.server.limits.RestAfter)
		return nil
	}
	defer v.sending.Unlock()
	v.program, v.tired = nil, true
	return tea.QuitMsg{}
}

// resizePause is how long the next size of a window waits for others to come. Nobody
// who drags an edge sees a tenth of a second.
const resizePause = 100 * time.Millisecond

// followWindow tells the program about every new size of the window, until the
// visit is not awake any more.
func (v *visit) followWindow(awake context.Context) {
	for {
		select {
		case <-awake.Done():
			return
		case <-v.session.channel.resized:
			v.send(tea.WindowSizeMsg{})
		}
		select { // each costs a layout, and the last of many is the one that counts
		case <-awake.Done():
			return
		case <-time.After(resizePause):
		}
	}
}
