// Package termtest emulates a terminal for tests. It answers what is asked of it, as a real
// terminal does, and tells what it shows.
//
// The files: termtest.go (cells and keys), habits.go (what terminals differ in, and what they
// answer), images.go (pictures by kitty's protocol).
package termtest

import (
	"bytes"
	"encoding/base64"
	"image/color"
	"io"
	"slices"
	"strings"
	"sync"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// Terminal is an emulated terminal. It may be used by several goroutines at once.
type Terminal struct {
	mu        sync.Mutex
	emulator  *vt.Emulator
	modes     map[ansi.Mode]bool // that are not as a shell expects them
	title     string
	clipboard string
	raw       []byte
	images    images
	habits    Habits
	answered  []byte
	changed   chan struct{} // closed at the next change
}

// New returns a terminal with a size in cells.
func New(columns, rows int) *Terminal {
	t := &Terminal{
		emulator: vt.NewEmulator(columns, rows),
		modes:    map[ansi.Mode]bool{},
		changed:  make(chan struct{}),
	}
	t.emulator.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { t.setMode(m, true) },
		DisableMode: func(m ansi.Mode) { t.setMode(m, false) },
		Title:       func(s string) { t.title = s },
	})
	t.emulator.RegisterOscHandler(52, t.setClipboard)
	t.emulator.RegisterApcHandler(t.images.command)
	t.answerMore()
	return t
}

// SetLight makes the background white and the text black.
func (t *Terminal) SetLight() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.emulator.SetDefaultBackgroundColor(color.White)
	t.emulator.SetDefaultForegroundColor(color.Black)
}

// setMode notes a mode: a shell expects the cursor shown, lines wrapped, and
// everything else off.
func (t *Terminal) setMode(m ansi.Mode, on bool) {
	if on == (m == ansi.ModeTextCursorEnable || m == ansi.ModeAutoWrap) {
		delete(t.modes, m)
		return
	}
	t.modes[m] = true
}

// setClipboard handles OSC 52: the clipboard's name, and a text for it in base64.
func (t *Terminal) setClipboard(data []byte) bool {
	if fields := strings.SplitN(string(data), ";", 3); len(fields) == 3 {
		if text, err := base64.StdEncoding.DecodeString(fields[2]); err == nil {
			t.clipboard = string(text)
		}
	}
	return true
}

// Answer writes what the terminal answers to w until it is closed. A terminal does not wait
// until its answers are read.
func (t *Terminal) Answer(w io.Writer) {
	answers := make(chan []byte, 1<<10)
	go func() {
		defer close(answers)
		buf := make([]byte, 1<<10)
		for {
			n, err := t.emulator.Read(buf)
			if err != nil {
				return
			}
			answers <- bytes.Clone(buf[:n])
		}
	}()
	var err error
	for answer := range answers {
		if err == nil {
			_, err = w.Write(answer)
		}
		t.mu.Lock()
		t.answered = append(t.answered, answer...)
		t.changes()
		t.mu.Unlock()
	}
}

// Answered returns everything that was answered. What is typed from now on comes behind it.
func (t *Terminal) Answered() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.answered)
}

// Close ends Answer.
func (t *Terminal) Close() {
	_ = t.emulator.InputPipe().(io.Closer).Close() // Close of the emulator would race with Answer
}

// Write shows what a program writes.
func (t *Terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.raw = append(t.raw, p...)
	_, err := t.emulator.Write(t.habits.shown(p))
	t.changes()
	return len(p), err
}

// changes wakes what waits for a change.
func (t *Terminal) changes() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// Resize sets the size in cells.
func (t *Terminal) Resize(columns, rows int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.emulator.Resize(columns, rows)
}

// Raw returns everything that was written.
func (t *Terminal) Raw() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.raw)
}

// View is what a terminal shows at one moment.
type View struct {
	Rows      []string // without the spaces at their ends
	Styled    string   // with colours and attributes
	Title     string
	Clipboard string
	Modes     []int // by their numbers, that are not as a shell expects them
	Drawing   bool  // a synchronised frame has begun and not ended
}

// Text returns the rows.
func (v View) Text() string { return strings.Join(v.Rows, "\n") }

// Has reports whether a text is on the screen.
func (v View) Has(text string) bool { return strings.Contains(v.Text(), text) }

// View returns the view now, and a channel that closes when it has changed.
func (t *Terminal) View() (View, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := View{
		Styled:    t.emulator.Render(),
		Title:     t.title,
		Clipboard: t.clipboard,
		Drawing:   t.modes[ansi.ModeSynchronizedOutput],
	}
	for row := range strings.SplitSeq(t.emulator.String(), "\n") {
		v.Rows = append(v.Rows, strings.TrimRight(row, " "))
	}
	for m := range t.modes {
		v.Modes = append(v.Modes, m.Mode())
	}
	slices.Sort(v.Modes)
	return v, t.changed
}

// Screen returns the cells by rows, and where the cursor is: at X -1 where it is hidden.
func (t *Terminal) Screen() (rows []uv.Line, cursor uv.Position) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for y := range t.emulator.Height() {
		row := make(uv.Line, t.emulator.Width())
		for x := range row {
			if cell := t.emulator.CellAt(x, y); cell != nil {
				row[x] = *cell
			}
		}
		rows = append(rows, row)
	}
	cursor = t.emulator.CursorPosition()
	if _, hidden := t.modes[ansi.ModeTextCursorEnable]; hidden {
		cursor.X = -1
	}
	return rows, cursor
}

// Wait waits until the view satisfies good, and reports whether it did before stop closed.
// A frame that is being drawn is not looked at.
func (t *Terminal) Wait(stop <-chan struct{}, good func(View) bool) bool {
	for {
		view, changed := t.View()
		if !view.Drawing && good(view) {
			return true
		}
		select {
		case <-changed:
		case <-stop:
			view, _ := t.View()
			return good(view)
		}
	}
}
