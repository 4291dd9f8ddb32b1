package tui

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// place is a reader's place in a text. Its zero value is the start.
type place struct {
	at       render.Place
	begun    bool            // false at the start of the text
	key      [32]byte        // of the version that has this row
	row      int             // row of the lines
	measure  int             // width of the lines that have this row
	pictures render.Pictures // of these lines
	linear   bool            // the lines are plain text
}

// scrollTo scrolls a row to the top of the window, and remembers the place there. The first of
// the rows that come into the window is what was moved to.
func (r *reader) scrollTo(top int) {
	_, end := r.shown()
	was := r.top
	r.top = top
	r.clamp()
	r.at, _ = r.shown()
	if r.column = 0; r.top > was {
		r.at = max(r.at, end)
	}
	l := r.room.look
	if l.linear {
		r.at = max(r.top-l.topMargin(), 0)
		r.heard = r.at
	}
	r.tell(tellAhead)
	r.place = place{begun: r.top > 0, key: r.key, row: r.top - l.topMargin(), measure: r.opts.Width, pictures: r.opts.Pictures, linear: l.linear}
	if i := r.place.row; i >= 0 && i < len(r.lines.Lines) {
		r.place.at = r.lines.Lines[i].Place
	}
}

// reveal scrolls if the parts of a hit or a link do not all show above the foot. Then a
// third of the window is above the first of them.
func (r *reader) reveal(parts []render.Part) {
	l := r.room.look
	first, last := parts[0].Row+l.topMargin(), parts[len(parts)-1].Row+l.topMargin()
	if l.linear {
		if parts[0].Row < r.at || parts[0].Row >= r.heard {
			r.scrollTo(first)
		}
		return
	}
	if first < r.top || last >= r.top+r.textRowsAboveFoot() {
		r.scrollTo(first - l.textRows()/3)
	}
	r.scrollSidewaysTo(parts[0])
	r.at, r.column = parts[0].Row, parts[0].From
}

// textRowsAboveFoot returns how many rows show text that the foot does not cover.
func (r *reader) textRowsAboveFoot() int {
	l := r.room.look
	return min(l.textRows(), l.rows-len(r.foot()))
}

// scrollSidewaysTo scrolls a block of long lines sideways if a part of one of them does
// not show.
func (r *reader) scrollSidewaysTo(p render.Part) {
	line := r.lines.Lines[p.Row]
	block, room := line.Place.Block, r.room.look.codeColumns()
	if !line.Unwrapped || r.overflow[block] == 0 {
		return
	}
	if from := r.shift[block]; p.From < from+1 || p.To > from+room-1 {
		r.shift[block] = max(min(p.From-room/3, r.overflow[block]), 0)
	}
}

// sideways scrolls the blocks of long lines that show.
func (r *reader) sideways(columns int) {
	for _, block := range r.overflowing() {
		r.shift[block] = max(min(r.shift[block]+columns, r.overflow[block]), 0)
	}
}

// shown returns which rows of the lines are in the window, from the first up to the end.
func (r *reader) shown() (first, end int) {
	if r.lines == nil {
		return 0, 0
	}
	l := r.room.look
	if l.linear {
		count := len(r.lines.Lines)
		return min(r.at, count), min(max(r.heard, r.at+1), count)
	}
	first = r.top - l.topMargin()
	end = max(min(first+l.textRows(), len(r.lines.Lines)), 0)
	return min(max(first, 0), end), end
}

