// Package terminal runs a [tea.Model] on the terminal at the other end of a byte stream.
// It promises that what it keeps of the input is bounded, that a panic of the model ends
// this terminal alone, that an idle model costs little until its next event, and that the
// terminal is given back as it was, however the end came.
//
// A model that returns [tea.ClearScreen] has the screen drawn again and measured. It gets a
// [cell.Measured] when a terminal shows cells otherwise than most.
//
// It knows escape sequences and bubbletea. It knows neither SSH nor what the model shows.
//
//	terminal.go      Options and Terminal: from the first frame to the restored terminal
//	capabilities.go  what a terminal can show, by its name and locale
//	input.go         bytes from the terminal to events
//	keypad.go        which key a numeric keypad means
//	sequence.go      where one key or terminal reply ends and the next begins
//	suspend.go       a tea.Program while something happens, and none while nothing does
//	viewmodel.go     the model that those programs run: it draws on the screen
//	recover.go       panics of the model and of its commands
//	hyperlinks.go    which terminals have hyperlinks, and how what says them ends
//	local.go         a model on the terminal of this process, for the author at home
//	queries.go       what a terminal is asked, and when no reply is due any more
//	widths.go        what it shows wider or narrower than the layout has it
//	screen.go        from views to bytes, and the terminal as it was before
//	linear.go        models that append lines in the place of views
//	pack.go          the last view of a suspended terminal
package terminal

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// ErrGone is what a terminal ends with whose stream has ended or cannot be written to.
var ErrGone = errors.New("the client is gone")

// Model is what a terminal shows. It also knows what stays on the ordinary screen.
//
// Its Update must return a Model. Of its views the screen heeds Content, Cursor (position
// only: it stays hidden), WindowTitle and MouseMode, and it always uses the alternate screen. Commands that
// write to the terminal ([tea.SetClipboard], [tea.Raw] and the like) have no effect:
// Clipboard is the way to copy. OnMouse is not called.
type Model interface {
	tea.Model

	// Farewell returns the lines that stay on the screen afterwards: plain text ending in
	// "\n", or "". why is "" when the model has quit, else the sentence that says why the
	// server ends it. It is called once, after the last Update, even if that panicked.
	Farewell(why string) string

	// Suspend is called when nothing has happened for a while, and drops what can be
	// made again. The next event is another Update.
	Suspend()

	// Clipboard returns what was copied since the last call, or "". It is called after
	// each View. The text is sent as OSC 52, which some terminals ignore.
	Clipboard() string
}

// Painter is a Model that writes to the terminal besides its views, for what cells cannot be.
type Painter interface {
	// Paint is called after each View. It returns what is to be written now, and what is to
	// be written when the terminal is closed, whatever the end: both in escape sequences that
	// move no cursor. atEnd replaces what it was before.
	Paint() (now, atEnd string)
}

// Options connect a terminal to its stream and to the limits of the server. All
// functions may be called from several goroutines at once, and must be set.
type Options struct {
	Input   io.Reader // what the terminal sends
	Output  io.Writer // what it shows
	Term    string    // its name, as in TERM
	Env     []string  // NAME=VALUE
	Profile colorprofile.Profile

	// Window returns the size, which must be paid for. Resized has a token when it has
	// changed since the last token was taken.
	Window  func() quota.Window
	Resized <-chan struct{}

	// Resize is called with the size that the terminal has when it was asked for that. It is
	// as much to be trusted as any other input.
	Resize func(columns, rows int)

	// Slot is held while the model computes, and not while the screen writes.
	Slot *quota.CPUSlot

	// Work runs a command of the model when it may be run, or never.
	Work func(run func())

	// Active is called for each event that the terminal sends. Pay is called when a batch
	// of them was handled, before more input is read. It may wait.
	Active func()
	Pay    func(ctx context.Context, events int)

	// SuspendAfter is how long nothing happens before the program is suspended. The
	// sweeper adds up to its period.
	SuspendAfter time.Duration
	Sweeper      *quota.Sweeper

	// Suspended is called with 1 and -1 when a program is suspended and when that ends.
	// Freed is called with about how many bytes are not used any more.
	Suspended func(by int)
	Freed     func(bytes int)

	FirstFrame func()             // called once the first frame is written
	Failed     func(*guard.Panic) // called for a panic; ends the context
	End        func(cause error)  // ends the context
}

// Terminal is one terminal with its model. Run and then Farewell and Close are called
// from one goroutine.
type Terminal struct {
	o    Options
	ctx  context.Context
	view *viewModel

	queries queries
	reading atomic.Bool // all input is handled, and more is waited for

	sending sync.Mutex        // held while an event is sent to the program
	program *tea.Program      // nil while it is suspended
	resumed chan *tea.Program // the next program, to be run
	last    quota.Timestamp   // when the last thing happened

	// The program's while one runs, else Run's.
	suspended bool // the program has ended because nothing happened
}

// New returns a terminal on which nothing was written. Its context ends it.
func New(ctx context.Context, o Options) *Terminal {
	t := &Terminal{o: o, ctx: ctx, resumed: make(chan *tea.Program, 1)}
	t.view = &viewModel{
		o: &t.o, screen: newScreen(o.Output, o.Term, o.Profile, o.Window()),
		queries: &t.queries, opened: t.askWhenQuiet,
	}
	t.view.screen.links = Hyperlinks(o.Term, o.Env)
	return t
}

// Run makes the model and runs it until it quits or the context ends.
func (t *Terminal) Run(newModel func() Model) {
	caught := guard.RunOnFreshStack(func() {
		if !t.o.Slot.Acquire(t.ctx) {
			return
		}
		defer t.o.Slot.Release()
		t.view.model = newModel()
	})
	if caught != nil {
		t.o.Failed(caught)
	}
	if t.view.model == nil {
		return
	}
	t.program = t.newProgram()
	go t.readInput()
	t.runPrograms()
}

// Farewell returns what the model leaves on the screen, and the panic of a model that
// cannot even say that.
func (t *Terminal) Farewell(why string) (words string, caught *guard.Panic) {
	if t.view.model == nil {
		return "", nil
	}
	caught = guard.Run(func() { words = t.view.model.Farewell(why) })
	return words, caught
}

// askWhenQuiet has the terminal asked when all input is handled that has come so far.
func (t *Terminal) askWhenQuiet() {
	if !t.view.screen.answers() {
		return
	}
	time.AfterFunc(quietBefore, func() {
		switch {
		case t.ctx.Err() != nil:
		case t.reading.Load():
			t.send(askNow{})
		default:
			t.askWhenQuiet()
		}
	})
}

// Close gives the terminal back as it was, with words on it, when no reply is due. Input that
// comes until then is dropped.
func (t *Terminal) Close(words string) {
	t.queries.await()
	t.o.Freed(t.view.screen.weight())
	t.view.screen.close(words)
}
