package tui

// plan divides the rows of a window between the list of posts and the details of the
// selected one.
type plan struct {
	entry  entryStyle
	list   int // rows of the list
	detail int // rows below it, after the gap; 0 for none
}

// gap returns the blank rows between the list and the detail.
func (p plan) gap() int {
	if p.entry == spaced {
		return detailGap
	}
	return 1
}

// entryStyle is how much text and how many blank rows an entry has.
type entryStyle int

const (
	dense     entryStyle = iota // title below title
	spaced                      // with a blank row between
	summaries                   // and with summary and tags below each title
)

const (
	// detailRows is the height of the selected post's summary and tags: four rows, a
	// blank one, two rows. It is the same for every post, so that nothing jumps.
	detailRows = 7

	// mostDetail is the most rows of long summaries and many tags.
	mostDetail = 12

	// detailGap is the blank rows between a spaced list and the detail below it. With
	// as few as between two entries the detail would look like that of the last one.
	detailGap = 4

	// leastDetail is the fewest rows of detail that are shown.
	leastDetail = 2

	// leastList is the fewest rows of a list that scrolls beside the detail.
	leastList = 8
)

// fitWindow divides the window again.
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

// heightOf returns the height of the whole list in a style. It stops counting above
// most.
func (h *home) heightOf(style entryStyle, most int) int {
	rows := 0
	for i := range h.posts {
		if rows += h.entryHeight(i, style); rows > most {
			break
		}
	}
	return rows
}

// headRows returns the height of the rows above the list.
func (l look) headRows() int {
	switch {
	case l.roomy():
		return 4 // a blank, title, byline, a blank
	case l.rows >= 10:
		return 2 // one line, a blank
	}
	return 1
}

// listHead returns the height of the rows above the other lists: one line with blank
// rows around it.
func (l look) listHead() int { return min(l.headRows(), 3) }

func (l look) footRows() int {
	if l.rows >= 10 {
		return 2
	}
	return 1
}
