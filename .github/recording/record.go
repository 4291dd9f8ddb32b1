package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/termtest"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/creack/pty"
)

// recorder drives a shell in a terminal and keeps what it shows.
type recorder struct {
	term   *termtest.Terminal
	keys   io.Writer
	frames []frame
	still  int           // the frame of the step still
	at     time.Duration // the length so far
}

// frame is a screen from a time on.
type frame struct {
	at     time.Duration
	lines  []uv.Line
	cursor uv.Position // X is -1 where it is hidden
}

// record runs the tape.
func record(ctx context.Context, dir, tape string, light bool) (*recorder, error) {
	shell := exec.CommandContext(ctx, "bash", "--norc", "--noprofile", "-i")
	shell.Dir = dir
	shell.Env = []string{"PATH=" + dir + "/bin:/usr/bin:/bin", "HOME=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=$ ", "HISTFILE=", "LESSHISTFILE=-", "INPUTRC=/dev/null"}
	terminal, err := pty.StartWithSize(shell, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		return nil, err
	}
	r := &recorder{term: termtest.New(columns, rows), keys: terminal}
	if light {
		r.term.SetLight()
	}
	go r.term.Answer(terminal)
	go func() { _, _ = io.Copy(r.term, terminal) }()
	defer func() {
		_ = shell.Process.Kill()
		_ = terminal.Close()
		_ = shell.Wait()
		r.term.Close()
	}()
	for i, line := range strings.Split(tape, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := r.step(line); err != nil {
			view, _ := r.term.View()
			return nil, fmt.Errorf(".github/recording/visit.tape:%d: %s: %w; the terminal shows\n%s", i+1, line, err, view.Text())
		}
	}
	return r, nil
}

// keyCodes are the keys that are not what they send.
var keyCodes = map[string]string{"enter": "\r", "space": " ", "tab": "\t", "ctrl+c": "\x03"}

// step does what one line of the tape says.
func (r *recorder) step(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	words := quotedOrBare.FindAllString(rest, -1)
	for i, word := range words {
		words[i] = strings.Trim(word, `"`)
	}
	switch verb {
	case "type":
		for i, key := range strings.ReplaceAll(rest, `"`, "") {
			if err := r.press(string(key)); err != nil {
				return err
			}
			r.hold(time.Duration(35+i*37%50) * time.Millisecond) // as uneven as fingers are, and always the same
		}
	case "press":
		return r.press(rest)
	case "until":
		for range 30 {
			if err := r.press(words[0]); err != nil {
				return err
			}
			if view, _ := r.term.View(); hasRow(view, words[1:]) {
				return nil
			}
			r.hold(350 * time.Millisecond)
		}
		return errors.New("pressed 30 times in vain")
	case "see":
		return r.wait(func(v termtest.View) bool { return hasRow(v, words) })
	case "prompt":
		return r.wait(func(v termtest.View) bool {
			_, cursor := r.term.Screen()
			return cursor.Y < len(v.Rows) && v.Rows[cursor.Y] == rest && cursor.X > 0
		})
	case "hold":
		seconds, err := strconv.ParseFloat(rest, 64)
		if err != nil {
			return err
		}
		r.hold(time.Duration(seconds * float64(time.Second)))
	case "still":
		r.still = len(r.frames)
	default:
		return errors.New("want type, press, until, see, prompt, hold or still")
	}
	return nil
}

var quotedOrBare = regexp.MustCompile(`"[^"]*"|\S+`)

// hasRow reports whether all words stand in one row.
func hasRow(v termtest.View, words []string) bool {
	return slices.ContainsFunc(v.Rows, func(row string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(row, word) })
	})
}

// press presses a key and waits until the screen is another one.
func (r *recorder) press(key string) error {
	r.rest()
	lines, cursor := r.term.Screen()
	if code, ok := keyCodes[key]; ok {
		key = code
	}
	if _, err := io.WriteString(r.keys, key); err != nil {
		return err
	}
	return r.wait(func(termtest.View) bool { return !r.same(frame{lines: lines, cursor: cursor}) })
}

// wait waits until the terminal shows something.
func (r *recorder) wait(good func(termtest.View) bool) error {
	stop := make(chan struct{})
	defer time.AfterFunc(patience, func() { close(stop) }).Stop()
	if !r.term.Wait(stop, good) {
		return fmt.Errorf("waited for it for %v in vain", patience)
	}
	return nil
}

// same reports whether the screen is that of a frame.
func (r *recorder) same(f frame) bool {
	lines, cursor := r.term.Screen()
	return cursor == f.cursor && slices.EqualFunc(lines, f.lines, func(a, b uv.Line) bool {
		return slices.EqualFunc(a, b, func(a, b uv.Cell) bool { return a.Equal(&b) })
	})
}

// rest waits until nothing has been drawn for a while. A key or a word brings more than one
// frame when an answer of the terminal or of the index comes later.
func (r *recorder) rest() {
	for {
		_, changed := r.term.View()
		select {
		case <-changed:
		case <-time.After(200 * time.Millisecond):
			return
		}
	}
}

// hold makes the screen a frame, if it isn't that of the last, and shows it for some time.
func (r *recorder) hold(d time.Duration) {
	r.rest()
	if len(r.frames) == 0 || !r.same(r.frames[len(r.frames)-1]) {
		lines, cursor := r.term.Screen()
		r.frames = append(r.frames, frame{r.at, lines, cursor})
	}
	r.at += d
}
