package render

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fold sets words in lines of at most room columns. A word that is wider than
// that is broken, at a hyphen if it has one.
func Fold(words []string, gap string, room int) []string {
	var lines []string
	for _, word := range words {
		last := len(lines) - 1
		if last >= 0 && ansi.StringWidth(lines[last]+gap+word) <= room {
			lines[last] += gap + word
			continue
		}
		lines = append(lines, strings.Split(ansi.Wrap(word, room, ""), "\n")...)
	}
	return lines
}

// FoldCommand sets a command in lines of at most room columns, so that it can
// still be pasted: words stay whole, and a line that goes on ends in a pipe if it
// can, else in a backslash.
func FoldCommand(command string, room int) []string {
	if ansi.StringWidth(command) <= room {
		return []string{command}
	}
	var lines []string
	last := ""
	add := func(piece string) {
		switch {
		case last == "":
			last = piece
		case ansi.StringWidth(last+" "+piece) <= room-2: // with a backslash
			last += " " + piece
		default:
			if !strings.HasSuffix(last, "|") {
				last += ` \`
			}
			lines = append(lines, last)
			last = "  " + piece
		}
	}
	for _, stage := range stages(command) {
		if ansi.StringWidth(stage) <= room-4 { // with an indent too
			add(stage)
			continue
		}
		for _, word := range strings.Fields(stage) {
			add(word)
		}
	}
	return append(lines, last)
}

// stages cuts a command where it reads best: after a pipe, and before a
// substitution.
func stages(command string) []string {
	var list []string
	begun := false
	for _, word := range strings.Fields(command) {
		if begun && !strings.HasPrefix(word, "<(") {
			list[len(list)-1] += " " + word
		} else {
			list = append(list, word)
		}
		begun = word != "|"
	}
	return list
}
