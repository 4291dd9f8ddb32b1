package tui

import tea "charm.land/bubbletea/v2"

// wheelRows is how many rows one notch of the wheel scrolls.
const wheelRows = 3

// toggleMouse turns the mouse on for the room, or leaves it to the terminal, which
// selects text with it.
func (r *Room) toggleMouse() {
	r.mouse = !r.mouse
	if r.mouse {
		r.say("The wheel scrolls, a click opens. Shift and drag still selects. m turns it off.")
		return
	}
	r.say("Mouse off: dragging selects again.")
}

// handleMouse handles the wheel and clicks, if the reader has turned the mouse on.
func (r *Room) handleMouse(msg tea.MouseMsg) tea.Cmd {
	if !r.mouse || r.look.tiny() || r.look.linear {
		return nil
	}
	mouse := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		r.message = message{}
		switch mouse.Button {
		case tea.MouseWheelUp:
			r.page().wheel(-wheelRows)
		case tea.MouseWheelDown:
			r.page().wheel(wheelRows)
		}
		return r.load()
	case tea.MouseClickMsg:
		if mouse.Button == tea.MouseLeft {
			r.message = message{}
			return r.page().click(mouse.X, mouse.Y)
		}
	}
	return nil
}
