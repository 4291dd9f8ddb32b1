package sshd

import (
	"context"
	"fmt"

	"blog.example/pete/internal/quota"

	tea "charm.land/bubbletea/v2"
)

// stage is the model that a visit's program runs: the room, and the screen its
// views are drawn on. bubbletea asks for a View after every message, so that is
// where it draws; there is no frame clock.
type stage struct {
	room   Room
	screen *screen
	window func() window
	drawn  func()         // called after the first frame
	lost   func()         // called when the screen could not be written
	keys   *quota.CPUSlot // held while the room computes, and not while the screen writes

	held  bool
	dirty bool // the room has had a message since it was drawn
	begun bool // the first frame is out
	told  bool // the room has had a message with the size
}

// hold and draw are messages that stand around a batch of events which came at
// once, so that the batch is drawn once.
type (
	hold struct{}
	draw struct{}
)

// Init implements tea.Model. A visit has a program after each rest, but it begins
// once.
func (s *stage) Init() tea.Cmd {
	if s.begun {
		return nil
	}
	return s.room.Init()
}

// fits reports whether the room was told how large the window is.
func (s *stage) fits() bool { return s.told && s.window() == s.screen.size }

// Update implements tea.Model.
func (s *stage) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case hold:
		s.held = true
		return s, nil
	case draw:
		s.held = false
		return s, nil
	case tea.WindowSizeMsg:
		// Whatever the message says: bubbletea sends the first size from a
		// goroutine of its own, so it may come after a newer one.
		size := s.window()
		s.screen.resize(size)
		s.told = true
		msg = tea.WindowSizeMsg{Width: size.Columns, Height: size.Rows}
	}
	s.dirty = true
	s.keys.Acquire(context.Background())
	defer s.keys.Release()
	next, cmd := s.room.Update(msg)
	room, ok := next.(Room)
	if !ok {
		panic(fmt.Sprintf("the room's Update returned a %T, which is not a Room", next))
	}
	s.room = room
	return s, cmd
}

// View implements tea.Model. What bubbletea gets is empty: the screen has drawn. It
// also asks at the beginning and the end of a program, when there is nothing to draw.
func (s *stage) View() tea.View {
	if s.held || s.begun && !s.dirty {
		return tea.View{}
	}
	s.keys.Acquire(context.Background())
	defer s.keys.Release()
	s.dirty = false
	err := s.screen.draw(s.room.View())
	if !s.begun {
		s.begun = true
		s.drawn()
	}
	if text := s.room.Clipboard(); err == nil && text != "" {
		err = s.screen.copy(text)
	}
	if err != nil {
		s.lost()
	}
	return tea.View{}
}
