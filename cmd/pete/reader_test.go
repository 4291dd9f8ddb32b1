package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/testscript"
)

// reader is a terminal in which ssh runs. Scripts say which keys are pressed and what
// shows; -NAME tells several apart:
//
//	reader open COLUMNSxROWS [ARG…]   ssh -t there, with $TERM, $LANG, $NO_COLOR and $COLORTERM;
//	                                  BACKGROUND=light makes the terminal white
//	reader run COLUMNSxROWS LINE…     the same with another program, such as pete itself
//	reader see TEXT                   wait until the screen shows it
//	reader unseen TEXT                wait until the screen does not
//	reader titled TEXT                wait until the window is called that
//	reader press KEY…                 a letter, or enter, esc, down, ctrl+c, …
//	reader type TEXT                  letters, in one go
//	reader paste TEXT                 the same as a paste, if the program asked for those
//	reader click TEXT                 a click on what the screen shows, if it asked for the mouse
//	reader copied TEXT                wait until that is on the clipboard, spaces at its end aside
//	reader resize COLUMNSxROWS
//	reader screen FILE                write down what the screen shows
//	reader normal                     wait until the terminal is as a shell expects it:
//	                                  ordinary screen, cursor shown, no mode changed
//	reader gone [STATUS]              wait until ssh has exited, with that status or 0
//	reader hangup                     kill ssh, as a dropped line would
type reader struct{ *emulated }

func cmdReader(ts *testscript.TestScript, neg bool, args []string) {
	name := ""
	if len(args) > 0 && strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if neg || len(args) == 0 {
		ts.Fatalf("usage: reader [-NAME] open|run|see|unseen|titled|press|type|paste|click|copied|resize|screen|normal|gone|hangup …")
	}
	verb, args := args[0], args[1:]
	stage := stageOf(ts)
	switch verb {
	case "open":
		if len(args) > 0 {
			args = append([]string{args[0], ts.MkAbs(".clients/ssh"), "-t", host}, args[1:]...)
		}
		fallthrough
	case "run":
		stage.readers[name] = openReader(ts, args)
		return
	}
	r := stage.readers[name]
	do, ok := readerVerbs()[verb]
	switch {
	case r == nil:
		ts.Fatalf("reader open first")
	case !ok || len(args) < do.least || len(args) > do.most:
		ts.Fatalf("reader %s %q: see reader_test.go for what a reader can do", verb, args)
	}
	if err := do.it(r, ts, args); err != nil {
		ts.Fatalf("reader %s: %v; the screen shows\n%s", verb, err, r.frame())
	}
}

// readerVerb is what a reader can do, with at least and at most so many words.
type readerVerb struct {
	least, most int
	it          func(r *reader, ts *testscript.TestScript, args []string) error
}

func readerVerbs() map[string]readerVerb {
	return map[string]readerVerb{
		"see":    {1, 1, (*reader).see},
		"unseen": {1, 1, (*reader).unseen},
		"titled": {1, 1, (*reader).titled},
		"press":  {1, 100, (*reader).pressKeys},
		"type":   {1, 1, (*reader).typeText},
		"paste":  {1, 1, (*reader).pasteText},
		"click":  {1, 1, (*reader).clickText},
		"copied": {1, 1, (*reader).copied},
		"resize": {1, 1, (*reader).resizeTo},
		"screen": {1, 1, (*reader).writeScreen},
		"normal": {0, 0, (*reader).normal},
		"gone":   {0, 1, (*reader).gone},
		"hangup": {0, 0, func(r *reader, _ *testscript.TestScript, _ []string) error { r.kill(); return nil }},
	}
}

