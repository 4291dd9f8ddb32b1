package tui

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"
)

// list is a column of entries, one of them selected, that scrolls if it is longer than
// its window.
type list struct {
	count  int
	above  int             // rows of the page above it
	window int             // rows
	height func(i int) int // rows of an entry; draws nothing
	gap    int             // blank rows between two entries
	sel    int             // the selected entry
	top    int             // the first one shown
	chosen bool            // it was moved to since something was typed
	number string          // the digits typed so far
	listed passage         // that linear mode has listed last

	teller
}

// fit makes the list as high as the window allows.
func (s *list) fit(l look) {
	s.above = l.listHead()
	s.window = l.rows - s.above - l.footRows()
	s.reveal()
}

// press moves the selection, and reports whether the key does that.
func (s *list) press(msg tea.KeyPressMsg) bool {
	by, ok := distance(msg, s.pageSize, func() int { return max(s.pageSize()/2, 1) })
	if ok {
		s.move(by)
	}
	return ok
}

// space returns the rows of an entry and of the gap below it.
func (s *list) space(i int) int {
	if i == s.count-1 {
		return s.height(i)
	}
	return s.height(i) + s.gap
}

// pageSize returns by how many entries a page key moves.
func (s *list) pageSize() int { return max(s.shown()-1, 1) }

func (s *list) move(by int) {
	s.choose(s.sel + by)
	s.chosen, s.number = true, ""
	s.tell(tellEntry)
}

// digit selects the entry with the number that is typed. A digit that makes no number
// of an entry begins another number.
func (s *list) digit(digit string) {
	for _, number := range []string{s.number + digit, digit} {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= s.count {
			s.number = number
			s.choose(n - 1)
			return
		}
	}
}

func (s *list) wheel(rows int) { s.move(rows / wheelRows) }

// choose selects an entry. Numbers outside of the list select its first or last one.
func (s *list) choose(i int) {
	s.sel = i
	s.reveal()
}

// reveal scrolls as little as possible to show the selected entry, without empty rows
// below the last entry. It measures the entries of about one window, however long the
// list is.
func (s *list) reveal() {
	s.sel = max(min(s.sel, s.count-1), 0)
	s.top = max(min(s.top, s.sel), 0)
	s.fill()
	rows := 0
	for i := s.sel; i >= s.top && i < s.count; i-- {
		if rows += s.space(i); rows > s.window && i < s.sel {
			s.top = i + 1
			return
		}
	}
}

// fill scrolls back while there are empty rows below the last entry.
func (s *list) fill() {
	rows := 0
	for i := s.top; i < s.count; i++ {
		if rows += s.space(i); rows > s.window {
			return
		}
	}
	for s.top > 0 {
		if rows += s.space(s.top - 1); rows > s.window {
			return
		}
		s.top--
	}
}

// shown returns the number of entries in the window, at least 1.
func (s *list) shown() int {
	rows, n := 0, 0
	for i := s.top; i < s.count; i++ {
		if rows += s.space(i); rows > s.window {
			break
		}
		n++
	}
	return max(n, 1)
}

// scrolls reports whether the list is longer than the window.
func (s *list) scrolls() bool { return s.top > 0 || s.shown() < s.count }

// position returns the number of the selected entry: "3/12".
func (s *list) position() string { return fmt.Sprintf("%d/%d", min(s.sel+1, s.count), s.count) }

// draw adds the entries in the window, each drawn by entry. They are whole, unless the
// selected one alone is taller than the window. The cursor rests on the selected one.
func (s *list) draw(sc *screen, entry func(i int) []string) {
	above := len(sc.rows)
	for i := s.top; i < s.count; i++ {
		rows, e := len(sc.rows)-above, entry(i)
		if i == s.sel {
			sc.rest(0)
		}
		if i < s.count-1 {
			e = append(e, blank(s.gap)...)
		}
		if rows+len(e) > s.window {
			if i == s.sel {
				sc.add(e[:s.window-rows]...)
			}
			break
		}
		sc.add(e...)
	}
}

// selectRow selects the entry at a row of the window, and reports whether there is one.
func (s *list) selectRow(row int) bool {
	row -= s.above
	if row < 0 || row >= s.window {
		return false
	}
	for i := s.top; i < s.count; i++ {
		if row -= s.space(i); row < 0 {
			s.choose(i)
			return true
		}
	}
	return false
}
