package terminal

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// describe names events as tests want them.
func describe(events []tea.Msg) string {
	var names []string
	for _, event := range events {
		switch event := event.(type) {
		case uv.BackgroundColorEvent:
			names = append(names, "background")
		case fmt.Stringer:
			names = append(names, event.String())
		default:
			names = append(names, fmt.Sprintf("%T", event))
		}
	}
	return strings.Join(names, " ")
}

// askedInput returns the input of a terminal that was asked everything but its size.
func askedInput() *input {
	var asked queries
	asked.ask(openingQuestions, 0)
	return &input{reply: func(reply uv.Event) tea.Msg { return asked.take(reply, nil) }}
}

func TestInput(t *testing.T) {
	long := strings.Repeat("x", 2*sequenceLimit)
	for _, test := range []struct{ name, in, want string }{
		{"letters", "jK/", "j K /"},
		{"controls", "\x03\r\t\x7f", "ctrl+c enter tab backspace"},
		{"space", " ", "space"},
		{"arrows", "\x1b[A\x1bOB\x1b[C", "up down right"},
		{"pages", "\x1b[5~\x1b[6~\x1b[H\x1b[F", "pgup pgdown home end"},
		{"modifiers", "\x1b[1;5A\x1b[Z", "ctrl+up shift+tab"},
		{"alt", "\x1bj\x1bé\x1b\x7f", "alt+j alt+é alt+backspace"},
		{"escape, then another key", "\x1b\x03\x1b\x1b[A", "esc ctrl+c esc up"},
		{"UTF-8", "é漢🙂", "é 漢 🙂"},
		{"broken UTF-8", "\xffj\xc3(k", "j ( k"},
		{"8-bit controls", "\x9b5~\x9dj\u009bk", "5 ~ j k"},
		{"mouse", "\x1b[<0;1;1M\x1b[<64;2;2M", "left wheelup"},
		{"X10 mouse", "\x1b[M !!j", "left j"},
		{"F1 on the Linux console", "\x1b[[Aj", "j"},
		{"background", "\x1b]11;rgb:1a1a/2b2b/3c3c\x1b\\j", "background j"},
		{"background with BEL", "\x1b]11;rgb:1a1a/2b2b/3c3c\aj", "background j"},
		{"background that is none", "\x1b]11;pink elephants\aj", "j"},
		{"other colours", "\x1b]10;rgb:1/1/1\a\x1b]4;1;rgb:1/1/1\aj", "j"},
		{"clipboard", "\x1b]52;c;amprams=\aj", "j"},
		{"device attributes", "\x1b[?62;22c\x1b[>1;10;0c\x1b[?1u\x1b[?2026;2$yj", "terminal.measured j"},
		{"cursor position", "\x1b[1;2Rj", "j"},
		{"window size", "\x1b[8;50;500t\x1b[48;50;500;1;1tj", "j"},
		{"version and termcap", "\x1bP>|xterm(380)\x1b\\\x1bP1+r524742\x1b\\j", "xterm(380) j"},
		{"graphics", "\x1b_Gi=1;OK\x1b\\j", "j"},
		{"paste", "\x1b[200~j\r\x1b[A q\x1b[201~k", "j\r q k"},
		{"paste with ctrl+c in it", "\x1b[200~jj\x03k", "ctrl+c k"},
		{"end of no paste", "\x1b[201~k", "k"},
		{"a key with a repeat count", "\x1b[65;30;97;1;0;65535_j", "j"},
		{"string with a control in it", "\x1b]11;rgb:\rj", "enter j"},
		{"string that is broken off", "\x1b]11;rgb:\x1b[Aj", "up j"},
		{"string that is cancelled", "\x1bPxy\x18j", "j"},
		{"CSI with a control in it", "\x1b[1;\x03j", "ctrl+c j"},
		{"overlong OSC", "\x1b]11;" + long + "\aj", "j"},
		{"overlong DCS", "\x1bP" + long + "\x1b\\j", "j"},
		{"overlong DCS that is broken off", "\x1bP" + long + "\x1b[Aj", "up j"},
		{"overlong CSI", "\x1b[" + strings.Repeat("1;", sequenceLimit) + "Aj", "j"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := describe(askedInput().feed([]byte(test.in))); got != test.want {
				t.Errorf("at once: %s, want %s", got, test.want)
			}
			// The network cuts where it likes.
			for cut := range test.in {
				in := askedInput()
				events := in.feed([]byte(test.in[:cut]))
				if got := describe(append(events, in.feed([]byte(test.in[cut:]))...)); got != test.want {
					t.Errorf("cut at %d: %s, want %s", cut, got, test.want)
				}
			}
			in := askedInput()
			var events []tea.Msg
			for i := range len(test.in) {
				events = append(events, in.feed([]byte{test.in[i]})...)
			}
			if got := describe(events); got != test.want {
				t.Errorf("byte by byte: %s, want %s", got, test.want)
			}
		})
	}
}