func openReader(ts *testscript.TestScript, args []string) *reader {
	if len(args) < 2 {
		ts.Fatalf("usage: reader open COLUMNSxROWS [ARG…], or reader run COLUMNSxROWS LINE…")
	}
	columns, rows, err := parseSize(args[0])
	ts.Check(err)
	cmd := exec.CommandContext(stageOf(ts).ctx, args[1], args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = environ(ts)
	if ts.Getenv("TERM") == "" {
		cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	}
	t, err := startTerminal(cmd, columns, rows, ts.Getenv("BACKGROUND") == "light")
	ts.Check(err)
	ts.Defer(t.kill)
	return &reader{t}
}

func parseSize(s string) (columns, rows int, err error) {
	if n, err := fmt.Sscanf(s, "%dx%d", &columns, &rows); n != 2 || err != nil {
		return 0, 0, fmt.Errorf("size %q: want COLUMNSxROWS", s)
	}
	return columns, rows, nil
}

func (r *reader) see(_ *testscript.TestScript, args []string) error {
	if !r.wait(func(v view) bool { return v.Has(args[0]) }) {
		return fmt.Errorf("there is no %q", args[0])
	}
	return nil
}

func (r *reader) unseen(_ *testscript.TestScript, args []string) error {
	if !r.wait(func(v view) bool { return !v.Has(args[0]) }) {
		return fmt.Errorf("%q is still there", args[0])
	}
	return nil
}

func (r *reader) titled(_ *testscript.TestScript, args []string) error {
	if !r.wait(func(v view) bool { return v.Title == args[0] }) {
		v := r.look()
		return fmt.Errorf("the title is %q, want %q", v.Title, args[0])
	}
	return nil
}

func (r *reader) pressKeys(_ *testscript.TestScript, args []string) error {
	for _, name := range args {
		bytes, ok := keyBytes(name)
		if !ok {
			return fmt.Errorf("there is no key %q", name)
		}
		if err := r.press(bytes); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) typeText(_ *testscript.TestScript, args []string) error { return r.press(args[0]) }

func (r *reader) pasteText(_ *testscript.TestScript, args []string) error {
	asked := func(v view) bool { return slices.Contains(v.Modes, ansi.ModeBracketedPaste.Mode()) }
	if !r.wait(asked) {
		return errors.New("the program takes pastes for keys")
	}
	return r.press("\x1b[200~" + args[0] + "\x1b[201~")
}

func (r *reader) clickText(_ *testscript.TestScript, args []string) error {
	column, row := 0, 0
	found := func(v view) bool {
		for i, line := range v.Rows {
			if before, _, ok := strings.Cut(line, args[0]); ok && slices.Contains(v.Modes, ansi.ModeMouseExtSgr.Mode()) {
				column, row = ansi.StringWidth(before), i
				return true
			}
		}
		return false
	}
	if !r.wait(found) {
		return fmt.Errorf("there is no %q to click, or no mouse", args[0])
	}
	at := fmt.Sprintf("%d;%d", column+1, row+1)
	return r.press("\x1b[<0;" + at + "M\x1b[<0;" + at + "m")
}

func (r *reader) copied(_ *testscript.TestScript, args []string) error {
	if !r.wait(func(v view) bool { return strings.TrimSpace(v.Clipboard) == args[0] }) {
		v := r.look()
		return fmt.Errorf("the clipboard has %q, want %q", v.Clipboard, args[0])
	}
	return nil
}

func (r *reader) resizeTo(_ *testscript.TestScript, args []string) error {
	columns, rows, err := parseSize(args[0])
	if err != nil {
		return err
	}
	return r.resize(columns, rows)
}

func (r *reader) writeScreen(ts *testscript.TestScript, args []string) error {
	var text string
	r.wait(func(v view) bool { text = v.Text(); return true })
	return os.WriteFile(ts.MkAbs(args[0]), []byte(text+"\n"), 0o600)
}

func (r *reader) normal(*testscript.TestScript, []string) error {
	if !r.wait(func(v view) bool { return len(v.Modes) == 0 }) {
		v := r.look()
		return fmt.Errorf("modes %v are not as they were", v.Modes)
	}
	return nil
}

func (r *reader) gone(_ *testscript.TestScript, args []string) error {
	want := 0
	if len(args) == 1 {
		n, err := strconv.Atoi(args[0])
		if err != nil {
			return err
		}
		want = n
	}
	select {
	case <-r.done:
	case <-time.After(patience):
		return fmt.Errorf("ssh goes on")
	}
	if got := exitStatus(r.err); got != want {
		return fmt.Errorf("ssh exited with %d, want %d", got, want)
	}
	return nil
}

// frame is the screen with a line around it, for messages.
func (r *reader) frame() string {
	v := r.look()
	var b strings.Builder
	for _, row := range v.Rows {
		fmt.Fprintf(&b, "| %s\n", row)
	}
	return b.String()
}

// keyBytes is what a terminal sends for a key.
func keyBytes(name string) (string, bool) {
	named := map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
		"keypad-down": "\x1bOr", "keypad-left": "\x1bOt", "keypad-enter": "\x1bOM", "keypad-slash": "\x1bOo",
		"rxvt-shift+up": "\x1b[a", "rxvt-ctrl+down": "\x1bOb", "rxvt-shift+pgup": "\x1b[5$", "rxvt-end": "\x1b[8~",
	}
	if bytes, ok := named[name]; ok {
		return bytes, true
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
		return string(letter[0] & 0x1f), true
	}
	return name, len([]rune(name)) == 1
}
