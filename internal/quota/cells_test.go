package quota

import "testing"

// Attack: sources ask for the largest windows, one after the other, until a stranger
// gets a part of an ordinary one.
func TestCellsAreShared(t *testing.T) {
	table := NewTable(limits())
	for source := range 4 {
		s := connect(t, table, from(1+source))
		for range 16 {
			s.NewCellGrant().Fit(Window{400, 120})
		}
	}
	stranger := connect(t, table, from(100)).NewCellGrant()
	if got := stranger.Fit(Window{200, 60}); got != (Window{200, 60}) {
		t.Errorf("after four that took all they could, a stranger gets %v", got)
	}
	for source := range 100 {
		g := connect(t, table, from(200+source)).NewCellGrant()
		if got := g.Fit(Window{400, 120}); got.Columns < 80 || got.Rows < 24 {
			t.Errorf("source %d gets %v", source, got)
		}
	}
	if table.cells.free < 0 {
		t.Errorf("%d cells are left", table.cells.free)
	}
}

func TestFit(t *testing.T) {
	l := limits()
	l.Cells = 4 * (200*50 - FreeCells) // a quarter is one window of 200×50
	table := NewTable(l)
	s := connect(t, table, from(1))
	first := s.NewCellGrant()
	for _, c := range []struct{ asked, want Window }{
		{Window{200, 50}, Window{200, 50}},
		{Window{200, 60}, Window{200, 50}}, // fewer rows
		{Window{400, 60}, Window{400, 25}}, // fewer still
		{Window{1000, 24}, Window{80, 24}}, // no row of it can be had
		{Window{40, 12}, Window{40, 12}},   // less than the default costs nothing
		{Window{10, 300}, Window{10, 300}}, // tall and narrow
		{Window{200, 50}, Window{200, 50}}, // what it had is free again
	} {
		if got := first.Fit(c.asked); got != c.want {
			t.Errorf("%v gets %v, want %v", c.asked, got, c.want)
		}
	}
	second := s.NewCellGrant()
	if got := second.Fit(Window{200, 50}); got != (Window{80, 24}) {
		t.Errorf("a second window of the source gets %v", got)
	}
	for i := range 20 { // others come, and take of what its share was counted from
		connect(t, table, from(2+i)).NewCellGrant().Fit(Window{200, 50})
	}
	if got := first.Fit(Window{200, 50}); got != (Window{200, 50}) {
		t.Errorf("a window that has not changed shrinks to %v because others have come", got)
	}
	first.Release()
	second.Release()
	if s.cells != 0 {
		t.Errorf("%d cells are still the source's", s.cells)
	}
}
