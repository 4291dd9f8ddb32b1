package terminal

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Appender is a Model that can also be read line by line on the ordinary screen, where nothing
// that was written changes. Screen readers follow that best.
type Appender interface {
	// Append is called in the place of View. It returns the text to append, in which "\n"
	// ends a line, or ok false where the model is shown by its View.
	Append() (text string, ok bool)
}

// append has the screen compose what the model appends, and reports whether it does so.
func (v *viewModel) append() bool {
	a, ok := v.model.(Appender)
	if !ok {
		return false
	}
	text, ok := a.Append()
	if ok {
		v.screen.append(text)
	}
	return ok
}

// append composes text behind what was appended so far, on the ordinary screen. The next view
// is drawn whole.
func (s *screen) append(text string) {
	s.frame.Reset()
	if s.closed {
		return
	}
	if s.opened {
		s.restore()
		s.renderer, s.cells, s.shown = nil, uv.ScreenBuffer{}, tea.View{}
		s.opened, s.known, s.titled, s.atEnd = false, false, false, ""
	}
	if !s.appending && s.answers() {
		s.frame.WriteString(ansi.SetModeBracketedPaste)
	}
	s.appending = true
	s.frame.WriteString(strings.ReplaceAll(text, "\n", "\r\n"))
}