// overflowing returns the blocks in the window that are wider than it.
func (r *reader) overflowing() []int {
	if r.lines == nil {
		return nil
	}
	var blocks []int
	first, end := r.shown()
	for _, line := range r.lines.Lines[first:end] {
		if block := line.Place.Block; line.Unwrapped && r.overflow[block] > 0 && !slices.Contains(blocks, block) {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// view is what a window shows of a text. It can be shown again at another width.
type view struct {
	place place
	shift map[int]int
}

func (r *reader) view() view { return view{r.place, maps.Clone(r.shift)} }

func (r *reader) show(v view) {
	r.place, r.shift = v.place, maps.Clone(v.shift)
	r.restorePosition()
}

// restorePosition scrolls to the place of the reader in other lines or another window.
// The place does not change, so a window that gets its size back shows the same again.
func (r *reader) restorePosition() {
	r.measureOverflow()
	r.top = r.topOf(r.place)
	r.clamp()
	r.at, r.column = max(r.top-r.room.look.topMargin(), 0), 0
	r.heard = max(r.heard, r.at)
}

// topOf returns the row at the top of a window that shows a place.
func (r *reader) topOf(p place) int {
	l := r.room.look
	switch {
	case !p.begun:
		return 0
	case p.measure == r.opts.Width && p.key == r.key && p.pictures == r.opts.Pictures && p.linear == r.room.look.linear:
		return p.row + l.topMargin()
	}
	return r.lines.Row(p.at) + l.topMargin()
}

// clamp keeps the window within the text. Long lines outside of the window go back to
// their start.
func (r *reader) clamp() {
	last := r.rows() - r.room.look.textRows()
	if r.room.look.linear {
		last = r.rows() - 1
	}
	r.top = max(min(r.top, last), 0)
	wide := r.overflowing()
	maps.DeleteFunc(r.shift, func(block, _ int) bool { return !slices.Contains(wide, block) })
	for block := range r.shift {
		r.shift[block] = min(r.shift[block], r.overflow[block])
	}
}

// measureOverflow finds the blocks that are wider than the window.
func (r *reader) measureOverflow() {
	r.overflow = map[int]int{}
	if r.shift == nil {
		r.shift = map[int]int{}
	}
	for _, line := range r.lines.Lines {
		if !line.Unwrapped {
			continue
		}
		if over := ansi.StringWidth(line.Text) - r.room.look.codeColumns(); over > 0 {
			r.overflow[line.Place.Block] = max(r.overflow[line.Place.Block], over)
		}
	}
}

// rows returns the height of the text with the blank rows above it.
func (r *reader) rows() int {
	if r.lines == nil {
		return 0
	}
	return len(r.lines.Lines) + r.room.look.topMargin()
}

// percent returns how much of the text is above the end of the window.
func (r *reader) percent() int {
	rows := r.rows()
	if rows == 0 {
		return 0
	}
	if r.room.look.linear {
		return r.heard * 100 / len(r.lines.Lines)
	}
	return min((r.top+r.room.look.textRows())*100/rows, 100)
}

// address returns what opens this place: SLUG or SLUG#HEADING. At the end of the text
// that is the last heading, though it cannot be scrolled to the top.
func (r *reader) address() string {
	if r.lines == nil || r.top == 0 {
		return r.slug
	}
	row := r.top - r.room.look.topMargin()
	if r.percent() == 100 {
		row = len(r.lines.Lines) - 1
	}
	if h, ok := r.lines.HeadingAt(row); ok {
		return r.slug + "#" + h.Anchor
	}
	return r.slug
}

// farthest is how many blocks from a place its neighbourhood is known again by.
const farthest = 20

// relocated returns a place in another version of its text. The block of the place, or else
// the nearest one that has stayed the same, is known again by its words.
func relocated(at render.Place, from, to *render.Page) render.Place {
	before, after := blocksOf(from), blocksOf(to)
	for distance := range farthest {
		for _, block := range []int{at.Block - distance, at.Block + distance} {
			if block < 0 || block >= len(before) || len(before[block]) == 0 {
				continue
			}
			if found, ok := nearestBlock(after, before[block], block); ok {
				at.Block += found - block
				return at
			}
		}
	}
	return at
}

// blocksOf returns the words of each block, without the spaces between them.
func blocksOf(p *render.Page) [][]byte {
	var blocks [][]byte
	for _, line := range p.Lines {
		block := line.Place.Block
		for len(blocks) <= block {
			blocks = append(blocks, nil)
		}
		for word := range strings.FieldsSeq(line.Text) {
			blocks[block] = append(blocks[block], word...)
		}
	}
	return blocks
}

// nearestBlock returns the number of the block with these words that is nearest to n.
func nearestBlock(blocks [][]byte, words []byte, n int) (nearest int, ok bool) {
	for i, block := range blocks {
		if bytes.Equal(block, words) && (!ok || abs(i-n) < abs(nearest-n)) {
			nearest, ok = i, true
		}
	}
	return nearest, ok
}

func abs(n int) int { return max(n, -n) }
