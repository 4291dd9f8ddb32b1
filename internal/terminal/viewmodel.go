package terminal

import (
	"context"
	"fmt"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// askNow is the message that the terminal is to be asked what it is asked once in a visit.
type askNow struct{}

// viewModel is the model that programs run: the terminal's model, and the screen that its
// views are drawn on. bubbletea asks for a View after every message, so View draws. There
// is no frame clock. Panics of the model and of its commands end the terminal: see
// recover.go.
type viewModel struct {
	o      *Options
	model  Model // nil until Terminal.Run has made it
	screen *screen

	queries *queries
	asks    questions   // that are to be written
	opened  func()      // called once the first frame is written
	quits   atomic.Bool // the model has quit

	batch bool // in the middle of a batch of events
	dirty bool // the model has had a message since it was drawn
	begun bool // the first frame was drawn
	sized bool // the model has had a message with the size

	// outstanding is how many commands were returned whose answer has not arrived in the
	// program.
	outstanding atomic.Int64
}

// batchBegin and batchEnd are messages around a batch of events that came at once. The
// batch is drawn once.
type (
	batchBegin struct{}
	batchEnd   struct{}
)

// Init implements tea.Model. Only the first program initializes the model.
func (v *viewModel) Init() (cmd tea.Cmd) {
	if !v.begun {
		v.recovered(func() { cmd = v.model.Init() })
	}
	return v.command(cmd)
}

// sizeKnown reports whether the model has had a message with the present size.
func (v *viewModel) sizeKnown() bool { return v.sized && v.o.Window() == v.screen.size }

// Update implements tea.Model.
func (v *viewModel) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	v.recovered(func() { cmd = v.update(msg) })
	return v, v.command(cmd)
}

// update passes a message to the model. After a panic the model is what it was before.
func (v *viewModel) update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case batchBegin:
		v.batch = true
		return nil
	case batchEnd:
		v.batch = false
		return nil
	case askNow:
		if !v.quits.Load() {
			v.asks |= openingQuestions
		}
		return nil
	case measured:
		v.screen.setWidths(m.widths)
		if m.unknown {
			return tea.Batch(v.update(tea.BackgroundColorMsg{}), v.update(m.cells))
		}
		msg = m.cells
	case tea.WindowSizeMsg:
		// The size in the message may be old: bubbletea sends the first size from a
		// goroutine of its own.
		size := v.o.Window()
		v.screen.resize(size)
		v.sized = true
		msg = tea.WindowSizeMsg{Width: size.Columns, Height: size.Rows}
	}
	v.dirty = true
	if msg == tea.ClearScreen() {
		v.screen.redraw()
		v.asks |= redrawQuestions
		return nil
	}
	v.o.Slot.Acquire(context.Background())
	defer v.o.Slot.Release()
	next, cmd := v.model.Update(msg)
	model, ok := next.(Model)
	if !ok {
		panic(fmt.Sprintf("the model's Update returned a %T, which is not a terminal.Model", next))
	}
	v.model = model
	return cmd
}

// View implements tea.Model. It draws, and what bubbletea gets is empty. bubbletea also
// calls it at the beginning and the end of a program, when there is nothing to draw.
func (v *viewModel) View() tea.View {
	if !v.batch && (v.dirty || !v.begun || v.asks != 0) {
		v.recovered(v.draw)
	}
	return tea.View{}
}

func (v *viewModel) draw() {
	if v.dirty || !v.begun {
		v.dirty = false
		v.compose()
	}
	if v.asks != 0 && v.screen.ask(v.queries, v.asks) {
		v.asks = 0
	}
	err := v.screen.flush()
	if !v.begun {
		v.begun = true
		v.o.FirstFrame()
		v.opened()
	}
	if err != nil {
		v.o.End(ErrGone)
	}
}

// compose has the screen compose the frame of the model's view.
func (v *viewModel) compose() {
	v.o.Slot.Acquire(context.Background())
	defer v.o.Slot.Release()
	appends := v.append()
	if !appends {
		v.screen.compose(v.model.View())
	}
	if text := v.model.Clipboard(); text != "" {
		v.screen.copy(text)
	}
	if p, ok := v.model.(Painter); ok && !appends {
		v.screen.paintBeside(p.Paint())
	}
}
