package tui

// plan is how the rows of a window are shared out between the list of posts
// and what is known of the selected one.
type plan struct {
	entry  entryStyle
	list   int // rows of the list
	detail int // rows below it, after the gap; 0 for none
}

// gap is the blank rows between the list and the detail.
func (p plan) gap() int {
	if p.entry == spaced {
		return detailGap
	}
	return 1
}

// entryStyle is how much air and text the list has.
type entryStyle int

const (
	dense     entryStyle = iota // title below title
	spaced                      // with a blank row between
	summaries                   // and with summary and tags below each title
)

const (
	// detailRows is the height of the selected post's summary and tags: four
	// rows, a blank one, two rows. It does not change with the selection, so
	// nothing jumps.
	detailRows = 7

	// mostDetail is what long summaries and many tags may take where there is room.
	mostDetail = 12

	// apart is the blank rows between a list with air and the detail below it: as
	// few as between two entries would make it look like the last one's.
	detailGap = 4

	// leastDetail is the least of it that is worth having.
	leastDetail = 2

	// leastList is how far a list that scrolls gives way to the detail.
	leastList = 8
)

// fitWindow shares out the window anew.
func (h *home) fitWindow() {
	h.plan = h.planFor(h.room.look)
	h.above, h.window = h.room.look.headRows(), h.plan.list
	h.reveal()
}

func (h *home) planFor(l look) plan {
	room := l.rows - l.headRows() - l.footRows()
	total := h.heightOf(dense, room)
	switch {
	case total > room && !l.compact() && room >= leastList+1+detailRows:
		return plan{dense, room - 1 - detailRows, detailRows}
	case total > room:
		return plan{dense, room, 0}
	case !l.compact() && h.heightOf(summaries, room) <= room:
		return plan{summaries, room, 0}
	case !l.compact() && total+len(h.posts)-1+detailGap+detailRows <= room:
		list := total + len(h.posts) - 1
		return plan{spaced, list, min(room-list-detailGap, mostDetail)}
	case room-total-1 >= leastDetail:
		return plan{dense, total, min(room-total-1, mostDetail)}
	}
	return plan{dense, room, 0}
}

// heightOf is the height of the whole list in a style; once it is past most, that
// it is.
func (h *home) heightOf(style entryStyle, most int) int {
	rows := 0
	for i := range h.posts {
		if rows += h.entryHeight(i, style); rows > most {
			break
		}
	}
	return rows
}

// headRows is the height of what stands above the list.
func (l look) headRows() int {
	switch {
	case l.tall() && !l.compact():
		return 4 // a blank, title, byline, a blank
	case l.rows >= 10:
		return 2 // one line, a blank
	}
	return 1
}

// listHead is the same above another list: one line, with air around it.
func (l look) listHead() int { return min(l.headRows(), 3) }

func (l look) footRows() int {
	if l.rows >= 10 {
		return 2
	}
	return 1
}
