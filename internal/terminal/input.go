package terminal

import (
	"sync"
	"time"

	"blog.example/pete/internal/guard"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

const (
	// sequenceLimit is how many bytes of one sequence are kept, whole or not. The
	// longest that means anything here, a background colour, has 31.
	sequenceLimit = 256

	// readSize is how much input is read at once, in bytes. It bounds a batch, and what
	// every terminal holds while nothing comes.
	readSize = 1 << 8

	// pasteLimit is how many bytes of a paste are kept. No field takes more than a line.
	pasteLimit = 1 << 10

	// escapeWait is how long ESC may be the start of a sequence.
	escapeWait = 50 * time.Millisecond
)

// readInput sends the events of the input to the program until the input ends, and then
// ends the terminal. It reads on when the model has quit, because what was typed ahead
// would fill the stream, and because the last replies are waited for.
func (t *Terminal) readInput() {
	in := &input{
		send: func(event tea.Msg) {
			if t.ctx.Err() == nil {
				t.o.Active()
				t.send(event)
			}
		},
		reply: func(reply uv.Event) tea.Msg { return t.queries.take(reply, t.o.Resize) },
	}
	defer in.stop()
	defer t.queries.end()
	buf := make([]byte, readSize)
	for {
		t.reading.Store(true)
		n, err := t.o.Input.Read(buf)
		t.reading.Store(false)
		ended := t.ctx.Err() != nil
		if !ended || t.queries.pending() {
			events := 0
			if caught := guard.Run(func() { events = in.read(buf[:n]) }); caught != nil {
				t.o.Failed(caught)
			}
			if !ended { // else they were dropped
				t.o.Pay(t.ctx, events)
			}
		}
		if err != nil {
			t.o.End(ErrGone)
			return
		}
	}
}

// input decodes what a terminal sends. What it keeps is bounded.
type input struct {
	send  func(tea.Msg)
	reply func(uv.Event) tea.Msg // returns what becomes of a reply, or nil

	mu       sync.Mutex
	decoder  uv.EventDecoder
	pending  []byte // the start of a sequence
	overlong bool   // the sequence is longer than sequenceLimit and is not decoded
	pasting  bool   // between the brackets of a paste
	pasted   []byte // at most pasteLimit
	reads    int
	timer    *time.Timer // set while pending may be a key by itself
}

// read takes in bytes, sends the events they complete, and returns how many there were.
func (in *input) read(b []byte) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.reads++
	events := in.feed(b)
	in.deliver(events)
	in.startTimer()
	return len(events)
}

// deliver sends events to the program. Several events are a batch.
func (in *input) deliver(events []tea.Msg) {
	if len(events) > 1 {
		in.send(batchBegin{})
		defer in.send(batchEnd{})
	}
	for _, event := range events {
		in.send(event)
	}
}

// feed returns the events that b completes, and keeps the start of the next sequence.
func (in *input) feed(b []byte) []tea.Msg {
	var events []tea.Msg
	rest := append(in.pending, b...) //nolint:gocritic // pending is set again below
	for len(rest) > 0 {
		n, kind := scan(rest)
		if kind == partial {
			break
		}
		if kind == whole && n <= sequenceLimit && !in.overlong {
			if event := in.event(rest[:n]); event != nil {
				events = append(events, event)
			}
		}
		in.overlong = false
		rest = rest[n:]
	}
	in.store(rest)
	return events
}

// store stores the start of a sequence. Of one that is longer than sequenceLimit only the
// introducer is kept, which tells where the sequence ends.
func (in *input) store(start []byte) {
	terminating := len(start) > 0 && start[len(start)-1] == esc
	if len(start) > sequenceLimit {
		in.overlong = true
		start = start[:2]
	} else {
		terminating = false
	}
	in.pending = append(in.pending[:0], start...)
	if terminating {
		in.pending = append(in.pending, esc)
	}
}

// event returns the event of one whole sequence, or of the paste that it ends, or nil.
// What is pasted is text and no keys, except for ctrl+c: terminals paste none, and it
// gets a reader out of a paste that does not end.
func (in *input) event(sequence []byte) tea.Msg {
	const begins, ends, interrupt = "\x1b[200~", "\x1b[201~", 0x03
	switch {
	case string(sequence) == begins:
		in.pasting, in.pasted = true, nil
		return nil
	case !in.pasting:
		return in.decode(sequence)
	case string(sequence) == ends:
		paste := uv.PasteEvent{Content: string(in.pasted)}
		in.pasting, in.pasted = false, nil
		return paste
	case sequence[0] == interrupt:
		in.pasting, in.pasted = false, nil
		return in.decode(sequence)
	case sequence[0] != esc && len(in.pasted)+len(sequence) <= pasteLimit:
		in.pasted = append(in.pasted, sequence...)
	}
	return nil
}

// decode returns the event of one whole sequence if it is a key, the mouse, or a reply that
// means something, else nil.
func (in *input) decode(sequence []byte) tea.Msg {
	_, event := in.decoder.Decode(sequence)
	switch event := event.(type) {
	case uv.KeyPressEvent:
		return meant(event)
	case uv.KeyReleaseEvent,
		uv.MouseClickEvent, uv.MouseReleaseEvent, uv.MouseWheelEvent, uv.MouseMotionEvent:
		return event
	}
	return in.reply(event)
}

// startTimer starts a timer when ESC, or ESC and one more byte, is pending: that may be a
// key by itself. In a paste it may only be the start of the closing bracket.
func (in *input) startTimer() {
	if in.timer != nil {
		in.timer.Stop()
		in.timer = nil
	}
	if n := len(in.pending); !in.pasting && n > 0 && n <= 2 && in.pending[0] == esc && !in.overlong {
		read := in.reads
		in.timer = time.AfterFunc(escapeWait, func() { in.expire(read) })
	}
}

// expire sends what is pending as a key by itself, unless more was read meanwhile.
func (in *input) expire(read int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.reads != read {
		return
	}
	event := in.event(in.pending)
	in.pending = in.pending[:0]
	if event != nil {
		in.send(event)
	}
}

// stop drops what is pending.
func (in *input) stop() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.reads++
	in.pending, in.pasted = nil, nil
	in.startTimer()
}
