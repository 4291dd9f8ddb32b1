package tui

import (
	"maps"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// place is where a reader is in a text. Its zero value is the start.
type place struct {
	at      render.Place
	begun   bool     // the start has been left
	key     [32]byte // of the version that has this row
	row     int      // of the text, where it is laid out
	measure int      // this wide
}

// scrollTo brings a row to the top, and remembers what stands there.
func (r *reader) scrollTo(top int) {
	r.top = top
	r.clamp()
	r.place = place{begun: r.top > 0, key: r.key, row: r.top - r.room.look.topMargin(), measure: r.opts.Width}
	if i := r.place.row; i >= 0 && i < len(r.lines.Lines) {
		r.place.at = r.lines.Lines[i].Place
	}
}

// toStart goes to the start of the text, whether or not it is laid out.
func (r *reader) toStart() {
	r.place, r.top = place{}, 0
}

// scrollToRow brings a row of the text, such as that of a heading, to the top.
func (r *reader) scrollToRow(row int) { r.scrollTo(row + r.room.look.topMargin()) }

// scrollIntoView scrolls to the rows from up to to, if they do not show above a foot that may
// be higher than one row: so far that the first has a third of the window above it.
func (r *reader) scrollIntoView(from, to int) {
	l := r.room.look
	first, last := from+l.topMargin(), to+l.topMargin()
	if first < r.top || last >= r.top+r.textRowsAboveFoot() {
		r.scrollTo(first - l.textRows()/3)
	}
}

// textRowsAboveFoot returns the rows of the window in which text shows: the foot may cover some.
func (r *reader) textRowsAboveFoot() int {
	l := r.room.look
	return min(l.textRows(), l.rows-len(r.foot()))
}

// scrollSidewaysTo scrolls a block of long lines sideways, if the cells of one of them that
// matter do not show.
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

// overflowing returns the blocks in the window that are wider than it.
func (r *reader) overflowing() []int {
	if r.lines == nil {
		return nil
	}
	l := r.room.look
	first := max(r.top-l.topMargin(), 0)
	end := min(r.top-l.topMargin()+l.textRows(), len(r.lines.Lines))
	var blocks []int
	for _, line := range r.lines.Lines[min(first, max(end, 0)):max(end, 0)] {
		if block := line.Place.Block; line.Unwrapped && r.overflow[block] > 0 && !slices.Contains(blocks, block) {
			blocks = append(blocks, block)
		}
	}
	return blocks
}

// view is what of a text shows, to come back to, at whatever width by then.
type view struct {
	place place
	shift map[int]int
}

func (r *reader) view() view { return view{r.place, maps.Clone(r.shift)} }

func (r *reader) show(v view) {
	r.place, r.shift = v.place, maps.Clone(v.shift)
	r.restorePosition()
}

// restorePosition finds the reader's place in lines or in a window that are new. The
// place stays what it was, so that a window which comes back shows what it
// showed.
func (r *reader) restorePosition() {
	r.measureOverflow()
	r.top = r.topOf(r.place)
	r.clamp()
}

// topOf is the row at the top of a window that shows a place.
func (r *reader) topOf(p place) int {
	l := r.room.look
	switch {
	case !p.begun:
		return 0
	case p.measure == r.opts.Width && p.key == r.key:
		return p.row + l.topMargin()
	}
	return r.lines.Row(p.at) + l.topMargin()
}

// clamp keeps the window within the text, and long lines that have left it where
// they begin.
func (r *reader) clamp() {
	r.top = max(min(r.top, r.rows()-r.room.look.textRows()), 0)
	wide := r.overflowing()
	maps.DeleteFunc(r.shift, func(block, _ int) bool { return !slices.Contains(wide, block) })
	for block := range r.shift {
		r.shift[block] = min(r.shift[block], r.overflow[block])
	}
}

// measureOverflow finds the blocks that are wider than the window: after a change of
// either.
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

// rows is the height of the text with the blank row above it.
func (r *reader) rows() int {
	if r.lines == nil {
		return 0
	}
	return len(r.lines.Lines) + r.room.look.topMargin()
}

// percent is how much of the text has been on the screen, the window's last
// row counted.
func (r *reader) percent() int {
	rows := r.rows()
	if rows == 0 {
		return 0
	}
	return min((r.top+r.room.look.textRows())*100/rows, 100)
}

// address is what opens this place: SLUG, or SLUG#HEADING. At the end of the
// text it is the last heading that leads here: none that follows can stand on
// top.
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
			if block < 0 || block >= len(before) || before[block] == "" {
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
func blocksOf(p *render.Page) []string {
	var blocks []strings.Builder
	for _, line := range p.Lines {
		for len(blocks) <= line.Place.Block {
			blocks = append(blocks, strings.Builder{})
		}
	}
	for _, line := range p.Lines {
		for word := range strings.FieldsSeq(line.Text) {
			blocks[line.Place.Block].WriteString(word)
		}
	}
	words := make([]string, len(blocks))
	for i := range blocks {
		words[i] = blocks[i].String()
	}
	return words
}

// nearestBlock returns the number of the block with these words that is nearest to n.
func nearestBlock(blocks []string, words string, n int) (nearest int, ok bool) {
	for i, block := range blocks {
		if block == words && (!ok || abs(i-n) < abs(nearest-n)) {
			nearest, ok = i, true
		}
	}
	return nearest, ok
}

func abs(n int) int { return max(n, -n) }
