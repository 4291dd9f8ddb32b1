package render

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fold joins words to lines of at most room columns. A wider word is broken, at a hyphen
// if it has one, and Chinese and its like where its lines may break.
func Fold(words []string, gap string, room int) []string {
	var lines []string
	var line []byte
	taken := -1 // columns of line; there is none yet
	gapWidth := ansi.StringWidth(gap)
	for _, word := range words {
		between, betweenWidth := gap, gapWidth
		for part := range strings.SplitSeq(breakBetween(word), mayBreak) {
			width := ansi.StringWidth(part)
			if taken >= 0 && taken+betweenWidth+width <= room {
				line = append(append(line, between...), part...)
				taken += betweenWidth + width
			} else {
				if taken >= 0 {
					lines = append(lines, string(line))
				}
				if width > room {
					rows := strings.Split(ansi.Wrap(part, room, ""), "\n")
					lines = append(lines, rows[:len(rows)-1]...)
					part = rows[len(rows)-1]
					width = ansi.StringWidth(part)
				}
				line, taken = append(line[:0], part...), width
			}
			between, betweenWidth = "", 0
		}
	}
	if taken >= 0 {
		lines = append(lines, string(line))
	}
	return lines
}

// Pieces returns the parts of a word between which a line may break: Chinese and its like
// have no spaces.
func Pieces(word string) []string { return strings.Split(breakBetween(word), mayBreak) }

// FoldCommand breaks a command into lines of at most room columns that can be pasted:
// words and quoted texts stay whole, and a line that goes on ends in a pipe or a
// backslash.
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
		for _, word := range shellWords(stage) {
			add(word)
		}
	}
	return append(lines, last)
}

// stages splits a command after each pipe and before each substitution.
func stages(command string) []string {
	var list []string
	begun := false
	for _, word := range shellWords(command) {
		if begun && !strings.HasPrefix(word, "<(") {
			list[len(list)-1] += " " + word
		} else {
			list = append(list, word)
		}
		begun = word != "|"
	}
	return list
}

// shellWords splits a command at the spaces outside of quotes. The quotes stay; an open
// one reaches to the end.
func shellWords(command string) []string {
	var words []string
	var quote byte // the one that is open, or 0
	from := 0
	for at := range len(command) {
		switch c := command[at]; {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '\'' || c == '"':
			quote = c
		case c == ' ':
			if at > from {
				words = append(words, command[from:at])
			}
			from = at + 1
		}
	}
	if from < len(command) {
		words = append(words, command[from:])
	}
	return words
}
