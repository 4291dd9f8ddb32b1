package terminal

import (
	"bytes"
	"io"
	"strings"

	"blog.example/pete/internal/quota"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// screen turns views into the bytes that change a terminal from the last view to the
// next, and restores the terminal at the end. It writes each frame in one piece, and
// nothing for a view that looks like the last.
//
// Its cells are a cache of what the terminal shows: drop drops them, and they are built
// again from the last view when they are needed.
//
// A screen is used by one goroutine.
type screen struct {
	out     io.Writer
	term    string
	profile colorprofile.Profile
	links   bool // hyperlinks are sent
	size    quota.Window

	frame    bytes.Buffer
	cells    uv.ScreenBuffer
	renderer *uv.TerminalRenderer // nil while there are no cells

	shown     tea.View // the last view, as far as it was drawn
	resting   packed   // the content of shown while the terminal is suspended
	known     bool     // the terminal shows shown, and nothing else
	opened    bool     // the terminal is on the alternate screen
	appending bool     // text was appended to the ordinary one since
	titled    bool     // the terminal's own title is on its stack
	closed    bool
	atEnd     string // is written by close: see [Painter]
	widths    widths
}

// newScreen returns the screen of a terminal that nothing was written to.
func newScreen(out io.Writer, term string, profile colorprofile.Profile, size quota.Window) *screen {
	return &screen{out: out, term: term, profile: profile, links: Hyperlinks(term, nil), size: size}
}

// resize sets the size of the terminal. Terminals differ in what they show after that, so
// the next view is drawn whole.
func (s *screen) resize(size quota.Window) {
	if size != s.size {
		s.size = size
		s.redraw()
	}
}

// redraw draws the next view whole.
func (s *screen) redraw() {
	s.known = false
	s.drop()
}

// setWidths sets how wide the terminal shows what it shows otherwise than others.
func (s *screen) setWidths(w widths) {
	if w != s.widths {
		s.widths = w
		s.redraw()
	}
}

// drop drops what can be made again, which is nearly all that a screen holds. It writes
// nothing.
func (s *screen) drop() {
	s.renderer, s.cells, s.frame = nil, uv.ScreenBuffer{}, bytes.Buffer{}
}

// rest drops what drop drops, and holds the last view compressed until the next one.
func (s *screen) rest() {
	s.drop()
	s.resting, s.shown.Content = pack(s.shown.Content), ""
}

// wake has the last view again.
func (s *screen) wake() {
	if s.resting.content != "" || s.resting.deflate != nil {
		s.shown.Content, s.resting = s.resting.unpack(), packed{}
	}
}

// cellBytes is what one cell takes, in each of two buffers: on amd64, with the
// slack of the allocator.
const cellBytes = 128

// weight returns about how many bytes drop would free.
func (s *screen) weight() int {
	if s.renderer == nil {
		return 0
	}
	return 2 * cellBytes * s.size.Area()
}

// compose composes the frame that brings a view onto the terminal. flush writes it.
func (s *screen) compose(view tea.View) {
	s.frame.Reset()
	s.wake()
	if s.closed || s.known && same(view, s.shown) {
		return
	}
	s.frame.WriteString(ansi.SetModeSynchronizedOutput)
	if !s.opened {
		s.open()
	}
	s.setModes(view)
	s.render(view)
	s.frame.WriteString(ansi.ResetModeSynchronizedOutput)
	s.shown, s.known = view, true
}

// flush writes what was composed since the last flush.
func (s *screen) flush() error {
	if s.frame.Len() == 0 {
		return nil
	}
	_, err := s.out.Write(withST(s.frame.Bytes()))
	s.frame.Reset()
	return err
}

// same reports whether two views look the same on this screen.
func same(a, b tea.View) bool {
	cursors := a.Cursor == b.Cursor ||
		a.Cursor != nil && b.Cursor != nil && a.Cursor.Position == b.Cursor.Position
	return cursors && a.Content == b.Content && a.WindowTitle == b.WindowTitle && a.MouseMode == b.MouseMode
}

// open switches to the alternate screen.
func (s *screen) open() {
	s.frame.WriteString(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable)
	if s.answers() {
		s.frame.WriteString(ansi.SetModeBracketedPaste)
	}
	s.opened, s.appending = true, false
}

// answers reports whether the terminal understands OSC 11 and 52, XTWINOPS and
// bracketed paste. The Linux console and true VTs print what they do not know.
func (s *screen) answers() bool { return kindOf(s.term) == modernKind }

const (
	// pushTitle and popTitle save the window's title and bring it back (XTWINOPS).
	pushTitle = "\x1b[22;2t"
	popTitle  = "\x1b[23;2t"

	// titleLength bounds a window title, in characters.
	titleLength = 120

	setMouse   = ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	resetMouse = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseExtSgr
)

// setModes sets the window title and the mouse mode of a view.
func (s *screen) setModes(view tea.View) {
	if view.WindowTitle != s.shown.WindowTitle && s.answers() {
		if !s.titled {
			s.frame.WriteString(pushTitle)
			s.titled = true
		}
		s.frame.WriteString(ansi.SetWindowTitle(Printable(view.WindowTitle, titleLength)))
	}
	mouse, had := view.MouseMode != tea.MouseModeNone, s.shown.MouseMode != tea.MouseModeNone
	switch {
	case mouse && !had:
		s.frame.WriteString(setMouse)
	case had && !mouse:
		s.frame.WriteString(resetMouse)
	}
}

// render writes the difference between what the terminal shows and the view, and
// puts the cursor where the view has it. The cursor stays hidden: screen readers and braille
// displays follow it all the same.
func (s *screen) render(view tea.View) {
	if s.renderer == nil {
		s.build()
	}
	s.paint(view.Content)
	if view.Cursor != nil {
		s.renderer.MoveTo(
			min(max(view.Cursor.X, 0), s.size.Columns-1),
			min(max(view.Cursor.Y, 0), s.size.Rows-1),
		)
	}
	_ = s.renderer.Flush() // into memory
}

// paint draws content into the cells and renders what has changed.
func (s *screen) paint(content string) {
	uv.NewStyledString(content).Draw(s.cells, s.cells.Bounds())
	if !s.links {
		unlink(s.cells)
	}
	s.widths.fit(s.cells)
	s.renderer.Render(s.cells.RenderBuffer)
}

// copy adds text for the reader's clipboard to the frame, if the terminal has one.
func (s *screen) copy(text string) {
	if !s.closed && s.answers() {
		s.frame.WriteString(ansi.SetSystemClipboard(text))
	}
}

// paintBeside adds to the frame what a Painter writes, if the terminal takes such sequences.
func (s *screen) paintBeside(now, atEnd string) {
	if !s.closed && s.answers() {
		s.frame.WriteString(now)
		s.atEnd = atEnd
	}
}

// ask adds questions to the frame, and reports whether it did: see [queries.ask]. While text is
// appended, nothing is asked.
func (s *screen) ask(q *queries, asked questions) bool {
	if !s.opened || s.closed || !s.answers() {
		return false
	}
	row := 0
	if asked&askWidths != 0 {
		row = s.blankRow()
	}
	text := q.ask(asked, row)
	s.frame.WriteString(text)
	if row > 0 && text != "" {
		s.renderer.SetPosition(-1, -1)
		if c := s.shown.Cursor; c != nil {
			s.frame.WriteString(ansi.CursorPosition(c.X+1, c.Y+1))
		}
	}
	return text != ""
}

// build makes the cells. If the terminal shows the last view, build paints that once more
// and drops the output. Else the next view is drawn whole.
func (s *screen) build() {
	s.cells = uv.NewScreenBuffer(s.size.Columns, s.size.Rows)
	s.cells.Method = ansi.GraphemeWidth // as the layout measures; see widths
	s.renderer = uv.NewTerminalRenderer(&s.frame, []string{"TERM=" + s.term})
	s.renderer.SetColorProfile(s.profile)
	s.renderer.SetWidthMethod(s.cells.Method)
	s.renderer.SetFullscreen(true)
	s.renderer.SetRelativeCursor(false)
	s.renderer.SetScrollOptim(true)
	s.renderer.SetTabStops(-1)      // the terminal's are not known
	s.renderer.SetMapNewline(false) // LF only goes down: there is no line discipline
	if !s.known {
		s.renderer.Erase()
		return
	}
	begun := s.frame.Len()
	s.paint(s.shown.Content)
	_ = s.renderer.Flush() // into memory
	s.frame.Truncate(begun)
	s.renderer.SetPosition(-1, -1) // the cursor may be anywhere
}

// close restores the terminal, if anything was drawn, and writes the farewell. Only the
// first call has an effect.
func (s *screen) close(farewell string) {
	if s.closed {
		return
	}
	s.closed = true
	s.frame.Reset()
	switch {
	case s.opened:
		s.restore()
	case s.appending && s.answers():
		s.frame.WriteString(ansi.ResetModeBracketedPaste)
	}
	s.frame.WriteString(strings.ReplaceAll(farewell, "\n", "\r\n"))
	_ = s.flush() // fails if the client is gone
	s.drop()
}

// restore undoes open and setModes. It also ends a frame that may have been cut short.
func (s *screen) restore() {
	s.frame.WriteString(ansi.ResetModeSynchronizedOutput + ansi.ResetStyle)
	if s.shown.MouseMode != tea.MouseModeNone {
		s.frame.WriteString(resetMouse)
	}
	if s.answers() {
		s.frame.WriteString(s.atEnd + ansi.ResetModeBracketedPaste)
	}
	if s.titled {
		s.frame.WriteString(popTitle)
	}
	s.frame.WriteString(ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable)
}
