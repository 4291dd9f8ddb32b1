package terminal

import (
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/cell"
	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// This file has all that a terminal is asked. Once in a visit that is much: see openingQuestions.
// It happens after the first frame and not in it, and not when what was typed ahead leaves,
// because the replies would come to the reader's shell as keys. For the same reason a terminal
// is given back when no reply is due any more. Behind the questions of each frame stands one
// that every terminal answers (DA1). Its reply comes last, so it says that no other is due.
//
// A reply is taken once for each question, and dropped where nothing was asked.

// questions are a set of questions.
type questions uint8

const (
	askBackground questions = 1 << iota // OSC 11
	askName                             // XTVERSION
	askCell                             // CSI 16 t: the size of a cell in pixels
	askWindow                           // CSI 18 t: the size of the window in cells
	askWidths                           // CSI 6 n behind samples of text
)

// The questions of a visit after its first frame, and of a reader who wants the screen drawn
// again. The size is not among the first, because it came with the pty.
const (
	openingQuestions = askBackground | askName | askCell | askWidths
	redrawQuestions  = askCell | askWindow
)

// String returns the questions as the terminal takes them, apart from the samples.
func (q questions) String() string {
	var b strings.Builder
	for i, question := range []string{
		ansi.RequestBackgroundColor,
		ansi.RequestNameVersion,
		ansi.WindowOp(16),
		ansi.WindowOp(18),
	} {
		if q&(1<<i) != 0 {
			b.WriteString(question)
		}
	}
	return b.String()
}

const (
	// quietBefore is how long no input has to be handled after the first frame until the
	// terminal is asked: what was typed ahead comes about when the shell is asked for.
	quietBefore = 5 * time.Millisecond

	// replyWait is how long a terminal may take for replies before it is given back.
	replyWait = 100 * time.Millisecond
)

// measured is the message that the terminal has measured something.
type measured struct {
	widths  widths
	cells   cell.Measured
	unknown bool // the terminal does not say what its background is, as in tmux before 3.4
}

// queries are what a terminal was asked, and what of its replies is due. It may be used by
// several goroutines.
type queries struct {
	mu     sync.Mutex
	open   questions     // asked and not answered
	due    chan struct{} // closed when the last reply has come; nil when none is due
	ended  bool          // no more replies come
	row    int           // of samples, counted from 1; 0 when they were not written
	at     []int         // columns that their ends were reported at
	known  measured
	change bool // known is to be sent
}

// ask notes that questions are about to be written, with the samples on a row unless that is
// 0, and returns all that is to be written. While a reply is due it returns "": a terminal
// that does not answer is not asked again.
func (q *queries) ask(asked questions, row int) string {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.due != nil || q.ended {
		q.change = true // so that the last reply has the questions asked again
		return ""
	}
	q.open, q.row, q.due = asked, row, make(chan struct{})
	text := asked.String()
	if row > 0 {
		text += measuring(row)
	}
	return text + ansi.RequestPrimaryDeviceAttributes
}

// take returns the message for a reply, or nil if there is none, or if it was not asked for.
// window is called with a size that was asked for.
func (q *queries) take(reply uv.Event, window func(columns, rows int)) tea.Msg {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch reply := reply.(type) {
	case uv.BackgroundColorEvent:
		if q.answered(askBackground) && reply.Color != nil { // else it is no colour
			return reply
		}
	case uv.TerminalVersionEvent:
		if q.answered(askName) {
			return reply
		}
	case uv.CellSizeEvent:
		if q.answered(askCell) {
			q.known.cells.Width, q.known.cells.Height = reply.Width, reply.Height
			q.change = true
		}
	case uv.WindowSizeEvent:
		if q.answered(askWindow) {
			window(reply.Width, reply.Height)
		}
	case uv.CursorPositionEvent:
		if q.due != nil && reply.Y == q.row-1 && len(q.at) < len(samples) {
			q.at = append(q.at, reply.X)
		}
	case uv.PrimaryDeviceAttributesEvent:
		return q.complete()
	}
	return nil
}

// answered takes a question off those that are open, and reports whether it was one.
func (q *queries) answered(one questions) bool {
	was := q.open&one != 0
	q.open &^= one
	return was
}

// complete notes that no reply is due, and returns what was measured, if it is new. The
// answers to other questions are still taken: a multiplexer may answer the last by itself.
func (q *queries) complete() tea.Msg {
	if q.due == nil {
		return nil
	}
	close(q.due)
	q.due = nil
	if w, ok := widthsOf(q.at); ok && w != q.known.widths {
		q.known.widths, q.change = w, true
		q.known.cells.WideMarks = w.marks
	}
	q.row, q.at = 0, nil
	if unknown := q.open&askBackground != 0; unknown != q.known.unknown {
		q.known.unknown, q.change = unknown, true
	}
	if !q.change {
		return nil
	}
	q.change = false
	return q.known
}

// pending reports whether a reply is due.
func (q *queries) pending() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.due != nil
}

// end notes that no more replies come.
func (q *queries) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ended = true; q.due != nil {
		close(q.due)
		q.due = nil
	}
}

// await waits until no reply is due, but not longer than replyWait.
func (q *queries) await() {
	q.mu.Lock()
	due := q.due
	q.mu.Unlock()
	if due == nil {
		return
	}
	late := time.NewTimer(replyWait)
	defer late.Stop()
	select {
	case <-due:
	case <-late.C:
	}
}
