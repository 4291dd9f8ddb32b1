package sshd

import "sync"

// cells is the budget of all windows together. What a window of home's size takes
// is everybody's and is not counted, so a budget that is used up makes later windows
// smaller and keeps nobody out.
type cells struct {
	mu   sync.Mutex
	free int
}

// lease is what one window has of the budget.
type lease struct {
	budget *cells
	taken  int
}

// fit gives a window as much of what it asks for as there is, for what it had, and
// returns what it gets: all, or fewer rows, or no more than home.
func (l *lease) fit(asked window) window {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.budget.free += l.taken
	granted := asked
	if granted.extra() > l.budget.free {
		granted.rows = max(min(asked.rows, (l.budget.free+home.area())/asked.columns), min(asked.rows, home.rows))
	}
	if granted.extra() > l.budget.free {
		granted = window{min(asked.columns, home.columns), min(asked.rows, home.rows)}
	}
	l.taken = granted.extra()
	l.budget.free -= l.taken
	return granted
}

// release gives back what the window had.
func (l *lease) release() {
	l.budget.mu.Lock()
	defer l.budget.mu.Unlock()
	l.budget.free += l.taken
	l.taken = 0
}

func (w window) area() int { return w.columns * w.rows }

// extra is the cells that a window has more than home.
func (w window) extra() int { return max(w.area()-home.area(), 0) }
