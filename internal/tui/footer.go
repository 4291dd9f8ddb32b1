package tui

import (
	"cmp"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// hint is a key and what it does here. Hints stand in their order; where there
// is no room for all, those of least worth go first.
type hint struct {
	key, does string
	worth     int
}

func (h hint) width() int { return ansi.StringWidth(h.key) + 1 + ansi.StringWidth(h.does) }

func (h hint) render(ink render.Palette) string { return h.key + " " + ink.Dim.Render(h.does) }

// footer is the last row of a page: where the reader is, the keys that matter
// here, and at the right end the key that leads out, which always stands.
// Without a first part the hints stand on the left.
func (l look) footer(margin int, first string, hints []hint, out hint) []string {
	width := l.width() - 2*margin
	for i := range hints {
		hints[i].key = l.keyName(hints[i].key)
	}
	gap := 3
	if l.compact() {
		gap = 2
	}
	room := width - out.width()
	if first != "" {
		room -= ansi.StringWidth(first) + gap
	}
	row := l.hintRow(fitting(hints, room, gap), gap)
	if first == "" {
		row = spread(row, out.render(l.ink), width)
	} else {
		if row != "" {
			row += spaces(gap)
		}
		row = spread(first, row+out.render(l.ink), width)
	}
	return []string{spaces(l.left()+margin) + row}
}

// keyName is a key as the terminal can show it. Arrows in ASCII would be other
// keys: < and > scroll.
func (l look) keyName(key string) string {
	if !l.ascii {
		return key
	}
	return strings.NewReplacer("↑↓", "up down", "↓", "down", "↑", "up", "→", "right", "←", "left").Replace(key)
}

func (l look) hintRow(hints []hint, gap int) string {
	parts := make([]string, len(hints))
	for i, h := range hints {
		parts[i] = h.render(l.ink)
	}
	return strings.Join(parts, spaces(gap))
}

// fitting is the hints of most worth that fit into room columns, each with a
// gap, in the order in which they were given.
func fitting(hints []hint, room, gap int) []hint {
	byWorth := slices.SortedStableFunc(slices.Values(hints), func(a, b hint) int { return cmp.Compare(b.worth, a.worth) })
	var keep []hint
	for _, h := range byWorth {
		if room -= h.width() + gap; room < 0 {
			break
		}
		keep = append(keep, h)
	}
	return slices.DeleteFunc(slices.Clone(hints), func(h hint) bool { return !slices.Contains(keep, h) })
}

// message is what is said in the footer's stead, until the next key.
type message struct {
	says    string
	command string // to type, behind it or on lines of its own
}

// maxMessageRows is how many rows a note of words may take.
const maxMessageRows = 4

// messageRows is a note in the footer's place, and above it as far as it needs: a
// command that is cut cannot be typed, so it is there to its end, whatever else
// the window has no room for.
func (l look) messageRows(margin int, m message) []string {
	width := l.width() - 2*margin
	rows := cutRows(render.Fold(strings.Fields(m.says), " ", width), max(min(maxMessageRows, l.rows/3), 1), width)
	var command []string
	if line := m.says + " " + m.command; m.command != "" && ansi.StringWidth(line) <= width {
		rows = []string{line}
	} else if m.command != "" {
		command = l.commandRows(margin, m.command)
	}
	for i, row := range rows {
		rows[i] = spaces(l.left()+margin) + l.ink.Accent.Render(row)
	}
	rows = append(rows, command...)
	return l.below(rows[max(len(rows)-l.rows, 0):])
}

// commandRows is a command on rows of its own. One with a word that is longer than
// the page is wide takes the margins too, before the word is broken.
func (l look) commandRows(margin int, command string) []string {
	left, width := l.left()+margin, l.width()-2*margin
	lines := render.FoldCommand(command, width)
	if slices.ContainsFunc(lines, func(line string) bool { return ansi.StringWidth(line) > width }) {
		left, width = 0, l.columns
		lines = render.FoldCommand(command, width)
	}
	var rows []string
	for _, line := range lines {
		for row := range strings.SplitSeq(ansi.Hardwrap(line, width, true), "\n") {
			rows = append(rows, spaces(left)+l.ink.Accent.Render(row))
		}
	}
	return rows
}

// below returns rows that cover a text, with a blank one above where there is room.
func (l look) below(rows []string) []string {
	if l.tall() && len(rows) > 1 {
		return append([]string{""}, rows...)
	}
	return rows
}
