package termtest

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/width"
)

// Habits are what terminals differ in. The zero Habits are those of most, which tell neither
// their name nor any size.
type Habits struct {
	WideMarks   bool // marks of ambiguous width take two cells
	NoVariation bool // variation selectors have no effect
	NoJoiner    bool // joined emoji show one by one

	Name                  string // what XTVERSION answers
	CellWidth, CellHeight int    // what CSI 16 t answers, in pixels
	Columns, Rows         int    // what CSI 18 t answers
}

// SetHabits sets the habits from now on.
func (t *Terminal) SetHabits(h Habits) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.habits = h
}

// Wide stands in the cells of a terminal with WideMarks for every mark that takes two.
const Wide = "＃"

// isAmbiguous reports whether a rune is one that some terminals show in two cells.
func isAmbiguous(r rune) bool {
	return width.LookupRune(r).Kind() == width.EastAsianAmbiguous && !unicode.In(r, unicode.Mn, unicode.Co)
}

// noJoiner ends a character where the emulator would go on with it.
const noJoiner = "\x1b\\"

// shown returns bytes so that the emulator, which has the habits of most, shows them as a
// terminal with these does. A character is in one piece.
func (h Habits) shown(p []byte) []byte {
	if !h.WideMarks && !h.NoVariation && !h.NoJoiner {
		return p
	}
	var b strings.Builder
	for _, r := range string(p) {
		switch {
		case h.WideMarks && isAmbiguous(r):
			b.WriteString(Wide)
		case h.NoVariation && r == '\ufe0f':
		case h.NoJoiner && r == '\u200d':
			b.WriteString(noJoiner)
		default:
			b.WriteRune(r)
		}
	}
	return []byte(b.String())
}

// answerMore has the terminal answer what the emulator does not.
func (t *Terminal) answerMore() {
	answer := func(format string, args ...any) bool {
		_, _ = fmt.Fprintf(t.emulator.InputPipe(), format, args...) // fails when it is closed
		return true
	}
	t.emulator.RegisterCsiHandler(ansi.Command('>', 0, 'q'), func(ansi.Params) bool {
		return t.habits.Name != "" && answer("\x1bP>|%s\x1b\\", t.habits.Name)
	})
	t.emulator.RegisterCsiHandler('t', func(params ansi.Params) bool {
		h := t.habits
		switch op, _, _ := params.Param(0, 0); {
		case op == 16 && h.CellWidth > 0:
			return answer("\x1b[6;%d;%dt", h.CellHeight, h.CellWidth)
		case op == 18 && h.Columns > 0:
			return answer("\x1b[8;%d;%dt", h.Rows, h.Columns)
		}
		return false
	})
}
