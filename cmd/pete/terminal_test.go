package main

import (
	"context"
	"io"
	"os"
	"os/exec"

	"blog.example/pete/internal/termtest"
	"github.com/creack/pty"
)

// emulated is a program in an emulated terminal.
type emulated struct {
	*termtest.Terminal

	cmd  *exec.Cmd
	tty  *os.File
	done chan struct{} // closed when the program has exited and all it wrote is on the screen
	err  error         // how it exited; to be read after done
}

// view is what a terminal shows at one moment.
type view = termtest.View

// startTerminal runs cmd in a terminal of that many cells.
func startTerminal(cmd *exec.Cmd, columns, rows int, light bool) (*emulated, error) {
	t := &emulated{Terminal: termtest.New(columns, rows), cmd: cmd, done: make(chan struct{})}
	if light {
		t.SetLight()
	}
	tty, err := pty.StartWithSize(cmd, winsize(columns, rows))
	if err != nil {
		return nil, err
	}
	t.tty = tty
	go t.Answer(tty)
	go func() {
		// A pty's reads fail with EIO once the last program has left it.
		_, _ = io.Copy(t, tty)
		t.err = cmd.Wait()
		t.Close()
		_ = tty.Close()
		close(t.done)
	}()
	return t, nil
}

func winsize(columns, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(columns), Rows: uint16(rows)}
}

// press sends keys, as bytes.
func (t *emulated) press(keys string) error {
	_, err := io.WriteString(t.tty, keys)
	return err
}

func (t *emulated) resize(columns, rows int) error {
	t.Resize(columns, rows)
	return pty.Setsize(t.tty, winsize(columns, rows))
}

// kill ends the program at once and waits until it is gone.
func (t *emulated) kill() {
	_ = t.cmd.Process.Kill() // it may have exited
	<-t.done
}

// wait waits until what the screen shows satisfies good, and reports whether it ever did.
func (t *emulated) wait(good func(view) bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stop := ctx.Done()
	go func() {
		select {
		case <-t.done:
			cancel()
		case <-stop:
		}
	}()
	return t.Wait(stop, good)
}

// look returns the view now.
func (t *emulated) look() view {
	v, _ := t.View()
	return v
}
