package terminal

import (
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// meant returns the key that was meant by one of a numeric keypad in application mode: the one
// that is printed on it beside its digit, or its sign. A keypad that is locked to digits sends
// digits. A terminal may be in that mode although the room never asks for it, because a program
// before has left it so.
func meant(event uv.KeyPressEvent) uv.KeyPressEvent {
	if event.Text != "" {
		return event
	}
	sign := rune(0)
	switch event.Code {
	case tea.KeyKp0:
		event.Code = tea.KeyInsert
	case tea.KeyKp1:
		event.Code = tea.KeyEnd
	case tea.KeyKp2:
		event.Code = tea.KeyDown
	case tea.KeyKp3:
		event.Code = tea.KeyPgDown
	case tea.KeyKp4:
		event.Code = tea.KeyLeft
	case tea.KeyKp5:
		event.Code = tea.KeyBegin
	case tea.KeyKp6:
		event.Code = tea.KeyRight
	case tea.KeyKp7:
		event.Code = tea.KeyHome
	case tea.KeyKp8:
		event.Code = tea.KeyUp
	case tea.KeyKp9:
		event.Code = tea.KeyPgUp
	case tea.KeyKpDecimal:
		event.Code = tea.KeyDelete
	case tea.KeyKpDivide:
		sign = '/'
	case tea.KeyKpMultiply:
		sign = '*'
	case tea.KeyKpMinus:
		sign = '-'
	case tea.KeyKpPlus:
		sign = '+'
	case tea.KeyKpComma:
		sign = ','
	case tea.KeyKpEqual:
		sign = '='
	}
	if sign != 0 {
		event.Code = sign
		if event.Mod == 0 {
			event.Text = string(sign)
		}
	}
	return event
}
