package tui

import (
	"cmp"
	"slices"
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// hint is a key and what it does here. Hints that do not fit are left out, those of
// least worth first.
type hint struct {
	key, does string
	worth     int
}

// hintBack leads out of every page but the list of posts and the search.
var hintBack = hint{key: "q", does: "back"}

// when returns the hint if its key does something now, else a hint that does not show.
func (h hint) when(works bool) hint {
	if works {
		return h
	}
	return hint{}
}

func (h hint) width() int { return ansi.StringWidth(h.key) + 1 + ansi.StringWidth(h.does) }

func (h hint) render(ink render.Palette) string { return h.key + " " + ink.Dim.Render(h.does) }

// footer returns the last row of a page: a first part such as the place of the reader,
// the hints, and at the right end the key that leads out, which is never left out.
// Without a first part the hints are on the left.
func (l look) footer(margin int, first string, hints []hint, out hint) []string {
	gap := 3
	if l.compact() {
		gap = 2
	}
	width := l.width() - 2*margin
	room := width - out.width()
	if first != "" {
		room -= ansi.StringWidth(first) + gap
	}
	hints = slices.DeleteFunc(hints, func(h hint) bool { return h == hint{} })
	for i := range hints {
		hints[i].key = l.keyName(hints[i].key)
	}
	var parts []string
	for _, h := range fitting(hints, room, gap) {
		parts = append(parts, h.render(l.ink))
	}
	left, right := strings.Join(parts, spaces(gap)), out.render(l.ink)
	if first != "" {
		left, right = first, strings.Join(append(parts, right), spaces(gap))
	}
	return []string{spaces(l.left()+margin) + spread(left, right, width)}
}

// keyName returns a key as the terminal can show it. Arrows become words in ASCII,
// since < and > are other keys.
func (l look) keyName(key string) string {
	if !l.ascii {
		return key
	}
	return strings.NewReplacer("↑↓", "up down", "↓", "down", "↑", "up", "→", "right", "←", "left").Replace(key)
}

// fitting returns the hints of most worth that fit into room columns, each with a gap,
// in the given order.
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

// message is a line that replaces the footer until the next key.
type message struct {
	says    string
	command string // to type; stands behind the words or on rows of its own
}

// maxMessageRows is how many rows the words of a message may take.
const maxMessageRows = 4

// messageRows returns the rows of a message. Its words may be cut. Its command is never
// cut, because then it could not be typed.
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

// commandRows returns a command on rows of its own. If a word of it is wider than the
// page, the rows take the margins too, and only then break the word.
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

// below returns rows that cover the end of a text, with a blank one above if the window
// is tall.
func (l look) below(rows []string) []string {
	if l.tall() && len(rows) > 1 {
		return append([]string{""}, rows...)
	}
	return rows
}
