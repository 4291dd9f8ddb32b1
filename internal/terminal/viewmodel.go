package terminal

import (
	"context"
	"fmt"

	"blog.example/pete/internal/quota"
	tea "charm.land/bubbletea/v2"
)

// viewModel is the model that programs run: the terminal's model, and the screen that its
// views are drawn on. bubbletea asks for a View after every message, so View draws. There
// is no frame clock.
type viewModel struct {
	model  Model
	screen *screen
	window func() quota.Window
	drawn  func()         // called after the first frame
	lost   func()         // called when the screen could not be written
	slot   *quota.CPUSlot // held while the model computes, and not while the screen writes

	batch bool // in the middle of a batch of events
	dirty bool // the model has had a message since it was drawn
	begun bool // the first frame was drawn
	sized bool // the model has had a message with the size
}

// batchBegin and batchEnd are messages around a batch of events that came at once. The
// batch is drawn once.
type (
	batchBegin struct{}
	batchEnd   struct{}
)

// Init implements tea.Model. Only the first program initializes the model.
func (v *viewModel) Init() tea.Cmd {
	if v.begun {
		return nil
	}
	return v.model.Init()
}

// sizeKnown reports whether the model has had a message with the present size.
func (v *viewModel) sizeKnown() bool { return v.sized && v.window() == v.screen.size }

// Update implements tea.Model.
func (v *viewModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case batchBegin:
		v.batch = true
		return v, nil
	case batchEnd:
		v.batch = false
		return v, nil
	case tea.WindowSizeMsg:
		// The size in the message may be old: bubbletea sends the first size from a
		// goroutine of its own.
		size := v.window()
		v.screen.resize(size)
		v.sized = true
		msg = tea.WindowSizeMsg{Width: size.Columns, Height: size.Rows}
	}
	v.dirty = true
	v.slot.Acquire(context.Background())
	defer v.slot.Release()
	next, cmd := v.model.Update(msg)
	model, ok := next.(Model)
	if !ok {
		panic(fmt.Sprintf("the model's Update returned a %T, which is not a terminal.Model", next))
	}
	v.model = model
	return v, cmd
}

// View implements tea.Model. It draws, and what bubbletea gets is empty. bubbletea also
// calls it at the beginning and the end of a program, when there is nothing to draw.
func (v *viewModel) View() tea.View {
	if v.batch || v.begun && !v.dirty {
		return tea.View{}
	}
	v.dirty = false
	v.compose()
	err := v.screen.flush()
	if !v.begun {
		v.begun = true
		v.drawn()
	}
	if err != nil {
		v.lost()
	}
	return tea.View{}
}

// compose has the screen compose the frame of the model's view.
func (v *viewModel) compose() {
	v.slot.Acquire(context.Background())
	defer v.slot.Release()
	v.screen.compose(v.model.View())
	if text := v.model.Clipboard(); text != "" {
		v.screen.copy(text)
	}
}
