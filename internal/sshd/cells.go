package sshd

import "sync"

// cells is the budget of all windows together. What a window of home's size takes
// is everybody's and is not counted, so a budget that is used up makes later windows
// smaller and keeps nobody out.
type cells struct {
	share int // what one source may have

	mu   sync.Mutex
	free int
}

// cellShare is the part of the budget that one source may have: a quarter. That is
// a dozen windows that fill a large screen.
const cellShare = 4

// lease is what one window has of the budget.
type lease struct {
	budget *cells
	source *source
	taken  int
}

// fit gives a window as much of what it asks for as there is, for what it had, and
// returns what it gets: all, or fewer rows, or no more than home.
func (l *lease) fit(asked window) window {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.take(0)
	free := min(l.budget.free, l.budget.share-l.source.cells)
	granted := asked
	if granted.extra() > free {
		granted.rows = max(min(asked.rows, (free+home.area())/asked.columns), min(asked.rows, home.rows))
	}
	if granted.extra() > free {
		granted = window{min(asked.columns, home.columns), min(asked.rows, home.rows)}
	}
	l.take(granted.extra())
	return granted
}

// take makes the lease one of so many cells. The caller holds the budget's mu.
func (l *lease) take(cells int) {
	l.budget.free += l.taken - cells
	l.source.cells += cells - l.taken
	l.taken = cells
}

// release gives back what the window had.
func (l *lease) release() {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.take(0)
}

func (w window) area() int { return w.columns * w.rows }

// extra is the cells that a window has more than home.
func (w window) extra() int { return max(w.area()-home.area(), 0) }
