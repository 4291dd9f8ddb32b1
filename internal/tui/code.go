package tui

import (
	"fmt"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	tea "charm.land/bubbletea/v2"
)

// number is the question which block of code to copy.
type number struct {
	typed string
	first int // the block that shows first, which enter takes
	count int
}

// askCode copies the block of code, or asks which of several.
func (r *reader) askCode() {
	switch blocks := r.page.Document().Code; len(blocks) {
	case 0:
		r.room.say("There is no code in this text.")
	case 1:
		r.copyCode(1)
	default:
		r.which = &number{first: r.firstCode(), count: len(blocks)}
	}
}

// firstCode is the first block whose label shows, else the last one above.
func (r *reader) firstCode() int {
	l, first := r.room.look, 1
	for i, line := range r.lines.Lines {
		row := i - r.top + l.topMargin()
		if row >= l.textRows() {
			break
		}
		if line.Code > 0 {
			first = line.Code
			if row >= 0 {
				break
			}
		}
	}
	return first
}

// number takes a key while the question stands. Keys that mean nothing to it do
// nothing.
func (r *reader) number(msg tea.KeyPressMsg) {
	n := r.which
	switch key := msg.String(); {
	case key == "enter":
		r.which = nil
		r.copyCode(n.chosen())
	case key == "esc", key == "q":
		r.which = nil
	case key == "backspace" && n.typed != "":
		n.typed = n.typed[:len(n.typed)-1]
	case len(key) == 1 && key[0] >= '0' && key[0] <= '9' && len(n.typed) < len(strconv.Itoa(n.count)):
		n.typed += key
	}
}

// chosen is the number that was typed, or the one that enter takes.
func (n *number) chosen() int {
	if n.typed == "" {
		return n.first
	}
	chosen, _ := strconv.Atoi(n.typed) // digits only, and few
	return chosen
}

func (n *number) foot(l look, margin int) []string {
	typed := n.typed + cursor
	if n.typed == "" {
		typed += l.ink.Dim.Render(strconv.Itoa(n.first))
	}
	asks := fmt.Sprintf("block 1–%d: ", n.count)
	return l.footer(margin, asks+typed, []hint{{"enter", "copy", 1}}, hint{key: "esc", does: "cancel"})
}

// copyCode copies the n-th block.
func (r *reader) copyCode(n int) {
	blocks := r.page.Document().Code
	if n < 1 || n > len(blocks) {
		r.room.say(fmt.Sprintf("No block %d: this text has %d.", n, len(blocks)))
		return
	}
	text := blocks[n-1].Text
	r.room.copy(text, fmt.Sprintf("block %d, %s", n, blog.Count(lines(text), "line")), r.command("code", strconv.Itoa(n)))
}

// lines is how many lines a text has.
func lines(text string) int {
	if text == "" {
		return 0
	}
	return strings.Count(strings.TrimSuffix(text, "\n"), "\n") + 1
}
