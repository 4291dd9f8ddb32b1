package tui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// openContents lists the headings of a text below its title. The heading that the
// reader stands under is selected.
func (r *Room) openContents(rd *reader) tea.Cmd {
	headings := rd.contents
	if len(headings) == 0 {
		r.say("This text has no headings.")
		return nil
	}
	outermost := 6
	for _, h := range headings {
		outermost = min(outermost, h.Level)
	}
	row, here := rd.top-r.look.topMargin(), 0
	entries := []entry{{text: rd.title()}}
	for i, h := range headings {
		heading := entry{indent: 2 * min(h.Level-outermost+1, 4), text: h.Text}
		if h.Level > outermost {
			heading.says = fmt.Sprintf("%s, level %d", h.Text, h.Level-outermost+1)
		}
		entries = append(entries, heading)
		if h.Row <= row {
			here = i + 1
		}
	}
	return r.pick(&picker{
		name: rd.title(), heading: "Contents", entries: entries, does: "go there", wraps: true, openers: []key.Binding{keyContents},
		take: func(i int) tea.Cmd {
			if i == 0 {
				rd.toStart()
			} else {
				rd.goTo(headings[i-1].Anchor) // rows may have changed
			}
			return nil
		},
	}, here)
}

// openCode lists the blocks of code of a text, to copy one. The first that shows is
// selected. Where there is one block, it copies it at once.
func (r *Room) openCode(rd *reader) tea.Cmd {
	if rd.updated() {
		r.sayUpdated(rd)
		return nil
	}
	blocks := rd.newestPage().Document().Code
	switch len(blocks) {
	case 0:
		r.say("There is no code in this text.")
		return nil
	case 1:
		rd.copyCode(blocks[0])
		return nil
	}
	digits, widest := len(strconv.Itoa(len(blocks))), 0
	for _, block := range blocks {
		widest = max(widest, ansi.StringWidth(languageOf(block)))
	}
	var entries []entry
	for _, block := range blocks {
		language := languageOf(block)
		first, _, _ := strings.Cut(strings.TrimSpace(block.Text), "\n")
		text := cmp.Or(block.Title, blog.Line(first))
		entries = append(entries, entry{
			dim:  fmt.Sprintf("%*d  %s%s", digits, block.N, language, spaces(widest+2-ansi.StringWidth(language))),
			text: text,
			says: strings.TrimPrefix(language+": "+text, ": "),
		})
	}
	return r.pick(&picker{
		name: rd.title(), heading: "Code", entries: entries, does: "copy", numbered: true, openers: []key.Binding{keyCopyCode},
		take: func(i int) tea.Cmd { rd.copyCode(blocks[i]); return nil },
	}, rd.firstCode()-1)
}

// languageOf returns the language of a block, as far as it is short.
func languageOf(block blog.Code) string { return shorten(blog.Line(block.Language), 10) }

// firstCode returns the number of the first block whose label shows, else of the last
// one above.
func (r *reader) firstCode() int {
	label := 1
	first, end := r.shown()
	for i, line := range r.lines.Lines[:end] {
		if line.Code > 0 {
			label = line.Code
		}
		if line.Code > 0 && i >= first {
			break
		}
	}
	return label
}

// copyCode copies a block.
func (r *reader) copyCode(block blog.Code) {
	what := fmt.Sprintf("block %d, %s", block.N, blog.Count(len(slices.Collect(strings.Lines(block.Text))), "line"))
	r.room.copy(block.Text, what, r.command("code", strconv.Itoa(block.N)))
}

// copyCodeAt copies the block that a label in the lines has the number of.
func (r *reader) copyCodeAt(n int) {
	if r.updated() { // another block may have the number now
		r.room.sayUpdated(r)
		return
	}
	r.copyCode(r.newestPage().Document().Code[n-1])
}
