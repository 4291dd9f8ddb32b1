package sshd

import (
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

const (
	// sequenceLimit is how many bytes of one sequence are kept, whole or not. The
	// longest that means anything here, a background colour, has 31.
	sequenceLimit = 256

	// readSize is how much input is read at once, in bytes. It bounds a batch, how long
	// the budget makes the next one wait, and what every reader holds while nothing comes.
	readSize = 1 << 8

	// pasteLimit is how many bytes of a paste are kept. Nothing here takes more
	// than a line.
	pasteLimit = 1 << 10

	// eventPrice is what an event takes from the budget, in bytes: what the room does
	// about a key, and what the screen writes, costs more than the byte that it came in.
	eventPrice = 50

	// escapeWait is how long ESC waits for what it may be the start of.
	escapeWait = 50 * time.Millisecond
)

// readInput turns a session's bytes into events of its program until the channel
// ends, and then ends the session. Between reads it waits until the budget has paid
// for the events. It keeps on reading when the program is over: what was typed ahead
// has to go somewhere.
func readInput(session *session, send func(tea.Msg)) {
	in := &input{send: send}
	defer in.stop()
	buf := make([]byte, readSize)
	for {
		n, err := session.channel.Read(buf)
		if session.ctx.Err() == nil {
			events := 0
			if caught := contain(func() { events = in.read(buf[:n]) }); caught != nil {
				session.fail(caught)
			}
			session.channel.conn.budget.Spend(session.ctx, events*eventPrice)
		}
		if err != nil {
			session.end(errGone)
			return
		}
	}
}

// input decodes what a terminal sends. What it keeps is bounded, whatever that is.
type input struct {
	send func(tea.Msg)

	mu       sync.Mutex
	decoder  uv.EventDecoder
	pending  []byte // the start of a sequence
	overlong bool   // the sequence is past its limit and not to be decoded
	pasting  bool   // what comes is no keys, but pasted
	pasted   []byte // as much of it as is kept
	reads    int
	timer    *time.Timer // set while an escape waits
}

// read takes in bytes, sends the events they complete, and returns how many there were.
func (in *input) read(b []byte) int {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.reads++
	events := in.feed(b)
	in.deliver(events)
	in.wait()
	return len(events)
}

// deliver sends events to the program; it draws several that came at once once.
func (in *input) deliver(events []tea.Msg) {
	if len(events) > 1 {
		in.send(hold{})
		defer in.send(draw{})
	}
	for _, event := range events {
		in.send(event)
	}
}

// feed returns the events that b completes, and keeps what it leaves open.
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
	in.keep(rest)
	return events
}

// keep sets aside the start of a sequence. Of one past the limit only its
// introducer stays, so that its end is known when it comes.
func (in *input) keep(start []byte) {
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

// event returns the event that one whole sequence is, or that it ends, or nil.
// What is pasted is text, whatever keys it looks like, but ctrl+c: a terminal
// pastes none, and nobody must be locked in by a paste that does not end.
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

// decode returns the event that one whole sequence is, or nil. Only what Pete has
// a use for passes: keys, the mouse and the background colour. A terminal's other
// replies are nobody's business; one, CSI 8 t, would even resize the window.
func (in *input) decode(sequence []byte) tea.Msg {
	_, event := in.decoder.Decode(sequence)
	switch event := event.(type) {
	case uv.KeyPressEvent, uv.KeyReleaseEvent,
		uv.MouseClickEvent, uv.MouseReleaseEvent, uv.MouseWheelEvent, uv.MouseMotionEvent:
		return event
	case uv.BackgroundColorEvent:
		if event.Color != nil { // else it is no colour
			return event
		}
	}
	return nil
}

// wait starts the clock when all there is is ESC, or ESC and one more: it may be
// a key by itself, but in a paste, where it may be the start of the end. It runs
// once, and not at all while nothing waits.
func (in *input) wait() {
	if in.timer != nil {
		in.timer.Stop()
		in.timer = nil
	}
	if n := len(in.pending); !in.pasting && n > 0 && n <= 2 && in.pending[0] == esc && !in.overlong {
		read := in.reads
		in.timer = time.AfterFunc(escapeWait, func() { in.expire(read) })
	}
}

// expire takes what waits for a key by itself, unless more was read meanwhile.
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

// stop lets go of what waits.
func (in *input) stop() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.reads++
	in.pending, in.pasted = nil, nil
	in.wait()
}
