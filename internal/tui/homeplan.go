package tui

// plan divides the rows of a window between the list of posts and the details of the
// selected one.
type plan struct {
	summaries bool // each entry has its summary and tags below its title
	gap       int  // blank rows between two entries
	list      int  // rows of the list
	below     int  // blank rows between the list and the detail
	detail    int  // rows of the detail; 0 for none
}

const (
	// detailRows is the height of the selected post's summary and tags: four rows, a
	// blank one, two rows. It is the same for every post, so that nothing jumps.
	detailRows = 7

	// mostDetail is the most rows of long summaries and many tags.
	mostDetail = 12

	// detailGap is the blank rows between the detail and a list with blank rows of its
	// own. With as few as between two entries it would look like that of the last one.
	detailGap = 4

	// leastDetail is the fewest rows of detail that are shown.
	leastDetail = 2

	// leastList is the fewest rows of a list that scrolls beside the detail.
	leastList = 8
)

// fitWindow divides the window again.
func (h *home) fitWindow() {
	h.plan = h.planFor(h.room.look)
	h.above, h.window, h.gap = h.room.look.headRows(), h.plan.list, h.plan.gap
	h.reveal()
}

func (h *home) planFor(l look) plan {
	room := l.rows - l.headRows() - l.footRows()
	total, gaps := h.heightOf(false, room), len(h.posts)-1
	switch {
	case total > room && !l.compact() && room >= leastList+1+detailRows:
		return plan{list: room - 1 - detailRows, below: 1, detail: detailRows}
	case total > room:
		return plan{list: room}
	case !l.compact() && h.heightOf(true, room)+gaps <= room:
		return plan{summaries: true, gap: 1, list: room}
	case !l.compact() && total+gaps+detailGap+detailRows <= room:
		list := total + gaps
		return plan{gap: 1, list: list, below: detailGap, detail: min(room-list-detailGap, mostDetail)}
	case room-total-1 >= leastDetail:
		return plan{list: total, below: 1, detail: min(room-total-1, mostDetail)}
	}
	return plan{list: room}
}

// heightOf returns the height of all entries, with or without their summaries. It stops
// counting above most.
func (h *home) heightOf(summaries bool, most int) int {
	rows := 0
	for i := range h.posts {
		if rows += h.entryHeight(i, summaries); rows > most {
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