// The start of a sequence that may be a key by itself waits for a moment.
func TestLoneEscape(t *testing.T) {
	for in, want := range map[string]string{"\x1b": "esc", "\x1b[": "alt+[", "\x1bO": "alt+shift+o", "\x1b]": "alt+]"} {
		events := make(chan tea.Msg, 1)
		reader := &input{send: func(msg tea.Msg) { events <- msg }}
		reader.read([]byte(in))
		if got := describe([]tea.Msg{<-events}); got != want {
			t.Errorf("%q alone is %s, want %s", in, got, want)
		}
		reader.mu.Lock()
		if len(reader.pending) != 0 {
			t.Errorf("%q is kept", reader.pending)
		}
		reader.mu.Unlock()
	}
}

// A clock that rings late must not take what came after for a key by itself.
func TestLateEscapeClock(t *testing.T) {
	var events []tea.Msg
	reader := &input{send: func(msg tea.Msg) { events = append(events, msg) }}
	reader.read([]byte("\x1b"))
	rung := reader.reads
	reader.read([]byte("[A\x1b"))
	reader.expire(rung)
	reader.read([]byte("[B"))
	reader.stop()
	if got := describe(events); got != "up down" {
		t.Errorf("the events are %s", got)
	}
}

func TestNothingWaitsForALongSequence(t *testing.T) {
	reader := &input{send: func(msg tea.Msg) { t.Errorf("there was a %v", msg) }}
	for _, start := range []string{"\x1b[1;", "\x1b]11;rgb:", "\xc3"} {
		reader.read([]byte(start))
		if reader.timer != nil {
			t.Errorf("%q waits for a clock", start)
		}
		reader.pending = nil
	}
}

func TestBatch(t *testing.T) {
	var got []tea.Msg
	reader := &input{send: func(msg tea.Msg) { got = append(got, msg) }}
	reader.read([]byte("j"))
	reader.read([]byte("kl"))
	want := []tea.Msg{
		uv.KeyPressEvent{Code: 'j', Text: "j"},
		batchBegin{},
		uv.KeyPressEvent{Code: 'k', Text: "k"},
		uv.KeyPressEvent{Code: 'l', Text: "l"},
		batchEnd{},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the program got %#v, want %#v", got, want)
	}
}

// Trap: an unterminated DCS, OSC or paste was kept without bound, and looked at
// again from its start at every read.
func TestGarbageIsBounded(t *testing.T) {
	const megabyte = 1 << 20
	for name, unit := range map[string]string{
		"DCS":    "x",
		"OSC":    "11;rgb:",
		"escape": "\x1b",
		"CSI":    "\x1b[",
		"string": "\x1bP\x1b]\x1b_",
		"lead":   "\xf0",
	} {
		in := askedInput()
		in.feed([]byte("\x1bP"))
		chunk := []byte(strings.Repeat(unit, readSize/len(unit)))
		step := func() { in.feed(chunk) }
		step()
		first := testing.AllocsPerRun(10, step)
		for range megabyte / len(chunk) {
			step()
			if len(in.pending) > sequenceLimit || cap(in.pending) > 2*sequenceLimit {
				t.Fatalf("%s: %d bytes are kept, %d reserved", name, len(in.pending), cap(in.pending))
			}
		}
		// Work for a chunk that grew with what came before would allocate more.
		if last := testing.AllocsPerRun(10, step); last > first {
			t.Errorf("%s: a chunk costs %v allocations after a megabyte, %v at first", name, last, first)
		}
	}
}

// FuzzInput checks that how input is cut makes no difference, and what is kept.
func FuzzInput(f *testing.F) {
	f.Add([]byte("jk\x1b[A\x1b]11;rgb:1/2/3\x1b\\é\x1b[M !!"), 3)
	f.Add([]byte("\x1bP\x1b\x1b[200~\x9b漢"), 1)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		if cut < 0 || cut > len(data) {
			return
		}
		want := askedInput().feed(data)
		in := askedInput()
		got := append(in.feed(data[:cut]), in.feed(data[cut:])...)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q cut at %d: %s, want %s", data, cut, describe(got), describe(want))
		}
		if len(in.pending) > sequenceLimit {
			t.Errorf("%q: %d bytes are kept", data, len(in.pending))
		}
	})
}

// A paste whose end is cut in two by a slow link ends all the same.
func TestPasteIsCut(t *testing.T) {
	var events []tea.Msg
	reader := &input{send: func(msg tea.Msg) { events = append(events, msg) }}
	reader.read([]byte("\x1b[200~hello\x1b"))
	if reader.timer != nil {
		t.Error("the start of the end waits for a clock")
	}
	reader.read([]byte("[201~"))
	reader.read([]byte("j"))
	if got := describe(events); got != "hello j" {
		t.Errorf("the events are %s", got)
	}
}
