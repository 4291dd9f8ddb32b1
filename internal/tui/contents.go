package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// openContents lists the headings of a text below its title. The heading that the
// reader stands under is selected.
func (r *Room) openContents(rd *reader) tea.Cmd {
	headings := rd.lines.Headings
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
		entries = append(entries, entry{indent: 2 * min(h.Level-outermost+1, 4), text: h.Text})
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
