package tui

import tea "charm.land/bubbletea/v2"

// wheelRows is how far one notch of the wheel scrolls.
const wheelRows = 3

// toggleMouse gives the mouse to the room, or back to the terminal, where it
// selects.
func (r *Room) toggleMouse() {
	r.mouse = !r.mouse
	if r.mouse {
		r.say("The wheel scrolls, a click opens. Shift and drag still selects. m turns it off.")
		return
	}
	r.say("Mouse off: dragging selects again.")
}

// handleMouse takes what the mouse did. A terminal that reports it unasked is not
// listened to.
func (r *Room) handleMouse(msg tea.MouseMsg) tea.Cmd {
	if !r.mouse || r.look.tiny() {
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
