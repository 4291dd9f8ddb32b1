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

// hintCancel leads out of a field that is typed into for the page that shows.
var hintCancel = hint{key: "esc", does: "cancel"}

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
