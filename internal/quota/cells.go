package quota

import "sync"

// cellBudget is the budget of all windows together, in cells. The first [FreeCells] of a
// window are not counted, so a budget that is used up makes later windows smaller
// and keeps no client out.
type cellBudget struct {
	mu   sync.Mutex
	free int
}

// FreeCells is how many cells every window may have: 80×24.
const FreeCells = 80 * 24

// cellShare is the part of what the others have left that one source may have: a
// quarter. So each source that takes its share leaves three quarters to the next:
// with 500,000 cells, the first may have ten windows that fill a large screen, and
// the tenth still one.
const cellShare = 4

// Window is the size of a terminal, in cells.
type Window struct{ Columns, Rows int }

// DefaultWindow is the size of a terminal that does not say how large it is.
var DefaultWindow = Window{Columns: 80, Rows: 24}

// Area returns how many cells a window has.
func (w Window) Area() int { return w.Columns * w.Rows }

// counted returns how many cells of a window are counted.
func (w Window) counted() int { return max(w.Area()-FreeCells, 0) }

// CellGrant is what one window has of the budget.
type CellGrant struct {
	source *Source
	taken  int
}

// NewCellGrant returns the grant of a window that has nothing yet.
func (s *Source) NewCellGrant() *CellGrant { return &CellGrant{source: s} }

// Fit gives a window as much of what it asks for as there is, in exchange for what
// it had, and returns what it gets: all, or fewer rows, or no more than the default.
func (g *CellGrant) Fit(asked Window) Window {
	budget := &g.source.table.cells
	budget.mu.Lock()
	defer budget.mu.Unlock()
	had := g.taken
	g.take(0)
	share := (budget.free+g.source.cells)/cellShare - g.source.cells
	free := max(share, had) // a window never shrinks because others have come
	granted := asked
	if granted.counted() > free {
		granted.Rows = max(min(asked.Rows, (free+FreeCells)/asked.Columns), min(asked.Rows, DefaultWindow.Rows))
	}
	if granted.counted() > free {
		granted = Window{min(asked.Columns, DefaultWindow.Columns), min(asked.Rows, DefaultWindow.Rows)}
	}
	g.take(granted.counted())
	return granted
}

// take makes the grant one of so many cells. The caller holds cellBudget.mu.
func (g *CellGrant) take(cells int) {
	g.source.table.cells.free += g.taken - cells
	g.source.cells += cells - g.taken
	g.taken = cells
}

// Release gives back what the window had.
func (g *CellGrant) Release() {
	g.source.table.cells.mu.Lock()
	defer g.source.table.cells.mu.Unlock()
	g.take(0)
}
