package main

import (
	"encoding/base64"
	"image/color"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is a program in an emulated terminal. It answers what the program
// asks, as a real one would.
type terminal struct {
	cmd  *exec.Cmd
	tty  *os.File
	done chan struct{} // closed when the program has exited and all it wrote is on the screen
	err  error         // how it exited; to be read after done

	mu       sync.Mutex
	emulator *vt.Emulator
	modes    map[ansi.Mode]bool // that are not as a shell expects them
	title    string
	copied   string
	changed  chan struct{} // closed at the next change
}

// startTerminal runs cmd in a terminal of that many cells.
func startTerminal(cmd *exec.Cmd, columns, rows int, light bool) (*terminal, error) {
	t := &terminal{
		cmd:      cmd,
		done:     make(chan struct{}),
		emulator: vt.NewEmulator(columns, rows),
		modes:    map[ansi.Mode]bool{},
		changed:  make(chan struct{}),
	}
	if light {
		t.emulator.SetDefaultBackgroundColor(color.White)
		t.emulator.SetDefaultForegroundColor(color.Black)
	}
	t.emulator.SetCallbacks(vt.Callbacks{
		EnableMode:  func(m ansi.Mode) { t.setMode(m, true) },
		DisableMode: func(m ansi.Mode) { t.setMode(m, false) },
		Title:       func(s string) { t.title = s },
	})
	t.emulator.RegisterOscHandler(52, t.setClipboard)
	tty, err := pty.StartWithSize(cmd, winsize(columns, rows))
	if err != nil {
		return nil, err
	}
	t.tty = tty
	go func() { _, _ = io.Copy(tty, t.emulator) }() // its answers; ends with the pipe, below
	go func() {
		// A pty's reads fail with EIO once the last program has left it.
		_, _ = io.Copy(t, tty)
		t.err = cmd.Wait()
		_ = t.emulator.InputPipe().(io.Closer).Close()
		_ = tty.Close()
		close(t.done)
	}()
	return t, nil
}

func winsize(columns, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)} //nolint:gosec // sizes from a script
}

// Write shows what the program has written.
func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n, err := t.emulator.Write(p)
	close(t.changed)
	t.changed = make(chan struct{})
	return n, err
}

// setMode notes a mode: a shell expects the cursor shown, lines wrapped, and
// everything else off.
func (t *terminal) setMode(m ansi.Mode, on bool) {
	if on == (m == ansi.ModeTextCursorEnable || m == ansi.ModeAutoWrap) {
		delete(t.modes, m)
		return
	}
	t.modes[m] = true
}

// setClipboard takes OSC 52: the clipboard's name, and what goes there in base64.
func (t *terminal) setClipboard(data []byte) bool {
	if fields := strings.SplitN(string(data), ";", 3); len(fields) == 3 {
		if text, err := base64.StdEncoding.DecodeString(fields[2]); err == nil {
			t.copied = string(text)
		}
	}
	return true
}

// press sends keys, as bytes.
func (t *terminal) press(keys string) error {
	_, err := io.WriteString(t.tty, keys)
	return err
}

func (t *terminal) resize(columns, rows int) error {
	t.mu.Lock()
	t.emulator.Resize(columns, rows)
	t.mu.Unlock()
	return pty.Setsize(t.tty, winsize(columns, rows))
}

// kill ends the program at once and waits until it is gone.
func (t *terminal) kill() {
	_ = t.cmd.Process.Kill() // it may have exited
	<-t.done
}

// wait waits until what the screen shows satisfies good, and reports whether it
// ever did. A frame that is still being drawn is not looked at.
func (t *terminal) wait(good func(view) bool) bool {
	deadline := time.After(patience)
	for {
		v, changed := t.look()
		if !v.drawing && good(v) {
			return true
		}
		select {
		case <-changed:
		case <-t.done:
			v, _ := t.look()
			return good(v)
		case <-deadline:
			return false
		}
	}
}

// view is what a terminal shows at one moment.
type view struct {
	rows      []string // without the spaces at their ends
	title     string
	clipboard string
	modes     []int // by their numbers, that are not as a shell expects them
	drawing   bool  // a synchronised frame has begun and not ended
}

func (v view) text() string { return strings.Join(v.rows, "\n") }

func (v view) has(text string) bool { return strings.Contains(v.text(), text) }

// look is the view now, and what to wait for if it is not the one wanted.
func (t *terminal) look() (view, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := view{title: t.title, clipboard: t.copied, drawing: t.modes[ansi.ModeSynchronizedOutput]}
	for row := range strings.SplitSeq(t.emulator.String(), "\n") {
		v.rows = append(v.rows, strings.TrimRight(row, " "))
	}
	for m := range t.modes {
		v.modes = append(v.modes, m.Mode())
	}
	slices.Sort(v.modes)
	return v, t.changed
}
